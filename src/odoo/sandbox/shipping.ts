import { create, existing, write } from './crud.ts'
import { idList } from './domain.ts'
import { userError } from './errors.ts'
import type { Env } from './env.ts'
import type { Values } from './model.ts'
import type { Row } from './store.ts'

/** Makes the delivery of a confirmed order and reserves what is in stock. */
export function ship(su: Env, order: Row): void {
  const goods = idList(su.get('sale.order', order, 'order_line'))
    .map((id) => su.row('sale.order.line', id))
    .filter((line) => line !== undefined)
    .filter((line) => su.value('product.product', line['product_id'], 'type') === 'consu')
  if (goods.length === 0) return
  const picking = newPicking(su, 'outgoing', {
    origin: order['name'],
    partner_id: order['partner_shipping_id'],
    sale_id: order.id,
    carrier_id: order['carrier_id'],
  })
  for (const line of goods) {
    const move = newMove(su, picking, {
      product_id: line['product_id'],
      product_uom_qty: line['product_uom_qty'],
      sale_line_id: line.id,
      origin: order['name'],
    })
    reserve(su, move)
  }
}

/** Sets aside what is in stock for a move. */
export function reserve(su: Env, move: number): void {
  const row = existing(su, 'stock.move', move)
  if (row['state'] === 'done' || row['state'] === 'cancel') return
  const wanted = Number(row['product_uom_qty'])
  const quantity = Math.min(wanted, available(su, row))
  const state = quantity >= wanted ? 'assigned' : quantity > 0 ? 'partially_available' : 'confirmed'
  write(su, 'stock.move', [move], { quantity, state })
}

/**
 * Hands transfers over: what is picked (or, where nothing is marked, what is reserved) is done; the rest waits in a backorder.
 * Without `skip_backorder` in the context Odoo asks about a backorder first and does nothing.
 */
export function validate(env: Env, ids: readonly number[]): unknown {
  const su = env.sudo()
  for (const id of ids) {
    existing(env, 'stock.picking', id)
    env.checkModel('stock.picking', 'write')
    const open = movesOf(su, id).filter((move) => move['state'] !== 'done' && move['state'] !== 'cancel')
    const marked = open.filter((move) => move['picked'] === true)
    const taken = (marked.length > 0 ? marked : open).filter((move) => Number(move['quantity']) > 0)
    if (taken.length === 0) {
      throw userError(
        'You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.',
      )
    }
    const left = open.filter((move) => !taken.includes(move) || rest(move) > 0)
    if (left.length > 0 && env.context['skip_backorder'] !== true) {
      return { type: 'ir.actions.act_window', res_model: 'stock.backorder.confirmation', target: 'new' }
    }
    if (left.length > 0) backorder(su, id, left, taken)
    for (const move of taken) hand(su, move)
    write(env, 'stock.picking', [id], { date_done: env.store.now })
    confirmByMail(su, id)
  }
  return true
}

/** Counts stock in: the difference becomes a move that is done. */
export function applyInventory(env: Env, ids: readonly number[]): void {
  const su = env.sudo()
  for (const id of ids) {
    const quant = existing(env, 'stock.quant', id)
    const counted = Number(quant['inventory_quantity'])
    const found = counted - Number(quant['quantity'])
    const loss = su.find('stock.location', [['usage', '=', 'inventory']])
    create(su, 'stock.move', {
      product_id: quant['product_id'],
      product_uom_qty: Math.abs(found),
      quantity: Math.abs(found),
      picked: true,
      state: 'done',
      is_inventory: true,
      location_id: found >= 0 ? loss : quant['location_id'],
      location_dest_id: found >= 0 ? quant['location_id'] : loss,
    })
    write(env, 'stock.quant', [id], { quantity: counted, inventory_quantity: 0 })
  }
}

/** A return begins with a line for each move of the transfer, at zero. */
export function startReturn(env: Env, wizard: number): void {
  const picking = Number(env.value('stock.return.picking', wizard, 'picking_id'))
  for (const move of movesOf(env.sudo(), picking)) {
    if (move['state'] !== 'done') continue
    create(env, 'stock.return.picking.line', {
      wizard_id: wizard,
      product_id: move['product_id'],
      move_id: move.id,
      quantity: 0,
    })
  }
}

/** Makes the incoming transfer of a return. */
export function takeBack(env: Env, wizard: number): object {
  const su = env.sudo()
  const shipped = existing(su, 'stock.picking', Number(su.value('stock.return.picking', wizard, 'picking_id')))
  const lines = su
    .search('stock.return.picking.line', [['wizard_id', '=', wizard]])
    .map((id) => existing(su, 'stock.return.picking.line', id))
    .filter((line) => Number(line['quantity']) > 0)
  if (lines.length === 0) throw userError('Please specify at least one non-zero quantity.')
  const picking = newPicking(su, 'incoming', {
    origin: `Return of ${String(shipped['name'])}`,
    partner_id: shipped['partner_id'],
    sale_id: shipped['sale_id'],
    return_id: shipped.id,
    location_id: shipped['location_dest_id'],
    location_dest_id: shipped['location_id'],
  })
  for (const line of lines) {
    newMove(su, picking, {
      product_id: line['product_id'],
      product_uom_qty: line['quantity'],
      quantity: line['quantity'],
      state: 'assigned',
      origin_returned_move_id: line['move_id'],
      sale_line_id: su.value('stock.move', line['move_id'], 'sale_line_id'),
    })
  }
  return { type: 'ir.actions.act_window', res_model: 'stock.picking', res_id: picking }
}

