import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Misconfigured } from '../domain/errors.ts'

/**
 * A file or folder that ships with this package, by its path below the package's folder: a clone's, an installed package's or an image's,
 * whether the code runs from its sources or built.
 * @throws Misconfigured when the installation is incomplete
 */
export function packagePath(...parts: readonly string[]): string {
  const path = join(packageFolder(), ...parts)
  if (existsSync(path)) return path
  throw new Misconfigured(`${parts.join('/')} is missing: this installation is incomplete. Install it again.`)
}

/** The nearest folder above this file that holds a package.json: how deep this file lies differs between sources and the built package. */
function packageFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
  }
  throw new Misconfigured('package.json is missing: this installation is incomplete. Install it again.')
}
