import type { Effect } from '../domain/effect.ts'
import type { EffectId } from '../domain/ids.ts'
import type { NotificationKind } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { LedgerBarriers, OrderNotice } from '../ledger/barrier-ports.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** A notification of the outbox, or one that a pass would plan. */
export interface Told {
  readonly account: string
  readonly kind: string
  readonly dedupeKey: string
  readonly state: Effect['state']
  readonly reason: string | null
  readonly payload: NotifyPayload
  readonly result: Effect['result']
  readonly notBefore: Instant | null
  readonly source: { readonly id: number }
  /** Rows of the outbox only. */
  readonly id?: EffectId
}

/** Beyond every id that the outbox gives. */
const FIRST_ID = 8_000_000_000_000_000

/**
 * The notices of orders as they would stand while a run goes on: what it would send first counts for what it would send next
 * (too many, told already, told together), though nothing is written.
 */
export class ToldByThen {
  private readonly byOrder = new Map<string, Map<string, OrderNotice>>()
  private readonly now: Instant

  constructor(all: readonly Told[], now: Instant) {
    this.now = now
    for (const [at, one] of all.entries()) {
      const notices = this.byOrder.get(orderOf(one)) ?? new Map<string, OrderNotice>()
      this.byOrder.set(orderOf(one), notices.set(one.dedupeKey, noticeOf(one, at, now)))
    }
  }

  /** The mail about another one tells of it. */
  isTold(one: Told): boolean {
    return this.notice(one)?.combinedInto != null
  }

  /** Its mail would leave now, and tells of others too. */
  sent(one: Told, followers: readonly { readonly dedupeKey: string }[]): void {
    const lead = this.change(one, one.dedupeKey, { state: 'done' })
    for (const { dedupeKey } of followers)
      this.change(one, dedupeKey, { state: 'suppressed', reason: 'combined', combinedInto: lead?.id ?? null })
  }

  suppressed(one: Told, reason: string): void {
    this.change(one, one.dedupeKey, { state: 'suppressed', reason })
  }

  /** What the ledger says, with what the run would have done by then. */
  over(barriers: LedgerBarriers): LedgerBarriers {
    return {
      ...barriers,
      look: async (account, about) => {
        const seen = await barriers.look(account, about)
        const mine = new Map(this.byOrder.get(`${account} ${String(about.order.id)}`))
        const notices = seen.notices.map((kept) => {
          const now = mine.get(kept.dedupeKey)
          mine.delete(kept.dedupeKey)
          return now === undefined ? kept : { ...kept, ...now }
        })
        return { ...seen, notices: [...notices, ...mine.values()] }
      },
    }
  }

  private notice(one: Told): OrderNotice | undefined {
    return this.byOrder.get(orderOf(one))?.get(one.dedupeKey)
  }

  private change(one: Told, dedupeKey: string, change: Partial<OrderNotice>): OrderNotice | undefined {
    const notices = this.byOrder.get(orderOf(one))
    const before = notices?.get(dedupeKey)
    if (before === undefined) return undefined
    const after = { ...before, ...change, updated: this.now }
    notices?.set(dedupeKey, after)
    return after
  }
}

export const orderOf = ({ account, payload }: Pick<Told, 'account' | 'payload'>): string =>
  `${account} ${String(payload.orderId)}`

/** In the order in which a run takes them: what is due, by what happened first. */
export function inTurn<One extends Told>(all: readonly One[], now: Instant): One[] {
  const waits = ({ notBefore, state }: Told): number => Number(state !== 'planned' || (notBefore ?? now) > now)
  return all.toSorted(
    (a, b) =>
      waits(a) - waits(b) ||
      Date.parse(a.payload.dueAt) - Date.parse(b.payload.dueAt) ||
      a.source.id - b.source.id ||
      Number(a.id ?? FIRST_ID) - Number(b.id ?? FIRST_ID),
  )
}

const noticeOf = (one: Told, at: number, now: Instant): OrderNotice => ({
  ...{ id: one.id ?? (String(FIRST_ID + at) as EffectId), dedupeKey: one.dedupeKey },
  ...{ kind: one.kind as NotificationKind, state: one.state, reason: one.reason },
  ...{ dueAt: one.payload.dueAt, notBefore: one.notBefore, updated: now },
  ...{ pickingId: one.payload.pickingId ?? null, refundId: one.payload.refundId ?? null },
  ...{
    combinedInto: null,
    personal: one.result['overridden'] !== undefined || one.result['overrideReceipt'] !== undefined,
  },
})
