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

const leftRow = z.object({ id, date_done: maybeTime })
const openMoveRow = z.object({
  id,
  picking_id: many2one,
  product_id: many2one,
  product_uom_qty: number,
  date: time,
  sale_line_id: many2one.optional(),
})
const lineRow = z.object({ id, product_uom_qty: number })
const demandRow = z.object({ id, product_id: many2one, product_uom_qty: number, sale_line_id: many2one.optional() })
const TO_CUSTOMER = ['location_dest_id.usage', '=', 'customer']
const productRow = z.object({ id, image_128: maybeBytes.optional() })

/** What a mail about a parcel tells besides it, read right before it is sent. */
export function createParcels(bridge: OdooBridge): Parcels {
  return {
    around: (picking) => around(bridge, picking),
    pictures: (productIds) => pictures(bridge, productIds),
  }
}

async function around(
  bridge: OdooBridge,
  { id: pickingId, orderId, items: moved }: PickingFacts,
): Promise<ParcelSurroundings> {
  const left = await bridge.rows(PICKING, leftRow, [...SHIPPED, ['sale_id', '=', orderId]], { order: 'id' })
  const own = left.find((row) => row.id === pickingId)?.date_done ?? null
  const before = left.filter(
    (row) =>
      row.id !== pickingId &&
      row.date_done !== null &&
      own !== null &&
      (row.date_done < own || (row.date_done === own && row.id < pickingId)),
  ).length
  const open = await openMoves(bridge, orderId)
  const rest = await itemsOfMoves(
    bridge,
    open.map((move) => ({ ...move, quantity: move.product_uom_qty, picking_id: { id: 0, name: '' } })),
  )
  const last = open
    .map(({ date }) => date)
    .reduce<Instant | undefined>((a, b) => (a === undefined ? b : later(a, b)), undefined)
  return {
    items: await soldOnce(bridge, moved),
    before,
    later: await soldOnce(bridge, rest.get(0) ?? []),
    laterOn: last !== undefined && last > bridge.clock.now() ? last : null,
  }
}

/** What is still to leave for the customer. */
async function openMoves(bridge: OdooBridge, orderId: number) {
  const domain = [['sale_line_id.order_id', '=', orderId], ['product_uom_qty', '>', 0], ...(await stillToLeave(bridge))]
  return bridge.rows('stock.move', openMoveRow, domain, { order: 'id' })
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

/** A kit stands once, as it was sold, whatever parts of it were moved. */
async function soldOnce(bridge: OdooBridge, items: readonly PickingItem[]): Promise<readonly PickingItem[]> {
  const lines = [...new Set(items.flatMap(({ sold, lineId }) => (sold === undefined ? [] : (lineId ?? []))))]
  if (lines.length === 0) return items
  const ordered = new Map(
    (await bridge.byIds('sale.order.line', lineRow, lines)).map((row) => [row.id, row.product_uom_qty]),
  )
  const left = ['&', ['state', '=', 'done'], TO_CUSTOMER]
  const domain = ['&', ['sale_line_id', 'in', lines], '|', ...left, ...(await stillToLeave(bridge))]
  const demands = await bridge.rows('stock.move', demandRow, domain)
  const byLine = Map.groupBy(items, ({ sold, lineId }) => (sold === undefined ? undefined : lineId))
  return [
    ...(byLine.get(undefined) ?? []),
    ...lines.flatMap((line) => {
      const parts = byLine.get(line) ?? []
      const [first] = parts
      if (first === undefined) return []
      const kits = parts.map(({ movedId, quantity }) => {
        const all = demands.filter((move) => move.sale_line_id?.id === line && move.product_id?.id === movedId)
        const demand = all.reduce((sum, move) => sum + move.product_uom_qty, 0)
        return demand === 0 ? quantity : (quantity / demand) * (ordered.get(line) ?? 1)
      })
      return [{ ...first, quantity: Math.max(1, Math.ceil(Math.min(...kits) - 1e-6)) }]
    }),
  ]
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
