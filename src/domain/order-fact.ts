import type { AccountName, OdooRecord } from './ids.ts'
import type { Instant } from './time.ts'

/** What Odoo does not know of an order and somebody tells us. */
export const ORDER_FACTS = ['delivered', 'withdrawn', 'objected'] as const
export type OrderFactKind = (typeof ORDER_FACTS)[number]

/** A fact of an order, as it was told. */
export interface OrderFact {
  /** The ledger's number. */
  readonly id: string
  readonly account: AccountName
  readonly order: OdooRecord
  readonly fact: OrderFactKind
  /** When it happened. */
  readonly at: Instant
  /** The buyer's own words. */
  readonly text: string | null
  /** Who declared it. */
  readonly name: string | null
  /** Only this delivery, by its name in Odoo. */
  readonly picking: string | null
  /** Who told us: a person, or the HTTP interface. */
  readonly by: string
  readonly notedAt: Instant
  /** Everything that follows from it is planned and noted in Odoo. */
  readonly settled: Instant | null
}

export type NewOrderFact = Omit<OrderFact, 'id' | 'notedAt' | 'settled'>

/** Longer words of a buyer are a letter: they belong into the ticket. */
export const FACT_TEXT_MAX_CHARS = 20_000
export const FACT_NAME_MAX_CHARS = 500
