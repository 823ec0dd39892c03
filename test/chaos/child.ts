import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { BUILT_JOBS, runJob } from '../../src/flows/passes.ts'

/**
 * One `run all` (or of the jobs in JOBS) that dies (kill -9) right after its n-th commit, if DIE_AT_COMMIT says so. Settings come from
 * the environment.
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
const results = []
for (const job of jobs) results.push(await runJob(job, app.accounts, app.ports))
const unknown = await app.ports.outbox.list({ state: 'unknown' })
await app.close()
process.stdout.write(
  `${JSON.stringify({ results, unknown: unknown.map(({ id, flow, result, payload }) => ({ id, flow, messageId: result['messageId'], payload })) })}\n`,
)
