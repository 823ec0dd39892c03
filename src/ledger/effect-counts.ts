import type { AccountName, EffectId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'

export interface EffectCounts {
  readonly planned: number
  readonly done: number
  readonly suppressed: Readonly<Record<string, number>>
  readonly failed: number
  readonly unknown: number
  /** proposed, planned or sending. */
  readonly waiting: number
}

export interface EffectTrouble {
  readonly account: AccountName
  /** `unsent`: the law demands it, and it cannot be sent. */
  readonly trouble: 'unknown' | 'failed' | 'overdue' | 'unsent'
  readonly count: number
  /** When the oldest and the newest of them came to be so. */
  readonly oldest: Instant
  readonly newest: Instant
  /** The newest first, at most 20. */
  readonly effects: readonly EffectId[]
}
