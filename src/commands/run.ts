import { confirmOdoo, locks } from '../app.ts'
import { JOBS } from '../config/settings.ts'
import { wouldNotify } from '../flows/dry-run.ts'
import { BUILT_JOBS, type BuiltJob, jobOk, type JobResult, runJob } from '../flows/passes.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, printJson, UsageError } from './command.ts'

export const runCommand: AppCommand = {
  name: 'run',
  needs: 'app',
  summary: 'Runs one whole pass of a job, until nothing is left to do.',
  usage: `marketplace-care run <job>|all [--dry-run] [--json]
  jobs: ${BUILT_JOBS.join(' ')}
  --dry-run  (notify) says what would be sent, sends and writes nothing`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      { 'dry-run': { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
      { min: 1, max: 1 },
    )
    const jobs = jobsOf(positionals[0] ?? '')
    if (values['dry-run'] && !jobs.every((job) => job === 'notify'))
      throw new UsageError('--dry-run is built for notify only.')
    await confirmOdoo(app)
    if (values['dry-run']) return dryRun(app, io, { json: values.json })
    const results: JobResult[] = []
    for (const job of jobs) {
      io.stderr(`${job} …\n`)
      results.push(await app.jobs(locks(job, app), () => runJob(job, app.accounts, app.ports)))
    }
    report(io, positionals[0] === 'all', results, { json: values.json })
    return results.every(jobOk) ? 0 : 1
  },
}

async function dryRun(
  app: Parameters<typeof confirmOdoo>[0],
  io: CommandIo,
  { json }: { json: boolean },
): Promise<number> {
  const would = await wouldNotify(app.accounts, app.ports)
  if (json) {
    printJson(io, { job: 'notify', dry_run: true, accounts: [], would })
    return 0
  }
  if (would.length === 0) io.stdout('Nothing would be sent.\n')
  for (const { account, kind, source, to_masked, verdict, reason } of would) {
    io.stdout(
      `${(account ?? '-').padEnd(16)} ${kind.padEnd(16)} ${`${source.model} ${String(source.id)}`.padEnd(24)} ${verdict.padEnd(9)} ${to_masked ?? ''} ${reason ?? ''}\n`,
    )
  }
  return 0
}

function report(io: CommandIo, all: boolean, results: readonly JobResult[], { json }: { json: boolean }): void {
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
