import { z } from 'zod'
import type { SandboxAnswer } from '../../../src/kit/sandbox-server.ts'
import type { Route, Shop } from './api.ts'
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
import { RETURN_STATUSES, RETURN_UNIT_STATUSES } from './returns.ts'
import type { Returns, StoredReturn, StoredReturnUnit } from './returns.ts'
import { returnBuyer, returnShape, returnUnitShape, ticketShape, unitShape } from './shapes.ts'

const LIST_MAX = 100
const SORTS = ['ts_created:desc', 'ts_updated:desc']
const Words = z.strictObject({ message: z.string().min(1) })

export function returnRoutes(shop: Shop): readonly Route[] {
  const { returns } = shop
  return [
    ['GET', /^\/returns$/, ({ url }) => json(200, listed(returns, url.searchParams))],
    ['GET', /^\/returns\/(\d+)$/, ({ url }, id) => json(200, { data: detail(returns, Number(id), url) })],
    ['GET', /^\/return-units$/, ({ url }) => json(200, listedUnits(returns, url.searchParams))],
    ['GET', /^\/return-units\/(\d+)$/, ({ url }, id) => json(200, { data: unit(shop, returns.unit(id), url) })],
    ['PATCH', /^\/return-units\/(\d+)\/accept$/, (_, id) => decided(returns, id, 'accept')],
    ['PATCH', /^\/return-units\/(\d+)\/repair$/, (_, id) => decided(returns, id, 'repair')],
    ['PATCH', /^\/return-units\/(\d+)\/clarify$/, ({ body }, id) => decided(returns, id, 'clarify', body)],
    ['PATCH', /^\/return-units\/(\d+)\/reject$/, ({ body }, id) => decided(returns, id, 'reject', body)],
  ]
}

function listed(returns: Returns, query: URLSearchParams) {
  const [sort = 'ts_created:desc'] = values(query, 'sort', SORTS)
  let found: readonly StoredReturn[] = [...returns.all.values()]
  found = among(found, values(query, 'storefront', STOREFRONTS), ({ order }) => order.storefront)
  found = among(found, values(query, 'status', RETURN_STATUSES), ({ status }) => status)
  found = among(found, values(query, 'fulfillment_type', FULFILMENTS), ({ order }) => order.fulfilment)
  found = among(found, query.getAll('tracking_code'), ({ trackingCode }) => trackingCode)
  found = since(found, query, 'ts_created_from_iso', ({ created }) => created)
  found = since(found, query, 'ts_updated_from_iso', ({ updated }) => updated)
  const timeOf = ({ created, updated }: StoredReturn) => (sort.startsWith('ts_created') ? created : updated)
  const { page, pagination } = paged(found.toSorted(newestFirst(timeOf)), query, { max: LIST_MAX })
  return { data: page.map(returnShape), pagination }
}

function detail(returns: Returns, id: number, { searchParams }: URL) {
  const found = returns.all.get(id)
  if (found === undefined) throw notFound('return')
  const embedded = values(searchParams, 'embedded', ['buyer', 'return_units'])
  return {
    ...returnShape(found),
    ...(embedded.includes('buyer') && { buyer: returnBuyer(found) }),
    ...(embedded.includes('return_units') && { return_units: found.units.map(returnUnitShape) }),
  }
}

function listedUnits(returns: Returns, query: URLSearchParams) {
  const [sort = 'ts_created:desc'] = values(query, 'sort', SORTS)
  let found: readonly StoredReturnUnit[] = [...returns.units.values()]
  found = among(found, values(query, 'storefront', STOREFRONTS), ({ of }) => of.order.storefront)
  found = among(found, values(query, 'status', RETURN_UNIT_STATUSES), ({ status }) => status)
  found = among(found, values(query, 'fulfillment_type', FULFILMENTS), ({ of }) => of.order.fulfilment)
  found = since(found, query, 'ts_created_from_iso', ({ created }) => created)
  const timeOf = ({ created, updated }: StoredReturnUnit) => (sort.startsWith('ts_created') ? created : updated)
  const { page, pagination } = paged(found.toSorted(newestFirst(timeOf)), query, { max: LIST_MAX })
  return { data: page.map(returnUnitShape), pagination }
}

function unit({ tickets }: Shop, found: StoredReturnUnit, { searchParams }: URL) {
  const embedded = values(searchParams, 'embedded', ['return', 'order_unit', 'tickets'])
  return {
    ...returnUnitShape(found),
    // Required by the description, also where it is not asked for.
    return: returnShape(found.of),
    ...(embedded.includes('order_unit') && { order_unit: unitShape(found.unit) }),
    ...(embedded.includes('tickets') && { tickets: tickets.ofUnit(found.unit).map(ticketShape) }),
  }
}

function decided(returns: Returns, id: string, action: 'accept' | 'repair'): SandboxAnswer
function decided(returns: Returns, id: string, action: 'clarify' | 'reject', body: Buffer): SandboxAnswer
function decided(returns: Returns, id: string, action: Parameters<Returns['decide']>[1], body?: Buffer): SandboxAnswer {
  const unit = returns.unit(id)
  returns.decide(unit, action, body === undefined ? null : bodyAs(Words, body).message)
  return done
}
