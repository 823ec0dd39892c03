import { z } from 'zod'
import type { Domain, OdooBridge } from './bridge.ts'
import type { OrderDelivery, PickingItem } from './goods-ports.ts'
import { firstLine, flag, id, many2one, number, text } from './records.ts'

const productRow = z.object({ id, default_code: text, barcode: text, type: z.string() })
const orderRow = z.object({ id, user_id: many2one.optional(), team_id: many2one })
const teamRow = z.object({ id, user_id: many2one })
const pickingRow = z.object({ id, sale_id: many2one })
const lineRow = z.object({
  order_id: many2one,
  name: text,
  product_id: many2one,
  product_uom_qty: number,
  qty_delivered: number,
  is_downpayment: flag.optional(),
})

type Codes = Pick<PickingItem, 'sku' | 'ean'>
export const NO_ARTICLE: Codes = { sku: null, ean: null }

/** Internal reference and barcode of products, whether they are still sold or not. */
export async function articlesOf(
  bridge: OdooBridge,
  products: readonly number[],
): Promise<ReadonlyMap<number, Codes & { readonly goods: boolean }>> {
  const rows = await bridge.byIds('product.product', productRow, products)
  return new Map(
    rows.map((row) => [row.id, { sku: row.default_code, ean: row.barcode, goods: row.type !== 'service' }]),
  )
}

/**
 * What of orders was to be delivered, and whether one delivery brought it all.
 * @param shipped which transfers count as deliveries
 */
export async function deliveriesOf(
  bridge: OdooBridge,
  shipped: Domain,
  orderIds: readonly number[],
): Promise<ReadonlyMap<number, OrderDelivery>> {
  if (orderIds.length === 0) return new Map()
  const orders = await bridge.byIds('sale.order', orderRow, orderIds)
  const ids = orders.map((order) => order.id)
  const domain = [
    ['order_id', 'in', ids],
    ['display_type', '=', false],
  ]
  const lines = await bridge.rows('sale.order.line', lineRow, domain, { order: 'order_id, sequence, id' })
  const codes = await articlesOf(
    bridge,
    lines.flatMap((line) => line.product_id?.id ?? []),
  )
  const pickings = await bridge.rows('stock.picking', pickingRow, [...shipped, ['sale_id', 'in', ids]])
  const leaders = await leadersOf(bridge, orders)
  const own = await bridge.connect()
  return new Map(
    orders.map((order): [number, OrderDelivery] => {
      const goods = lines.filter((line) => {
        const sold = line.order_id?.id === order.id && line.is_downpayment !== true && line.product_uom_qty > 0
        return sold && codes.get(line.product_id?.id ?? 0)?.goods === true
      })
      return [
        order.id,
        {
          articles: goods.map((line) => {
            const { sku, ean } = codes.get(line.product_id?.id ?? 0) ?? NO_ARTICLE
            return { name: firstLine(line.name), quantity: Math.ceil(line.product_uom_qty), sku, ean }
          }),
          inOne:
            pickings.filter((picking) => picking.sale_id?.id === order.id).length === 1 &&
            goods.every((line) => line.qty_delivered >= line.product_uom_qty),
          seller: order.user_id?.id ?? leaders.get(order.team_id?.id ?? 0) ?? own,
        },
      ]
    }),
  )
}

async function leadersOf(
  bridge: OdooBridge,
  orders: readonly z.infer<typeof orderRow>[],
): Promise<ReadonlyMap<number, number>> {
  const teams = orders.flatMap((order) => (order.user_id == null ? (order.team_id?.id ?? []) : []))
  if (teams.length === 0) return new Map()
  const rows = await bridge.byIds('crm.team', teamRow, teams)
  return new Map(rows.flatMap((row) => (row.user_id === null ? [] : [[row.id, row.user_id.id] as const])))
}
