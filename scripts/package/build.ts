/**
 * Builds `dist/` for the package: node refuses to strip types below node_modules, so what is installed must be JavaScript.
 * Types are not checked here: `npm run check` does. Everything that is no TypeScript
 * (style sheets, pages' scripts, pictures) is copied beside the code that reads it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')
const FOLDERS = ['src', 'connectors']
/** Not needed to run: sources, papers, and the examples that tests compare with. */
const LEFT_OUT = new Set(['.ts', '.md', '.json'])

for (const folder of FOLDERS) rmSync(join(dist, folder), { recursive: true, force: true })
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const { status } = spawnSync(
  process.execPath,
  [join(typescript, 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json')],
  { stdio: ['ignore', 2, 2] },
)
if (status !== 0) process.exit(status ?? 1)
for (const folder of FOLDERS) {
  cpSync(join(root, folder), join(dist, folder), {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(extname(path)) && !path.endsWith('fixtures'),
  })
}

// TypeScript 5.9 leaves the ending in some calls of import(): in those that stand in a property of an argument, for one.
for (const file of globSync('**/*.js', { cwd: dist })) {
  const path = join(dist, file)
  const text = readFileSync(path, 'utf8')
  const rewritten = text.replace(/\bimport\((['"])(\.{1,2}\/[^'"]+)\.ts\1\)/g, 'import($1$2.js$1)')
  if (rewritten !== text) writeFileSync(path, rewritten)
}
