import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ParcelWorld, startParcelWorld } from '../chaos/parcels.ts'

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld('TRACKING_WAIT=0\n')
})
afterAll(() => world.close())

test('deliveries done in Odoo end as tracking at the marketplace, once; what is missing or wrong is told on them', async () => {
  const [one, parts, silent, strange] = ['K1', 'K2', 'K3', 'K4'].map((number) => `${world.run}${number}`) as [
    string,
    string,
    string,
    string,
  ]
  const { clerk } = world
  for (const order of [one, silent, strange]) await world.order(order, 1)
  await world.order(parts, 3)
  const { id } = await clerk.shipped({ key: `${one}.s`, order: one, carrier: 'DHL', trackingRef: 'R1' })
  const some = { [`${world.run}.POT`]: 2 }
  await clerk.shipped({ key: `${parts}.s`, order: parts, carrier: 'DHL', trackingRef: 'A1, A2', quantities: some })
  const missing = await clerk.shipped({ key: `${silent}.s`, order: silent, carrier: 'DHL' })
  const carrier = `DHL ${world.run}`
  const refused = await clerk.shipped({ key: `${strange}.s`, order: strange, carrier, trackingRef: 'R4' })

  expect((await world.track()).count).toMatchObject({
    ok: true,
    planned: 6,
    sent: 5,
    failed: 1,
    unknown: 0,
    waiting: 1,
  })
  expect(world.parcels(one)).toEqual([['DHL R1']])
  expect(await world.notes(id)).toBe(1)
  const activities = (await world.rpc(
    'mail.activity',
    'search_read',
    [
      [
        ['res_model', '=', 'stock.picking'],
        ['res_id', 'in', [missing.id, refused.id]],
      ],
    ],
    { fields: ['res_id', 'summary', 'note'], order: 'res_id' },
  )) as { summary: string; note: string }[]
  expect(activities.map(({ summary }) => summary)).toEqual([
    'Sendungsnummer fehlt',
    'Sendungsnummer wurde nicht übergeben',
  ])
  expect(activities[1]?.note).toContain('Am ähnlichsten sind: DHL')

  await clerk.shipped({ key: `${parts}.rest`, order: parts, carrier: 'DHL', trackingRef: 'B1' })
  await clerk.trackingAdded({ picking: `${strange}.s`, trackingRef: 'R4', carrier: 'DHL' })
  await clerk.trackingAdded({ picking: `${silent}.s`, trackingRef: 'R3' })
  expect((await world.track()).count).toMatchObject({ sent: 3, failed: 0, waiting: 0 })
  expect(world.parcels(parts)).toEqual([['DHL A1', 'DHL A2'], ['DHL A1', 'DHL A2'], ['DHL B1']])
  expect([world.parcels(silent), world.parcels(strange)]).toEqual([[['DHL R3']], [['DHL R4']]])
  expect((await world.track()).count).toMatchObject({ planned: 0, sent: 0 })
  const left = [
    ['res_model', '=', 'stock.picking'],
    ['res_id', '=', missing.id],
  ]
  expect(await world.rpc('mail.activity', 'search_count', [left])).toBe(0)
})

test('killed between the hand-over and its confirmation, it is handed over once all the same', async () => {
  const order = `${world.run}K5`
  await world.order(order, 1)
  const { id } = await world.clerk.shipped({ key: `${order}.s`, order, carrier: 'DHL', trackingRef: 'R5' })
  const { killed } = await world.track({}, (kill) => {
    world.proxies.marketplace.arm('after', 1, kill, /^PATCH \S+\/send /)
  })
  expect(killed).toBe(true)
  expect(world.parcels(order)).toEqual([['DHL R5']])
  expect((await world.track()).count).toMatchObject({ sent: 1, failed: 0, unknown: 0 })
  expect(world.parcels(order)).toEqual([['DHL R5']])
  expect(await world.notes(id)).toBe(1)
})
