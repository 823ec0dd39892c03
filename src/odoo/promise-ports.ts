import type { OdooRecord } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { OrderHead } from './ports.ts'

/** A delivery of an order to its buyer, done or not. */
export interface PromisedDelivery {
  readonly id: number
  readonly name: string
  /** Null = it has not left. */
  readonly doneAt: Instant | null
  /** Carrier in Odoo: the delivery's, else the order's. */
  readonly carrier: string | null
  /** Tracking references, those of several parcels apart. */
  readonly references: readonly string[]
  readonly scheduled: Instant | null
  /** By when Odoo would have it left, so that the promise holds. */
  readonly deadline: Instant | null
  /** Of what has not left: `there`, `missing`, or when the last of it comes in. */
  readonly stock: 'there' | 'missing' | Instant
}

/** An order as far as its promise is concerned. */
export interface OrderPromise extends OrderHead, OdooRecord {
  readonly model: 'sale.order'
  readonly state: 'open' | 'cancelled'
  readonly confirmedAt: Instant | null
  /** The delivery date on the order (`commitment_date`). */
  readonly commitment: Instant | null
  readonly deliveries: readonly PromisedDelivery[]
}

export interface Promises {
  /** Confirmed orders with goods that have not left, whose delivery date, plan or deadline lies in this span. */
  unsentBetween(from: Instant, until: Instant): Promise<readonly number[]>
  /** Confirmed orders with goods that have not left, the newest first. */
  unsent(limit: number): Promise<readonly number[]>
  /** Orders with parcels that left after `since`, whose delivery date lies in this span. */
  leftBetween(since: Instant, from: Instant, until: Instant): Promise<readonly number[]>
  /** Orders with a done delivery that bears one of these tracking references. */
  ofReferences(references: readonly string[]): Promise<readonly number[]>
  /** As they stand now; missing ids are deleted records. */
  read(orderIds: readonly number[]): Promise<ReadonlyMap<number, OrderPromise>>
}
