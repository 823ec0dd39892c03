import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { openApp } from '../../src/app.ts'
import { factCommand } from '../../src/commands/fact.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { BUILT_JOBS, runJob } from '../../src/flows/passes.ts'

/**
 * One `run all` (or of the jobs in JOBS) that dies (kill -9) right after its n-th commit, if DIE_AT_COMMIT says so; first the facts in
 * FACTS are told (arguments of `fact`, a list of lists). Settings come from the environment.
 */
const dieAt = Number(process.env['DIE_AT_COMMIT'] ?? 0)
const jobs = BUILT_JOBS.filter((job) => process.env['JOBS']?.split(' ').includes(job) ?? true)
const settings = loadSettings({ env: process.env, cwd: process.cwd(), registry: connectors })
const app = await openApp({
  settings,
  registry: connectors,
  log: pino({ level: 'silent' }),
  onCommit: (n) => {
    if (n === dieAt) process.kill(process.pid, 'SIGKILL')
  },
})
const io = { stdout: () => undefined, stderr: () => undefined, stdin: () => Promise.resolve('') }
for (const args of JSON.parse(process.env['FACTS'] ?? '[]') as string[][]) {
  const code = await factCommand.run({
    io,
    app,
    registry: connectors,
    log: app.log,
    cwd: process.cwd(),
    runs: 'here',
    args,
  })
  if (code !== 0) throw new Error(`fact ${args.join(' ')} ends with ${String(code)}`)
}
const results = []
for (const job of jobs) results.push(await runJob(job, app.accounts, app.ports))
const unknown = await app.ports.outbox.list({ state: 'unknown' })
await app.close()
process.stdout.write(
  `${JSON.stringify({ results, unknown: unknown.map(({ id, flow, result, payload }) => ({ id, flow, messageId: result['messageId'], payload })) })}\n`,
)
