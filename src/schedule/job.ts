import type { Logger } from 'pino'
import type { Clock } from '../domain/time.ts'
import type { Ledger } from '../ledger/ports.ts'

/**
 * What a pass came to; `result` is kept in the run history and must hold no buyer text. `ok: false` is a reported failure of
 * something in it. A result `{ error }` says that the pass as a whole broke off: only then does a loop slow down.
 */
export interface JobOutcome {
  readonly ok: boolean
  readonly result: unknown
}

/** Whether nothing could be done at all, so that trying again at once is no use. */
export const brokeOff = ({ ok, result }: JobOutcome): boolean =>
  !ok && typeof result === 'object' && result !== null && 'error' in result

/** Something that runs again and again: by `cron`, or, where there is none, as a loop by `everyMs`. */
export interface Job {
  readonly name: string
  /** Five fields, in the schedule's time zone; wins over `everyMs`. */
  readonly cron?: string
  /** Pause between two passes of a loop, asked anew after each pass. */
  readonly everyMs?: () => number
  /** One whole pass. The signal asks it to end early at a good place; it is waited for. */
  readonly run: (signal: AbortSignal) => Promise<JobOutcome>
}

/** A pass as it ended, for metrics. `slot` is null for loops. */
export interface PassReport extends JobOutcome {
  readonly job: string
  readonly slot: string | null
  readonly seconds: number
}

export type RunHistory = Pick<Ledger, 'claimRun' | 'finishRun' | 'lastRuns'>

export interface SchedulePorts {
  readonly jobs: readonly Job[]
  readonly ledger: RunHistory
  readonly clock: Clock
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string
  readonly log: Logger
  readonly onOutcome?: (report: PassReport) => void
}

export interface Schedule {
  /** Starts nothing new, asks the running passes to end and waits for them. */
  stop(): Promise<void>
}
