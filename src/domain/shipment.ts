import type { OrderRef } from './ids.ts'

/** The marketplace's own number of a line of an order. */
export type LineId = string & { readonly _: 'line' }
export const lineId = (value: string): LineId => value as LineId

/** A line of an order as the marketplace keeps it. Where it numbers every piece by itself, each piece is a line of quantity 1. */
export interface MarketplaceLine {
  readonly id: LineId
  readonly order: OrderRef
  /** The seller's own number of the article. */
  readonly sku: string | null
  readonly eans: readonly string[]
  readonly title: string | null
  readonly quantity: number
  readonly state: 'open' | 'sent' | 'cancelled' | 'returned'
  /** The marketplace sends it from its own warehouse: nothing is handed over for it. */
  readonly sentByMarketplace: boolean
  /** Tracking references it stored; undefined = it does not show them. */
  readonly parcels?: readonly { readonly carrier: string | null; readonly reference: string }[]
}

/** A parcel as it is handed to a marketplace: one tracking reference of one line. */
export interface ParcelOfLine {
  readonly order: OrderRef
  readonly line: LineId
  /** As the marketplace spells it. */
  readonly carrier: string
  readonly reference: string
}

/** What a marketplace shows of a parcel that was handed to it. `hidden` = the line counts as sent, but references are not shown. */
export type ParcelLook =
  | { readonly kind: 'stored' }
  | { readonly kind: 'different'; readonly stored: string }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'absent' }
