import type { OdooRecord } from '../domain/ids.ts'
import type { Money } from '../domain/money.ts'
import type { RefundWay } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { PartnerFacts } from './ports.ts'

/** A small picture as it stands in Odoo. */
export interface InlinePicture {
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** Where a parcel's way is shown. */
export interface TrackingLink {
  readonly reference: string
  readonly url: string
}

export interface PickingItem {
  readonly name: string
  readonly quantity: number
  /** The product's internal reference and barcode. */
  readonly sku: string | null
  readonly ean: string | null
  /** What was sold, and what was moved for it; they differ for the parts of a kit. */
  readonly productId?: number
  readonly movedId?: number
  /** The order's line. */
  readonly lineId?: number
  /** Those of the order's line, where another product left for it: a part of a kit, a substitute. */
  readonly sold?: { readonly sku: string | null; readonly ean: string | null }
  /** Then the moved product's own name. */
  readonly part?: string
}

/** An order as far as its deliveries are concerned. */
export interface OrderDelivery {
  /** Its goods, as ordered. */
  readonly articles: readonly {
    readonly name: string
    readonly quantity: number
    readonly sku: string | null
    readonly ean: string | null
  }[]
  /** All of it left in one delivery. */
  readonly inOne: boolean
  /** The salesperson, else the lead of the sales team, else the service's own user: somebody answers for it. */
  readonly seller: number
}

/** Goods of an order that came back. */
export interface ReturnedGoods extends OdooRecord {
  readonly model: 'stock.picking'
  readonly name: string
  readonly orderId: number
  readonly doneAt: Instant
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly productId?: number }[]
  /** Who had them; null = nobody is named. */
  readonly delivery: PartnerFacts | null
  /** They were delivered by us before: not what was bought from the customer. */
  readonly cameBack: boolean
}

export interface RefundFacts extends OdooRecord {
  readonly model: 'account.move'
  readonly name: string
  /** Order named by `invoice_origin` or the reversed invoice. */
  readonly orderId: number | null
  readonly contact: PartnerFacts
  /** What was paid out; zero = no money returned. */
  readonly paidOut: Money
  readonly paidAt: Instant | null
  /** payment_state is paid or in_payment. */
  readonly settled: boolean
  readonly items: readonly {
    readonly name: string
    readonly quantity: number
    readonly total: Money
    readonly productId?: number
  }[]
  /** How the money went, where Odoo says so. */
  readonly way: RefundWay | null
  /** Of a credit note for several orders at once: each one's part of it, `orderId` is null then. `paidOut` null = not known. */
  readonly shares?: readonly {
    readonly orderId: number
    readonly items: RefundFacts['items']
    readonly paidOut: Money | null
  }[]
  /** One order's part of such a credit note; `unclear`: nobody knows how much of the money is for it. */
  readonly part?: 'clear' | 'unclear'
}

/** A credit note as each of its orders sees it; of one that names no order there is none. */
export function refundsByOrder(refund: RefundFacts): readonly RefundFacts[] {
  const { shares, ...whole } = refund
  if (shares === undefined) return refund.orderId === null ? [] : [refund]
  return shares.map(({ orderId, items, paidOut }) => ({
    ...{ ...whole, orderId, items },
    paidOut: paidOut ?? whole.paidOut,
    part: paidOut === null ? ('unclear' as const) : ('clear' as const),
  }))
}
