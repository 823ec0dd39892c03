import { readFileSync } from 'node:fs'
import { packagePath } from './kit/package-folder.ts'

/** The version of this package. */
export const VERSION: string = (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string })
  .version
