/**
 * Calls a public method of an Odoo model as one user. `args` is empty for methods of the model, holds the list of ids for methods of records, and the list of
 * values for `create` (JSON-RPC takes them only so; JSON-2 calls them `vals_list`); everything else goes by name in `kwargs`.
 */
export type Rpc = (
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs?: Readonly<Record<string, unknown>>,
) => Promise<unknown>

/** Name of a step's record: letters, digits, `_`, `-` and `.`; unique among all steps. It becomes the external id `__mc_demo__.<key>`. */
export type Key = string

/** What a step stands for in Odoo now. `name` is the record's display name, e.g. `S00042`. */
export interface Made {
  readonly id: number
  readonly name: string
}

export interface CustomerStep {
  readonly key: Key
  /** May hold line breaks, as names in a real Odoo do. */
  readonly name: string
  readonly email?: string
  readonly phone?: string
  readonly language: 'de_DE' | 'en_US'
  readonly street: string
  readonly zip: string
  readonly city: string
  /** ISO 3166 code, e.g. `DE`. */
  readonly country: string
  /** Makes this a delivery address of that customer. */
  readonly deliveryOf?: Key
}

export interface ProductStep {
  readonly key: Key
  readonly name: string
  /** Gross price (19 % tax included) in euros. */
  readonly price: number
  /** Pieces in stock. */
  readonly stock: number
  readonly code?: string
}

export interface OrderStep {
  readonly key: Key
  readonly customer: Key
  /** Delivery address, if another than the customer's. */
  readonly deliverTo?: Key
  readonly lines: readonly { readonly product: Key; readonly quantity: number; readonly price?: number }[]
  /** The marketplace's or shop's own number. */
  readonly clientOrderRef?: string
  readonly origin?: string
  /** Sales team by its exact name, made where it is missing. */
  readonly team?: string
}

export interface ShipStep {
  readonly key: Key
  readonly order: Key
  /** Carrier by its exact name; made (without tracking links) where it is missing. */
  readonly carrier?: string
  readonly trackingRef?: string
  /** Pieces by product; absent = everything that is left. Less than ordered leaves a backorder. */
  readonly quantities?: Readonly<Record<Key, number>>
}

export interface CreditStep {
  readonly key: Key
  readonly order: Key
  readonly reason?: string
  /** Gross euros of one credit line, or pieces of one product, or (neither) the whole invoice. */
  readonly amount?: number
  readonly product?: { readonly key: Key; readonly quantity: number }
}

export interface PostStep {
  readonly key: Key
  readonly ticketId: number
  readonly html: string
  readonly files?: readonly { readonly name: string; readonly mimeType: string; readonly bytes: Uint8Array }[]
}

/**
 * The steps of a clerk and of an agent in Odoo, over plain RPC. Each is keyed and safe to repeat: what its external id already names is not made again, a step
 * that broke half way is finished. The user needs the rights of an administrator.
 */
export interface Clerk {
  /** The record of a key, undefined where no step made it (or it was deleted). */
  find(key: Key): Promise<{ readonly model: string; readonly id: number } | undefined>

  customer(step: CustomerStep): Promise<Made>
  product(step: ProductStep): Promise<Made>
  /** A carrier by its exact name; `<shipmenttrackingnumber>` in the address stands for the tracking reference. */
  carrier(step: { readonly name: string; readonly trackingUrl?: string }): Promise<Made>
  orderConfirmed(step: OrderStep): Promise<Made>
  /** Hands the next open outgoing picking of the order over; gives the picking. */
  shipped(step: ShipStep): Promise<Made>
  /** Writes a tracking reference on a picking that is already done. */
  trackingAdded(step: { readonly picking: Key; readonly trackingRef: string; readonly carrier?: string }): Promise<void>
  /** Invoices what was delivered and books the payment; gives the invoice. */
  invoicedAndPaid(step: { readonly key: Key; readonly order: Key }): Promise<Made>
  /** Invoices what was delivered, unpaid; gives the invoice. */
  invoiced(step: { readonly key: Key; readonly order: Key }): Promise<Made>
  /** Credit note on the order's invoice, money paid out; gives the credit note. */
  partlyRefunded(step: CreditStep): Promise<Made>
  /** Credit note on an unpaid invoice: it counts as paid at once though no money moved. */
  creditedUnpaid(step: CreditStep): Promise<Made>
  /** The goods of a shipment come back; gives the incoming picking. */
  returned(step: {
    readonly key: Key
    readonly picking: Key
    readonly quantities?: Readonly<Record<Key, number>>
  }): Promise<Made>
  cancelled(step: { readonly order: Key }): Promise<void>

  /** Public answer on a ticket as the calling user; gives the `mail.message`'s id. */
  answers(step: PostStep): Promise<number>
  /** Internal note on a ticket. */
  notes(step: PostStep): Promise<number>
  edits(step: { readonly key: Key; readonly html: string }): Promise<void>
  /** Empties the message, as the web client does when a message is deleted. */
  deletes(step: { readonly key: Key }): Promise<void>
  /** Puts a ticket into a closing stage of its team that mails nobody. */
  closesTicket(step: { readonly ticketId: number }): Promise<void>
  reopensTicket(step: { readonly ticketId: number }): Promise<void>
}
