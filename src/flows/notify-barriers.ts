import { asksForGoods, type BarrierFacts, firstBarrier } from '../domain/barriers.ts'
import { combination } from '../domain/combine.ts'
import { type HolidayTest, noHolidays } from '../domain/deadline.ts'
import type { Effect, SuppressionReason } from '../domain/effect.ts'
import { nationwideHolidays } from '../domain/holidays.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { ownerOf } from '../domain/ownership.ts'
import { quietUntil, zonesOf } from '../domain/quiet-hours.ts'
import { type Instant, msBetween, plusMs } from '../domain/time.ts'
import { addressHash } from '../kit/address-hash.ts'
import type { OrderNotice, SeenByLedger } from '../ledger/barrier-ports.ts'
import { refundsByOrder } from '../odoo/goods-ports.ts'
import type { OrderSituation } from '../odoo/situation-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { MailFacts } from './notify-mail.ts'
import type { NotifyPayload } from './notify-rules.ts'

const MAX_PER_ORDER = 8
/** Kinds of which one mail may tell several parcels. */
const OF_PARCELS: readonly NotificationKind[] = ['shipped', 'delivered']

/** Whether a notification that is due may go now, goes later, or not at all. */
export type Barrier =
  /** `own` are told with it already, `follow` are to be. */
  | { readonly kind: 'go'; readonly own: readonly OrderNotice[]; readonly follow: readonly OrderNotice[] }
  | { readonly kind: 'suppress'; readonly reason: SuppressionReason; readonly detail: string }
  | { readonly kind: 'postpone'; readonly until: Instant; readonly detail: string }

/** A notification that is due, with what Odoo says now. */
export interface DueNotification {
  readonly effect: Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'dedupeKey' | 'source' | 'payload' | 'result'>
  readonly facts: MailFacts
  readonly opened: OpenAccount
  /** The law demands it: nothing here stops or postpones it. */
  readonly must: boolean
}

const GO: Barrier = { kind: 'go', own: [], follow: [] }

/** What stands between a due notification and its buyer. Sends and writes nothing. */
export async function barrierTo(due: DueNotification, ports: FlowPorts): Promise<Barrier> {
  if (due.must) return GO
  const seen = await look(due, ports)
  // A person decided about this one by itself, and knows what stands in its way.
  if (seen.self?.personal === true) return { kind: 'go', own: ownOf(seen), follow: [] }
  const { account } = due.opened
  const ordered = untilOrdered(due, ports)
  const facts = await factsOf(due, seen, ports)
  const found = firstBarrier(ordered === undefined ? facts : { ...facts, order: { ...facts.order, state: 'sale' } }, {
    b2b: account.b2b ?? 'send',
    maxPerOrder: account.notifyMaxPerOrder ?? MAX_PER_ORDER,
    ...(account.testOrders === undefined ? {} : { testOrders: account.testOrders }),
  })
  if (found !== undefined) return { kind: 'suppress', ...found }
  // What is not sent anyway need not wait for a better hour.
  if (account.mode !== 'live') return GO
  return ordered ?? (await quietNow(due, ports)) ?? parcelsTogether(due, seen, ports)
}

const SOON_MS = 5 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000

/** Money often comes before the order is one: Odoo confirms what was paid online some minutes later, a clerk what was paid ahead. */
function untilOrdered({ effect, facts }: DueNotification, { clock }: FlowPorts): Barrier | undefined {
  const { state } = facts.order
  if (effect.kind !== 'payment_received' || (state !== 'draft' && state !== 'sent')) return undefined
  const age = msBetween(effect.payload.dueAt, clock.now())
  const until = plusMs(clock.now(), Math.min(HOUR_MS, Math.max(SOON_MS, age)))
  return { kind: 'postpone', until, detail: 'The order is still a quotation: it leaves when that is confirmed.' }
}

interface Seen extends SeenByLedger {
  /** Its own row; absent in a dry run of what is not planned yet. */
  readonly self: OrderNotice | undefined
  readonly goods: OrderSituation | undefined
}

/** One look at the ledger, and for what tells of goods one at Odoo. */
async function look({ effect, facts, opened }: DueNotification, { ledger, odoo }: FlowPorts): Promise<Seen> {
  const { account, manifest } = opened
  const { order, recipient } = facts
  const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
  const seen = await ledger.barriers.look(account.name, {
    order,
    orderRef: owner.kind === 'owner' ? owner.orderRef : null,
    addressHash: recipient.email === null ? null : addressHash(recipient.email),
  })
  const ofGoods = asksForGoods(effect.kind as NotificationKind)
  return {
    ...seen,
    self: seen.notices.find(({ dedupeKey }) => dedupeKey === effect.dedupeKey),
    goods: ofGoods ? (await odoo.situations.ofOrders([order.id]))?.get(order.id) : undefined,
  }
}

