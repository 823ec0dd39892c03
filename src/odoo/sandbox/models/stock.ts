import { idList } from '../domain.ts'
import type { Env } from '../env.ts'
import {
  bool,
  char,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  select,
  text,
  type Models,
} from '../model.ts'
import { applyInventory, reserve, startReturn, takeBack, validate } from '../shipping.ts'
import type { Row } from '../store.ts'

const CODES = [
  ['incoming', 'Receipt'],
  ['outgoing', 'Delivery'],
  ['internal', 'Internal Transfer'],
  ['dropship', 'Dropship'],
] as const
const MOVE_STATES = ['draft', 'waiting', 'confirmed', 'partially_available', 'assigned', 'done', 'cancel'] as const

/** `stock`, `stock_delivery`. What validating and returning do: shipping.ts. */
export const stock: Models = {
  'stock.warehouse': {
    label: 'Warehouse',
    module: 'stock',
    order: 'sequence,id',
    fields: {
      name: char({ required: true, label: 'Warehouse' }),
      code: char({ required: true, label: 'Short Name' }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      lot_stock_id: many2one('stock.location', { required: true, label: 'Location Stock' }),
      company_id: many2one('res.company', { required: true, default: 1 }),
      delivery_steps: select(['ship_only', 'pick_ship', 'pick_pack_ship'], { required: true, default: 'ship_only' }),
    },
  },
  'stock.location': {
    label: 'Inventory Locations',
    module: 'stock',
    order: 'complete_name, id',
    recName: 'complete_name',
    fields: {
      name: char({ required: true, label: 'Location Name' }),
      complete_name: char({
        compute: (_env, row) => (row['usage'] === 'internal' ? `WH/${String(row['name'])}` : row['name']),
      }),
      active: bool({ default: true }),
      usage: select(['supplier', 'view', 'internal', 'customer', 'inventory', 'production', 'transit'], {
        required: true,
        default: 'internal',
        label: 'Location Type',
      }),
      company_id: many2one('res.company'),
    },
  },
  'stock.picking.type': {
    label: 'Picking Type',
    module: 'stock',
    order: 'sequence, id',
    fields: {
      name: char({ required: true, label: 'Operation Type' }),
      sequence: integer(),
      active: bool({ default: true }),
      code: select(CODES, { required: true, default: 'incoming', label: 'Type of Operation' }),
      sequence_code: char({ required: true, label: 'Sequence Prefix' }),
      warehouse_id: many2one('stock.warehouse', { default: 1 }),
      company_id: many2one('res.company', { required: true, default: 1 }),
    },
  },
  'stock.picking': {
    label: 'Transfer',
    module: 'stock',
    order: 'priority desc, scheduled_date asc, id desc',
    thread: { post: 'write' },
    fields: {
      name: char({ label: 'Reference', readonly: true }),
      origin: char({ label: 'Source Document' }),
      note: html({ label: 'Notes' }),
      partner_id: many2one('res.partner', { label: 'Contact' }),
      picking_type_id: many2one('stock.picking.type', { required: true, label: 'Operation Type' }),
      picking_type_code: select(CODES, { related: 'picking_type_id.code' }),
      location_id: many2one('stock.location', { required: true, label: 'Source Location' }),
      location_dest_id: many2one('stock.location', { required: true, label: 'Destination Location' }),
      state: select(['draft', 'waiting', 'confirmed', 'assigned', 'done', 'cancel'], { compute: pickingState }),
      priority: select(
        [
          ['0', 'Normal'],
          ['1', 'Urgent'],
        ],
        { default: '0' },
      ),
      scheduled_date: datetime({ default: (env: Env) => env.store.now }),
      date_deadline: datetime(),
      date_done: datetime({ label: 'Date of Transfer' }),
      sale_id: many2one('sale.order', { label: 'Sales Order' }),
      backorder_id: many2one('stock.picking', { label: 'Back Order of' }),
      return_id: many2one('stock.picking', { label: 'Return of' }),
      move_ids: one2many('stock.move', 'picking_id', { label: 'Stock Moves' }),
      user_id: many2one('res.users', { label: 'Responsible' }),
      company_id: many2one('res.company', { default: 1 }),
      carrier_id: many2one('delivery.carrier'),
      carrier_tracking_ref: char({ label: 'Tracking Reference' }),
      carrier_tracking_url: char({ compute: trackingUrl, label: 'Tracking URL' }),
      weight: float(),
    },
    methods: {
      button_validate: { on: 'records', args: [], run: (env, ids) => validate(env, ids) },
      action_assign: {
        on: 'records',
        args: [],
        run(env, ids) {
          for (const move of env.sudo().search('stock.move', [['picking_id', 'in', ids]])) reserve(env.sudo(), move)
          return true
        },
      },
    },
  },
  'stock.move': {
    label: 'Stock Move',
    module: 'stock',
    order: 'sequence, id',
    nameOf: (env, row) => env.nameOf('product.product', Number(row['product_id'])),
    fields: {
      picking_id: many2one('stock.picking', { label: 'Transfer' }),
      sequence: integer({ default: 10 }),
      product_id: many2one('product.product', { required: true }),
      product_uom_qty: float({ label: 'Demand', required: true }),
      product_uom: many2one('uom.uom', { required: true, default: 1, label: 'Unit' }),
      quantity: float(),
      picked: bool(),
      state: select(MOVE_STATES, { default: 'draft' }),
      date: datetime({ required: true, label: 'Date Scheduled', default: (env: Env) => env.store.now }),
      origin: char({ label: 'Source Document' }),
      description_picking: text({ label: 'Description of Picking' }),
      location_id: many2one('stock.location', { required: true, label: 'Source Location' }),
      location_dest_id: many2one('stock.location', { required: true, label: 'Intermediate Location' }),
      location_final_id: many2one('stock.location', { label: 'Final Location' }),
      move_dest_ids: many2many('stock.move', { label: 'Destination Moves' }),
      sale_line_id: many2one('sale.order.line'),
      origin_returned_move_id: many2one('stock.move'),
      to_refund: bool({ default: true }),
      is_inventory: bool({ label: 'Inventory' }),
      company_id: many2one('res.company', { required: true, default: 1 }),
      reference: char({ compute: (env, row) => env.value('stock.picking', row['picking_id'], 'name') }),
      picking_code: select(CODES, { related: 'picking_id.picking_type_id.code' }),
    },
  },
  'stock.quant': {
    label: 'Quants',
    module: 'stock',
    order: 'id',
    nameOf: (env, row) => env.nameOf('product.product', Number(row['product_id'])),
    fields: {
      product_id: many2one('product.product', { required: true }),
      location_id: many2one('stock.location', { required: true }),
      quantity: float(),
      reserved_quantity: float({ required: true, compute: (env, row) => reserved(env, row) }),
      inventory_quantity: float({ label: 'Counted' }),
      company_id: many2one('res.company', { related: 'location_id.company_id' }),
    },
    methods: {
      action_apply_inventory: {
        on: 'records',
        args: [],
        run: (env, ids) => {
          applyInventory(env, ids)
        },
      },
    },
  },
  'stock.return.picking': {
    label: 'Return Picking',
    module: 'stock',
    fields: {
      picking_id: many2one('stock.picking'),
      product_return_moves: one2many('stock.return.picking.line', 'wizard_id', { label: 'Moves' }),
    },
    created(env, id) {
      startReturn(env, id)
    },
    methods: { action_create_returns: { on: 'records', args: [], run: (env, ids) => takeBack(env, Number(ids[0])) } },
  },
  'stock.return.picking.line': {
    label: 'Return Picking Line',
    module: 'stock',
    fields: {
      wizard_id: many2one('stock.return.picking', { cascade: true }),
      product_id: many2one('product.product', { required: true }),
      quantity: float({ required: true }),
      move_id: many2one('stock.move'),
      move_quantity: float({ related: 'move_id.quantity' }),
    },
  },
}

function pickingState(env: Env, row: Row): string {
  const states = idList(env.get('stock.picking', row, 'move_ids')).map((id) => env.value('stock.move', id, 'state'))
  const open = states.filter((state) => state !== 'done' && state !== 'cancel')
  if (states.length === 0) return 'draft'
  if (open.length === 0) return states.includes('done') ? 'done' : 'cancel'
  return open.some((state) => state === 'assigned' || state === 'partially_available') ? 'assigned' : 'confirmed'
}

function trackingUrl(env: Env, row: Row): string | false {
  const pattern = env.value('delivery.carrier', row['carrier_id'], 'tracking_url')
  const reference = row['carrier_tracking_ref']
  if (typeof pattern !== 'string' || typeof reference !== 'string') return false
  return pattern.replace('<shipmenttrackingnumber>', reference)
}

function reserved(env: Env, quant: Row): number {
  return [...env.rows('stock.move').values()]
    .filter((move) => move['product_id'] === quant['product_id'] && move['location_id'] === quant['location_id'])
    .filter((move) => move['state'] === 'assigned' || move['state'] === 'partially_available')
    .reduce((sum, move) => sum + Number(move['quantity']), 0)
}
