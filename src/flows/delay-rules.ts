import type { Account } from '../domain/account.ts'
import { localDay, type Lateness, type OrderPart, outlook, type PromisedOrder } from '../domain/delay.ts'
import type { NewEffect } from '../domain/effect.ts'
import { isAbout, type ParcelEvent } from '../domain/parcel-event.ts'
import { type Instant, later } from '../domain/time.ts'
import type { OrderPromise, PromisedDelivery } from '../odoo/promise-ports.ts'
import { notifyKey, type NotifyPayload, type PlanContext, toEffect } from './notify-rules.ts'

/** What an account wants of the delay radar. */
export const DELAY_DEFAULTS = { tell: 'propose', aheadSeconds: 24 * 3600, promised: 'arrival' } as const
export const delayRules = (account: Account): NonNullable<Account['delays']> => account.delays ?? DELAY_DEFAULTS

/** A promise, where it stands, and what it means. */
export type GivenPromise = Pick<PromisedOrder, 'promised' | 'means'>

/**
 * What was promised for an order: by the marketplace, else the delivery date on the order, else what Odoo planned, if that is later than
 * the day of the order (a plan for the same day is Odoo's default, and nobody promised it).
 */
export function promiseOf(
  order: OrderPromise,
  marketplace: Instant | null | undefined,
  account: Account,
): GivenPromise | undefined {
  if (marketplace != null) return { promised: marketplace, means: 'arrival' }
  if (order.commitment !== null) return { promised: order.commitment, means: delayRules(account).promised }
  const planned = order.deliveries.flatMap(({ deadline, scheduled }) => deadline ?? scheduled ?? [])
  const [first] = planned.toSorted()
  if (first === undefined) return undefined
  const ordered = localDay(order.confirmedAt ?? order.createDate, account.timeZone)
  return localDay(first, account.timeZone) > ordered ? { promised: first, means: 'dispatch' } : undefined
}

/** What of an order is still to reach its buyer; of a parcel in several pieces the piece that is worst off counts. */
export function partsOf(
  { deliveries }: OrderPromise,
  newest: ReadonlyMap<string, ParcelEvent>,
  account: Account,
): readonly OrderPart[] {
  return deliveries.flatMap((delivery): readonly OrderPart[] => {
    const transitDays = transitDaysOf(delivery, account)
    if (delivery.doneAt === null)
      return [{ kind: 'open', scheduled: delivery.scheduled, stock: delivery.stock, transitDays }]
    const { doneAt } = delivery
    return delivery.references.map((reference) => {
      const told = newest.get(reference)
      const event = told !== undefined && isAbout(told, doneAt) ? told : undefined
      return { kind: 'left', transitDays, ...(event === undefined ? {} : { event }) }
    })
  })
}

const transitDaysOf = ({ carrier }: PromisedDelivery, { transitDays }: Account): number =>
  (carrier === null ? undefined : transitDays.get(carrier)) ?? transitDays.get('*') ?? 0

export interface Looked {
  readonly order: OrderPromise
  readonly promise: GivenPromise
  readonly parts: readonly OrderPart[]
  /** The latest day of arrival that the buyer was told. */
  readonly told?: Instant
}

/** The notice that is due, if any. Pure: the same order, the same row. */
export function delayEffect({ order, promise, parts, told }: Looked, context: PlanContext): NewEffect | undefined {
  const { account, now } = context
  const { tell, aheadSeconds } = delayRules(account)
  const seen = outlook(
    { ...promise, parts, ...(told === undefined ? {} : { told }) },
    { now, timeZone: account.timeZone, aheadSeconds },
  )
  if (seen.kind !== 'late') return undefined
  const { lateness } = seen
  const { model, id, createDate } = order
  const source = { model, id, createDate }
  const payload: NotifyPayload = { orderId: id, delay: lateness, at: lateness.promised, dueAt: lateness.promised }
  const row = toEffect(
    { kind: 'delayed', source, happenedAt: lateness.promised, dueAt: lateness.promised, payload },
    context,
  )
  const dedupeKey = delayKey(account, order, lateness)
  if (row.state === 'suppressed') return { ...row, dedupeKey }
  return { ...row, dedupeKey, state: tell === 'auto' ? 'planned' : 'proposed', notBefore: now }
}

/** One notice for each promise that breaks; a promise is a day. */
export const delayKey = (account: Account, { model, id, createDate }: OrderPromise, lateness: Lateness): string =>
  `${notifyKey(account, 'delayed', { model, id, createDate })}:${localDay(lateness.promised, account.timeZone)}`

/** The latest of several days. */
export const latest = (days: readonly Instant[]): Instant | undefined =>
  days.length === 0 ? undefined : days.reduce(later)
