import type { Env } from '../env.ts'
import { binary, bool, char, float, integer, many2many, many2one, select, text, type Models } from '../model.ts'

/** Products, prices, sales teams, carriers. */
export const catalogue: Models = {
  'product.product': {
    label: 'Product Variant',
    module: 'product',
    order: 'default_code, name, id',
    searchNames: ['name', 'default_code'],
    nameOf: (_env, row) =>
      typeof row['default_code'] === 'string' ? `[${row['default_code']}] ${String(row['name'])}` : String(row['name']),
    fields: {
      name: char({ required: true }),
      active: bool({ default: true }),
      default_code: char({ label: 'Internal Reference' }),
      barcode: char(),
      image_128: binary({ label: 'Image 128' }),
      type: select(
        [
          ['consu', 'Goods'],
          ['service', 'Service'],
          ['combo', 'Combo'],
        ],
        { required: true, default: 'consu', label: 'Product Type' },
      ),
      is_storable: bool({ label: 'Track Inventory' }),
      list_price: float({ label: 'Sales Price', default: 1 }),
      lst_price: float({ compute: (_env, row) => row['list_price'] }),
      invoice_policy: select(
        [
          ['order', 'Ordered quantities'],
          ['delivery', 'Delivered quantities'],
        ],
        { default: 'order', label: 'Invoicing Policy' },
      ),
      taxes_id: many2many('account.tax', { label: 'Sales Taxes', default: [] }),
      uom_id: many2one('uom.uom', { required: true, default: 1, label: 'Unit' }),
      sale_ok: bool({ default: true }),
      weight: float(),
      description_sale: text(),
      qty_available: float({ compute: (env, row) => inStock(env, row.id) }),
    },
  },
  'product.pricelist': {
    label: 'Pricelist',
    module: 'product',
    order: 'sequence, id, name',
    nameOf: (env, row) => `${String(row['name'])} (${String(env.nameOf('res.currency', Number(row['currency_id'])))})`,
    fields: {
      name: char({ required: true }),
      active: bool({ default: true }),
      sequence: integer({ default: 16 }),
      currency_id: many2one('res.currency', { required: true, default: 1 }),
    },
  },
  'uom.uom': {
    label: 'Product Unit of Measure',
    module: 'uom',
    order: 'id',
    fields: {
      name: char({ required: true, label: 'Unit Name' }),
      factor: float({ label: 'Absolute Quantity', default: 1 }),
      active: bool({ default: true }),
    },
  },
  'crm.team': {
    label: 'Sales Team',
    module: 'sales_team',
    order: 'sequence ASC, create_date DESC, id DESC',
    fields: {
      name: char({ required: true, label: 'Sales Team' }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      company_id: many2one('res.company'),
      user_id: many2one('res.users', { label: 'Team Leader' }),
    },
  },
  'delivery.carrier': {
    label: 'Shipping Methods',
    module: 'delivery',
    order: 'sequence, id',
    fields: {
      name: char({ required: true, label: 'Delivery Method' }),
      active: bool({ default: true }),
      sequence: integer({ default: 10 }),
      delivery_type: select(
        [
          ['base_on_rule', 'Based on Rules'],
          ['fixed', 'Fixed Price'],
        ],
        { required: true, default: 'fixed', label: 'Provider' },
      ),
      product_id: many2one('product.product', { required: true, label: 'Delivery Product' }),
      tracking_url: char({ label: 'Tracking Link' }),
      company_id: many2one('res.company'),
    },
  },
}

function inStock(env: Env, product: number): number {
  const quants = [...env.rows('stock.quant').values()].filter((row) => row['product_id'] === product)
  return quants
    .filter((row) => env.value('stock.location', row['location_id'], 'usage') === 'internal')
    .reduce((sum, row) => sum + Number(row['quantity']), 0)
}
