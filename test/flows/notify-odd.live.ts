import { beforeEach, expect, test } from 'vitest'
import { type FlowWorld, given } from './world.ts'

// Orders as they are in real databases: each is told once, and none stops the others.

let world: FlowWorld

const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }

beforeEach(async () => {
  world = await given()
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 5000 })
  await customer('maria', 'Maria Sommer')
})

const customer = (key: string, name: string, email = `${key}@example.org`) =>
  world.clerk.customer({ key, name, email, language: 'de_DE', ...home })
const orders = (number: string, who = 'maria', lines = [{ product: 'pot', quantity: 2 }]) =>
  world.clerk.orderConfirmed({ key: `o.${number}`, customer: who, lines, clientOrderRef: number })
const shop = async () => (await world.pass('notify')).accounts.find(({ account }) => account === 'shop')
const last = () => world.sink.mails().at(-1)
const idOf = async (key: string): Promise<number> => (await world.clerk.find(key))?.id ?? 0
const write = (model: string, id: number, vals: object) => world.rpc(model, 'write', [[id]], { vals })

/** The order confirmation went out, once, and with it the pass was well. */
async function toldOnce(): Promise<string> {
  expect(await shop()).toMatchObject({ ok: true, planned: 1, sent: 1, failed: 0, unknown: 0 })
  world.clock.pass(60)
  expect(await shop()).toMatchObject({ ok: true, planned: 0, sent: 0 })
  return last()?.text ?? ''
}

test('an order without lines', async () => {
  const maria = await idOf('maria')
  const [order] = (await world.rpc('sale.order', 'create', [
    [{ partner_id: maria, client_order_ref: 'W1' }],
  ])) as number[]
  await world.rpc('sale.order', 'action_confirm', [[order]])
  expect(await toldOnce()).toContain('W1')
})

test('an order of 300 lines, each in the mail', async () => {
  await orders(
    'W2',
    'maria',
    Array.from({ length: 300 }, (_, n) => ({ product: 'pot', quantity: n + 1 })),
  )
  const text = await toldOnce()
  expect(text).toMatch(/(^|\D)300 × Topf/)
  await world.clerk.shipped({ key: 'p.W2', order: 'o.W2', trackingRef: '1' })
  expect(await shop()).toMatchObject({ sent: 1 })
})

test('a product that is gone since', async () => {
  const { id } = await orders('W3')
  const lines = (await world.rpc('sale.order.line', 'search', [[['order_id', '=', id]]])) as number[]
  for (const line of lines) await write('sale.order.line', line, { product_id: false })
  expect(await toldOnce()).toContain('Topf')
})

test('an order in another currency', async () => {
  const [usd] = (await world.rpc('res.currency', 'search', [[['name', '=', 'USD']]], {
    context: { active_test: false },
  })) as number[]
  const [list] = (await world.rpc('product.pricelist', 'create', [[{ name: 'Dollar', currency_id: usd }]])) as number[]
  const { id } = await orders('W4')
  await write('sale.order', id, { pricelist_id: list, currency_id: usd })
  expect(await toldOnce()).toContain('$')
})

test('a buyer without a language is written to in that of his country', async () => {
  await write('res.partner', await idOf('maria'), { lang: false })
  await orders('W5')
  expect(await toldOnce()).toContain('Bestellung')
})

test('a delivery date before the order is no promise, and a line that was taken off again is none', async () => {
  const { id } = await orders('W13', 'maria', [
    { product: 'pot', quantity: 2 },
    { product: 'pot', quantity: 7 },
  ])
  await write('sale.order', id, { commitment_date: '2020-03-01 10:00:00' })
  const lines = (await world.rpc('sale.order.line', 'search', [[['order_id', '=', id]]])) as number[]
  await write('sale.order.line', lines[1] ?? 0, { product_uom_qty: 0 })
  const text = await toldOnce()
  expect(text).toContain('2 × Topf')
  expect(text).not.toMatch(/2020|0 × Topf/)
})

