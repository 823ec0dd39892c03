import { type App, confirmOdoo, locks } from '../app.ts'
import { JOBS } from '../config/settings.ts'
import { type DryRun, dryRun } from '../flows/dry-run.ts'
import { BUILT_JOBS, type BuiltJob, jobOk, type JobResult, runJob } from '../flows/passes.ts'
import { recorded } from '../schedule/by-hand.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, printJson, UsageError } from './command.ts'
import { beginModes } from './going-live.ts'
import { watchLines, wouldTable } from './would-table.ts'
import { tellOpened, tellUnopened } from './unopened.ts'

export const runCommand: AppCommand = {
  name: 'run',
  needs: 'app',
  usage: `marketplace-care run <job>|all [--dry-run] [--yes] [--json]
  jobs: ${BUILT_JOBS.join(' ')}
  --dry-run  says what would be read, planned and sent; writes and sends nothing
  --yes      goes live without asking (an account that ran in shadow or read mode before)`,
  async run({ args, io, app, runs }) {
    const { values, positionals } = readArgs(
      args,
      {
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    const jobs = jobsOf(positionals[0] ?? '')
    const all = positionals[0] === 'all'
    if (runs === 'here') await tellOpened(app)
    if (values['dry-run']) {
      await confirmOdoo(app)
      return reportDryRun(app, io, jobs, { all, json: values.json })
    }
    const results: JobResult[] = []
    try {
      await confirmOdoo(app)
      if (!(await beginModes(app, io, values))) return 1
      for (const job of jobs) {
        io.stderr(`${job} …\n`)
        const one = await recorded(job, app.ports, async () => {
          const result = await app.jobs(locks(job, app), () => runJob(job, app.accounts, app.ports))
          return { ok: jobOk(result), result: result.accounts, whole: result }
        })
        results.push(one.whole)
      }
    } finally {
      // Who runs jobs by cron has no service that watches.
      await app.alarms.afterRun(results)
    }
    report(io, all, results, { json: values.json })
    return results.every(jobOk) ? 0 : 1
  },
  refused: tellUnopened,
}

/** Counts of what would happen; for notifications and parcels each of them, addresses masked. */
async function reportDryRun(
  app: App,
  io: CommandIo,
  jobs: readonly BuiltJob[],
  options: { all: boolean; json: boolean },
): Promise<number> {
  const runs: DryRun[] = []
  for (const job of jobs) runs.push(await dryRun(job, app.accounts, app.ports))
  report(io, options.all, runs, options)
  if (!options.json)
    for (const { would, watch } of runs) {
      if (would !== undefined) io.stdout(wouldTable(would, app.settings))
      if (watch !== undefined) io.stdout(watchLines(watch))
    }
  return runs.every(({ accounts }) => accounts.every(({ ok }) => ok)) ? 0 : 1
}

function report(
  io: CommandIo,
  all: boolean,
  results: readonly (JobResult | DryRun)[],
  { json }: { json: boolean },
): void {
  if (json) {
    const seconds = Math.round(results.reduce((sum, result) => sum + result.seconds, 0) * 10) / 10
    const [first] = results
    printJson(io, all || first === undefined ? { job: 'all', jobs: results, seconds } : first)
    return
  }
  for (const { job, accounts, seconds } of results) {
    io.stdout(`${job} (${seconds.toFixed(1)} s)\n`)
    for (const count of accounts) {
      const suppressed = Object.entries(count.suppressed).map(([reason, n]) => `${reason} ${String(n)}`)
      const facts = (
        [
          'received',
          'mirrored',
          'duplicates',
          'set_aside',
          'planned',
          'sent',
          'delivered',
          'failed',
          'unknown',
          'waiting',
        ] as const
      )
        .filter((name) => count[name] > 0)
        .map((name) => `${name} ${String(count[name])}`)
      const words = [...facts, ...(suppressed.length === 0 ? [] : [`suppressed (${suppressed.join(', ')})`])]
      io.stdout(`  ${count.account.padEnd(18)} ${words.length === 0 ? 'nothing to do' : words.join(', ')}\n`)
      if (count.error !== undefined) io.stdout(`  ${''.padEnd(18)} ${count.error}\n`)
    }
  }
}

function jobsOf(word: string): readonly BuiltJob[] {
  if (word === 'all') return BUILT_JOBS
  const job = BUILT_JOBS.find((built) => built === word)
  if (job !== undefined) return [job]
  if ((JOBS as readonly string[]).includes(word))
    throw new UsageError(`The job ${word} is known, not built yet. Jobs: ${BUILT_JOBS.join(' ')}.`)
  throw new UsageError(`There is no job ${word}. Jobs: ${BUILT_JOBS.join(' ')}, or all.`)
}
