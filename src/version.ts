import { readFileSync } from 'node:fs'

/** The package's own file: beside `src` in a clone, above `dist` in the built package. */
const manifest = new URL(import.meta.url.includes('/dist/') ? '../../package.json' : '../package.json', import.meta.url)

/** The version of this package. */
export const VERSION: string = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
