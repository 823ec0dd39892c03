import type { CaseState, CaseType } from './case.ts'
import type { EffectState, SuppressionReason } from './effect.ts'
import type { NotificationKind } from './notification.ts'
import { type Instant, msBetween } from './time.ts'

const HOUR_MS = 3_600_000
/** Odoo itself gives an address up after so many mails that came back. */
const BOUNCES_MAX = 5

/** Whom it would go to. */
export interface BarrierRecipient {
  readonly internal: boolean
  readonly business: boolean
  readonly blacklisted: boolean
  readonly bounces: number
  /** What our own ledger keeps of the address. */
  readonly marks: ReadonlySet<'bounced' | 'objected' | 'erased'>
}

/** What the order's other notifications came to. */
export interface ToldBefore {
  readonly kind: NotificationKind
  readonly state: EffectState
  readonly updated: Instant
  readonly pickingId: number | null
}

/** Everything that may stand between a notification and its buyer, read just now. */
export interface BarrierFacts {
  readonly kind: NotificationKind
  readonly now: Instant
  /** What it tells of, where it is a parcel. */
  readonly pickingId: number | null
  /** delayed: the parcel has left and is late on its way. */
  readonly onItsWay: boolean
  /** The order as Odoo has it: state, and the words by which test orders are known (numbers, address). */
  readonly order: { readonly state: 'draft' | 'sent' | 'sale' | 'cancel'; readonly words: readonly string[] }
  readonly recipient: BarrierRecipient
  /** Names by which SKIP_PARTNERS leaves partners out fit. */
  readonly skipped: boolean
  /** Cases of the order at the marketplace. */
  readonly cases: readonly { readonly type: CaseType; readonly state: CaseState }[]
  /** Undefined where Odoo keeps no stock, or the kind does not ask. */
  readonly goods:
    | {
        readonly returns: readonly { readonly ofPicking: number | null; readonly done: boolean }[]
        readonly stillToLeave: number
      }
    | undefined
  /** All that was paid for the order went back. */
  readonly refunded: boolean
  readonly told: readonly ToldBefore[]
}

/** What the account wants. */
export interface BarrierRules {
  readonly testOrders?: RegExp
  readonly b2b: 'send' | 'skip'
  readonly maxPerOrder: number
}

export interface FoundBarrier {
  readonly reason: SuppressionReason
  /** What was found, for operators. */
  readonly detail: string
}

interface BarrierRule {
  readonly reason: SuppressionReason
  readonly stops: readonly NotificationKind[]
  /** undefined = it does not stand there. */
  readonly found: (facts: BarrierFacts, rules: BarrierRules) => string | undefined
}

const GOODS: readonly NotificationKind[] = ['shipped', 'delayed', 'delivered']
/** They speak of an order that goes on; money and goods that come back are told of a cancelled order too. */
const ONGOING: readonly NotificationKind[] = ['order_confirmed', 'payment_received', ...GOODS]
const ALL: readonly NotificationKind[] = [...ONGOING, 'return_received', 'refund_issued', 'withdrawal_receipt']

const when = (holds: boolean, detail: string): string | undefined => (holds ? detail : undefined)