async function factsOf(
  { effect, facts, opened }: DueNotification,
  seen: Seen,
  ports: FlowPorts,
): Promise<BarrierFacts> {
  const { order, recipient } = facts
  const names = opened.account.skipPartners ?? []
  const words = [order.name, order.clientOrderRef, order.origin, recipient.email].filter((word) => word !== null)
  return {
    kind: effect.kind as NotificationKind,
    now: ports.clock.now(),
    pickingId: effect.payload.pickingId ?? null,
    onItsWay: effect.payload.delay?.onItsWay ?? false,
    order: { state: order.state, words },
    recipient: {
      internal: recipient.internal,
      business: recipient.business ?? false,
      blacklisted: recipient.blacklisted ?? false,
      bounces: recipient.bounces ?? 0,
      marks: seen.marks,
    },
    skipped: names.length > 0 && (await ports.odoo.situations.labelled([order.id], names)).has(order.id),
    cases: seen.cases,
    goods: seen.goods,
    refunded: effect.kind === 'delivered' && (await paidBack(facts, seen, ports)),
    told: seen.notices.filter((one) => one !== seen.self),
  }
}

/** Whether the refunds that were told give back all of the order. */
async function paidBack({ order }: MailFacts, { notices }: Seen, { odoo }: FlowPorts): Promise<boolean> {
  const told = notices.flatMap(({ kind, state, refundId }) =>
    kind === 'refund_issued' && state === 'done' && refundId !== null ? [refundId] : [],
  )
  if (told.length === 0) return false
  const refunds = [...(await odoo.orders.refunds(told)).values()].flatMap(refundsByOrder)
  const own = refunds.filter(({ orderId }) => orderId === order.id)
  return order.total.minor > 0 && own.reduce((sum, { paidOut }) => sum + paidOut.minor, 0) >= order.total.minor
}

/** Quiet hours and public holidays where the buyer is; undefined = it is not quiet now. */
async function quietNow({ facts, opened }: DueNotification, { clock }: FlowPorts): Promise<Barrier | undefined> {
  const { quietHours: hours, quietHolidays, timeZone } = opened.account
  const country = facts.recipient.country ?? facts.order.delivery.country ?? null
  const isHoliday = (quietHolidays ?? hours !== undefined) ? await holidaysOf(country) : noHolidays
  const rule = { isHoliday, ...(hours === undefined ? {} : { hours }) }
  const until = quietUntil(clock.now(), rule, zonesOf(country, timeZone))
  if (until === undefined) return undefined
  const where = country === null ? timeZone : `the buyer's country (${country})`
  return { kind: 'postpone', until, detail: `Quiet hours or a holiday in ${where}: it leaves afterwards.` }
}

/** Of a country that has no calendar no holiday is known. */
async function holidaysOf(country: string | null): Promise<HolidayTest> {
  try {
    return await nationwideHolidays(country ?? undefined)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return noHolidays
  }
}

/** COMBINE=on: who leads waits for the parcels of its hour, who follows waits to be told of. */
function parcelsTogether({ effect, opened }: DueNotification, seen: Seen, { clock }: FlowPorts): Barrier {
  const kind = effect.kind as NotificationKind
  if (!OF_PARCELS.includes(kind) || seen.self === undefined) return GO
  // Switched off meanwhile: what is told with it already stays with it.
  if (opened.account.combine !== 'on') return { kind: 'go', own: ownOf(seen), follow: [] }
  const expectsMore = kind === 'shipped' && (seen.goods?.stillToLeave ?? 0) > 0
  const ofKind = seen.notices.filter((one) => one.kind === kind)
  const combined = combination(seen.self.id, ofKind, { expectsMore, now: clock.now() })
  if (combined.kind === 'wait') {
    return { kind: 'postpone', until: combined.until, detail: 'It waits for other parcels of the order (COMBINE=on).' }
  }
  return { kind: 'go', own: ownOf(seen), follow: ofKind.filter(({ id }) => combined.with.includes(id)) }
}

/** Those that are told with it already. */
const ownOf = ({ notices, self }: Seen): readonly OrderNotice[] =>
  notices.filter(
    ({ state, combinedInto }) => state === 'suppressed' && combinedInto !== null && combinedInto === self?.id,
  )
