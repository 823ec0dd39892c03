import { beforeEach, expect, test } from 'vitest'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { type FlowWorld, given } from './world.ts'

let world: FlowWorld

const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }

beforeEach(async () => {
  world = await given({ shop: { notify: [...NOTIFICATION_KINDS] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'table', name: 'Tisch', price: 99, stock: 0 })
  const maria = { key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' } as const
  await world.clerk.customer({ ...maria, ...home })
})

const shop = async () => (await world.pass('notify')).accounts.find(({ account }) => account === 'shop')
const last = () => world.sink.mails().at(-1)
const created = async (model: string, values: object, context = {}): Promise<number> =>
  Number(((await world.rpc(model, 'create', [[values]], { context })) as number[])[0])
const write = (model: string, id: number, vals: object) => world.rpc(model, 'write', [[id]], { vals })
const found = async (model: string, domain: unknown[]): Promise<number[]> =>
  (await world.rpc(model, 'search', [domain])) as number[]

/** Two tables were sold; each leaves as four legs and a top, products without numbers of their own. */
async function tables(number: string): Promise<{ picking: number; legs: number; top: number }> {
  const { id } = await world.clerk.orderConfirmed({
    ...{ key: `o.${number}`, customer: 'maria', lines: [{ product: 'table', quantity: 2 }] },
    clientOrderRef: number,
  })
  const [picking = 0] = await found('stock.picking', [['sale_id', '=', id]])
  const [move] = (await world.rpc('stock.move', 'search_read', [[['picking_id', '=', picking]]], {
    fields: ['sale_line_id', 'location_id', 'location_dest_id'],
  })) as { id: number; sale_line_id: [number]; location_id: [number]; location_dest_id: [number] }[]
  if (move === undefined) throw new Error('no move')
  const leg = await created('product.product', { name: 'Bein', type: 'consu' })
  const board = await created('product.product', { name: 'Platte', type: 'consu' })
  await write('stock.move', move.id, { product_id: leg, product_uom_qty: 8 })
  const top = await created('stock.move', {
    ...{ picking_id: picking, product_id: board, product_uom_qty: 2, sale_line_id: move.sale_line_id[0] },
    ...{ location_id: move.location_id[0], location_dest_id: move.location_dest_id[0], state: 'confirmed' },
  })
  return { picking, legs: move.id, top }
}

async function ships(picking: number, quantities: Readonly<Record<number, number>>): Promise<void> {
  for (const [move, quantity] of Object.entries(quantities)) {
    await write('stock.move', Number(move), { quantity, picked: quantity > 0 })
  }
  await write('stock.picking', picking, { carrier_tracking_ref: 'JD014600001' })
  await world.rpc('stock.picking', 'button_validate', [[picking]], { context: { skip_backorder: true } })
}

test('one of two kits in a parcel: one is in it, one comes later, then one comes back', async () => {
  const { picking, legs, top } = await tables('W1')
  await shop()
  await ships(picking, { [legs]: 4, [top]: 1 })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(/1 × Tisch\n[^]*1 × Tisch\n/)
  expect(last()?.text).not.toMatch(/[2-9] × Tisch|Bein|Platte/)
  const values = { picking_id: picking }
  const wizard = await created('stock.return.picking', values, { active_model: 'stock.picking', active_id: picking })
  for (const line of await found('stock.return.picking.line', [['wizard_id', '=', wizard]])) {
    const [{ move_id: moved } = { move_id: [0] }] = (await world.rpc('stock.return.picking.line', 'read', [[line]], {
      fields: ['move_id'],
    })) as { move_id: [number] }[]
    await write('stock.return.picking.line', line, { quantity: moved[0] === legs ? 4 : 1 })
  }
  await world.rpc('stock.return.picking', 'action_create_returns', [[wizard]])
  const [back = 0] = await found('stock.picking', [['return_id', '=', picking]])
  const moves = await found('stock.move', [['picking_id', '=', back]])
  await ships(back, Object.fromEntries(moves.map((move, at) => [move, at === 0 ? 4 : 1])))
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(/\n1 × Tisch\n/)
  expect(last()?.text).not.toMatch(/[2-9] × Tisch|Bein|Platte/)
})

test('parts that make no whole kit stand by their own names', async () => {
  const { picking, legs, top } = await tables('W2')
  await shop()
  await ships(picking, { [legs]: 8, [top]: 1 })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(/1 × Tisch\n4 × Tisch \(Bein\)\n[^]*1 × Tisch \(Platte\)\n/)
})

test('what a supplier sends straight to the buyer is told to the buyer, never to the supplier', async () => {
  const supplier = await created('res.partner', { name: 'Lieferant', email: 'supply@example.net' })
  const { picking, legs, top } = await tables('W3')
  const [type] = (await world.rpc('stock.picking', 'read', [[picking]], {
    fields: ['picking_type_id'],
  })) as { picking_type_id: [number] }[]
  await write('stock.picking.type', type?.picking_type_id[0] ?? 0, { code: 'dropship' })
  await write('stock.picking', picking, { partner_id: supplier })
  await shop()
  await ships(picking, { [legs]: 8, [top]: 2 })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.to).toEqual(['maria@example.org'])
  expect(last()?.text).toContain('2 × Tisch')
  expect(world.sink.mails().flatMap(({ to }) => to)).not.toContain('supply@example.net')
})
