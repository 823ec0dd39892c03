import { z } from 'zod'
import type { OrderRef } from '../domain/ids.ts'
import { money } from '../domain/money.ts'
import { addressedOrders } from './addressed.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { changes } from './feed.ts'
import { nobody, partnersOf } from './partners.ts'
import { createPickings, parcelsOf } from './pickings.ts'
import { createRefunds } from './refunds.ts'
import { returnedById, returnsSince } from './returned.ts'
import { taxesOf } from './taxes.ts'
import type { FoundOrder, OrderFacts, OrderHead, OrderLine, Orders, Page } from './ports.ts'
import { chunks, firstLine, flag, id, many2one, maybeTime, number, odooTime, storable, text, time } from './records.ts'
import { ADDON, type Surroundings } from './surroundings.ts'
import { recordLink } from './tickets.ts'
import { inUnits } from './units.ts'

const ORDER = 'sale.order'

const headRow = z.object({
  id,
  name: text,
  client_order_ref: text,
  origin: text,
  team_id: many2one,
  partner_id: many2one,
})

const orderRow = headRow.extend({
  create_date: time,
  state: z.string(),
  date_order: maybeTime,
  commitment_date: maybeTime.optional(),
  partner_shipping_id: many2one,
  amount_untaxed: number,
  amount_tax: number,
  amount_total: number,
  currency_id: many2one,
  company_id: many2one,
})
type OrderRow = z.infer<typeof orderRow>

const lineRow = z.object({
  order_id: many2one,
  product_id: many2one,
  name: text,
  product_uom_qty: number,
  product_uom_id: many2one.optional(),
  price_total: number,
  display_type: text,
  is_downpayment: flag.optional(),
})

/** Sale orders, with their parcels and refunds. */
export function createOrders(surroundings: Surroundings): Orders {
  const { bridge } = surroundings
  const pickings = createPickings(bridge)
  const refunds = createRefunds(bridge)
  return {
    byRef: (refs, { byName }) =>
      byRef(bridge, refs, byName ? ['client_order_ref', 'origin', 'name'] : ['client_order_ref', 'origin']),
    byAddress: async (addresses) => {
      const found = await addressedOrders(bridge, addresses)
      const heads = await bridge.byIds(ORDER, headRow, found.keys())
      const orders = new Map((await foundOrders(bridge, heads)).map((order) => [order.id, order]))
      return [...found].flatMap(([orderId, addressed]) => {
        const order = orders.get(orderId)
        return order === undefined ? [] : [{ ...order, ...addressed }]
      })
    },
    found: async (orderId) => (await foundOrders(bridge, await bridge.byIds(ORDER, headRow, [orderId])))[0],
    ordersSince: async function* (cursor, start, sweepHours): AsyncGenerator<Page<OrderFacts>> {
      if ((await bridge.fields(ORDER)).size === 0) return
      // Orders that were never confirmed are nobody's news.
      const domain: Domain = [
        ['state', 'in', ['sale', 'done', 'cancel']],
        ['date_order', '>=', odooTime(start)],
      ]
      for await (const page of changes(bridge, { model: ORDER, domain, paging: 'by-id' }, cursor, sweepHours)) {
        yield { items: [...(await ordersById(bridge, page.ids)).values()], cursor: page.cursor }
      }
    },
    orders: (ids) => ordersById(bridge, ids),
    heads: async (ids) => new Map((await bridge.byIds(ORDER, headRow, ids)).map((row) => [row.id, head(row)])),
    pickingsSince: pickings.since,
    pickings: pickings.byIds,
    pickingsOf: pickings.ofOrder,
    deliveries: pickings.ofOrders,
    returnsSince: (cursor, start, sweepHours) => returnsSince(bridge, cursor, start, sweepHours),
    returned: (ids) => returnedById(bridge, ids),
    refundsSince: refunds.since,
    refunds: refunds.byIds,
    refundsOf: refunds.ofOrders,
    taxes: (orders) => taxesOf(bridge, orders),
    mark: async (rows) => {
      if (rows.length === 0 || !(await surroundings.has('orders_mark'))) return
      const marks = rows.map(({ orderId, account, label, orderRef, marketplace }) => ({
        order_id: orderId,
        account,
        marketplace: marketplace ?? false,
        label,
        order_ref: orderRef,
      }))
      await bridge.batch(ADDON, 'orders_mark', [marks])
    },
  }
}

