import { z } from 'zod'
import { cancelReasons, refundReasons } from '../manifest.ts'
import type { Route, Shop } from './api.ts'
import { CARRIERS, UNIT_STATUSES } from './orders.ts'
import type { StoredUnit } from './orders.ts'
import {
  among,
  bodyAs,
  done,
  FULFILMENTS,
  json,
  newestFirst,
  notFound,
  paged,
  since,
  STOREFRONTS,
  values,
} from './request.ts'
import { orderListed, orderShape, returnUnitShape, ticketShape, unitShape, unitsUpdated } from './shapes.ts'

const LIST_MAX = 100
const ORDER_EMBEDDABLE = ['order_invoices', 'delivery', 'kss_delivery']
const UNIT_EMBEDDABLE = ['delivery_attempt_timestamp_iso', 'return_unit', 'tickets', 'delivery', 'kss_delivery']

const Sent = z.strictObject({ tracking_numbers: z.string(), carrier_code: z.string() })
const Shipment = z.object({
  id_order_unit: z.int(),
  shipment_information: z.object({ tracking_number: z.string(), carrier_code: z.string() }),
})
const Cancelled = z.strictObject({ reason: z.enum(cancelReasons) })
const Refunded = z.strictObject({ amount: z.int().min(1).max(2_147_483_647), reason: z.enum(refundReasons) })

export function orderRoutes(shop: Shop): readonly Route[] {
  const { orders } = shop
  return [
    ['GET', /^\/orders$/, ({ url }) => json(200, listed(shop, url.searchParams))],
    ['GET', /^\/orders\/([^/]+)$/, ({ url }, id) => json(200, { data: order(shop, decodeURIComponent(id), url) })],
    ['GET', /^\/order-units$/, ({ url }) => json(200, listedUnits(shop, url.searchParams))],
    ['GET', /^\/order-units\/(\d+)$/, ({ url }, id) => json(200, { data: unit(shop, orders.unit(id), url) })],
    [
      'GET',
      /^\/carriers$/,
      () => json(200, { data: { carriers: CARRIERS.map((name) => ({ name, isHauler: false })) } }),
    ],
    [
      'PATCH',
      /^\/order-units\/(\d+)\/send$/,
      ({ body }, id) => {
        const { tracking_numbers, carrier_code } = bodyAs(Sent, body)
        orders.send(orders.unit(id), carrier_code, tracking_numbers)
        return done
      },
    ],
    [
      'POST',
      /^\/shipments$/,
      ({ body }) => {
        const { id_order_unit, shipment_information: parcel } = bodyAs(Shipment, body)
        orders.addParcel(orders.unit(id_order_unit), parcel.carrier_code, parcel.tracking_number)
        return done
      },
    ],
    [
      'PATCH',
      /^\/order-units\/(\d+)\/fulfil$/,
      (_, id) => {
        orders.fulfil(orders.unit(id))
        return done
      },
    ],
    [
      'PATCH',
      /^\/order-units\/(\d+)\/cancel$/,
      ({ body }, id) => {
        orders.cancel(orders.unit(id), bodyAs(Cancelled, body).reason)
        return done
      },
    ],
    [
      'PATCH',
      /^\/order-units\/(\d+)\/refund$/,
      ({ body }, id) => {
        orders.refund(orders.unit(id), bodyAs(Refunded, body).amount)
        return done
      },
    ],
  ]
}

function listed({ orders }: Shop, query: URLSearchParams) {
  let found = among([...orders.all.values()], values(query, 'storefront', STOREFRONTS), ({ storefront }) => storefront)
  found = among(found, values(query, 'fulfillment_type', FULFILMENTS), ({ fulfilment }) => fulfilment)
  found = since(found, query, 'ts_created_from_iso', ({ created }) => created)
  found = since(found, query, 'ts_units_updated_from_iso', unitsUpdated)
  const sorted = found.toSorted((a, b) => Date.parse(b.created) - Date.parse(a.created) || (a.id < b.id ? 1 : -1))
  const { page, pagination } = paged(sorted, query, { max: LIST_MAX })
  return { data: page.map(orderListed), pagination }
}

function order({ orders, tickets }: Shop, id: string, { searchParams }: URL) {
  const found = orders.all.get(id)
  if (found === undefined) throw notFound('order')
  const embedded = values(searchParams, 'embedded', ORDER_EMBEDDABLE)
  return {
    ...orderShape(found, (unit) => tickets.ofUnit(unit)),
    ...(embedded.includes('order_invoices') && { order_invoices: [] }),
    ...(embedded.includes('delivery') && { delivery: { pickup_location: null } }),
  }
}

function listedUnits({ orders }: Shop, query: URLSearchParams) {
  const [sort = 'ts_created:desc'] = values(query, 'sort', ['ts_created:desc', 'ts_updated:desc'])
  let found: readonly StoredUnit[] = [...orders.units.values()]
  found = among(found, values(query, 'storefront', STOREFRONTS), (unit) => unit.order.storefront)
  found = among(found, query.getAll('id_offer'), ({ sku }) => sku)
  found = among(found, values(query, 'status', UNIT_STATUSES), ({ status }) => status)
  found = among(found, values(query, 'fulfillment_type', FULFILMENTS), (unit) => unit.order.fulfilment)
  found = since(found, query, 'ts_created_from_iso', (unit) => unit.order.created)
  found = since(found, query, 'ts_updated_from_iso', ({ updated }) => updated)
  const timeOf = (unit: StoredUnit) => (sort.startsWith('ts_created') ? unit.order.created : unit.updated)
  const { page, pagination } = paged(found.toSorted(newestFirst(timeOf)), query, { max: LIST_MAX })
  return { data: page.map(unitShape), pagination }
}

function unit({ tickets, returns }: Shop, found: StoredUnit, { searchParams }: URL) {
  const embedded = values(searchParams, 'embedded', UNIT_EMBEDDABLE)
  const has = (name: string) => embedded.includes(name)
  const comesBack = [...returns.units.values()].find((candidate) => candidate.unit === found)
  return {
    ...unitShape(found),
    ...(has('tickets') && { tickets: tickets.ofUnit(found).map(ticketShape) }),
    ...(has('return_unit') && { return_unit: comesBack === undefined ? null : returnUnitShape(comesBack) }),
    ...(has('delivery_attempt_timestamp_iso') && { delivery_attempt_timestamp_iso: null }),
    ...(has('delivery') && { delivery: { pickup_location: null } }),
    ...(has('kss_delivery') && { kss_eligible: false }),
  }
}
