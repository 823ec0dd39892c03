import { carrierNamed, euroPricelist, teamNamed } from './catalogue.ts'
import { idOf, idsOf, type Records, type Row } from './records.ts'
import type { Clerk, Key, OrderStep, ShipStep } from './steps.ts'

/** Orders and what happens to their goods. */
export function orders(
  records: Records,
): Pick<Clerk, 'orderConfirmed' | 'shipped' | 'trackingAdded' | 'returned' | 'cancelled'> {
  return {
    async orderConfirmed(step) {
      const id = await records.make(step.key, 'sale.order', await orderColumns(records, step))
      const order = await records.one('sale.order', id, ['state', 'order_line'])
      if (idsOf(order['order_line']).length === 0) {
        await records.write('sale.order', [id], { order_line: await orderLines(records, step) })
      }
      if (order['state'] === 'draft') await records.call('sale.order', 'action_confirm', [id])
      return records.shown('sale.order', id)
    },

    async shipped(step) {
      const picking = (await records.find(step.key))?.id ?? (await nextPicking(records, step))
      const { state } = await records.one('stock.picking', picking, ['state'])
      if (state !== 'done') {
        const values = await parcelValues(records, step)
        if (Object.keys(values).length > 0) await records.write('stock.picking', [picking], values)
        await handOver(records, picking, step.quantities)
      }
      return records.shown('stock.picking', picking)
    },

    async trackingAdded(step) {
      await records.write('stock.picking', [await records.id(step.picking)], await parcelValues(records, step))
    },

    async returned(step) {
      const shipped = await records.id(step.picking)
      const incoming =
        (await records.find(step.key))?.id ?? (await openReturn(records, step.key, shipped, step.quantities))
      const { state } = await records.one('stock.picking', incoming, ['state'])
      if (state !== 'done') await handOver(records, incoming, step.quantities)
      return records.shown('stock.picking', incoming)
    },

    async cancelled(step) {
      const order = await records.id(step.order)
      const { state } = await records.one('sale.order', order, ['state'])
      if (state !== 'cancel') await records.call('sale.order', 'action_cancel', [order])
    },
  }
}

async function orderColumns(records: Records, step: OrderStep): Promise<Record<string, string>> {
  return {
    'partner_id/.id': String(await records.id(step.customer)),
    'pricelist_id/.id': String(await euroPricelist(records)),
    ...(step.deliverTo === undefined ? {} : { 'partner_shipping_id/.id': String(await records.id(step.deliverTo)) }),
    ...(step.clientOrderRef === undefined ? {} : { client_order_ref: step.clientOrderRef }),
    ...(step.origin === undefined ? {} : { origin: step.origin }),
    ...(step.team === undefined ? {} : { 'team_id/.id': String(await teamNamed(records, step.team)) }),
  }
}

async function orderLines(records: Records, step: OrderStep): Promise<readonly unknown[]> {
  const lines: unknown[] = []
  for (const line of step.lines) {
    const product = await records.one('product.product', await records.id(line.product), ['list_price'])
    const price = line.price ?? product['list_price']
    lines.push([0, 0, { product_id: product.id, product_uom_qty: line.quantity, price_unit: price }])
  }
  return lines
}

async function nextPicking(records: Records, step: ShipStep): Promise<number> {
  const [picking] = await records.read(
    'stock.picking',
    [
      ['sale_id', '=', await records.id(step.order)],
      ['picking_type_code', '=', 'outgoing'],
      ['state', 'not in', ['done', 'cancel']],
    ],
    ['id'],
  )
  if (picking === undefined) throw new Error(`Nothing of ${step.order} is left to ship.`)
  await records.name(step.key, 'stock.picking', picking.id)
  return picking.id
}

async function parcelValues(
  records: Records,
  step: { readonly carrier?: string; readonly trackingRef?: string },
): Promise<Record<string, unknown>> {
  return {
    ...(step.carrier === undefined ? {} : { carrier_id: await carrierNamed(records, step.carrier) }),
    ...(step.trackingRef === undefined ? {} : { carrier_tracking_ref: step.trackingRef }),
  }
}

/** Takes the pieces and validates; what is not taken becomes a backorder. */
async function handOver(records: Records, picking: number, quantities?: Readonly<Record<Key, number>>): Promise<void> {
  const moves = await records.read('stock.move', [['picking_id', '=', picking]], ['product_id', 'product_uom_qty'])
  for (const [move, pieces] of await meant(records, moves, quantities)) {
    await records.write('stock.move', [move.id], { quantity: pieces, picked: pieces > 0 })
  }
  await records.call('stock.picking', 'button_validate', [picking], { skip_backorder: true, skip_sms: true })
}

/** How many pieces of each move are meant: those named, or all. */
async function meant(
  records: Records,
  moves: readonly Row[],
  quantities: Readonly<Record<Key, number>> | undefined,
): Promise<readonly (readonly [Row, number])[]> {
  if (quantities === undefined) return moves.map((move) => [move, Number(move['product_uom_qty'])] as const)
  const byProduct = new Map<number, number>()
  for (const [key, pieces] of Object.entries(quantities)) byProduct.set(await records.id(key), pieces)
  return moves.map((move) => [move, byProduct.get(idOf(move['product_id']) ?? 0) ?? 0] as const)
}

async function openReturn(
  records: Records,
  key: Key,
  shipped: number,
  quantities: Readonly<Record<Key, number>> | undefined,
): Promise<number> {
  const [begun] = await returnsOf(records, shipped)
  if (begun === undefined) {
    const wizard = await records.create('stock.return.picking', { picking_id: shipped })
    const lines = await records.read(
      'stock.return.picking.line',
      [['wizard_id', '=', wizard]],
      ['product_id', 'move_quantity'],
    )
    const named = lines.map((line) => ({ ...line, product_uom_qty: line['move_quantity'] }))
    for (const [line, pieces] of await meant(records, named, quantities)) {
      await records.write('stock.return.picking.line', [line.id], { quantity: pieces })
    }
    await records.call('stock.return.picking', 'action_create_returns', [wizard])
  }
  const incoming = begun ?? (await returnsOf(records, shipped))[0]
  if (incoming === undefined) throw new Error(`Odoo made no return for ${key}.`)
  await records.name(key, 'stock.picking', incoming)
  return incoming
}

async function returnsOf(records: Records, shipped: number): Promise<readonly number[]> {
  const rows = await records.read('stock.picking', [['return_id', '=', shipped]], ['id'])
  return records.unnamed(
    'stock.picking',
    rows.map((row) => row.id),
  )
}
