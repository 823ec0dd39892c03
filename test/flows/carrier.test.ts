import { afterEach, beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import dhl from '../../connectors/dhl/index.ts'
import { openCarrier } from '../../src/carriers.ts'
import { accountName } from '../../src/domain/ids.ts'
import type { ParcelEvent, ParcelState } from '../../src/domain/parcel-event.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { notify } from '../../src/flows/notify.ts'
import type { FlowPorts } from '../../src/flows/context.ts'
import type { CarrierSandbox } from '../../src/kit/carrier.ts'
import { type FlowWorld, given } from './world.ts'

const HOUR = 3600
const SHOP = accountName('shop')
const ADDRESS = { language: 'de_DE', street: 'Am Markt 1', zip: '04109', city: 'Leipzig', country: 'DE' } as const
let world: FlowWorld
let dhlServer: CarrierSandbox
let dailyCalls: number

beforeEach(async () => {
  dailyCalls = 250
  world = await given({ shop: { notify: ['shipped', 'delivered', 'delayed'] } })
  const start = await dhl.sandbox?.()
  if (start === undefined) throw new Error('no sandbox')
  dhlServer = await start({ now: () => world.clock.now() })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  await world.clerk.customer({ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', ...ADDRESS })
  await world.clerk.customer({ key: 'jonas', name: 'Jonas Keller', ...ADDRESS })
})
afterEach(() => dhlServer.close())

const ports = (): FlowPorts => {
  const access = { settings: dhlServer.settings, baseUrl: dhlServer.baseUrl }
  const carrier = openCarrier(dhl, access, { clock: world.clock, log: pino({ level: 'silent' }) })
  return { ...world.ports, carriers: [{ declaration: dhl, carrier, dailyCalls }] }
}
const pass = () => notify(world.accounts, ports())
const odoo = (at: Instant): string => at.slice(0, 19).replace('T', ' ')

/** A parcel that left, of an order whose delivery date is so many hours ahead. */
async function left(
  number: string,
  reference: string,
  { hours = 30, customer = 'maria', carrier = 'DHL' } = {},
): Promise<number> {
  const lines = [{ product: 'pot', quantity: 1 }]
  const { id } = await world.clerk.orderConfirmed({ key: `o.${number}`, customer, lines, clientOrderRef: number })
  const by = plusSeconds(world.clock.now(), hours * HOUR)
  await world.rpc('sale.order', 'write', [[id], { commitment_date: odoo(by) }])
  await world.clerk.shipped({ key: `p.${number}`, order: `o.${number}`, carrier, trackingRef: reference })
  return id
}

const happens = (reference: string, state: ParcelState, more: Partial<ParcelEvent> = {}) => {
  dhlServer.happens({ reference, state, at: world.clock.now(), ...more })
}
const rows = async (kind: string) =>
  (await world.ports.outbox.list({ account: SHOP })).filter((effect) => effect.kind === kind)

test('a parcel whose promise is near is asked for, and what DHL says of its arrival is told as a fact', async () => {
  await left('W1', 'R1')
  happens('R1', 'delivered')
  await pass()
  expect(dhlServer.requests()).toEqual(['GET /track/shipments'])
  expect(await rows('delivered')).toMatchObject([{ state: 'done', payload: { basis: 'fact' } }])
  world.clock.pass(48 * HOUR)
  await pass()
  expect(dhlServer.requests()).toHaveLength(1)
  expect(await rows('delivered')).toHaveLength(1)
})

test('nobody asks for parcels without need: no talk, no near promise, another carrier', async () => {
  await left('W2', 'R2', { hours: 24 * 20 })
  await left('W3', 'R3', { carrier: 'UPS' })
  await pass()
  expect(dhlServer.requests()).toEqual([])
})

test('a parcel of two has arrived when both have', async () => {
  await left('W4', 'A4, B4')
  happens('A4', 'delivered')
  happens('B4', 'moving')
  await pass()
  expect(await rows('delivered')).toMatchObject([{ state: 'planned', payload: { basis: 'transit' } }])
  world.clock.pass(5 * HOUR)
  happens('B4', 'delivered')
  await pass()
  expect(await rows('delivered')).toMatchObject([{ state: 'done', payload: { basis: 'fact' } }])
})

test('the buyer talks about it: the ticket gets one note for each state that matters, never doubled', async () => {
  const conversation = world.buyerWrites('Wo ist mein Topf?', { order: 'K1' })
  await world.pass('mirror')
  await left('K1', 'R5', { hours: 24 * 20, customer: 'jonas' })
  for (const state of ['announced', 'moving', 'exception'] as const) {
    world.clock.pass(60)
    happens('R5', state, state === 'exception' ? { description: 'Empfänger & Nachbar nicht da' } : {})
  }
  await pass()
  world.clock.pass(5 * HOUR)
  happens('R5', 'pickup')
  await pass()
  world.clock.pass(5 * HOUR)
  await pass()
  const notes = (await world.chatter(conversation)).filter(({ message_id: id }) => id.includes('.k.'))
  expect(notes).toHaveLength(2)
  expect(notes[0]?.body).toContain('Hindernis')
  expect(notes[0]?.body).toContain('Empfänger &amp; Nachbar nicht da')
  expect(notes[1]?.body).toContain('Abholung bereit')
})

test('a parcel that DHL expects later than promised is proposed with the new day, and taken back when it comes in time', async () => {
  await left('W6', 'R6', { hours: 20 })
  happens('R6', 'moving', { expected: plusSeconds(world.clock.now(), 72 * HOUR) })
  await pass()
  const [late] = await rows('delayed')
  expect(late).toMatchObject({ state: 'proposed', payload: { delay: { onItsWay: true, reason: 'carrier' } } })
  world.clock.pass(5 * HOUR)
  happens('R6', 'out_for_delivery', { expected: plusSeconds(world.clock.now(), HOUR) })
  await pass()
  expect(await rows('delayed')).toMatchObject([{ state: 'suppressed', reason: 'too_late' }])
})

test('no more calls are made than the day has, by whoever asks; the next day of the carrier has its own', async () => {
  dailyCalls = 2
  for (const number of ['W7', 'W8', 'W9']) {
    await left(number, `R${number}`)
    happens(`R${number}`, 'moving')
  }
  for (let passes = 0; passes < 5; passes += 1) await pass()
  expect(dhlServer.requests()).toHaveLength(2)
  // From nine in the morning to past midnight, in UTC.
  world.clock.pass(15 * HOUR)
  await pass()
  expect(dhlServer.requests().length).toBeGreaterThan(2)
})

test.each([
  [401, 3600],
  [429, 3600],
  [503, 300],
])(
  '%i holds up no mail, DHL is left in peace for a while, and one parcel that it fails for holds up no other',
  async (status, seconds) => {
    await left('W10', 'R10')
    await left('W15', 'R15')
    dhlServer.fail({ path: /shipments/, times: 1, how: { kind: 'status', status } })
    await pass()
    expect(await rows('shipped')).toMatchObject([{ state: 'done' }, { state: 'done' }])
    world.clock.pass(seconds - 60)
    await pass()
    expect(dhlServer.requests()).toHaveLength(1)
    expect(await world.store.ledger.carrier.budget('dhl')).toMatchObject({ blocked: expect.anything() as unknown })
    world.clock.pass(120)
    for (const reference of ['R10', 'R15']) happens(reference, 'moving')
    await pass()
    expect((await world.store.ledger.carrier.newest(['R15'])).get('R15')).toMatchObject({ state: 'moving' })
  },
)

test('a reference that DHL does not know, or half an answer, is asked for again hours later', async () => {
  await left('W11', 'R11')
  await pass()
  await pass()
  expect(dhlServer.requests()).toHaveLength(1)
  world.clock.pass(9 * HOUR)
  happens('R11', 'moving')
  dhlServer.fail({ path: /shipments/, times: 1, how: { kind: 'cut-json' } })
  await pass()
  world.clock.pass(2 * HOUR)
  await pass()
  expect(dhlServer.requests()).toHaveLength(3)
})

test('what a webhook told feeds the same, also when it came before the parcel was known', async () => {
  await world.ports.ledger.carrier.record('aggregator', [
    { reference: 'R12', state: 'delivered', at: plusSeconds(world.clock.now(), 30) },
  ])
  await notify(world.accounts, world.ports)
  world.clock.pass(60)
  await left('W12', 'R12')
  await notify(world.accounts, world.ports)
  expect(await rows('delivered')).toMatchObject([{ payload: { basis: 'fact' } }])
})

test('a thousand parcels of other shops do not hide ours, and are gone after a day', async () => {
  const at = world.clock.now()
  const strange = Array.from(
    { length: 1100 },
    (_, n) => ({ reference: `S${String(n)}`, state: 'exception', at }) as const,
  )
  await world.ports.ledger.carrier.record('aggregator', strange)
  world.clock.pass(60)
  await left('W13', 'R13')
  await world.ports.ledger.carrier.record('aggregator', [
    { reference: 'R13', state: 'delivered', at: world.clock.now() },
  ])
  await notify(world.accounts, world.ports)
  expect(await rows('delivered')).toMatchObject([{ state: 'done', payload: { basis: 'fact' } }])
  world.clock.pass(25 * HOUR)
  await notify(world.accounts, world.ports)
  expect((await world.ports.ledger.carrier.newest(['S0', 'S1099', 'R13'])).size).toBe(1)
})

test('what happened months ago to a parcel of the same number says nothing of this one', async () => {
  await left('W14', 'R14')
  const record = (at: Instant) =>
    world.ports.ledger.carrier.record('aggregator', [{ reference: 'R14', state: 'delivered', at }])
  await record(plusSeconds(world.clock.now(), -100 * 24 * HOUR))
  await notify(world.accounts, world.ports)
  expect(await rows('delivered')).toMatchObject([{ state: 'planned', payload: { basis: 'transit' } }])
  world.clock.pass(5 * HOUR)
  await record(world.clock.now())
  await notify(world.accounts, world.ports)
  expect(await rows('delivered')).toMatchObject([{ state: 'done', payload: { basis: 'fact' } }])
})