function movesOf(su: Env, picking: number): Row[] {
  return su.search('stock.move', [['picking_id', '=', picking]]).map((id) => existing(su, 'stock.move', id))
}

const rest = (move: Row): number => Number(move['product_uom_qty']) - Number(move['quantity'])

/** What is not handed over moves into a new transfer: whole moves as they are, the rest of a move as a new one. */
function backorder(su: Env, id: number, left: readonly Row[], taken: readonly Row[]): void {
  const row = existing(su, 'stock.picking', id)
  const kept = [
    'origin',
    'partner_id',
    'sale_id',
    'carrier_id',
    'location_id',
    'location_dest_id',
    'return_id',
  ] as const
  const code = String(su.get('stock.picking', row, 'picking_type_code')) === 'incoming' ? 'incoming' : 'outgoing'
  const values = Object.fromEntries(kept.map((name) => [name, row[name]]))
  const next = newPicking(su, code, { ...values, backorder_id: id })
  for (const move of left) {
    if (!taken.includes(move)) {
      write(su, 'stock.move', [move.id], { picking_id: next })
      reserve(su, move.id)
      continue
    }
    const made = newMove(su, next, {
      product_id: move['product_id'],
      product_uom_qty: rest(move),
      sale_line_id: move['sale_line_id'],
      origin: move['origin'],
      origin_returned_move_id: move['origin_returned_move_id'],
    })
    write(su, 'stock.move', [move.id], { product_uom_qty: move['quantity'] })
    reserve(su, made)
  }
}

function hand(su: Env, move: Row): void {
  const quantity = Number(move['quantity'])
  changeStock(su, move['product_id'], move['location_id'], -quantity)
  changeStock(su, move['product_id'], move['location_dest_id'], quantity)
  write(su, 'stock.move', [move.id], { state: 'done', picked: true, date: su.store.now })
}

function changeStock(su: Env, product: unknown, location: unknown, by: number): void {
  if (su.value('stock.location', location, 'usage') !== 'internal') return
  const quant = su.find('stock.quant', [
    ['product_id', '=', product],
    ['location_id', '=', location],
  ])
  if (quant === undefined) create(su, 'stock.quant', { product_id: product, location_id: location, quantity: by })
  else write(su, 'stock.quant', [quant], { quantity: Number(su.value('stock.quant', quant, 'quantity')) + by })
}

/** Pieces in a location that no other move holds; outside the own warehouse there is always enough. */
function available(su: Env, move: Row): number {
  if (su.value('stock.location', move['location_id'], 'usage') !== 'internal') return Number.POSITIVE_INFINITY
  const quants = su.search('stock.quant', [
    ['product_id', '=', move['product_id']],
    ['location_id', '=', move['location_id']],
  ])
  const there = quants.reduce((sum, id) => sum + Number(su.value('stock.quant', id, 'quantity')), 0)
  const held = [...su.rows('stock.move').values()]
    .filter((other) => other.id !== move.id && other['product_id'] === move['product_id'])
    .filter((other) => other['location_id'] === move['location_id'])
    .filter((other) => other['state'] === 'assigned' || other['state'] === 'partially_available')
    .reduce((sum, other) => sum + Number(other['quantity']), 0)
  return Math.max(0, there - held)
}

function newPicking(su: Env, code: 'outgoing' | 'incoming', values: Values): number {
  const type = su.find('stock.picking.type', [['code', '=', code]])
  const [stock, customers] = ['internal', 'customer'].map((usage) => su.find('stock.location', [['usage', '=', usage]]))
  const number = String(su.store.nextId(`sequence:stock.picking.${code}`)).padStart(5, '0')
  return create(su.with({ mail_create_nolog: true }), 'stock.picking', {
    name: `WH/${code === 'outgoing' ? 'OUT' : 'IN'}/${number}`,
    picking_type_id: type,
    location_id: code === 'outgoing' ? stock : customers,
    location_dest_id: code === 'outgoing' ? customers : stock,
    ...values,
  })
}

function newMove(su: Env, picking: number, values: Values): number {
  const row = existing(su, 'stock.picking', picking)
  return create(su, 'stock.move', {
    picking_id: picking,
    location_id: row['location_id'],
    location_dest_id: row['location_dest_id'],
    state: 'confirmed',
    ...values,
  })
}

/** Odoo's own delivery mail, where the company sends one. */
function confirmByMail(su: Env, picking: number): void {
  const row = existing(su, 'stock.picking', picking)
  const outgoing = su.get('stock.picking', row, 'picking_type_code') === 'outgoing'
  if (!outgoing || su.value('res.company', 1, 'stock_move_email_validation') !== true) return
  const message = create(su, 'mail.message', {
    model: 'stock.picking',
    res_id: picking,
    subject: `Delivery ${String(row['name'])}`,
    message_type: 'email_outgoing',
  })
  create(su, 'mail.mail', { mail_message_id: message, recipient_ids: [[6, 0, [row['partner_id']]]] })
}
