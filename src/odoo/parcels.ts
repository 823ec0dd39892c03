import { z } from 'zod'
import { type Instant, later } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { imageType } from './company.ts'
import type { Parcels, ParcelSurroundings } from './fact-ports.ts'
import { itemsOfMoves, SHIPPED } from './pickings.ts'
import type { InlinePicture, PickingItem } from './goods-ports.ts'
import type { PickingFacts } from './ports.ts'
import { id, many2one, maybeBytes, maybeTime, number, time } from './records.ts'

const PICKING = 'stock.picking'
/** Mail programs show no drawings. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif'])

const leftRow = z.object({ id, date_done: maybeTime, sale_id: many2one })
const openMoveRow = z.object({
  id,
  picking_id: many2one,
  product_id: many2one,
  product_uom_qty: number,
  date: time,
  sale_line_id: many2one.optional(),
})
const lineRow = z.object({ id, product_uom_qty: number })
const orderOfLineRow = z.object({ id, order_id: many2one })
const demandRow = z.object({ id, product_id: many2one, product_uom_qty: number, sale_line_id: many2one.optional() })
const TO_CUSTOMER = ['location_dest_id.usage', '=', 'customer']
const productRow = z.object({ id, image_128: maybeBytes.optional() })

/** What a mail about a parcel tells besides it, read right before it is sent. */
export function createParcels(bridge: OdooBridge): Parcels {
  return {
    around: (pickings) => around(bridge, pickings),
    pictures: (productIds) => pictures(bridge, productIds),
  }
}

/** Around several deliveries at once; of each order what left and what is still to leave is read once. */
async function around(
  bridge: OdooBridge,
  pickings: readonly PickingFacts[],
): Promise<ReadonlyMap<number, ParcelSurroundings>> {
  if (pickings.length === 0) return new Map()
  const orders = [...new Set(pickings.map(({ orderId }) => orderId))]
  const left = await bridge.rows(PICKING, leftRow, [...SHIPPED, ['sale_id', 'in', orders]], { order: 'id' })
  const open = await openMoves(bridge, orders)
  const rest = await itemsOfMoves(
    bridge,
    open.map(({ orderId, ...move }) => ({
      ...{ ...move, quantity: move.product_uom_qty, picking_id: { id: orderId, name: '' } },
    })),
  )
  const sold = await soldOnce(bridge, [...pickings.map(({ items }) => items), ...rest.values()])
  return new Map(
    pickings.map((picking) => {
      const later = sold(rest.get(picking.orderId) ?? [])
      const dates = open.flatMap(({ orderId, date }) => (orderId === picking.orderId ? [date] : []))
      const last = newest(dates)
      return [
        picking.id,
        {
          items: sold(picking.items),
          before: leftBefore(picking, left),
          later,
          laterOn: last !== undefined && last > bridge.clock.now() ? last : null,
        },
      ]
    }),
  )
}

const newest = (dates: readonly Instant[]): Instant | undefined =>
  dates.length === 0 ? undefined : dates.reduce(later)

function leftBefore({ id: pickingId, orderId }: PickingFacts, left: readonly z.infer<typeof leftRow>[]): number {
  const ofOrder = left.filter((row) => row.sale_id?.id === orderId)
  const own = ofOrder.find((row) => row.id === pickingId)?.date_done ?? null
  return ofOrder.filter(
    (row) =>
      row.id !== pickingId &&
      row.date_done !== null &&
      own !== null &&
      (row.date_done < own || (row.date_done === own && row.id < pickingId)),
  ).length
}

/** What is still to leave for the customers of these orders. */
async function openMoves(bridge: OdooBridge, orders: readonly number[]) {
  const domain = [
    ['sale_line_id.order_id', 'in', [...orders]],
    ['product_uom_qty', '>', 0],
    ...(await stillToLeave(bridge)),
  ]
  const moves = await bridge.rows('stock.move', openMoveRow, domain, { order: 'id' })
  const [only] = orders
  const orderOf =
    orders.length === 1
      ? () => only ?? 0
      : await ordersOfLines(
          bridge,
          moves.flatMap(({ sale_line_id: line }) => line?.id ?? []),
        )
  return moves.map((move) => ({ ...move, orderId: orderOf(move.sale_line_id?.id ?? 0) }))
}

async function ordersOfLines(bridge: OdooBridge, lines: readonly number[]): Promise<(line: number) => number> {
  const rows = await bridge.byIds('sale.order.line', orderOfLineRow, lines)
  const orders = new Map(rows.map((row) => [row.id, row.order_id?.id ?? 0]))
  return (line) => orders.get(line) ?? 0
}

/** In several steps the first one knows where the goods end, and a step that another follows is that one's goods. */
async function stillToLeave(bridge: OdooBridge): Promise<Domain> {
  const fields = await bridge.fields('stock.move')
  const destined = fields.has('location_final_id')
    ? ['|', ['location_final_id.usage', '=', 'customer'], TO_CUSTOMER]
    : [TO_CUSTOMER]
  const last = fields.has('move_dest_ids') ? [['move_dest_ids', '=', false]] : []
  return ['&', ['state', 'not in', ['draft', 'done', 'cancel']], ...last.flatMap((term) => ['&', term]), ...destined]
}

type Items = readonly PickingItem[]

const kitLines = (items: Items): number[] => [
  ...new Set(items.flatMap(({ sold, lineId }) => (sold === undefined ? [] : (lineId ?? [])))),
]

/** A kit stands once, as it was sold, whatever parts of it were moved. */
async function soldOnce(bridge: OdooBridge, groups: readonly Items[]): Promise<(items: Items) => Items> {
  const all = [...new Set(groups.flatMap(kitLines))]
  if (all.length === 0) return (items) => items
  const ordered = new Map(
    (await bridge.byIds('sale.order.line', lineRow, all)).map((row) => [row.id, row.product_uom_qty]),
  )
  const left = ['&', ['state', '=', 'done'], TO_CUSTOMER]
  const domain = ['&', ['sale_line_id', 'in', all], '|', ...left, ...(await stillToLeave(bridge))]
  const demands = Map.groupBy(
    await bridge.rows('stock.move', demandRow, domain),
    ({ sale_line_id: line }) => line?.id ?? 0,
  )
  return (items) => {
    const byLine = Map.groupBy(items, ({ sold, lineId }) => (sold === undefined ? undefined : lineId))
    return [
      ...(byLine.get(undefined) ?? []),
      ...kitLines(items).flatMap((line) => {
        const parts = byLine.get(line) ?? []
        const [first] = parts
        if (first === undefined) return []
        const kits = parts.map(({ movedId, quantity }) => {
          const own = (demands.get(line) ?? []).filter((move) => move.product_id?.id === movedId)
          const demand = own.reduce((sum, move) => sum + move.product_uom_qty, 0)
          return demand === 0 ? quantity : (quantity / demand) * (ordered.get(line) ?? 1)
        })
        return [{ ...first, quantity: Math.max(1, Math.ceil(Math.min(...kits) - 1e-6)) }]
      }),
    ]
  }
}

async function pictures(
  bridge: OdooBridge,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, InlinePicture>> {
  const rows = await bridge.byIds('product.product', productRow, productIds)
  return new Map(
    rows.flatMap((row) => {
      if (row.image_128 == null) return []
      const mimeType = imageType(row.image_128)
      return SHOWN.has(mimeType) ? [[row.id, { mimeType, bytes: row.image_128 }] as const] : []
    }),
  )
}
