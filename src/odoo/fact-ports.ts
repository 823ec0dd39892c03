import type { OdooRecord } from '../domain/ids.ts'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'
import type { InlinePicture, PickingItem } from './goods-ports.ts'
import type { FeedCursor, OrderFacts, Page, PickingFacts } from './ports.ts'

/** Where money of buyers shows: invoices that are paid, payments that name an order, online payments of an order. */
export const PAYMENT_FEEDS = ['paid-invoices', 'payments', 'transactions'] as const
export type PaymentFeed = (typeof PAYMENT_FEEDS)[number]

/** Money that came in for an order. */
export interface PaymentHead extends OdooRecord {
  /** The payment; the online payment where there is none; the bank statement's entry where money came without either. */
  readonly model: 'account.payment' | 'payment.transaction' | 'account.move'
  readonly orderId: number
  /** When it came. */
  readonly at: Instant
  /** Since when Odoo knows that it is for this order. */
  readonly knownAt: Instant
  /** Other records that stand for the same money. */
  readonly same: readonly OdooRecord[]
}

export interface PaymentFacts extends PaymentHead {
  /** What of it is for this order. */
  readonly amount: Money
  /** What is still to be paid, zero = nothing; null = not known (a down payment, before the invoice). */
  readonly open: Money | null
  /** Of an invoice for several orders at once; `unclear`: nobody knows how much of the money is for this one. */
  readonly part?: 'clear' | 'unclear'
}

/** An order as far as its money is concerned. */
export type PaidOrder = Pick<OrderFacts, 'id' | 'name' | 'total'>

export interface Payments {
  /** Money that came in, changed since the cursor; what came before `start` is left out. */
  since(
    feed: PaymentFeed,
    cursor: FeedCursor | undefined,
    start: Instant,
    sweepHours?: number,
  ): AsyncIterable<Page<PaymentHead>>
  /** As they stand now, in the order asked for; undefined = gone, cancelled, or for another order now. */
  read(wanted: readonly WantedPayment[]): Promise<readonly (PaymentFacts | undefined)[]>
}

export interface WantedPayment {
  readonly source: OdooRecord
  readonly order: PaidOrder
}

/** What else of its order left or is still to leave, besides one parcel. */
export interface ParcelSurroundings {
  /** What it brings, as it was sold: a kit stands once. */
  readonly items: readonly PickingItem[]
  /** How many parcels left before. */
  readonly before: number
  /** How many left after it, of which mails of their own tell. */
  readonly after: number
  readonly later: readonly PickingItem[]
  /** When the last of it is planned to leave; null = nothing planned, or in the past. */
  readonly laterOn: Instant | null
}

export interface Parcels {
  /** Around deliveries that are done, by delivery. */
  around(pickings: readonly PickingFacts[]): Promise<ReadonlyMap<number, ParcelSurroundings>>
  /** What of these orders is still to leave, as it was sold, by order; one of which all has left is missing. */
  toLeave(orders: readonly number[]): Promise<ReadonlyMap<number, readonly PickingItem[]>>
  /** Small pictures of products by id, for mails; products without one are missing. */
  pictures(productIds: readonly number[]): Promise<ReadonlyMap<number, InlinePicture>>
}
