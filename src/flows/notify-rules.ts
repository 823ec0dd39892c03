import { createHash } from 'node:crypto'
import type { Account } from '../domain/account.ts'
import type { NewEffect, SuppressionReason } from '../domain/effect.ts'
import type { OdooRecord } from '../domain/ids.ts'
import type { DelayReason, NotificationKind } from '../domain/notification.ts'
import { type Instant, msBetween, plusMs, plusWorkingDays } from '../domain/time.ts'
import type { OrderFact } from '../domain/order-fact.ts'
import type { PaymentHead } from '../odoo/fact-ports.ts'
import type { RefundFacts, ReturnedGoods } from '../odoo/goods-ports.ts'
import type { OrderFacts, PickingFacts } from '../odoo/ports.ts'

const HOUR_MS = 3600 * 1000
const MINUTE_MS = 60 * 1000

/** What a notification's row carries: where its facts are read again before the send. */
export interface NotifyPayload {
  readonly orderId: number
  readonly pickingId?: number
  readonly refundId?: number
  /** payment_received: the payment (`account.payment`), or the invoice whose money came without one. */
  readonly paymentId?: number
  readonly invoiceId?: number
  /** return_received: the incoming picking. */
  readonly returnId?: number
  /** delayed: the promise that does not hold, and what is expected instead. */
  readonly delay?: DelayOfOrder
  /** withdrawal_receipt: the declaration itself. */
  readonly withdrawal?: { readonly at: Instant; readonly text?: string; readonly name?: string }
  /** delivered: known from a fact, or only expected by transit days. */
  readonly basis?: 'fact' | 'transit'
  /** When what is told happened (or should have happened). */
  readonly at: Instant
  /** The age limit counts from here. */
  readonly dueAt: Instant
}

export interface DelayOfOrder {
  readonly promised: Instant
  readonly expected?: Instant
  readonly reason?: DelayReason
  readonly onItsWay: boolean
  /** Position in the row of delays of this order: a second one is told again. */
  readonly again: boolean
}

/** Something that happened in Odoo and may be told to the buyer. */
export interface Happening {
  readonly kind: NotificationKind
  readonly source: OdooRecord
  /** The fact's own time: compared with the start line. */
  readonly happenedAt: Instant
  /** From when it may be told; the age limit counts from here. */
  readonly dueAt: Instant
  readonly payload: NotifyPayload
  /** The facts themselves forbid it. */
  readonly reason?: SuppressionReason
  /** Tells apart what happened to one record more than once: the order of a payment, the declaration of an order. */
  readonly part?: string
  /** Other records that stand for the same: told by one of them is told. */
  readonly same?: readonly OdooRecord[]
}

/** An order that was confirmed. */
export function confirmed(order: OrderFacts): Happening[] {
  if (order.state !== 'sale' || order.confirmedAt === null) return []
  const { model, id, createDate, confirmedAt } = order
  return [
    {
      kind: 'order_confirmed',
      source: { model, id, createDate },
      happenedAt: confirmedAt,
      dueAt: confirmedAt,
      payload: { orderId: id, at: confirmedAt, dueAt: confirmedAt },
    },
  ]
}

/** A parcel that left: shipped now (or when its tracking reference comes), delivered after the carrier's transit days. */
export function parcelLeft(picking: PickingFacts, account: Account): Happening[] {
  const { model, id, createDate, doneAt, orderId } = picking
  const source = { model, id, createDate }
  const waitMs = picking.trackingRef === null ? account.shippedWaitMinutes * MINUTE_MS : 0
  const shippedDue = plusMs(doneAt, waitMs)
  const left: Happening = {
    kind: 'shipped',
    source,
    happenedAt: doneAt,
    dueAt: shippedDue,
    payload: { orderId, pickingId: id, at: doneAt, dueAt: shippedDue },
  }
  const days = transitDays(picking.carrier, account)
  if (days === undefined) return [left]
  const arrival = plusWorkingDays(doneAt, days, account.timeZone)
  const arrives: Happening = {
    kind: 'delivered',
    source,
    happenedAt: doneAt,
    dueAt: arrival,
    payload: { orderId, pickingId: id, basis: 'transit', at: arrival, dueAt: arrival },
  }
  return [left, arrives]
}

/** A parcel of which it is known that it arrived. */
export function parcelArrived(picking: PickingFacts, at: Instant): Happening {
  const { model, id, createDate, orderId } = picking
  return {
    kind: 'delivered',
    source: { model, id, createDate },
    happenedAt: at,
    dueAt: at,
    payload: { orderId, pickingId: id, basis: 'fact', at, dueAt: at },
  }
}