test('the name of a tax that names a rate, but is no rate itself, is not told', async () => {
  const { id } = await orders('W14')
  const fee = { name: 'Steuer 15 %', amount_type: 'fixed', amount: 1, type_tax_use: 'sale' }
  const [tax] = (await world.rpc('account.tax', 'create', [[fee]])) as number[]
  const lines = (await world.rpc('sale.order.line', 'search', [[['order_id', '=', id]]])) as number[]
  await write('sale.order.line', lines[0] ?? 0, { tax_ids: [[6, 0, [tax]]] })
  const text = await toldOnce()
  expect(text).toContain('enthaltene Mehrwertsteuer:')
  expect(text).not.toContain('15 %')
})

test('two packs of six do not read as two', async () => {
  const { id } = await orders('W15')
  const [pack] = (await world.rpc('uom.uom', 'create', [[{ name: 'Pack of 6', factor: 6 }]])) as number[]
  const lines = (await world.rpc('sale.order.line', 'search', [[['order_id', '=', id]]])) as number[]
  world.clock.pass(60)
  await write('sale.order.line', lines[0] ?? 0, { product_uom_id: pack })
  expect(await toldOnce()).toContain('2 × Topf (Pack of 6)')
})

test('three addresses in one field: the first gets the mail', async () => {
  await customer('three', 'Drei Adressen', 'eins@example.org, zwei@example.org; drei@example.org')
  await orders('W6', 'three')
  await toldOnce()
  expect(last()?.to).toEqual(['eins@example.org'])
})

test.each([
  ['line breaks that would add a header', 'Maria\r\nBcc: alle@example.org\r\n\r\nSommer'],
  ['quotes', `"Maria" 'Sommer' \\ <x@y>`],
  ['HTML', '<script>alert(1)</script><b>Maria</b>'],
  ['braces of a template', '{{shop.imprint}} {{{this}}} {{#each}}'],
  ['500 characters', 'M'.repeat(500)],
])('a name with %s', async (_, name) => {
  await customer('odd', name)
  await orders('W7', 'odd')
  await toldOnce()
  expect(last()?.to).toEqual(['odd@example.org'])
  expect(last()?.headers.has('bcc')).toBe(false)
  expect(last()?.html).not.toContain('<script')
  expect(last()?.html).not.toContain('<b>Maria')
})

test('a carrier without a link, and a date in the past: the number stands there, the date does not', async () => {
  await orders('W8', 'maria', [{ product: 'pot', quantity: 3 }])
  await shop()
  const quantities = { pot: 1 }
  await world.clerk.shipped({ key: 'p.W8', order: 'o.W8', carrier: 'Bote', trackingRef: 'B-1', quantities })
  const open = (await world.rpc('stock.move', 'search', [[['state', 'not in', ['done', 'cancel']]]])) as number[]
  for (const move of open) await write('stock.move', move, { date: '2026-01-05 10:00:00' })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toContain('B-1')
  expect(last()?.text).not.toContain('Januar')
  const facts = (await world.ports.odoo.orders.pickings([await idOf('p.W8')])).get(await idOf('p.W8'))
  if (facts === undefined) throw new Error('no delivery')
  expect((await world.ports.odoo.parcels.around([facts])).get(facts.id)).toMatchObject({
    laterOn: null,
    later: [{ quantity: 2 }],
  })
})

test('two numbers in one delivery: each has its own link', async () => {
  await world.clerk.carrier({ name: 'Paketdienst', trackingUrl: 'https://parcel.example/<shipmenttrackingnumber>' })
  await orders('W12')
  await shop()
  await world.clerk.shipped({ key: 'p.W12', order: 'o.W12', carrier: 'Paketdienst', trackingRef: '0034,0035' })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(
    /\(0034\): https:\/\/parcel.example\/0034\n[^]*\(0035\): https:\/\/parcel.example\/0035\n/,
  )
  expect(last()?.html).toContain('href="https://parcel.example/0035"')
})

test('all of them at once: the good ones between them are told too', async () => {
  await customer('odd', '{{x}}\r\nBcc: a@example.org')
  await customer('none', 'Ohne Adresse', '')
  await orders('W9', 'odd')
  await orders('W10', 'none')
  await orders('W11')
  expect(await shop()).toMatchObject({ ok: true, planned: 3, sent: 2, suppressed: { no_address: 1 } })
})
