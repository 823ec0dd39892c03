import { z } from 'zod'
import type { Instant } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { changes } from './feed.ts'
import { partnersOf } from './partners.ts'
import { articlesOf, deliveriesOf, NO_ARTICLE } from './delivery.ts'
import type { OrderDelivery, PickingItem } from './goods-ports.ts'
import type { FeedCursor, FoundOrder, Page, PickingFacts } from './ports.ts'
import { firstLine, id, many2one, maybeTime, number, odooTime, text, time } from './records.ts'
import { trackingLinks, trackingUrl } from './tracking-links.ts'

const PICKING = 'stock.picking'

const pickingRow = z.object({
  id,
  create_date: time,
  name: text,
  sale_id: many2one,
  date_done: maybeTime,
  partner_id: many2one,
  picking_type_code: z.string().optional(),
  user_id: many2one.optional(),
  carrier_id: many2one.optional(),
  carrier_tracking_ref: text.optional(),
  carrier_tracking_url: text.optional(),
})
type PickingRow = z.infer<typeof pickingRow>

const moveRow = z.object({
  picking_id: many2one,
  product_id: many2one,
  quantity: number,
  sale_line_id: many2one.optional(),
})
/** A move as far as its goods are concerned. */
export type MovedGoods = z.infer<typeof moveRow>
const saleLineRow = z.object({ id, name: text, product_id: many2one.optional() })

/** What left for the customer: the last step of a route, never picking and packing within the house. */
export const SHIPPED: Domain = [
  ['state', '=', 'done'],
  ['picking_type_code', 'in', ['outgoing', 'dropship']],
  ['location_dest_id.usage', '=', 'customer'],
  ['sale_id', '!=', false],
]

