import type { StoredOrder, StoredUnit } from './orders.ts'
import { iso } from './request.ts'
import type { StoredReturn, StoredReturnUnit } from './returns.ts'
import type { StoredSubscription } from './subscribers.ts'
import type { StoredTicket } from './tickets.ts'

const buyerOf = (id: number) => ({ id_buyer: id, email: null })

export const ticketShape = (ticket: StoredTicket) => ({
  id_ticket: ticket.id,
  ids_order_units: ticket.units.map(({ id }) => id),
  id_buyer: ticket.buyer,
  ts_created_iso: iso(ticket.created),
  ts_updated_iso: iso(ticket.updated),
  status: ticket.status,
  open_reason: ticket.reason,
  topic: 'other_question',
  is_seller_responsible: ticket.sellerResponsible,
  fulfillment_type: 'fulfilled_by_merchant',
})

export function ticketDetail(
  ticket: StoredTicket,
  embedded: readonly string[],
  { origin, fileEdition }: { readonly origin: string; readonly fileEdition: number },
) {
  const has = (name: string) => embedded.includes(name)
  return {
    ...ticketShape(ticket),
    storefront: ticket.storefront,
    // The description requires a product, and lets it be null.
    product: null,
    ...(has('messages') && {
      messages: ticket.messages.map(({ id, role, name, text, at }) => ({
        id_ticket_message: id,
        id_ticket: ticket.id,
        author: { role, name },
        text,
        ts_created_iso: iso(at),
      })),
    }),
    ...(has('files') && {
      files: ticket.messages.flatMap(({ at, files }) =>
        files.map(({ number, filename }) => ({
          filename,
          ts_created_iso: iso(at),
          uri: `${origin}/files/${String(fileEdition)}/${String(number)}/${encodeURIComponent(filename)}`,
        })),
      ),
    }),
    ...(has('order_units') && { order_units: ticket.units.map(unitShape) }),
    ...(has('buyer') && { buyer: buyerOf(ticket.buyer) }),
  }
}

/** What an order unit shows by itself and within its order. */
const unitCore = (unit: StoredUnit) => ({
  id_order_unit: unit.id,
  id_order: unit.order.id,
  ts_created_iso: iso(unit.order.created),
  ts_updated_iso: iso(unit.updated),
  is_marketplace_deemed_supplier: false,
  status: unit.status,
  price: unit.priceMinor,
  id_offer: unit.sku,
  revenue_gross: unit.priceMinor,
  revenue_net: Math.round(unit.priceMinor / 1.19),
  note: null,
  unit_condition: 'new',
  storefront: unit.order.storefront,
  currency: 'EUR',
  delivery_time_min: 3,
  delivery_time_max: 6,
  delivery_time_expires_iso: unit.order.deliverBy === null ? null : iso(unit.order.deliverBy),
  order_received_timestamp_iso: null,
  shipping_rate: 390,
  cancel_reason: unit.cancelReason,
  product: productOf(unit),
  vat: 19,
})

/** Tracking numbers are not among what is shown: BEHAVIOR.md, tracking. */
export const unitShape = (unit: StoredUnit) => ({
  ...unitCore(unit),
  fulfillment_type: unit.order.fulfilment,
  buyer: buyerOf(unit.order.buyer),
  billing_address: null,
  shipping_address: null,
})

function productOf({ id, title, ean, order: { storefront } }: StoredUnit) {
  if (title === null) return null
  const number = 362_500_000 + (id % 100_000)
  return {
    id_product: number,
    storefront,
    title,
    eans: ean === null ? [] : [ean],
    id_category: 34_401,
    main_picture: '',
    manufacturer: '',
    url: `https://www.kaufland.de/product/${String(number)}/`,
    age_rating: 0,
    is_valid: true,
    dangerous_goods_li_shipping: null,
    danger_label_9A: null,
  }
}

export const orderListed = (order: StoredOrder) => ({
  id_order: order.id,
  ts_created_iso: iso(order.created),
  is_marketplace_deemed_supplier: false,
  order_units_count: order.units.length,
  ts_units_updated_iso: iso(unitsUpdated(order)),
  storefront: order.storefront,
  fulfillment_type: order.fulfilment,
})

export const unitsUpdated = ({ created, units }: StoredOrder) =>
  units.reduce((newest, { updated }) => (updated > newest ? updated : newest), created)

export const orderShape = (order: StoredOrder, ticketsOf: (unit: StoredUnit) => readonly StoredTicket[]) => ({
  id_order: order.id,
  ts_created_iso: iso(order.created),
  is_marketplace_deemed_supplier: false,
  storefront: order.storefront,
  fulfillment_type: order.fulfilment,
  order_units: order.units.map((unit) => ({ ...unitCore(unit), tickets: ticketsOf(unit).map(ticketShape) })),
  billing_address: null,
  shipping_address: null,
  buyer: buyerOf(order.buyer),
})

export const returnShape = (entry: StoredReturn) => ({
  id_return: entry.id,
  ts_created_iso: iso(entry.created),
  ts_updated_iso: iso(entry.updated),
  storefront: entry.order.storefront,
  tracking_provider: 'DHL',
  tracking_code: entry.trackingCode,
  status: entry.status,
  fulfillment_type: entry.order.fulfilment,
})

export const returnBuyer = (entry: StoredReturn) => buyerOf(entry.order.buyer)

export const returnUnitShape = (unit: StoredReturnUnit) => ({
  id_return_unit: unit.id,
  id_return: unit.of.id,
  id_order_unit: unit.unit.id,
  ts_created_iso: iso(unit.created),
  status: unit.status,
  note: unit.note,
  reason: unit.reason,
  storefront: unit.of.order.storefront,
  fulfillment_type: unit.of.order.fulfilment,
})

export const subscriptionShape = (subscription: StoredSubscription) => ({
  id_subscription: subscription.id,
  callback_url: subscription.callbackUrl,
  fallback_email: subscription.fallbackEmail,
  event_name: subscription.event,
  is_active: subscription.active,
  storefront: subscription.storefront,
})
