import { z } from 'zod'
import { conversationId } from '../../src/domain/ids.ts'
import type { ConversationId, OrderRef } from '../../src/domain/ids.ts'
import { lineId } from '../../src/domain/shipment.ts'
import type { MarketplaceLine } from '../../src/domain/shipment.ts'
import { instant, type Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import { id, items, optional, readAs, storefront, ticketId, Unreadable } from './fields.ts'

const Product = z.object({ title: optional(z.string()), eans: optional(z.array(id)) })

const Ticket = z.object({ id_ticket: ticketId })

/** What is read of an order unit wherever it stands; each piece is one. */
export const UnitSchema = z.object({
  id_order_unit: id,
  id_order: optional(id),
  status: optional(z.string()),
  id_offer: optional(id),
  currency: optional(z.string()),
  storefront: optional(storefront),
  fulfillment_type: optional(z.string()),
  delivery_time_expires_iso: optional(z.string()),
  product: optional(Product),
  buyer: optional(z.object({ id_buyer: optional(id) })),
  tickets: optional(items),
})
export type Unit = z.infer<typeof UnitSchema>

const OrderSchema = z.object({
  id_order: optional(id),
  fulfillment_type: optional(z.string()),
  order_units: z.array(UnitSchema),
})

export interface ReadUnit {
  readonly state: MarketplaceLine['state']
  readonly unsent: boolean
  readonly currency: string | undefined
}

/**
 * Reads an order's units.
 * @throws Unreadable when the units are missing, one of them has no number, or it is another order
 */
export function readLines(document: JsonDocument | undefined, order: OrderRef): readonly MarketplaceLine[] {
  const read = readAs(OrderSchema, document)
  if (read.id_order && read.id_order !== order) throw new Unreadable('the answer is another order')
  return read.order_units.map((unit) => ({
    id: lineId(unit.id_order_unit),
    order,
    sku: unit.id_offer ?? null,
    eans: unit.product?.eans ?? [],
    title: unit.product?.title ?? null,
    // Kaufland numbers each piece.
    quantity: 1,
    state: stateOf(unit.status),
    sentByMarketplace: (unit.fulfillment_type ?? read.fulfillment_type) === 'fulfilled_by_kaufland',
  }))
}

/**
 * By when the pieces of an order that are not cancelled or back are due, the earliest of them; null = Kaufland does not say.
 * @throws Unreadable when the units are missing, or it is another order
 */
export function readPromise(document: JsonDocument | undefined, order: OrderRef): Instant | null {
  const read = readAs(OrderSchema, document)
  if (read.id_order && read.id_order !== order) throw new Unreadable('the answer is another order')
  const due = read.order_units.flatMap(({ status, delivery_time_expires_iso: expires }) => {
    const over = stateOf(status) === 'cancelled' || stateOf(status) === 'returned'
    return over || expires == null || Number.isNaN(Date.parse(expires)) ? [] : [instant(expires)]
  })
  return due.toSorted()[0] ?? null
}

/**
 * Reads one order unit.
 * @throws Unreadable when it is none, or another one
 */
export function readUnit(document: JsonDocument | undefined, asked: string): ReadUnit {
  const unit = soldUnitOf(document, asked)
  return {
    state: stateOf(unit.status),
    unsent: UNSENT.has(unit.status ?? ''),
    currency: unit.currency ?? undefined,
  }
}

/** @throws Unreadable when it is no order unit, or another one */
export function soldUnitOf(document: JsonDocument | undefined, asked: string): Unit {
  const unit = readAs(UnitSchema, document)
  if (unit.id_order_unit !== asked) throw new Unreadable('the answer is another order unit')
  return unit
}

/** Conversations about an order unit, from an answer in which they are embedded. */
export function conversationsOf(document: JsonDocument | undefined): readonly ConversationId[] {
  return ticketIds(readAs(UnitSchema, document).tickets)
}

export function ticketIds(tickets: readonly unknown[] | null | undefined): readonly ConversationId[] {
  return (tickets ?? []).flatMap((ticket) => {
    const read = Ticket.safeParse(ticket)
    return read.success ? [conversationId(read.data.id_ticket)] : []
  })
}

const CarriersSchema = z.union([
  z.object({ carriers: z.array(z.unknown()) }).transform(({ carriers }) => carriers),
  items,
])
const Carrier = z.union([z.object({ name: z.string().min(1) }).transform(({ name }) => name), z.string().min(1)])

/**
 * Names of carriers as Kaufland spells them.
 * @throws Unreadable when it is no list, or nothing on it is a name
 */
export function readCarriers(document: JsonDocument | undefined): readonly string[] {
  const names = readAs(CarriersSchema, document).flatMap((entry) => Carrier.safeParse(entry).data ?? [])
  if (names.length === 0) throw new Unreadable('no carrier on the list has a name')
  return [...new Set(names)]
}

const UNSENT = new Set(['open', 'need_to_be_sent'])
const STATES: ReadonlyMap<string, MarketplaceLine['state']> = new Map([
  ['open', 'open'],
  ['need_to_be_sent', 'open'],
  ['sent', 'sent'],
  ['sent_and_autopaid', 'sent'],
  ['received', 'sent'],
  ['returned', 'returned'],
  ['returned_paid', 'returned'],
  ['cancelled', 'cancelled'],
])

/** An unknown status counts as open: Kaufland itself refuses what does not fit, and that is told; a parcel left out is not. */
const stateOf = (status: string | null | undefined): MarketplaceLine['state'] => STATES.get(status ?? '') ?? 'open'
