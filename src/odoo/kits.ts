import { z } from 'zod'
import type { Domain, OdooBridge } from './bridge.ts'
import type { PickingItem } from './goods-ports.ts'
import { id, many2one, number } from './records.ts'

const TO_CUSTOMER = ['location_dest_id.usage', '=', 'customer']
/** Less than this of a piece is no piece. */
const EPSILON = 1e-6

const lineRow = z.object({ id, product_uom_qty: number })
const demandRow = z.object({ id, product_id: many2one, product_uom_qty: number, sale_line_id: many2one.optional() })

type Items = readonly PickingItem[]
/** Of a line of an order: how much of each product one sold piece takes. */
type Parts = ReadonlyMap<number, number>

/** In several steps the first one knows where the goods end, and a step that another follows is that one's goods. */
export async function stillToLeave(bridge: OdooBridge): Promise<Domain> {
  const fields = await bridge.fields('stock.move')
  const destined = fields.has('location_final_id')
    ? ['|', ['location_final_id.usage', '=', 'customer'], TO_CUSTOMER]
    : [TO_CUSTOMER]
  const last = fields.has('move_dest_ids') ? [['move_dest_ids', '=', false]] : []
  return ['&', ['state', 'not in', ['draft', 'done', 'cancel']], ...last.flatMap((term) => ['&', term]), ...destined]
}

/** Goods as they were sold: whole kits stand once, parts that make none stand by their own names. */
export async function soldOnce(bridge: OdooBridge, groups: readonly Items[]): Promise<(items: Items) => Items> {
  const lines = [...new Set(groups.flatMap(kitLines))]
  if (lines.length === 0) return (items) => items
  const kits = await partsOf(bridge, lines)
  return (items) => {
    const byLine = Map.groupBy(items, ({ sold, lineId }) => (sold === undefined ? undefined : lineId))
    return [
      ...(byLine.get(undefined) ?? []),
      ...kitLines(items).flatMap((line) =>
        assembled(byLine.get(line) ?? [], kits.get(line) ?? new Map<number, number>()),
      ),
    ]
  }
}

const kitLines = (items: Items): number[] => [
  ...new Set(items.flatMap(({ sold, lineId }) => (sold === undefined ? [] : (lineId ?? [])))),
]

/** What left, is still to leave, or was left out of a delivery, against what was ordered. */
async function partsOf(bridge: OdooBridge, lines: readonly number[]): Promise<ReadonlyMap<number, Parts>> {
  const ordered = await bridge.byIds('sale.order.line', lineRow, lines)
  const left = ['&', ['state', '=', 'done'], TO_CUSTOMER]
  const leftOut = ['&', '&', ['state', '=', 'cancel'], ['picking_id.state', '=', 'done'], TO_CUSTOMER]
  const moved = ['|', ...left, '|', ...leftOut, ...(await stillToLeave(bridge))]
  const moves = await bridge.rows('stock.move', demandRow, ['&', ['sale_line_id', 'in', [...lines]], ...moved])
  return new Map(
    ordered.map((line): [number, Parts] => {
      const parts = new Map<number, number>()
      for (const move of moves) {
        if (move.sale_line_id?.id !== line.id || move.product_id === null || line.product_uom_qty <= 0) continue
        const { id: product } = move.product_id
        parts.set(product, (parts.get(product) ?? 0) + move.product_uom_qty / line.product_uom_qty)
      }
      return [line.id, parts]
    }),
  )
}

function assembled(items: Items, parts: Parts): Items {
  const [first] = items
  if (first === undefined) return []
  const there = (product: number) =>
    items.reduce((sum, { movedId, quantity }) => sum + (movedId === product ? quantity : 0), 0)
  const each = [...parts].filter(([, quantity]) => quantity > EPSILON)
  const most = Math.min(...each.map(([product, quantity]) => there(product) / quantity))
  const whole = each.length === 0 ? 0 : Math.floor(most + EPSILON)
  const over = items.flatMap((item): PickingItem[] => {
    const quantity = item.quantity - whole * (parts.get(item.movedId ?? 0) ?? 0)
    return quantity > EPSILON ? [asPart(item, Number(quantity.toFixed(6)))] : []
  })
  return whole === 0 ? over : [{ ...first, quantity: whole }, ...over]
}

function asPart({ part, movedId, ...item }: PickingItem, quantity: number): PickingItem {
  const name = part === undefined || part === '' || part === item.name ? item.name : `${item.name} (${part})`
  return { ...item, ...(movedId === undefined ? {} : { movedId, productId: movedId }), name, quantity }
}
