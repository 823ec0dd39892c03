import type { AccountName } from '../domain/ids.ts'
import type { Flow, SuppressionReason } from '../domain/effect.ts'
import type { Outbox } from '../ledger/ports.ts'

/** What one pass over one account did; the sums of SEAMS "Counts" hold for it. */
export interface AccountCount {
  account: AccountName
  ok: boolean
  error?: string
  received: number
  mirrored: number
  duplicates: number
  set_aside: number
  planned: number
  sent: number
  delivered: number
  suppressed: Partial<Record<SuppressionReason, number>>
  failed: number
  unknown: number
  waiting: number
  /** Of notifications, by kind: what was planned, sent and stopped. */
  kinds?: Record<string, KindCount>
}

export interface KindCount {
  planned: number
  sent: number
  suppressed: Partial<Record<SuppressionReason, number>>
  failed: number
}

export const emptyCount = (account: AccountName): AccountCount => ({
  account,
  ok: true,
  received: 0,
  mirrored: 0,
  duplicates: 0,
  set_aside: 0,
  planned: 0,
  sent: 0,
  delivered: 0,
  suppressed: {},
  failed: 0,
  unknown: 0,
  waiting: 0,
})

/** @param kind of notification */
export function countSuppressed(count: AccountCount, reason: SuppressionReason, kind?: string): void {
  count.suppressed[reason] = (count.suppressed[reason] ?? 0) + 1
  if (kind === undefined) return
  const { suppressed } = ofKind(count, kind)
  suppressed[reason] = (suppressed[reason] ?? 0) + 1
}

/** Counts for the account and for the kind of notification. */
export function countKind(count: AccountCount, what: 'planned' | 'sent' | 'failed', kind: string): void {
  count[what] += 1
  ofKind(count, kind)[what] += 1
}

function ofKind(count: AccountCount, kind: string): KindCount {
  count.kinds ??= {}
  return (count.kinds[kind] ??= { planned: 0, sent: 0, suppressed: {}, failed: 0 })
}

/** Records a fault of the account; the first one stands. */
export function countFault(count: AccountCount, error: unknown): void {
  count.ok = false
  count.error ??= error instanceof Error ? error.message : String(error)
}

/** What of a flow is still open at the end of a pass: waiting, and unknown. */
export async function countOpen(account: AccountName, flow: Flow, count: AccountCount, outbox: Outbox): Promise<void> {
  const { waiting, unknown } = await outbox.counts(account, flow)
  count.waiting = waiting
  count.unknown = unknown
}
