/**
 * Packs each Odoo addon as `dist/<addon>-<version>.zip`, its folder on top, to be unpacked into a folder of Odoo's addons path.
 * What only its tests need stays out. Names what it wrote, one path a line.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { zip } from './zip.ts'

const root = join(import.meta.dirname, '..', '..')
const addons = join(root, 'odoo-addon')
const out = resolve(root, process.argv[2] ?? 'dist')
const LEFT_OUT = new Set(['tests', '__pycache__'])

mkdirSync(out, { recursive: true })
for (const name of addonNames()) {
  const files = readdirSync(join(addons, name), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(addons, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => LEFT_OUT.has(part)))
    .sort()
  const file = join(out, `${name}-${versionOf(name)}.zip`)
  writeFileSync(
    file,
    zip(files.map((path) => ({ path: path.split(sep).join('/'), bytes: readFileSync(join(addons, path)) }))),
  )
  process.stdout.write(`${file}\n`)
}

function addonNames(): string[] {
  return readdirSync(addons, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(addons, name, '__manifest__.py'), 'utf8')
  const version = /"version":\s*"([\d.]+)"/.exec(manifest)?.[1]
  if (version === undefined) throw new Error(`The manifest of ${name} names no version.`)
  return version
}