/** A credit note: told once money really left; settled without money it is never told. */
export function refunded(refund: RefundFacts): Happening[] {
  if (!refund.settled || refund.orderId === null) return []
  const { model, id, createDate, orderId, paidAt } = refund
  const base = {
    ...({ kind: 'refund_issued', source: { model, id, createDate } } as const),
    // One for several orders is told to each of them.
    ...(refund.part === undefined ? {} : { part: `order.${String(orderId)}` }),
  }
  if (refund.paidOut.minor <= 0 || paidAt === null) {
    return [
      {
        ...base,
        happenedAt: createDate,
        dueAt: createDate,
        payload: { orderId, refundId: id, at: createDate, dueAt: createDate },
        reason: 'no_money_returned',
      },
    ]
  }
  return [{ ...base, happenedAt: paidAt, dueAt: paidAt, payload: { orderId, refundId: id, at: paidAt, dueAt: paidAt } }]
}

/** Money that came in: told when Odoo knows that it is for this order. */
export function moneyCame({ model, id, createDate, orderId, at, knownAt, same }: PaymentHead): Happening {
  return {
    kind: 'payment_received',
    source: { model, id, createDate },
    part: `order.${String(orderId)}`,
    same,
    happenedAt: at,
    dueAt: knownAt,
    payload: { orderId, at, dueAt: knownAt, ...(model === 'account.payment' ? { paymentId: id } : {}) },
  }
}

/** Goods that came back; what was never delivered by us is no return. */
export function goodsCameBack({ model, id, createDate, orderId, doneAt, cameBack }: ReturnedGoods): Happening[] {
  if (!cameBack) return []
  return [
    {
      kind: 'return_received',
      source: { model, id, createDate },
      happenedAt: doneAt,
      dueAt: doneAt,
      payload: { orderId, returnId: id, at: doneAt, dueAt: doneAt },
    },
  ]
}

/** A withdrawal that was declared: its receipt goes at once. */
export function withdrawn(fact: Pick<OrderFact, 'order' | 'at' | 'text' | 'name'>): Happening {
  const { order, at, text, name } = fact
  const words = { ...(text === null ? {} : { text }), ...(name === null ? {} : { name }) }
  return {
    kind: 'withdrawal_receipt',
    source: order,
    part: `fact.${withdrawalDigest(fact)}`,
    happenedAt: at,
    dueAt: at,
    payload: { orderId: order.id, at, dueAt: at, withdrawal: { at, ...words } },
  }
}

/** The same declaration told again, even to another ledger, is the same. */
const withdrawalDigest = ({ at, text, name }: Pick<OrderFact, 'at' | 'text' | 'name'>): string =>
  createHash('sha256')
    .update(JSON.stringify([at, text, name]))
    .digest('hex')
    .slice(0, 32)

export interface PlanContext {
  readonly account: Account
  readonly startLine: Instant
  /** The account went live then; what happened before is held back. Absent = live from the first run on, or not live. */
  readonly liveSince?: Instant | undefined
  readonly now: Instant
  /** A kind that the law demands is never too old. */
  readonly must: boolean
}

/** The outbox row of a happening: planned, or suppressed with the reason that stands from the start. Pure. */
export function toEffect(happening: Happening, { account, startLine, liveSince, now, must }: PlanContext): NewEffect {
  const { kind, source, payload, dueAt } = happening
  const reason =
    happening.reason ??
    (happening.happenedAt < startLine
      ? 'before_go_live'
      : liveSince !== undefined && happening.happenedAt < liveSince
        ? 'shadow'
        : tooOld(dueAt, now, account, { must })
          ? 'too_old'
          : undefined)
  const row = {
    account: account.name,
    flow: 'notify',
    kind,
    dedupeKey: notifyKey(account, kind, source, happening.part),
    source,
    payload,
    at: dueAt,
  } as const
  return reason === undefined ? { ...row, state: 'planned', notBefore: dueAt } : { ...row, state: 'suppressed', reason }
}

/** One notification per account, kind and source record (and its part); the creation time tells reissued ids apart. */
export const notifyKey = (account: Account, kind: NotificationKind, source: OdooRecord, part?: string): string =>
  `notify:${account.name}:${kind}:${source.model}:${String(source.id)}:${source.createDate}${part === undefined ? '' : `:${part}`}`

/** Keys under which other records would have told the same. */
export const sameKeys = (account: Account, { kind, same = [], part }: Happening): readonly string[] =>
  same.map((source) => notifyKey(account, kind, source, part))

/** Older than the account allows; what the law demands is never too old. */
export function tooOld(dueAt: Instant, now: Instant, account: Account, { must }: { must: boolean }): boolean {
  if (must || account.notifyMaxAgeHours === undefined) return false
  return msBetween(dueAt, now) > account.notifyMaxAgeHours * HOUR_MS
}

/** Working days of this carrier; undefined = no rule, so nothing is told by transit days alone. */
function transitDays(carrier: string | null, { transitDays: days }: Account): number | undefined {
  return (carrier === null ? undefined : days.get(carrier)) ?? days.get('*')
}
