import pino from 'pino'
import { vi } from 'vitest'
import { instant, type Clock, type Instant } from '../../src/domain/time.ts'
import type { RunRecord } from '../../src/ledger/ports.ts'
import type { Job, PassReport, RunHistory } from '../../src/schedule/job.ts'
import { startSchedule } from '../../src/schedule/schedule.ts'

export interface MemoryHistory extends RunHistory {
  rows: RunRecord[]
  /** The database is away. */
  away: boolean
}

const now = (): Instant => instant(new Date())

/** The run history that replicas share. */
export function memoryHistory(): MemoryHistory {
  const history: MemoryHistory = {
    rows: [],
    away: false,
    async claimRun(job, slot) {
      if (history.away) throw new Error('the database is away')
      if (history.rows.some((row) => row.job === job && row.slot === slot)) return false
      history.rows.unshift({ job, slot, started: now(), finished: null, ok: null, result: null })
      return true
    },
    async finishRun(job, slot, outcome) {
      const end = (row: RunRecord): RunRecord => ({ ...row, finished: now(), ...outcome })
      history.rows = history.rows.map((row) => (row.job === job && row.slot === slot ? end(row) : row))
    },
    async lastRuns(limit, job) {
      return history.rows.filter((row) => job === undefined || row.job === job).slice(0, limit)
    },
  }
  return history
}

/** Follows the test's faked timers. */
const timerClock: Clock = {
  now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason as Error)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, ms)
      if (signal?.aborted === true) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    }),
}

/** A replica that notes the slots and the hours at which its job ran. */
export function replica(history: MemoryHistory, job: Partial<Job> & Pick<Job, 'name'>, timeZone = 'Europe/Berlin') {
  const ran: string[] = []
  const reports: PassReport[] = []
  const run: Job['run'] = async (signal) => {
    ran.push(now())
    return (await job.run?.(signal)) ?? { ok: true, result: { received: 1 } }
  }
  const schedule = startSchedule({
    jobs: [{ ...job, run }],
    ledger: history,
    clock: timerClock,
    timeZone,
    log: pino({ level: 'silent' }),
    onOutcome: (report) => reports.push(report),
  })
  return { ran, reports, stop: () => schedule.stop() }
}

/** Sets the faked clock to a moment. */
export function itIs(at: string): void {
  vi.useFakeTimers({ now: new Date(at) })
}

export const minutes = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 60_000)
export const hours = (count: number): Promise<unknown> => minutes(count * 60)

export const slotsOf = (history: MemoryHistory): string[] => history.rows.map((row) => row.slot).sort()
