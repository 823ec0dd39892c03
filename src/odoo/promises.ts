import { z } from 'zod'
import { trackingReferences } from '../domain/references.ts'
import { type Instant, later } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import type { OrderPromise, PromisedDelivery, Promises } from './promise-ports.ts'
import { chunks, id, many2one, maybeTime, number, odooTime, text, time } from './records.ts'

const PICKING = 'stock.picking'
const REFERENCES_AT_ONCE = 40
/** Less than this of a piece is no piece. */
const EPSILON = 0.000_1

/** Deliveries to customers: the last step of a route, or straight from a supplier. */
const TO_CUSTOMERS: Domain = [
  ['picking_type_code', 'in', ['outgoing', 'dropship']],
  ['location_dest_id.usage', '=', 'customer'],
  ['sale_id', '!=', false],
  ['sale_id.state', 'in', ['sale', 'done']],
]
const UNSENT: Domain = [...TO_CUSTOMERS, ['state', 'in', ['waiting', 'confirmed', 'assigned']]]
const LEFT: Domain = [...TO_CUSTOMERS, ['state', '=', 'done']]

const orderRow = z.object({
  id,
  create_date: time,
  name: text,
  client_order_ref: text,
  origin: text,
  team_id: many2one,
  state: z.string(),
  date_order: maybeTime,
  commitment_date: maybeTime.optional(),
  carrier_id: many2one.optional(),
})
const ofOrder = z.object({ sale_id: many2one })
const pickingRow = z.object({
  id,
  name: text,
  state: z.string(),
  sale_id: many2one,
  date_done: maybeTime,
  scheduled_date: maybeTime,
  date_deadline: maybeTime.optional(),
  carrier_id: many2one.optional(),
  carrier_tracking_ref: text.optional(),
})
const moveRow = z.object({
  picking_id: many2one,
  state: z.string(),
  product_uom_qty: number,
  forecast_availability: number.optional(),
  forecast_expected_date: maybeTime.optional(),
})

/** What orders promised, and what is to keep it; nothing where Odoo has no stock. */
export function createPromises(bridge: OdooBridge): Promises {
  const ids = async (domain: Domain, order = 'sale_id', limit?: number): Promise<number[]> => {
    if (!(await bridge.fields(PICKING)).has('sale_id')) return []
    const rows = await bridge.rows(PICKING, ofOrder, domain, { order, ...(limit === undefined ? {} : { limit }) })
    return [...new Set(rows.flatMap(({ sale_id: order }) => order?.id ?? []))]
  }
  return {
    unsentBetween: async (from, until) => {
      const dates = (await dateFields(bridge)).map((field) => within(field, from, until))
      return ids([...UNSENT, ...dates.slice(1).map(() => '|'), ...dates.flat()])
    },
    unsent: (limit) => ids(UNSENT, 'id desc', limit),
    leftBetween: async (since, from, until) => {
      const promised = within('sale_id.commitment_date', from, until)
      return ids([...LEFT, ['date_done', '>=', odooTime(since)], ...promised])
    },
    ofReferences: async (references) => {
      const found: number[] = []
      for (const part of chunks(references, REFERENCES_AT_ONCE)) {
        const terms = part.map((reference) => ['carrier_tracking_ref', 'like', escaped(reference)])
        if (terms.length > 0) found.push(...(await ids([...LEFT, ...terms.slice(1).map(() => '|'), ...terms])))
      }
      return [...new Set(found)]
    },
    read: (orderIds) => read(bridge, orderIds),
  }
}

/** Dates of a delivery that may be a promise, as far as this Odoo has them. */
async function dateFields(bridge: OdooBridge): Promise<readonly string[]> {
  const known = await bridge.fields(PICKING)
  return ['sale_id.commitment_date', 'scheduled_date', 'date_deadline'].filter(
    (field) => field.includes('.') || known.has(field),
  )
}

const within = (field: string, from: Instant, until: Instant): Domain => [
  '&',
  [field, '>=', odooTime(from)],
  [field, '<=', odooTime(until)],
]

async function read(bridge: OdooBridge, orderIds: readonly number[]): Promise<ReadonlyMap<number, OrderPromise>> {
  if (orderIds.length === 0 || !(await bridge.fields(PICKING)).has('sale_id')) return new Map()
  const orders = await bridge.byIds('sale.order', orderRow, orderIds)
  const domain = [
    ['sale_id', 'in', orders.map((order) => order.id)],
    ['picking_type_code', 'in', ['outgoing', 'dropship']],
    ['location_dest_id.usage', '=', 'customer'],
    ['state', '!=', 'cancel'],
  ]
  const pickings = orders.length === 0 ? [] : await bridge.rows(PICKING, pickingRow, domain, { order: 'id' })
  const stock = await stockOf(
    bridge,
    pickings.flatMap((picking) => (picking.state === 'done' ? [] : picking.id)),
  )
  return new Map(
    orders.map((order): [number, OrderPromise] => {
      const own = pickings.filter((picking) => picking.sale_id?.id === order.id)
      return [
        order.id,
        {
          model: 'sale.order',
          id: order.id,
          createDate: order.create_date,
          name: order.name ?? '',
          clientOrderRef: order.client_order_ref,
          origin: order.origin,
          team: order.team_id,
          state: order.state === 'cancel' ? 'cancelled' : 'open',
          confirmedAt: order.date_order,
          commitment: order.commitment_date ?? null,
          deliveries: own.map((picking): PromisedDelivery => ({
            id: picking.id,
            name: picking.name ?? '',
            doneAt: picking.state === 'done' ? picking.date_done : null,
            carrier: picking.carrier_id?.name ?? order.carrier_id?.name ?? null,
            references: trackingReferences(picking.carrier_tracking_ref ?? null),
            scheduled: picking.scheduled_date,
            deadline: picking.date_deadline ?? null,
            stock: stock.get(picking.id) ?? 'there',
          })),
        },
      ]
    }),
  )
}

type Stock = PromisedDelivery['stock']

/** Whether the goods of deliveries are there, by Odoo's forecast. */
async function stockOf(bridge: OdooBridge, pickingIds: readonly number[]): Promise<ReadonlyMap<number, Stock>> {
  const stock = new Map<number, Stock>()
  for (const part of chunks(pickingIds, 200)) {
    const domain = [
      ['picking_id', 'in', part],
      ['state', 'not in', ['done', 'cancel']],
    ]
    for (const move of await bridge.rows('stock.move', moveRow, domain, { order: 'id' })) {
      const picking = move.picking_id?.id ?? 0
      stock.set(picking, worse(stock.get(picking) ?? 'there', stockOfMove(move)))
    }
  }
  return stock
}

function stockOfMove({
  state,
  product_uom_qty: wanted,
  forecast_availability: available,
  forecast_expected_date: expected,
}: z.infer<typeof moveRow>): Stock {
  // Goods of an earlier step of the route (waiting) are on their way through the house.
  if (state === 'assigned' || state === 'waiting') return 'there'
  if (expected != null) return expected
  if (available === undefined) return 'missing'
  return available + EPSILON >= wanted ? 'there' : 'missing'
}

function worse(a: Stock, b: Stock): Stock {
  if (a === 'missing' || b === 'missing') return 'missing'
  if (a === 'there') return b
  return b === 'there' ? a : later(a, b)
}

/** `like` takes % and _ for wildcards. */
const escaped = (value: string): string => value.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
