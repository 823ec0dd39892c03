import { beforeEach, expect, test } from 'vitest'
import { inItsSlot } from '../../src/flows/notify-slots.ts'
import { pause, pausesOf, resume } from '../../src/flows/pauses.ts'
import { notify } from '../../src/flows/notify.ts'
import { accountName } from '../../src/domain/ids.ts'
import type { NewEffect } from '../../src/domain/effect.ts'
import { instant } from '../../src/domain/time.ts'
import { type FlowWorld, given } from './world.ts'

const row = (kind: string, notBefore: string): NewEffect => ({
  account: accountName('shop'),
  flow: 'notify',
  kind,
  dedupeKey: kind,
  state: 'planned',
  payload: {},
  notBefore: instant(notBefore),
})
const timeZone = 'Europe/Berlin'

test('a kind with slots of its own waits for the first slot after it is due', () => {
  const schedules = new Map([['shipped', '0 9-17 * * 1-5'] as const])
  const slot = (notBefore: string) => inItsSlot(row('shipped', notBefore), { schedules, timeZone }).notBefore
  expect(slot('2026-03-02T09:20:00Z')).toBe('2026-03-02T10:00:00.000Z')
  expect(slot('2026-03-02T10:00:00Z')).toBe('2026-03-02T10:00:00.000Z')
  expect(slot('2026-03-06T17:00:00Z')).toBe('2026-03-09T08:00:00.000Z')
  expect(slot('2026-03-27T17:00:00Z')).toBe('2026-03-30T07:00:00.000Z')
})

test('every other kind, and what is suppressed, stays as it is', () => {
  const schedules = new Map([['shipped', '0 9 * * *'] as const])
  const delivered = row('delivered', '2026-03-02T09:20:00Z')
  expect(inItsSlot(delivered, { schedules, timeZone })).toBe(delivered)
  expect(inItsSlot(delivered, { timeZone })).toBe(delivered)
  const stopped: NewEffect = { ...row('shipped', '2026-03-02T09:20:00Z'), state: 'suppressed', reason: 'too_old' }
  expect(inItsSlot(stopped, { schedules, timeZone })).toBe(stopped)
})

let world: FlowWorld

/** A shop whose parcels are told at 12 and 18 o'clock in Berlin; it is 10:01 there. */
async function shop(): Promise<void> {
  world = await given({ shop: { schedules: new Map([['shipped', '0 12,18 * * *']]), transitDays: new Map() } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  await world.clerk.customer({
    ...{ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
}

const ships = async (number: string): Promise<void> => {
  await world.clerk.orderConfirmed({
    ...{ key: `o.${number}`, customer: 'maria', clientOrderRef: number },
    lines: [{ product: 'pot', quantity: 1 }],
  })
  await world.clerk.shipped({ key: `p.${number}`, order: `o.${number}`, carrier: 'DHL', trackingRef: '1' })
}
const shopCount = async () => (await world.pass('notify')).accounts.find(({ account }) => account === 'shop')

beforeEach(shop)

test('a pass between the slots sends the other kinds; the pass after the slot sends the rest, once', async () => {
  await ships('W1')
  expect(await shopCount()).toMatchObject({
    sent: 1,
    waiting: 1,
    kinds: { order_confirmed: { planned: 1, sent: 1 }, shipped: { planned: 1, sent: 0 } },
  })
  world.clock.pass(3600)
  expect(await shopCount()).toMatchObject({ sent: 0, waiting: 1 })
  world.clock.pass(3600)
  expect(await shopCount()).toMatchObject({ sent: 1, waiting: 0, kinds: { shipped: { sent: 1 } } })
  expect(await shopCount()).toMatchObject({ sent: 0 })
})

test('after a night of downtime what its slots would have sent goes once', async () => {
  await ships('W1')
  world.clock.pass(20 * 3600)
  expect(await shopCount()).toMatchObject({ sent: 2, waiting: 0 })
  expect(world.sink.mails()).toHaveLength(2)
})

test('the slot of a kind plans everything and sends that kind alone', async () => {
  await ships('W1')
  world.clock.pass(2 * 3600)
  const [, counted] = await notify(world.accounts, world.ports, {
    only: { account: accountName('shop'), kinds: ['shipped'] },
  })
  expect(counted).toMatchObject({ planned: 2, sent: 1, waiting: 1, kinds: { shipped: { sent: 1 } } })
  expect(await shopCount()).toMatchObject({ planned: 0, sent: 1, kinds: { order_confirmed: { sent: 1 } } })
})

test('while a person holds notifications back they are planned and wait; then they go', async () => {
  const shopOnly = [accountName('shop')]
  const kept = { account: accountName('shop'), by: 'anna', since: world.clock.now(), reason: 'a wrong logo' }
  await pause([kept], world.ports.ledger)
  expect(
    await pausesOf(
      world.accounts.map(({ account }) => account.name),
      world.ports.ledger,
    ),
  ).toEqual([kept])
  await ships('W1')
  expect(await shopCount()).toMatchObject({ planned: 2, sent: 0, waiting: 2 })
  expect(world.sink.mails()).toEqual([])
  await resume(shopOnly, world.ports.ledger)
  expect(await pausesOf(shopOnly, world.ports.ledger)).toEqual([])
  expect(await shopCount()).toMatchObject({ sent: 1, waiting: 1 })
})