export interface Pickings {
  since(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<PickingFacts>>
  byIds(ids: readonly number[]): Promise<ReadonlyMap<number, PickingFacts>>
  ofOrder(orderId: number): Promise<readonly PickingFacts[]>
  ofOrders(orderIds: readonly number[]): Promise<ReadonlyMap<number, OrderDelivery>>
}

/** Done outgoing pickings to customers; none where Odoo has no stock. */
export function createPickings(bridge: OdooBridge): Pickings {
  return {
    since: async function* (cursor, start, sweepHours): AsyncGenerator<Page<PickingFacts>> {
      if (!(await shipsOrders(bridge))) return
      const domain = [...SHIPPED, ['date_done', '>=', odooTime(start)]]
      for await (const page of changes(bridge, { model: PICKING, domain, paging: 'by-id' }, cursor, sweepHours)) {
        yield { items: await facts(bridge, [['id', 'in', page.ids]], page.ids.length), cursor: page.cursor }
      }
    },
    byIds: async (ids) => {
      const found = await facts(bridge, [['id', 'in', [...ids]]], ids.length)
      return new Map(found.map((picking) => [picking.id, picking]))
    },
    ofOrder: (orderId) => facts(bridge, [['sale_id', '=', orderId]], 1),
    ofOrders: (orderIds) => deliveriesOf(bridge, [...SHIPPED], orderIds),
  }
}

/** Parcels by order, for the agent's eyes. */
export async function parcelsOf(
  bridge: OdooBridge,
  orderIds: readonly number[],
): Promise<ReadonlyMap<number, FoundOrder['parcels']>> {
  if (orderIds.length === 0 || !(await shipsOrders(bridge))) return new Map()
  const rows = await bridge.rows(PICKING, pickingRow, [...SHIPPED, ['sale_id', 'in', [...orderIds]]], { order: 'id' })
  const parcels = Map.groupBy(rows, (row) => row.sale_id?.id ?? 0)
  return new Map(
    [...parcels].map(([order, some]) => [
      order,
      some.map((row) => ({
        carrier: row.carrier_id?.name ?? null,
        reference: row.carrier_tracking_ref ?? null,
        url: trackingUrl(row.carrier_tracking_url),
        doneAt: row.date_done,
      })),
    ]),
  )
}

const shipsOrders = async (bridge: OdooBridge): Promise<boolean> => (await bridge.fields(PICKING)).has('sale_id')

async function facts(bridge: OdooBridge, domain: Domain, asked: number): Promise<PickingFacts[]> {
  if (asked === 0 || !(await shipsOrders(bridge))) return []
  const rows = await bridge.rows(PICKING, pickingRow, [...SHIPPED, ...domain], { order: 'id' })
  if (rows.length === 0) return []
  const partners = await partnersOf(
    bridge,
    rows.flatMap((row) => receiverOf(row) ?? []),
  )
  const items = await itemsOf(bridge, rows)
  return rows.flatMap((row): PickingFacts[] => {
    if (row.sale_id === null || row.date_done === null) return []
    return [
      {
        model: PICKING,
        id: row.id,
        createDate: row.create_date,
        name: row.name ?? '',
        orderId: row.sale_id.id,
        doneAt: row.date_done,
        carrier: row.carrier_id?.name ?? null,
        trackingRef: row.carrier_tracking_ref ?? null,
        trackingUrl: trackingUrl(row.carrier_tracking_url),
        ...linksOf(row),
        delivery: partners.get(receiverOf(row) ?? 0)?.facts ?? null,
        items: items.get(row.id) ?? [],
        responsible: row.user_id?.id ?? null,
      },
    ]
  })
}

function linksOf({ carrier_tracking_url: url, carrier_tracking_ref: reference }: PickingRow) {
  const links = trackingLinks(url, reference)
  return links.length > 1 ? { trackingLinks: links } : {}
}

/** A delivery straight from a supplier names the supplier, who must never read what is meant for the buyer. */
const receiverOf = ({ partner_id: partner, picking_type_code: type }: PickingRow): number | undefined =>
  type === 'dropship' ? undefined : partner?.id

/** What was moved, named as on the order, which is in the customer's language. */
async function itemsOf(
  bridge: OdooBridge,
  pickings: readonly PickingRow[],
): Promise<ReadonlyMap<number, PickingFacts['items']>> {
  const domain = [
    ['picking_id', 'in', pickings.map((picking) => picking.id)],
    ['state', '=', 'done'],
  ]
  const moves = (await bridge.rows('stock.move', moveRow, domain, { order: 'id' })).filter((move) => move.quantity > 0)
  return itemsOfMoves(bridge, moves)
}

/** Goods of moves by their picking. */
export async function itemsOfMoves(
  bridge: OdooBridge,
  moves: readonly MovedGoods[],
): Promise<ReadonlyMap<number, PickingItem[]>> {
  const saleLines = await bridge.byIds(
    'sale.order.line',
    saleLineRow,
    moves.flatMap((move) => move.sale_line_id?.id ?? []),
  )
  const lines = new Map(saleLines.map((line) => [line.id, line]))
  const codes = await articlesOf(bridge, [
    ...moves.flatMap((move) => move.product_id?.id ?? []),
    ...saleLines.flatMap((line) => line.product_id?.id ?? []),
  ])
  const items = new Map<number, PickingItem[]>()
  for (const move of moves) {
    const line = lines.get(move.sale_line_id?.id ?? 0)
    const product = move.product_id?.id ?? 0
    const sold = line?.product_id?.id ?? product
    const { sku, ean } = codes.get(product) ?? NO_ARTICLE
    const other = sold === product ? undefined : (codes.get(sold) ?? NO_ARTICLE)
    const item: PickingItem = {
      name: line === undefined ? (move.product_id?.name ?? '') : firstLine(line.name),
      quantity: move.quantity,
      sku,
      ean,
      ...(sold === 0 ? {} : { productId: sold }),
      ...(line === undefined ? {} : { lineId: line.id }),
      ...(product === 0 ? {} : { movedId: product }),
      ...(other === undefined ? {} : { sold: { sku: other.sku, ean: other.ean }, part: move.product_id?.name ?? '' }),
    }
    const picking = move.picking_id?.id ?? 0
    items.set(picking, added(items.get(picking) ?? [], item))
  }
  return items
}

/** The same article of the same line of the order stands once. */
function added(items: readonly PickingItem[], item: PickingItem): PickingItem[] {
  const at = items.findIndex(
    ({ name, sku, sold, movedId }) =>
      name === item.name && sku === item.sku && sold?.sku === item.sold?.sku && movedId === item.movedId,
  )
  const before = items[at]
  return before === undefined
    ? [...items, item]
    : items.with(at, { ...before, quantity: before.quantity + item.quantity })
}
