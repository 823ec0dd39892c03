import { asksForGoods, type BarrierFacts, firstBarrier } from '../domain/barriers.ts'
import { combination } from '../domain/combine.ts'
import { type HolidayTest, noHolidays } from '../domain/deadline.ts'
import type { Effect, SuppressionReason } from '../domain/effect.ts'
import { nationwideHolidays } from '../domain/holidays.ts'
import type { AccountName } from '../domain/ids.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { ownerOf } from '../domain/ownership.ts'
import { quietUntil, zonesOf } from '../domain/quiet-hours.ts'
import type { Instant } from '../domain/time.ts'
import { addressHash } from '../kit/address-hash.ts'
import type { AddressMark, OrderNotice } from '../ledger/barrier-ports.ts'
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
  if (due.must || letGoByPerson(due.effect)) return GO
  const kind = due.effect.kind as NotificationKind
  const { account } = due.opened
  const notices = await ports.ledger.barriers.ofOrder(account.name, due.facts.order)
  const goods = asksForGoods(kind) ? await ports.odoo.situations.ofOrder(due.facts.order.id) : undefined
  const found = firstBarrier(await look(due, { notices, goods }, ports), {
    b2b: account.b2b ?? 'send',
    maxPerOrder: account.notifyMaxPerOrder ?? MAX_PER_ORDER,
    ...(account.testOrders === undefined ? {} : { testOrders: account.testOrders }),
  })
  if (found !== undefined) return { kind: 'suppress', ...found }
  // What is not sent anyway need not wait for a better hour.
  if (account.mode !== 'live') return GO
  return (await quietNow(due, ports)) ?? parcelsTogether(due, { notices, goods }, ports)
}

/** A person decided about this one by itself, and knows what stands in its way. */
const letGoByPerson = ({ result }: DueNotification['effect']): boolean =>
  result['overridden'] !== undefined || result['overrideReceipt'] === true

interface Seen {
  readonly notices: readonly OrderNotice[]
  readonly goods: OrderSituation | undefined
}

async function look({ effect, facts, opened }: DueNotification, seen: Seen, ports: FlowPorts): Promise<BarrierFacts> {
  const { order, recipient } = facts
  const { account, manifest } = opened
  const { cases } = ports.ledger
  const names = account.skipPartners ?? []
  const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
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
      marks: await marksOf(facts, account.name, ports),
    },
    skipped: names.length > 0 && (await ports.odoo.situations.isLabelled(order.id, names)),
    cases:
      owner.kind === 'owner' && owner.orderRef !== null
        ? (await cases.ofOrder(account.name, owner.orderRef)).map((one) => one.facts)
        : [],
    goods: seen.goods,
    refunded: effect.kind === 'delivered' && (await paidBack(facts, seen, ports)),
    told: seen.notices.filter(({ dedupeKey }) => dedupeKey !== effect.dedupeKey),
  }
}

/** What is kept of the buyer: of the address, whichever order it was about, and of this order. */
async function marksOf(
  { order, recipient }: MailFacts,
  account: AccountName,
  { ledger }: FlowPorts,
): Promise<ReadonlySet<AddressMark>> {
  const marks = recipient.email === null ? [] : await ledger.barriers.marksOf(addressHash(recipient.email))
  const facts = await ledger.orderFacts.ofOrder(account, order)
  return new Set([...marks, ...facts.flatMap(({ fact }) => (fact === 'objected' ? [fact] : []))])
}

/** Whether the refunds that were told give back all of the order. */
async function paidBack({ order }: MailFacts, { notices }: Seen, { odoo }: FlowPorts): Promise<boolean> {
  const told = notices.flatMap(({ kind, state, refundId }) =>
    kind === 'refund_issued' && state === 'done' && refundId !== null ? [refundId] : [],
  )
  if (told.length === 0) return false
  const refunds = [...(await odoo.orders.refunds(told)).values()]
  return order.total.minor > 0 && refunds.reduce((sum, { paidOut }) => sum + paidOut.minor, 0) >= order.total.minor
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
function parcelsTogether({ effect, opened }: DueNotification, { notices, goods }: Seen, { clock }: FlowPorts): Barrier {
  const kind = effect.kind as NotificationKind
  if (!OF_PARCELS.includes(kind)) return GO
  const self = notices.find(({ dedupeKey }) => dedupeKey === effect.dedupeKey)
  if (self === undefined) return GO
  const own = notices.filter(({ state, combinedInto }) => state === 'suppressed' && combinedInto === self.id)
  // Switched off meanwhile: what is told with it already stays with it.
  if (opened.account.combine !== 'on') return { kind: 'go', own, follow: [] }
  const expectsMore = kind === 'shipped' && (goods?.stillToLeave ?? 0) > 0
  const ofKind = notices.filter((one) => one.kind === kind)
  const combined = combination(self.id, ofKind, { expectsMore, now: clock.now() })
  if (combined.kind === 'wait') {
    return { kind: 'postpone', until: combined.until, detail: 'It waits for other parcels of the order (COMBINE=on).' }
  }
  return { kind: 'go', own, follow: ofKind.filter(({ id }) => combined.with.includes(id)) }
}
