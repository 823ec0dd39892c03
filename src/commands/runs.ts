import type { AccountCount } from '../flows/count.ts'
import type { RunRecord } from '../ledger/ports.ts'
import { msBetween } from '../domain/time.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

const LISTED = 20
const LISTED_MAX = 1000

/** What the jobs did: the run history, the newest first. */
export const runsCommand: AppCommand = {
  name: 'runs',
  needs: 'app',
  usage: `marketplace-care runs [--job JOB] [--limit N] [--json]
  the last runs of the jobs (${String(LISTED)}, or N), the newest first: by account what was planned, sent and not sent with the
  reasons, for notifications by kind too. A slot "by hand" was started by a person. Messages and answers are fetched all the time
  and are not listed. In an account in shadow mode, "shadow" counts what would have been sent.`,
  async run({ args, io, app }) {
    const { values } = readArgs(
      args,
      {
        job: { type: 'string' },
        limit: { type: 'string', default: String(LISTED) },
        json: { type: 'boolean', default: false },
      },
      { min: 0, max: 0 },
    )
    const limit = Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > LISTED_MAX)
      throw new UsageError(`--limit is a whole number from 1 to ${String(LISTED_MAX)}.`)
    const runs = (await app.ports.ledger.lastRuns(values.job === undefined ? limit : LISTED_MAX))
      .filter(({ job }) => values.job === undefined || job === values.job || job.startsWith(`${values.job}:`))
      .slice(0, limit)
    if (values.json) printJson(io, runs.map(toRow))
    else if (runs.length === 0) io.stdout('No job has run yet.\n')
    else for (const run of runs) io.stdout(linesOf(run).join('\n') + '\n')
    return 0
  },
}

function toRow({ job, slot, started, finished, ok, result }: RunRecord) {
  return {
    job,
    slot,
    started,
    finished,
    ok,
    seconds: secondsOf(started, finished),
    ...errorOf(result),
    accounts: accountsOf(result),
  }
}

function linesOf({ job, slot, started, finished, ok, result }: RunRecord): readonly string[] {
  const end = ok === null ? 'under way or broken off' : ok ? 'good' : 'failed'
  const took = finished === null ? '' : ` (${String(secondsOf(started, finished))} s)`
  const { error } = errorOf(result)
  return [
    `${slot}  ${job}  ${end}${took}`,
    ...(error === undefined ? [] : [`    ${error}`]),
    ...accountsOf(result).flatMap((count) => {
      const rest = [
        ...(count.failed > 0 ? [`failed ${String(count.failed)}`] : []),
        ...(count.unknown > 0 ? [`unknown ${String(count.unknown)}`] : []),
        ...(count.waiting > 0 ? [`waiting ${String(count.waiting)}`] : []),
      ]
      const kinds = Object.entries(count.kinds ?? {}).map(([kind, { planned, sent, suppressed, failed }]) => {
        const stopped = Object.entries(suppressed).map(([reason, n]) => `${reason} ${String(n)}`)
        const words = [
          `planned ${String(planned)}`,
          `sent ${String(sent)}`,
          ...(failed > 0 ? [`failed ${String(failed)}`] : []),
          ...(stopped.length > 0 ? [`not sent (${stopped.join(', ')})`] : []),
        ]
        return `      ${kind.padEnd(20)} ${words.join(', ')}`
      })
      if (kinds.length === 0 && rest.length === 0 && count.error === undefined) return []
      return [
        `    ${count.account}${rest.length === 0 ? '' : `: ${rest.join(', ')}`}`,
        ...(count.error === undefined ? [] : [`      ${count.error}`]),
        ...kinds,
      ]
    }),
  ]
}

const secondsOf = (started: RunRecord['started'], finished: RunRecord['finished']): number | null =>
  finished === null ? null : Math.round(msBetween(started, finished) / 100) / 10

/** What a pass left behind; an older version of this program may have kept less. */
function accountsOf(result: unknown): readonly AccountCount[] {
  return Array.isArray(result) ? (result as AccountCount[]) : []
}

function errorOf(result: unknown): { readonly error?: string } {
  const { error } = (typeof result === 'object' && result !== null ? result : {}) as { readonly error?: unknown }
  return typeof error === 'string' ? { error } : {}
}
