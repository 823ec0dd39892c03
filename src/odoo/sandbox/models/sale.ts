import { idList } from '../domain.ts'
import type { Env } from '../env.ts'
import {
  binary,
  bool,
  char,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  select,
  text,
  type Models,
} from '../model.ts'
import { cancelOrder, confirmOrder, invoiceOrders } from '../selling.ts'
import type { Row } from '../store.ts'
import { documentAmounts, lineAmounts, taxTotals, type Amounts, type Priced } from '../tax.ts'

const STATES = [
  ['draft', 'Quotation'],
  ['sent', 'Quotation Sent'],
  ['sale', 'Sales Order'],
  ['cancel', 'Cancelled'],
] as const
const INVOICE_STATES = [
  ['upselling', 'Upselling Opportunity'],
  ['invoiced', 'Fully Invoiced'],
  ['to invoice', 'To Invoice'],
  ['no', 'Nothing to Invoice'],
] as const

/** `sale_management`, `sale_stock`. What confirming and invoicing do: selling.ts. */
export const sale: Models = {
  'sale.order': {
    label: 'Sales Order',
    module: 'sale',
    order: 'date_order desc, id desc',
    thread: { post: 'write' },
    fields: {
      name: char({ label: 'Order Reference', required: true, default: 'New' }),
      state: select(STATES, { label: 'Status', readonly: true, default: 'draft' }),
      partner_id: many2one('res.partner', { label: 'Customer', required: true }),
      partner_invoice_id: many2one('res.partner', { label: 'Invoice Address', required: true }),
      partner_shipping_id: many2one('res.partner', { label: 'Delivery Address', required: true }),
      client_order_ref: char({ label: 'Customer Reference' }),
      origin: char({ label: 'Source Document' }),
      reference: char({ label: 'Payment Ref.' }),
      date_order: datetime({ label: 'Order Date', required: true, default: (env: Env) => env.store.now }),
      commitment_date: datetime({ label: 'Delivery Date' }),
      effective_date: datetime({ compute: effectiveDate }),
      user_id: many2one('res.users', { label: 'Salesperson', default: (env: Env) => env.uid }),
      team_id: many2one('crm.team', { label: 'Sales Team', default: (env: Env) => env.sudo().find('crm.team') }),
      company_id: many2one('res.company', { required: true, default: 1 }),
      pricelist_id: many2one('product.pricelist'),
      currency_id: many2one('res.currency', { compute: currency }),
      warehouse_id: many2one('stock.warehouse', { default: 1 }),
      carrier_id: many2one('delivery.carrier', { label: 'Delivery Method' }),
      note: html({ label: 'Terms and conditions' }),
      locked: bool(),
      order_line: one2many('sale.order.line', 'order_id', { label: 'Order Lines' }),
      amount_untaxed: monetary({ compute: (env, row) => amounts(env, row).untaxed }),
      tax_totals: binary({ compute: (env, row) => taxTotals(env, linesOf(env, row).map(priced)), label: 'Tax Totals' }),
      amount_tax: monetary({ compute: (env, row) => amounts(env, row).tax }),
      amount_total: monetary({ compute: (env, row) => amounts(env, row).total }),
      picking_ids: one2many('stock.picking', 'sale_id', { label: 'Transfers' }),
      delivery_status: select(['pending', 'started', 'partial', 'full'], { compute: deliveryStatus }),
      invoice_ids: many2many('account.move', { label: 'Invoices', compute: invoices }),
      invoice_count: integer({ compute: (env, row) => invoices(env, row).length }),
      invoice_status: select(INVOICE_STATES, { compute: invoiceStatus }),
      ticket_ids: many2many('helpdesk.ticket', { label: 'Tickets', compute: tickets }),
      access_url: char({ compute: (_env, row) => `/my/orders/${String(row.id)}` }),
    },
    prepare(env, values) {
      if (values['name'] === 'New') {
        values['name'] = `S${String(env.store.nextId('sequence:sale.order')).padStart(5, '0')}`
      }
      values['partner_invoice_id'] ??= addressOf(env, values['partner_id'], 'invoice')
      values['partner_shipping_id'] ??= addressOf(env, values['partner_id'], 'delivery')
    },
    methods: {
      action_confirm: { on: 'records', args: [], run: (env, ids) => confirmOrder(env, ids) },
      action_cancel: { on: 'records', args: [], run: (env, ids) => cancelOrder(env, ids) },
    },
  },
  'sale.order.template': {
    label: 'Quotation Template',
    module: 'sale_management',
    order: 'sequence, id',
    fields: {
      name: char({ label: 'Quotation Template', required: true }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      mail_template_id: many2one('mail.template', { label: 'Confirmation Mail' }),
    },
  },
  'sale.order.line': {
    label: 'Sales Order Line',
    module: 'sale',
    order: 'order_id, sequence, id',
    nameOf: (env, row) => `${String(env.value('sale.order', row['order_id'], 'name'))} - ${String(row['name'])}`,
    fields: {
      order_id: many2one('sale.order', { label: 'Order Reference', required: true, cascade: true }),
      sequence: integer({ default: 10 }),
      product_id: many2one('product.product'),
      name: text({ label: 'Description', required: true }),
      display_type: select(['line_section', 'line_subsection', 'line_note']),
      product_uom_qty: float({ label: 'Quantity', required: true, default: 1 }),
      product_uom_id: many2one('uom.uom', { label: 'Unit', default: 1 }),
      price_unit: float({ required: true }),
      discount: float(),
      tax_ids: many2many('account.tax', { label: 'Taxes' }),
      price_subtotal: monetary({ compute: (env, row) => lineAmounts(env, priced(row)).untaxed }),
      price_tax: float({ compute: (env, row) => lineAmounts(env, priced(row)).tax }),
      price_total: monetary({ compute: (env, row) => lineAmounts(env, priced(row)).total }),
      currency_id: many2one('res.currency', { related: 'order_id.currency_id' }),
      company_id: many2one('res.company', { related: 'order_id.company_id' }),
      state: select(STATES, { related: 'order_id.state' }),
      is_delivery: bool(),
      is_downpayment: bool(),
      move_ids: one2many('stock.move', 'sale_line_id', { label: 'Stock Moves' }),
      invoice_lines: many2many('account.move.line', { compute: invoiceLines }),
      qty_delivered: float({ compute: delivered }),
      qty_invoiced: float({ compute: invoiced }),
      qty_to_invoice: float({ compute: toInvoice }),
      invoice_status: select(INVOICE_STATES, { compute: lineInvoiceStatus }),
    },
    prepare(env, values, given) {
      const product = typeof values['product_id'] === 'number' ? values['product_id'] : undefined
      if (product === undefined) return
      values['name'] ??= env.nameOf('product.product', product)
      values['price_unit'] ??= env.value('product.product', product, 'list_price')
      if (given['tax_ids'] === undefined) {
        values['tax_ids'] = [[6, 0, idList(env.value('product.product', product, 'taxes_id'))]]
      }
    },
  },
  'sale.advance.payment.inv': {
    label: 'Sales Advance Payment Invoice',
    module: 'sale',
    fields: {
      advance_payment_method: select(['delivered', 'percentage', 'fixed'], { required: true, default: 'delivered' }),
      consolidated_billing: bool({ label: 'Consolidated Billing', default: true }),
      sale_order_ids: many2many('sale.order', {
        default: (env: Env) => [[6, 0, idList(env.context['active_ids'])]],
      }),
    },
    methods: {
      create_invoices: {
        on: 'records',
        args: [],
        run: (env, ids) =>
          invoiceOrders(env, idList(env.value('sale.advance.payment.inv', ids[0], 'sale_order_ids')), {
            consolidated: env.value('sale.advance.payment.inv', ids[0], 'consolidated_billing') === true,
          }),
      },
    },
  },
}

/** The customer's own address of a kind, else the customer. */
function addressOf(env: Env, partner: unknown, type: 'invoice' | 'delivery'): unknown {
  return (
    env.sudo().find('res.partner', [
      ['parent_id', '=', partner],
      ['type', '=', type],
    ]) ?? partner
  )
}

function currency(env: Env, row: Row): unknown {
  const listed = env.value('product.pricelist', row['pricelist_id'], 'currency_id')
  return listed === false ? env.value('res.company', row['company_id'], 'currency_id') : listed
}

const linesOf = (env: Env, row: Row): Row[] =>
  idList(env.get('sale.order', row, 'order_line'))
    .map((id) => env.row('sale.order.line', id))
    .filter((line) => line !== undefined)

const priced = (line: Row): Priced => ({
  quantity: Number(line['product_uom_qty']),
  price: Number(line['price_unit']),
  discount: Number(line['discount']),
  taxes: line['tax_ids'],
})

const amounts = (env: Env, row: Row): Amounts => documentAmounts(env, linesOf(env, row).map(priced))

function pickingsOf(env: Env, row: Row): Row[] {
  return idList(env.get('sale.order', row, 'picking_ids'))
    .map((id) => env.row('stock.picking', id))
    .filter((picking) => picking !== undefined)
}

function deliveryStatus(env: Env, row: Row): string | false {
  const states = pickingsOf(env, row)
    .map((picking) => env.get('stock.picking', picking, 'state'))
    .filter((state) => state !== 'cancel')
  if (states.length === 0) return false
  if (states.every((state) => state === 'done')) return 'full'
  return states.includes('done') ? 'partial' : 'pending'
}

function effectiveDate(env: Env, row: Row): unknown {
  const done = pickingsOf(env, row)
    .filter((picking) => env.get('stock.picking', picking, 'picking_type_code') === 'outgoing')
    .map((picking) => picking['date_done'])
    .filter((at) => typeof at === 'string')
  return done.sort()[0] ?? false
}

function invoices(env: Env, row: Row): number[] {
  const lines = new Set(idList(env.get('sale.order', row, 'order_line')))
  const moves = [...env.rows('account.move.line').values()]
    .filter((line) => idList(line['sale_line_ids']).some((id) => lines.has(id)))
    .map((line) => Number(line['move_id']))
  return env.sudo().search('account.move', [['id', 'in', moves]])
}

function invoiceStatus(env: Env, row: Row): string {
  if (row['state'] !== 'sale') return 'no'
  const states = linesOf(env, row).map((line) => lineInvoiceStatus(env, line))
  if (states.includes('to invoice')) return 'to invoice'
  return states.length > 0 && states.every((state) => state === 'invoiced') ? 'invoiced' : 'no'
}

function tickets(env: Env, row: Row): number[] {
  return [...env.rows('helpdesk.ticket').values()]
    .filter((ticket) => idList(ticket['sale_order_ids']).includes(row.id))
    .map((ticket) => ticket.id)
}

function invoiceLines(env: Env, row: Row): number[] {
  return [...env.rows('account.move.line').values()]
    .filter((line) => idList(line['sale_line_ids']).includes(row.id))
    .map((line) => line.id)
}

/** What went out less what came back. */
function delivered(env: Env, row: Row): number {
  return [...env.rows('stock.move').values()]
    .filter((move) => move['sale_line_id'] === row.id && move['state'] === 'done')
    .reduce((sum, move) => {
      const outgoing = env.value('stock.location', move['location_dest_id'], 'usage') === 'customer'
      return sum + (outgoing ? 1 : -1) * Number(move['quantity'])
    }, 0)
}

function invoiced(env: Env, row: Row): number {
  return invoiceLines(env, row).reduce((sum, id) => {
    const move = env.value('account.move.line', id, 'move_id')
    if (env.value('account.move', move, 'state') === 'cancel') return sum
    const sign = env.value('account.move', move, 'move_type') === 'out_refund' ? -1 : 1
    return sum + sign * Number(env.value('account.move.line', id, 'quantity'))
  }, 0)
}

function toInvoice(env: Env, row: Row): number {
  if (env.get('sale.order.line', row, 'state') !== 'sale') return 0
  const byDelivery = env.value('product.product', row['product_id'], 'invoice_policy') === 'delivery'
  return (byDelivery ? delivered(env, row) : Number(row['product_uom_qty'])) - invoiced(env, row)
}

function lineInvoiceStatus(env: Env, row: Row): string {
  if (env.get('sale.order.line', row, 'state') !== 'sale') return 'no'
  if (toInvoice(env, row) !== 0) return 'to invoice'
  return invoiced(env, row) >= Number(row['product_uom_qty']) ? 'invoiced' : 'no'
}
