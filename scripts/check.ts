/**
 * Everything that can be said of the code without running it: types, lint, the direction of imports, form, and whether the reference
 * papers are up to date. `npm run check`. All parts run, two at a time, whatever becomes of the others.
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const CACHE = join('node_modules', '.cache', 'check')

interface Part {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

/** As long as both lanes are busy nothing is won by a third: the linter takes about as long as all the rest. */
const LANES: readonly (readonly Part[])[] = [
  // No cache here: what a line means may change by a type in another file.
  [{ name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] }],
  [
    { name: 'types', command: ['tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', join(CACHE, 'types.json')] },
    { name: 'imports', command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'connectors'] },
    {
      name: 'form',
      command: [
        'prettier',
        '--check',
        '--log-level',
        'warn',
        '--cache',
        '--cache-location',
        join(CACHE, 'form.json'),
        '.',
      ],
    },
    { name: 'reference', command: ['node', join('scripts', 'reference.ts'), '--check'] },
  ],
]

/** Runs one part; its words are shown only if it fails, in one piece. */
async function run({ name, command: [program, ...args] }: Part): Promise<boolean> {
  const started = performance.now()
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` }
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s\n`)
  if (code !== 0) process.stdout.write(`${Buffer.concat(said).toString('utf8').trimEnd()}\n\n`)
  return code === 0
}

mkdirSync(join(ROOT, CACHE), { recursive: true })
const results = await Promise.all(
  LANES.map(async (parts) => {
    const good: boolean[] = []
    for (const part of parts) good.push(await run(part))
    return good.every(Boolean)
  }),
)
process.exitCode = results.every(Boolean) ? 0 : 1
