import { create, existing, write } from './crud.ts'
import { idList } from './domain.ts'
import { userError } from './errors.ts'
import type { Env } from './env.ts'
import type { Values } from './model.ts'
import { ship } from './shipping.ts'
import type { Row } from './store.ts'

/** Confirms quotations: each becomes an order, and its goods a delivery. */
export function confirmOrder(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const order = existing(env, 'sale.order', id)
    if (order['state'] !== 'draft' && order['state'] !== 'sent') {
      throw userError('Some orders are not in a state requiring confirmation.')
    }
    write(env, 'sale.order', [id], { state: 'sale', date_order: env.store.now })
    ship(env.sudo(), existing(env, 'sale.order', id))
  }
  return true
}

/** Cancels orders with the deliveries and draft invoices that are not done. */
export function cancelOrder(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const order = existing(env, 'sale.order', id)
    const su = env.sudo()
    for (const picking of idList(su.get('sale.order', order, 'picking_ids'))) {
      const moves = su.search('stock.move', [
        ['picking_id', '=', picking],
        ['state', '!=', 'done'],
      ])
      if (moves.length > 0) write(su, 'stock.move', moves, { state: 'cancel', quantity: 0 })
    }
    const drafts = idList(su.get('sale.order', order, 'invoice_ids')).filter(
      (move) => su.value('account.move', move, 'state') === 'draft',
    )
    if (drafts.length > 0) write(su, 'account.move', drafts, { state: 'cancel' })
    write(env, 'sale.order', [id], { state: 'cancel' })
  }
  return true
}

/** Makes draft invoices of what is to be invoiced: one per order, or one for all orders of a customer in a currency. */
export function invoiceOrders(
  env: Env,
  orders: readonly number[],
  { consolidated }: { consolidated: boolean },
): object {
  const su = env.sudo()
  let made = 0
  const rows = orders.map((id) => existing(env, 'sale.order', id))
  const groups = Map.groupBy(rows, (order) =>
    consolidated
      ? `${String(order['partner_invoice_id'])} ${String(su.get('sale.order', order, 'currency_id'))}`
      : String(order.id),
  )
  for (const some of groups.values()) {
    const lines = some
      .flatMap((order) => idList(su.get('sale.order', order, 'order_line')))
      .map((line) => su.row('sale.order.line', line))
      .filter((line) => line !== undefined)
      .filter((line) => Number(su.get('sale.order.line', line, 'qty_to_invoice')) > 0)
    if (lines.length === 0) {
      throw userError('Cannot create an invoice. No items are available to invoice.')
    }
    made = create(su, 'account.move', invoiceValues(su, some, lines))
  }
  return { type: 'ir.actions.act_window', res_model: 'account.move', res_id: made }
}

function invoiceValues(su: Env, [order, ...others]: readonly Row[], lines: readonly Row[]): Values {
  if (order === undefined) throw userError('There is nothing to invoice.')
  const all = [order, ...others]
  return {
    move_type: 'out_invoice',
    partner_id: order['partner_invoice_id'],
    partner_shipping_id: order['partner_shipping_id'],
    currency_id: su.get('sale.order', order, 'currency_id'),
    invoice_origin: all.map((one) => one['name']).join(', '),
    ref: all.map((one) => one['client_order_ref'] || one['name']).join(', '),
    invoice_user_id: order['user_id'],
    team_id: order['team_id'],
    invoice_line_ids: lines.map((line) => [
      0,
      0,
      {
        display_type: 'product',
        product_id: line['product_id'],
        name: line['name'],
        quantity: su.get('sale.order.line', line, 'qty_to_invoice'),
        price_unit: line['price_unit'],
        discount: line['discount'],
        tax_ids: [[6, 0, line['tax_ids']]],
        sale_line_ids: [[6, 0, [line.id]]],
      },
    ]),
  }
}