/** The number may stand within a longer reference, so Odoo looks for it anywhere; whether it fits is the caller's rule. */
async function byRef(
  bridge: OdooBridge,
  refs: readonly OrderRef[],
  fields: readonly string[],
): Promise<readonly FoundOrder[]> {
  if ((await bridge.fields(ORDER)).size === 0) return []
  const found = new Map<number, z.infer<typeof headRow>>()
  for (const part of chunks(refs, 50)) {
    const terms = part.flatMap((ref) => fields.map((field) => [field, 'like', escaped(storable(ref))]))
    const domain = [...terms.slice(1).map(() => '|'), ...terms]
    if (terms.length === 0) continue
    for (const row of await bridge.rows(ORDER, headRow, domain, { order: 'id' })) found.set(row.id, row)
  }
  return foundOrders(bridge, [...found.values()])
}

async function foundOrders(bridge: OdooBridge, rows: readonly z.infer<typeof headRow>[]): Promise<FoundOrder[]> {
  const parcels = await parcelsOf(
    bridge,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    ...head(row),
    partnerId: row.partner_id?.id ?? 0,
    partnerName: row.partner_id?.name ?? '',
    url: recordLink(bridge.address, ORDER, row.id),
    parcels: parcels.get(row.id) ?? [],
  }))
}

async function ordersById(bridge: OdooBridge, ids: readonly number[]): Promise<ReadonlyMap<number, OrderFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await bridge.byIds(ORDER, orderRow, ids)
  const partners = await partnersOf(
    bridge,
    rows.flatMap((row) => [row.partner_id?.id ?? 0, row.partner_shipping_id?.id ?? 0]),
  )
  const lines = await linesOf(bridge, rows)
  return new Map(
    rows.map((row): [number, OrderFacts] => {
      const currency = row.currency_id?.name ?? 'EUR'
      const contact = partners.get(row.partner_id?.id ?? 0) ?? nobody
      const delivery = partners.get(row.partner_shipping_id?.id ?? 0) ?? contact
      return [
        row.id,
        {
          ...head(row),
          model: ORDER,
          createDate: row.create_date,
          state: stateOf(row.state),
          confirmedAt: stateOf(row.state) === 'sale' ? row.date_order : null,
          promised: row.commitment_date ?? null,
          contact: contact.facts,
          delivery: delivery.facts,
          deliveryAddress: delivery.addressLines,
          lines: lines.get(row.id) ?? [],
          untaxed: money(row.amount_untaxed, currency),
          tax: money(row.amount_tax, currency),
          total: money(row.amount_total, currency),
          companyId: row.company_id?.id ?? 0,
        },
      ]
    }),
  )
}

/** Sections, notes, down payments and what was taken off again are no goods. */
async function linesOf(bridge: OdooBridge, orders: readonly OrderRow[]): Promise<ReadonlyMap<number, OrderLine[]>> {
  const currencies = new Map(orders.map((order) => [order.id, order.currency_id?.name ?? 'EUR']))
  const lines = new Map<number, OrderLine[]>()
  const named = await inUnits(bridge)
  const domain = [
    ['order_id', 'in', [...currencies.keys()]],
    ['display_type', '=', false],
  ]
  for (const row of await bridge.rows('sale.order.line', lineRow, domain, { order: 'order_id, sequence, id' })) {
    const order = row.order_id?.id
    if (order === undefined || row.is_downpayment === true) continue
    if (row.product_uom_qty === 0 && row.price_total === 0) continue
    const line = {
      name: named(firstLine(row.name), row.product_uom_id?.id),
      quantity: row.product_uom_qty,
      total: money(row.price_total, currencies.get(order) ?? 'EUR'),
      ...(row.product_id === null ? {} : { productId: row.product_id.id }),
    }
    lines.set(order, [...(lines.get(order) ?? []), line])
  }
  return lines
}

const head = (row: z.infer<typeof headRow>): OrderHead => ({
  id: row.id,
  name: row.name ?? '',
  clientOrderRef: row.client_order_ref,
  origin: row.origin,
  team: row.team_id,
})

/** Locked orders were a state of their own before Odoo 17. */
function stateOf(state: string): OrderFacts['state'] {
  if (state === 'draft' || state === 'sent' || state === 'cancel') return state
  return 'sale'
}

/** `like` takes % and _ for wildcards. */
const escaped = (value: string): string => value.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
