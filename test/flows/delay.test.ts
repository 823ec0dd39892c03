import { beforeEach, expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { notify } from '../../src/flows/notify.ts'
import type { NotifyPayload } from '../../src/flows/notify-rules.ts'
import { type FlowWorld, given } from './world.ts'

const HOUR = 3600
const SHOP = accountName('shop')
let world: FlowWorld

beforeEach(async () => {
  // Monday, 10:00 in Berlin.
  world = await given({ shop: { notify: ['delayed'] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  await world.clerk.product({ key: 'rare', name: 'Rarität', price: 99, stock: 0 })
  await world.clerk.customer({
    key: 'maria',
    name: 'Maria Sommer',
    email: 'maria@example.org',
    language: 'de_DE',
    street: 'Lindenstr. 7',
    zip: '04155',
    city: 'Leipzig',
    country: 'DE',
  })
})

/** An order of which a delivery date was promised so many hours from now. */
async function promised(number: string, hours: number, product = 'pot'): Promise<number> {
  const { id } = await world.clerk.orderConfirmed({
    key: `o.${number}`,
    customer: 'maria',
    lines: [{ product, quantity: 1 }],
    clientOrderRef: number,
  })
  await promise(id, hours)
  return id
}

const promise = (id: number, hours: number) =>
  world.rpc('sale.order', 'write', [[id], { commitment_date: odoo(plusSeconds(world.clock.now(), hours * HOUR)) }])
const odoo = (at: Instant): string => at.slice(0, 19).replace('T', ' ')
/** Plans, and looks at what waits; nothing is sent: proposals wait. */
const radar = async () => {
  await notify(world.accounts, world.ports)
  return (await world.ports.outbox.list({ account: SHOP })).filter(({ kind }) => kind === 'delayed').toReversed()
}
const notes = async (id: number): Promise<readonly string[]> => {
  const domain = [
    ['model', '=', 'sale.order'],
    ['res_id', '=', id],
    ['message_id', '=like', '%.d.%@marketplace-care>'],
  ]
  const rows = await world.rpc('mail.message', 'search_read', [domain], { fields: ['body'], order: 'id' })
  return (rows as { body: string }[]).map(({ body }) => body)
}

test('a promise for tomorrow that three days on the way cannot keep is proposed once, with the ready command', async () => {
  const id = await promised('W1', 20)
  const [effect, ...more] = await radar()
  expect(more).toEqual([])
  expect(effect).toMatchObject({
    state: 'proposed',
    source: { model: 'sale.order', id },
    payload: { delay: { onItsWay: false, again: false } },
  })
  await radar()
  const [note, ...others] = await notes(id)
  expect(others).toEqual([])
  expect(note).toContain('zugesagte Lieferung wird voraussichtlich nicht eingehalten')
  expect(note).toContain(`outbox approve ${String(effect?.id)}`)
})

test('goods that are missing are the reason', async () => {
  await promised('W2', 20, 'rare')
  expect(await radar()).toMatchObject([{ state: 'proposed', payload: { delay: { reason: 'stock' } } }])
})

test('nothing is proposed while there is time, and for what nobody promised', async () => {
  await promised('W3', 60)
  await world.clerk.orderConfirmed({
    key: 'o.W4',
    customer: 'maria',
    lines: [{ product: 'rare', quantity: 1 }],
    clientOrderRef: 'W4',
  })
  world.clock.pass(24 * HOUR)
  expect(await radar()).toEqual([])
  world.clock.pass(14 * HOUR)
  expect(await radar()).toHaveLength(1)
})

test('what leaves after all, or is promised for later, is taken back and the order says so; a promise that breaks later comes anew', async () => {
  const id = await promised('W5', 20)
  await radar()
  await promise(id, 30 * 24)
  expect(await radar()).toMatchObject([{ state: 'suppressed', reason: 'too_late' }])
  expect((await notes(id)).at(-1)).toContain('zurückgezogen')
  await promise(id, 20)
  const [again] = await radar()
  expect(again).toMatchObject({ state: 'proposed', reason: null })
  await world.clerk.shipped({ key: 'p.W5', order: 'o.W5', carrier: 'DHL', trackingRef: 'R5' })
  expect(await radar()).toMatchObject([{ state: 'suppressed', reason: 'too_late' }])
})

test('a cancelled order has no delay', async () => {
  const id = await promised('W6', 20)
  await radar()
  await world.clerk.cancelled({ order: 'o.W6' })
  expect(await radar()).toMatchObject([{ state: 'suppressed', reason: 'too_late' }])
  expect((await notes(id)).at(-1)).toContain('storniert')
})

test('what was promised before the account went live is held back, and what broke long ago is nobody’s news', async () => {
  const id = await promised('W7', -100)
  expect(await radar()).toEqual([])
  await promise(id, -10)
  expect(await radar()).toMatchObject([{ state: 'suppressed', reason: 'before_go_live' }])
})

test('another hour of the same day is the same promise', async () => {
  const id = await promised('W8', 20)
  await radar()
  await promise(id, 21)
  expect(await radar()).toHaveLength(1)
})

test('with DELAY=auto nobody is asked', async () => {
  const [, shop] = world.accounts
  if (shop === undefined) throw new Error('no shop')
  const delays = { tell: 'auto', aheadSeconds: 24 * HOUR, promised: 'arrival' } as const
  const accounts = world.accounts.map((opened) =>
    opened === shop ? { ...opened, account: { ...opened.account, delays } } : opened,
  )
  await promised('W9', 20)
  await notify(accounts, world.ports)
  const [effect] = await world.ports.outbox.list({ account: SHOP })
  expect(effect?.kind).toBe('delayed')
  expect(effect?.state).not.toBe('proposed')
  expect(effect?.result['approved']).toBeUndefined()
})

test('an order that two accounts claim is nobody’s, and one that none claims neither', async () => {
  await promised('X1', 20)
  expect(await radar()).toEqual([])
})

test('a planned new day is told; where that breaks too it is told again, and the same never twice', async () => {
  const id = await promised('W10', 20)
  const plan = async (hours: number) => {
    const [picking] = (await world.rpc('stock.picking', 'search', [[['sale_id', '=', id]]])) as number[]
    const scheduled_date = odoo(plusSeconds(world.clock.now(), hours * HOUR))
    await world.rpc('stock.picking', 'write', [[picking], { scheduled_date }])
  }
  // Tuesday was promised; leaving on Thursday it arrives on Tuesday.
  await plan(72)
  const [first] = await radar()
  expect(first).toMatchObject({ state: 'proposed', payload: { delay: { again: false } } })
  expect((first?.payload as NotifyPayload).delay?.expected?.slice(0, 10)).toBe('2026-03-10')
  await world.ports.outbox.approve([first?.id as never], 'Anna')
  await radar()
  await radar()
  expect(world.sink.mails()).toHaveLength(1)
  world.clock.pass(7 * 24 * HOUR)
  await plan(48)
  const [, second, ...more] = await radar()
  expect(more).toEqual([])
  expect(second).toMatchObject({ state: 'proposed', payload: { delay: { again: true } } })
})

test('what a person approved and came right before it left is taken back, and the order says so', async () => {
  const id = await promised('W20', 20)
  const [{ id: row } = { id: '' as never }] = await radar()
  await world.ports.outbox.approve([row], 'Rita')
  await promise(id, 30 * 24)
  expect(await radar()).toMatchObject([{ state: 'suppressed', reason: 'too_late' }])
  expect((await notes(id)).at(-1)).toContain('zurückgezogen')
})

test('where a part has left, the notice names only what has not', async () => {
  const { id } = await world.clerk.orderConfirmed({
    ...{ key: 'o.W21', customer: 'maria', clientOrderRef: 'W21' },
    lines: [{ product: 'pot', quantity: 4 }],
  })
  await promise(id, 20)
  await world.clerk.shipped({ key: 'p.W21', order: 'o.W21', trackingRef: 'R21', quantities: { pot: 1 } })
  const [notice] = await radar()
  await world.ports.outbox.approve([notice?.id as never], 'Anna')
  await radar()
  expect(world.sink.mails().at(-1)?.text).toContain('3 × Topf')
})
