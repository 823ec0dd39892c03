import { createHash } from 'node:crypto'
import type { Records } from './records.ts'
import type { Clerk, CustomerStep } from './steps.ts'

const CURRENCY = 'EUR'

/** What must stand before the first order: customers, products with stock, carriers, sales teams. */
export function catalogue(records: Records): Pick<Clerk, 'customer' | 'product' | 'carrier'> {
  return {
    async customer(step) {
      const parent = step.deliveryOf === undefined ? undefined : await records.id(step.deliveryOf)
      const country = await idByXmlid(records, 'base', step.country.toLowerCase())
      const id = await records.make(step.key, 'res.partner', {
        ...addressColumns(step),
        'country_id/.id': String(country),
        ...(parent === undefined ? {} : { 'parent_id/.id': String(parent), type: 'delivery' }),
      })
      return records.shown('res.partner', id)
    },

    async product(step) {
      const tax = await records.make('tax19', 'account.tax', {
        name: '19% MwSt. (Demo)',
        amount: '19',
        type_tax_use: 'sale',
        price_include_override: 'tax_included',
      })
      const id = await records.make(step.key, 'product.product', {
        name: step.name,
        list_price: String(step.price),
        type: 'consu',
        is_storable: '1',
        invoice_policy: 'delivery',
        'taxes_id/.id': String(tax),
        ...(step.code === undefined ? {} : { default_code: step.code }),
      })
      if (step.stock > 0) await stock(records, id, step.stock)
      return records.shown('product.product', id)
    },

    async carrier(step) {
      return records.shown('delivery.carrier', await carrierNamed(records, step.name, step.trackingUrl))
    },
  }
}

/** The price list in euros; switches the currency on where the company keeps another. */
export async function euroPricelist(records: Records): Promise<number> {
  const [euro] = await records.read('res.currency', [['name', '=', CURRENCY]], ['active'])
  if (euro === undefined)
    throw new Error('This Odoo knows no euro. It is an unusual database: use one with standard data.')
  if (euro['active'] !== true) await records.write('res.currency', [euro.id], { active: true })
  return records.make('pricelist', 'product.pricelist', { name: 'Euro', 'currency_id/.id': String(euro.id) })
}

export async function teamNamed(records: Records, name: string): Promise<number> {
  const [team] = await records.read('crm.team', [['name', '=', name]], ['id'])
  return team?.id ?? records.make(`team-${short(name)}`, 'crm.team', { name })
}

export async function carrierNamed(records: Records, name: string, trackingUrl?: string): Promise<number> {
  const [carrier] = await records.read('delivery.carrier', [['name', '=', name]], ['id'])
  if (carrier !== undefined) return carrier.id
  const freight = await records.make('freight', 'product.product', {
    name: 'Versand',
    type: 'service',
    list_price: '0',
  })
  return records.make(`carrier-${short(name)}`, 'delivery.carrier', {
    name,
    delivery_type: 'fixed',
    'product_id/.id': String(freight),
    ...(trackingUrl === undefined ? {} : { tracking_url: trackingUrl }),
  })
}

/** Counts the pieces in once: the inventory move stays even when everything was sold. */
async function stock(records: Records, product: number, pieces: number): Promise<void> {
  const counted = await records.read(
    'stock.move',
    [
      ['product_id', '=', product],
      ['is_inventory', '=', true],
    ],
    ['id'],
  )
  if (counted.length > 0) return
  const [warehouse] = await records.read('stock.warehouse', [['active', '=', true]], ['lot_stock_id'])
  const location = Array.isArray(warehouse?.['lot_stock_id']) ? Number(warehouse['lot_stock_id'][0]) : undefined
  if (location === undefined) throw new Error('This Odoo has no warehouse. Install Inventory, then play again.')
  const [open] = await records.read(
    'stock.quant',
    [
      ['product_id', '=', product],
      ['location_id', '=', location],
    ],
    ['id'],
  )
  const quant =
    open?.id ??
    (await records.create('stock.quant', { product_id: product, location_id: location, inventory_quantity: pieces }))
  await records.call('stock.quant', 'action_apply_inventory', [quant])
}

function addressColumns(step: CustomerStep): Record<string, string> {
  return {
    name: step.name,
    lang: step.language,
    street: step.street,
    zip: step.zip,
    city: step.city,
    ...(step.email === undefined ? {} : { email: step.email }),
    ...(step.phone === undefined ? {} : { phone: step.phone }),
  }
}

async function idByXmlid(records: Records, module: string, name: string): Promise<number> {
  const [found] = await records.read(
    'ir.model.data',
    [
      ['module', '=', module],
      ['name', '=', name],
    ],
    ['res_id'],
  )
  if (found === undefined) throw new Error(`This Odoo has no ${module}.${name}.`)
  return Number(found['res_id'])
}

const short = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 12)