/** The barriers in the order in which they are looked at: who is never written to, then what has become of the order. */
export const BARRIERS: readonly BarrierRule[] = [
  {
    reason: 'erased',
    stops: ALL,
    found: ({ recipient }) => when(recipient.marks.has('erased'), 'The data of this address was erased.'),
  },
  {
    reason: 'test_order',
    stops: ALL,
    found: ({ order }, { testOrders }) =>
      when(testOrders !== undefined && order.words.some((word) => testOrders.test(word)), 'TEST_ORDERS fits.'),
  },
  {
    reason: 'internal_partner',
    stops: ALL,
    found: ({ recipient, skipped }) =>
      when(recipient.internal, 'The contact is an internal user, or belongs to the own company.') ??
      when(skipped, 'SKIP_PARTNERS names a tag or the pricelist of the order.'),
  },
  {
    reason: 'b2b',
    stops: ALL,
    found: ({ recipient }, { b2b }) => when(b2b === 'skip' && recipient.business, 'B2B=skip leaves companies out.'),
  },
  {
    reason: 'bounced',
    stops: ALL,
    found: ({ recipient: { marks, bounces, blacklisted } }) =>
      when(marks.has('bounced'), 'The mail server of the address refused it for good.') ??
      when(
        bounces >= BOUNCES_MAX || (bounces > 0 && blacklisted),
        `Odoo counts ${String(bounces)} mails that came back from the address.`,
      ),
  },
  {
    reason: 'objected',
    stops: ALL,
    found: ({ recipient: { marks, blacklisted } }) =>
      when(marks.has('objected'), 'The objection is noted here.') ??
      when(blacklisted, "The address stands in Odoo's blacklist."),
  },
  {
    reason: 'cancelled',
    stops: ONGOING,
    found: ({ cases }) => when(isOpen(cases, 'cancellation'), 'A cancellation of the order is open.'),
  },
  {
    reason: 'dispute_open',
    stops: ALL,
    found: ({ cases }) =>
      when(isOpen(cases, 'dispute') || isOpen(cases, 'claim'), 'A claim or dispute about the order is open.'),
  },
  {
    reason: 'return_open',
    stops: GOODS,
    found: ({ cases, goods, pickingId }) =>
      when(isOpen(cases, 'return'), 'A return of the order is open at the marketplace.') ??
      when(
        goods?.returns.some(({ done, ofPicking }) => !done && concerns(pickingId, ofPicking)) === true,
        'A return of these goods is under way in Odoo.',
      ),
  },
  {
    reason: 'order_changed',
    stops: ONGOING,
    found: ({ order }) => when(order.state !== 'sale', 'The order is a quotation again.'),
  },
  {
    reason: 'order_changed',
    stops: ['shipped'],
    found: ({ goods, pickingId }) => when(cameBack(goods, pickingId), 'The parcel came back meanwhile.'),
  },
  {
    reason: 'too_late',
    stops: ['delivered'],
    found: ({ goods, pickingId, refunded }) =>
      when(cameBack(goods, pickingId), 'The parcel came back meanwhile.') ??
      when(refunded, 'The whole amount was paid back meanwhile.'),
  },
  {
    reason: 'too_late',
    stops: ['shipped'],
    found: ({ told, pickingId }) => when(wasTold(told, 'delivered', pickingId), 'Its arrival was told already.'),
  },
  {
    reason: 'too_late',
    stops: ['delayed'],
    found: ({ told, goods, pickingId, onItsWay }) =>
      when(!onItsWay && goods?.stillToLeave === 0, 'All goods of the order have left.') ??
      when(onItsWay && wasTold(told, 'delivered', pickingId), 'Its arrival was told already.'),
  },
  {
    reason: 'too_many',
    stops: ALL,
    found: ({ told }, { maxPerOrder }) =>
      when(
        told.filter(({ state }) => state === 'done').length >= maxPerOrder,
        `The buyer got ${String(maxPerOrder)} messages about this order (NOTIFY_MAX_PER_ORDER).`,
      ),
  },
  {
    // What has a record of its own (parcel, payment, refund) happened as often as there are records; a delay is an estimate.
    reason: 'too_many',
    stops: ['delayed'],
    found: ({ told, now }) =>
      when(
        told.some(
          ({ kind, state, updated }) => kind === 'delayed' && state === 'done' && msBetween(updated, now) < HOUR_MS,
        ),
        'A delay of this order was told less than an hour ago.',
      ),
  },
]

/** The first barrier that stands there; undefined = none. Kinds that the law demands are not to be asked about. */
export function firstBarrier(facts: BarrierFacts, rules: BarrierRules): FoundBarrier | undefined {
  for (const { reason, stops, found } of BARRIERS) {
    if (!stops.includes(facts.kind)) continue
    const detail = found(facts, rules)
    if (detail !== undefined) return { reason, detail }
  }
  return undefined
}

/** Kinds that have to do with the goods: only they need to know how far these are. */
export const asksForGoods = (kind: NotificationKind): boolean => GOODS.includes(kind)

/** Whether the kind still says something of an order that was cancelled. */
export const outlivesCancellation = (kind: NotificationKind): boolean => !ONGOING.includes(kind)

const OPEN_STATES: readonly CaseState[] = ['announced', 'to_decide', 'clarifying', 'repairing']

const isOpen = (cases: BarrierFacts['cases'], type: CaseType): boolean =>
  cases.some((one) => one.type === type && OPEN_STATES.includes(one.state))

/** A return whose delivery is not known may be of any; what tells of the whole order is about all of them. */
const concerns = (pickingId: number | null, ofPicking: number | null): boolean =>
  pickingId === null || ofPicking === null || ofPicking === pickingId

const cameBack = (goods: BarrierFacts['goods'], pickingId: number | null): boolean =>
  goods?.returns.some(({ done, ofPicking }) => done && ofPicking !== null && ofPicking === pickingId) === true

const wasTold = (told: readonly ToldBefore[], kind: NotificationKind, pickingId: number | null): boolean =>
  told.some((one) => one.kind === kind && one.state === 'done' && (pickingId === null || one.pickingId === pickingId))
