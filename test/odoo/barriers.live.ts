import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NotifyWorld, startNotifyWorld } from '../chaos/notify-world.ts'

// What a clerk or a customer does in a real Odoo keeps a mail back, each for its reason; parcels of an hour are told in one mail.

const TAG = 'Barriers Reseller'
let world: NotifyWorld
beforeAll(async () => {
  world = await startNotifyWorld({
    more: { COMBINE: 'on', SKIP_PARTNERS: TAG, TRANSIT_DAYS: 'DHL:9' },
    passes: 'here',
  })
})
afterAll(() => world.close())

/** A buyer of his own; gives the contact's id. */
async function buyer(n: number): Promise<number> {
  const { id } = await world.clerk.customer({
    ...{
      key: `${world.run}.c${String(n)}`,
      name: `Kundin ${String(n)}`,
      email: `c${String(n)}.${world.run}@buyer.example`,
    },
    ...{ language: 'de_DE', street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
  return id
}

const orders = async (n: number) => {
  const partner = await buyer(n)
  return { partner, ...(await world.order(n, 1, `${world.run}.c${String(n)}`)) }
}
const make = async (model: string, values: object): Promise<number> =>
  ((await world.rpc(model, 'create', [[values]])) as number[])[0] ?? 0
const write = (model: string, id: number, values: object) => world.rpc(model, 'write', [[id], values])

async function returnBegun(picking: number): Promise<void> {
  const wizard = await make('stock.return.picking', { picking_id: picking })
  const lines = (await world.rpc('stock.return.picking.line', 'search_read', [[['wizard_id', '=', wizard]]], {
    fields: ['move_quantity'],
  })) as { id: number; move_quantity: number }[]
  for (const line of lines) await write('stock.return.picking.line', line.id, { quantity: line.move_quantity })
  await world.rpc('stock.return.picking', 'action_create_returns', [[wizard]])
}

test('return under way, cancelled, own company, reseller, blacklist, mails that come back: none is told', async () => {
  const { rpc, clerk } = world
  const made = []
  for (let n = 1; n <= 7; n += 1) made.push(await orders(n))
  const [plain, returning, cancelled, own, reseller, blacklisted, bounced] = made
  if (!plain || !returning || !cancelled || !own || !reseller || !blacklisted || !bounced) throw new Error('orders')
  const [home] = (await rpc('res.company', 'search_read', [[]], { fields: ['partner_id'], order: 'id', limit: 1 })) as {
    partner_id: [number, string]
  }[]
  await write('res.partner', own.partner, { parent_id: home?.partner_id[0] })
  const [known] = (await rpc('res.partner.category', 'search', [[['name', '=', TAG]]])) as number[]
  const tag = known ?? (await make('res.partner.category', { name: TAG }))
  await write('res.partner', reseller.partner, { category_id: [[6, 0, [tag]]] })
  await make('mail.blacklist', { email: `C6.${world.run}@buyer.example` })
  await write('res.partner', bounced.partner, { message_bounce: 5 })
  // What the law demands goes to all of them.
  expect((await world.pass()).count).toMatchObject({ ok: true, sent: 7, suppressed: {} })
  const parcels = []
  for (const { ref } of made)
    parcels.push(await clerk.shipped({ key: `${ref}.s`, order: ref, carrier: 'DHL', trackingRef: `T${ref}` }))
  await returnBegun(parcels[1]?.id ?? 0)
  await rpc('sale.order', 'action_cancel', [[cancelled.id]])
  const { count } = await world.pass()
  expect(count?.suppressed).toEqual({ return_open: 1, cancelled: 1, internal_partner: 2, objected: 1, bounced: 1 })
  expect(count).toMatchObject({ ok: true, sent: 1, failed: 0, unknown: 0 })
  expect(world.mails(`T${plain.ref}`)).toHaveLength(1)
  expect((await world.notes(returning.id)).at(-1)).toContain('Eine Rückgabe läuft.')
  expect((await world.notes(blacklisted.id)).at(-1)).toContain('wünscht solche Nachrichten nicht')
  expect((await world.pass()).count).toMatchObject({ ok: true, sent: 0, suppressed: {} })
})

test('two parcels of an order that left within the hour are told in one mail, each with its receipt', async () => {
  const { ref, id } = await world.order(20, 2)
  const one = { [`${world.run}.POT`]: 1 }
  await world.clerk.shipped({ key: `${ref}.a`, order: ref, carrier: 'DHL', trackingRef: `A${ref}`, quantities: one })
  await world.clerk.shipped({ key: `${ref}.b`, order: ref, carrier: 'DHL', trackingRef: `B${ref}` })
  expect((await world.pass()).count).toMatchObject({ ok: true, sent: 2, suppressed: { combined: 1 } })
  const [mail, ...more] = world.mails(`A${ref}`)
  expect(more).toEqual([])
  expect(mail?.text).toContain(`B${ref}`)
  expect((await world.notes(id)).filter((note) => note.includes('Ein weiteres Paket'))).toHaveLength(1)
  expect((await world.pass()).count).toMatchObject({ sent: 0 })
})
