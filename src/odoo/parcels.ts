import { z } from 'zod'
import { type Instant, later } from '../domain/time.ts'
import type { OdooBridge } from './bridge.ts'
import { imageType } from './company.ts'
import type { Parcels, ParcelSurroundings } from './fact-ports.ts'
import { itemsOfMoves, SHIPPED } from './pickings.ts'
import type { InlinePicture } from './goods-ports.ts'
import { soldOnce, stillToLeave } from './kits.ts'
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
const orderOfLineRow = z.object({ id, order_id: many2one })
const productRow = z.object({ id, image_128: maybeBytes.optional() })

/** What a mail about a parcel tells besides it, read right before it is sent. */
export function createParcels(bridge: OdooBridge): Parcels {
  return {
    around: (pickings) => around(bridge, pickings),
    toLeave: async (orders) => {
      const { rest } = await restOf(bridge, orders)
      const sold = await soldOnce(bridge, [...rest.values()])
      return new Map([...rest].map(([order, items]) => [order, sold(items)]))
    },
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
  const { open, rest } = await restOf(bridge, orders)
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
          ...leftBeside(picking, left),
          later,
          laterOn: last !== undefined && last > bridge.clock.now() ? last : null,
        },
      ]
    }),
  )
}

/** The moves that are still to leave, and what they bring by order. */
async function restOf(bridge: OdooBridge, orders: readonly number[]) {
  const open = orders.length === 0 ? [] : await openMoves(bridge, orders)
  const rest = await itemsOfMoves(
    bridge,
    open.map(({ orderId, ...move }) => ({
      ...{ ...move, quantity: move.product_uom_qty, picking_id: { id: orderId, name: '' } },
    })),
  )
  return { open, rest }
}

const newest = (dates: readonly Instant[]): Instant | undefined =>
  dates.length === 0 ? undefined : dates.reduce(later)

function leftBeside(
  { id: pickingId, orderId }: PickingFacts,
  left: readonly z.infer<typeof leftRow>[],
): Pick<ParcelSurroundings, 'before' | 'after'> {
  const ofOrder = left
    .filter((row) => row.sale_id?.id === orderId && row.date_done !== null)
    .toSorted((a, b) =>
      (a.date_done ?? '') < (b.date_done ?? '') ? -1 : a.date_done === b.date_done ? a.id - b.id : 1,
    )
  const own = ofOrder.findIndex((row) => row.id === pickingId)
  return own === -1 ? { before: 0, after: 0 } : { before: own, after: ofOrder.length - own - 1 }
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
