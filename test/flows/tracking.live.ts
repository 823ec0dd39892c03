import { expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { dryRun } from '../../src/flows/dry-run.ts'
import { runJob } from '../../src/flows/passes.ts'
import { memoryStore } from '../ledger/database.ts'
import { givenTracking } from './tracking-world.ts'

test('a delivery is handed over once, piece by piece, and told in one note; partial deliveries take the other pieces', async () => {
  const world = await givenTracking()
  const order = await world.order('K1', { POT: 3 })
  const { id } = await world.clerk.shipped({ key: 's.K1', order: 'o.K1', carrier: 'DHL', trackingRef: 'R1' })
  const dry = await dryRun('tracking', world.accounts, world.ports)
  expect(dry.accounts[0]).toMatchObject({ planned: 3, waiting: 3 })
  expect(dry.would).toHaveLength(3)
  expect(await world.track()).toMatchObject({ ok: true, planned: 3, sent: 3, failed: 0, unknown: 0, waiting: 0 })
  expect(world.parcels('K1')).toEqual(['0: DHL R1', '1: DHL R1', '2: DHL R1'])
  const told = 'Sendungsnummer R1 (DHL) an Kaufland übergeben: Bestellung K1, 3 × Article POT.'
  expect(await world.notes('stock.picking', id)).toEqual([told])
  expect(await world.notes('sale.order', order)).toEqual([told])

  await world.order('K2', { POT: 2, CAN: 1 })
  const first = { key: 's.K2', order: 'o.K2', carrier: 'dhl', trackingRef: 'A1, A2', quantities: { 'p.POT': 1 } }
  await world.clerk.shipped(first)
  expect(await world.track()).toMatchObject({ planned: 2, sent: 2 })
  await world.clerk.shipped({ key: 's.K2.rest', order: 'o.K2', carrier: 'DPD', trackingRef: 'B1' })
  expect(await world.track()).toMatchObject({ planned: 2, sent: 2 })
  expect(world.parcels('K2')).toEqual(['0: DHL A1', '0: DHL A2', '1: DPD B1', '2: DPD B1'])

  world.clock.pass(3600)
  expect(await world.track()).toMatchObject({ planned: 0, sent: 0 })
  expect(await world.notes('stock.picking', id)).toHaveLength(1)
  const { accounts } = await dryRun('tracking', world.accounts, world.ports)
  expect(accounts[0]).toMatchObject({ planned: 0, waiting: 0 })
})

test('a lost ledger hands nothing over a second time', async () => {
  const world = await givenTracking({ marketplace: { startFrom: instant('2026-03-01T00:00:00Z') } })
  await world.order('K1', { POT: 3 })
  await world.clerk.shipped({
    key: 's.K1',
    order: 'o.K1',
    carrier: 'DHL',
    trackingRef: 'R1',
    quantities: { 'p.POT': 2 },
  })
  await world.track()
  const { ledger, outbox, close } = await memoryStore({ clock: world.clock, log: world.ports.log })
  try {
    const { accounts } = await runJob('tracking', world.accounts, { ...world.ports, ledger, outbox })
    expect(accounts[0]).toMatchObject({ planned: 2, sent: 2, failed: 0 })
    expect(world.parcels('K1')).toEqual(['0: DHL R1', '1: DHL R1'])
  } finally {
    await close()
  }
})

test('what was handled before this service came is left alone, what was not goes; a marketplace that is away is asked again', async () => {
  const world = await givenTracking({ looked: 'not yet', marketplace: { startFrom: instant('2026-03-01T00:00:00Z') } })
  for (const number of ['K1', 'K2']) {
    await world.order(number, { POT: 1 })
    await world.clerk.shipped({ key: `s.${number}`, order: `o.${number}`, carrier: 'DHL', trackingRef: 'R1' })
  }
  world.marketplace.trade.sends(world.lines('K1')[0]?.id ?? '', { carrier: 'DHL', reference: 'P1' })
  world.clock.pass(60)
  world.marketplace.fail({ path: /orders/, times: 1, how: { kind: 'status', status: 401 } })
  expect(await world.track()).toMatchObject({ ok: false, planned: 0, waiting: 2 })
  world.clock.pass(600)
  expect(await world.track()).toMatchObject({ ok: true, sent: 1, failed: 0, suppressed: { before_go_live: 1 } })
  expect([world.parcels('K1'), world.parcels('K2')]).toEqual([['0: DHL P1'], ['0: DHL R1']])
})

test.each([[false], [true]])(
  'a missing reference is waited for, then asked for by an activity, which goes once it is there and handed over (addon: %s)',
  async (addon) => {
    const world = await givenTracking({ addon })
    await world.order('K1', { POT: 1 })
    const { id } = await world.clerk.shipped({ key: 's.K1', order: 'o.K1', carrier: 'DHL' })
    expect(await world.track()).toMatchObject({ planned: 0, sent: 0, waiting: 1 })
    world.clock.pass(3.9 * 3600)
    await world.track()
    expect(await world.activities(id)).toEqual([])
    world.clock.pass(600)
    await world.track()
    world.clock.pass(600)
    expect(await world.track()).toMatchObject({ waiting: 1 })
    expect(await world.activities(id)).toMatchObject([{ summary: 'Sendungsnummer fehlt' }])
    expect(await world.notes('stock.picking', id)).toHaveLength(1)
    await world.clerk.trackingAdded({ picking: 's.K1', trackingRef: 'R1' })
    const [model] = (await world.rpc('ir.model', 'search', [[['model', '=', 'stock.picking']]])) as number[]
    const own = { res_model_id: model, res_id: id, summary: 'Karton suchen', user_id: 2 }
    await world.rpc('mail.activity', 'create', [[own]])
    expect(await world.track()).toMatchObject({ planned: 1, sent: 1, waiting: 0 })
    expect(await world.activities(id)).toMatchObject([{ summary: 'Karton suchen' }])

    // Corrected later: the new number goes as a further parcel, the old one stays.
    world.clock.pass(60)
    await world.clerk.trackingAdded({ picking: 's.K1', trackingRef: 'R2' })
    expect(await world.track()).toMatchObject({ planned: 1, sent: 1 })
    expect(world.parcels('K1')).toEqual(['0: DHL R1', '0: DHL R2'])
  },
)

test('a carrier that the marketplace does not know fails with the nearest names and goes when it is put right', async () => {
  const world = await givenTracking()
  await world.order('K1', { POT: 2 })
  const { id } = await world.clerk.shipped({ key: 's.K1', order: 'o.K1', carrier: 'DHL Paket', trackingRef: 'R1' })
  expect(await world.track()).toMatchObject({ planned: 1, sent: 0, failed: 1 })
  const [refused] = await world.effects()
  expect(refused?.reason).toContain('CARRIERS=DHL Paket = DHL')
  expect(await world.notes('stock.picking', id)).toMatchObject([
    expect.stringContaining('kennt keinen Zusteller DHL Paket. Am ähnlichsten sind: DHL, ') as string,
  ])
  expect(await world.activities(id)).toMatchObject([{ summary: 'Sendungsnummer wurde nicht übergeben' }])
  expect(await world.track()).toMatchObject({ planned: 0, failed: 0 })
  world.clock.pass(60)
  await world.clerk.trackingAdded({ picking: 's.K1', trackingRef: 'R1', carrier: 'DHL' })
  expect(await world.track()).toMatchObject({ planned: 2, sent: 2, failed: 0, suppressed: { combined: 1 } })
  expect(world.parcels('K1')).toEqual(['0: DHL R1', '1: DHL R1'])

  await world.order('K2', { POT: 1 })
  await world.clerk.shipped({ key: 's.K2', order: 'o.K2', trackingRef: 'R2' })
  expect(await world.track()).toMatchObject({ failed: 1 })
  const none = (await world.effects()).at(-1)
  expect(none?.reason).toContain('names no carrier')
})

test('articles with another number: by elimination, all at once, or not at all and on a person’s word', async () => {
  const world = await givenTracking()
  await world.order('K1', { POT: 1, OLD: 1 }, { POT: 1, KIT: 1 })
  await world.clerk.shipped({
    key: 's.K1',
    order: 'o.K1',
    carrier: 'DHL',
    trackingRef: 'R1',
    quantities: { 'p.KIT': 1 },
  })
  await world.order('K2', { A: 1, B: 1 }, { KIT: 1, SET: 1 })
  await world.clerk.shipped({ key: 's.K2', order: 'o.K2', carrier: 'DHL', trackingRef: 'R2' })
  await world.order('K3', { A: 1, B: 1 }, { KIT: 1, SET: 1 })
  await world.clerk.shipped({
    key: 's.K3',
    order: 'o.K3',
    carrier: 'DHL',
    trackingRef: 'R3',
    quantities: { 'p.KIT': 1 },
  })
  expect(await world.track()).toMatchObject({ planned: 4, sent: 3, failed: 1 })
  expect(world.parcels('K1')).toEqual(['1: DHL R1'])
  expect(world.parcels('K2')).toEqual(['0: DHL R2', '1: DHL R2'])
  expect(world.parcels('K3')).toEqual([])
  const failed = (await world.effects()).find(({ state }) => state === 'failed')
  expect(failed?.reason).toMatch(/Article KIT. Open at Kaufland: A \(\d+\), B \(\d+\)\. /)
  await world.rpc('product.product', 'write', [[(await world.clerk.find('p.KIT'))?.id]], {
    vals: { default_code: 'B' },
  })
  if (failed !== undefined) await world.ports.outbox.resolve(failed.id, 'not-sent', 'Kim')
  expect(await world.track()).toMatchObject({ sent: 1, failed: 0 })
  expect(world.parcels('K3')).toEqual(['1: DHL R3'])
})

test('orders of others, of nobody or unknown there, and what is cancelled, are never handed over', async () => {
  const world = await givenTracking()
  for (const number of ['W1', 'X1', 'K1', 'K2']) {
    await world.order(number, { POT: 1 })
    if (number !== 'K2')
      await world.clerk.shipped({ key: `s.${number}`, order: `o.${number}`, carrier: 'DHL', trackingRef: 'R1' })
  }
  await world.clerk.cancelled({ order: 'o.K2' })
  await world.clerk.orderConfirmed({
    key: 'o.K9',
    customer: 'buyer',
    lines: [{ product: 'p.POT', quantity: 1 }],
    clientOrderRef: 'K9',
  })
  await world.clerk.shipped({ key: 's.K9', order: 'o.K9', carrier: 'DHL', trackingRef: 'R9' })
  expect(await world.track()).toMatchObject({ planned: 2, sent: 1, failed: 1 })
  expect((await world.effects()).find(({ state }) => state === 'failed')?.reason).toContain('knows no such order')
  expect(['W1', 'X1', 'K2'].flatMap((number) => world.parcels(number))).toEqual([])

  // Taken off the delivery before it went: called off.
  world.marketplace.fail({
    path: /send$/,
    times: 1,
    how: { kind: 'status', status: 429, headers: { 'Retry-After': '600' } },
  })
  await world.order('K3', { POT: 1 })
  await world.clerk.shipped({ key: 's.K3', order: 'o.K3', carrier: 'DHL', trackingRef: 'R3' })
  expect(await world.track()).toMatchObject({ sent: 0, waiting: 1 })
  await world.clerk.trackingAdded({ picking: 's.K3', trackingRef: 'R4' })
  world.clock.pass(700)
  expect(await world.track()).toMatchObject({ sent: 1, suppressed: { order_changed: 1 } })
  expect(world.parcels('K3')).toEqual(['0: DHL R4'])
})

test('in shadow mode all is planned, nothing leaves, and the delivery says so', async () => {
  const world = await givenTracking({ marketplace: { mode: 'shadow' } })
  await world.order('K1', { POT: 1 })
  const { id } = await world.clerk.shipped({ key: 's.K1', order: 'o.K1', carrier: 'DHL', trackingRef: 'R1' })
  await world.order('K2', { POT: 1 })
  await world.clerk.shipped({ key: 's.K2', order: 'o.K2', carrier: 'Bote', trackingRef: 'R2' })
  expect(await world.track()).toMatchObject({ planned: 2, sent: 0, failed: 0, suppressed: { shadow: 2 } })
  expect([...world.parcels('K1'), ...world.parcels('K2')]).toEqual([])
  expect(await world.notes('stock.picking', id)).toMatchObject([expect.stringMatching(/^Probebetrieb: /) as string])
})

test('an answer that is lost: what can be seen is settled, what cannot waits for a person', async () => {
  const world = await givenTracking({ readbackWaitSeconds: [0] })
  await world.order('K1', { POT: 1 })
  world.marketplace.fail({ path: /send$/, times: 1, how: { kind: 'lose-answer' } })
  await world.clerk.shipped({ key: 's.K1', order: 'o.K1', carrier: 'DHL', trackingRef: 'R1' })
  expect(await world.track()).toMatchObject({ sent: 1, unknown: 0 })
  expect(world.parcels('K1')).toEqual(['0: DHL R1'])

  await world.order('K2', { POT: 1 })
  world.marketplace.fail({ path: /shipments$/, times: 1, how: { kind: 'lose-answer' } })
  const { id } = await world.clerk.shipped({ key: 's.K2', order: 'o.K2', carrier: 'DHL', trackingRef: 'A1,A2' })
  expect(await world.track()).toMatchObject({ sent: 1, unknown: 1 })
  world.clock.pass(3600)
  expect(await world.track()).toMatchObject({ sent: 0, unknown: 1 })
  expect(world.parcels('K2')).toEqual(['0: DHL A1', '0: DHL A2'])
  expect(await world.activities(id)).toMatchObject([{ summary: 'Sendungsnummer: Übergabe unklar' }])

  await world.order('K3', { POT: 1 })
  world.marketplace.trade.sends(world.lines('K3')[0]?.id ?? '', { carrier: 'DHL', reference: 'P1' })
  await world.clerk.shipped({ key: 's.K3', order: 'o.K3', carrier: 'DHL', trackingRef: 'R3' })
  expect(await world.track()).toMatchObject({ sent: 0, failed: 1 })
  const elsewhere = (await world.effects()).find(({ state }) => state === 'failed')
  expect(elsewhere?.reason).toContain('marked as sent at Kaufland already')
  if (elsewhere !== undefined) await world.ports.outbox.resolve(elsewhere.id, 'not-sent', 'Kim')
  expect(await world.track()).toMatchObject({ sent: 1, failed: 0 })
  expect(world.parcels('K3')).toEqual(['0: DHL P1', '0: DHL R3'])
})
