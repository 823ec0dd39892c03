import { beforeEach, expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { addDelivered } from '../../src/flows/facts.ts'
import { type FlowWorld, given } from './world.ts'

let world: FlowWorld

async function shopping(options: Parameters<typeof given>[0] = {}): Promise<FlowWorld> {
  const made = await given(options)
  await made.pass('notify')
  made.clock.pass(60)
  await made.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  await made.clerk.customer({
    key: 'maria',
    name: 'Maria Sommer',
    email: 'maria@example.org',
    language: 'de_DE',
    street: 'Lindenstr. 7',
    zip: '04155',
    city: 'Leipzig',
    country: 'DE',
  })
  await made.clerk.customer({
    key: 'silent',
    name: 'Ohne Adresse',
    language: 'de_DE',
    street: 'Lindenstr. 8',
    zip: '04155',
    city: 'Leipzig',
    country: 'DE',
  })
  return made
}

const orders = (number: string, customer = 'maria') =>
  world.clerk.orderConfirmed({
    key: `o.${number}`,
    customer,
    lines: [{ product: 'pot', quantity: 2 }],
    clientOrderRef: number,
  })
const shopCount = async () => (await world.pass('notify')).accounts.find(({ account }) => account === 'shop')
const subjects = () => world.sink.mails().map(({ subject }) => subject)

beforeEach(async () => {
  world = await shopping()
})

test('an order’s four mails go out once each: confirmed, shipped, delivered, refunded', async () => {
  const made = await orders('W1')
  expect(await shopCount()).toMatchObject({ planned: 1, sent: 1 })
  await world.clerk.shipped({ key: 'p.W1', order: 'o.W1', carrier: 'DHL', trackingRef: '00340434161094042557' })
  expect(await shopCount()).toMatchObject({ planned: 2, sent: 1, waiting: 1 })
  const facts = (await world.ports.odoo.orders.orders([made.id])).get(made.id)
  if (facts === undefined) throw new Error('no order')
  await addDelivered({ order: facts, at: instant(world.clock.now()) }, world.accounts, world.ports)
  expect(await shopCount()).toMatchObject({ sent: 1, waiting: 0 })
  await world.clerk.invoicedAndPaid({ key: 'i.W1', order: 'o.W1' })
  await world.clerk.partlyRefunded({ key: 'r.W1', order: 'o.W1', amount: 10 })
  expect(await shopCount()).toMatchObject({ planned: 1, sent: 1 })
  await shopCount()
  expect(world.sink.mails()).toHaveLength(4)
  expect(new Set(world.sink.mails().map(({ messageId }) => messageId)).size).toBe(4)
  expect(subjects().every((subject) => subject.includes('W1'))).toBe(true)
})

test('a parcel without tracking reference waits for it, and goes without it after an hour', async () => {
  await orders('W2')
  await shopCount()
  await world.clerk.shipped({ key: 'p.W2', order: 'o.W2', carrier: 'DHL' })
  expect(await shopCount()).toMatchObject({ sent: 0, waiting: 2 })
  world.clock.pass(60)
  await world.clerk.trackingAdded({ picking: 'p.W2', trackingRef: '00340434161094042557' })
  expect(await shopCount()).toMatchObject({ sent: 1 })
  expect(world.sink.mails().at(-1)?.text).toContain('00340434161094042557')
})

test('a cancelled order gets no mail, also when it is cancelled after the plan', async () => {
  await orders('W3')
  world.sink.fail({ kind: 'code', code: 451 }, 3)
  await shopCount()
  await world.clerk.cancelled({ order: 'o.W3' })
  world.clock.pass(3600)
  expect(await shopCount()).toMatchObject({ sent: 0, suppressed: { cancelled: 1 } })
  expect(world.sink.mails()).toEqual([])
})

test('no address: suppressed with the reason, and the order says so', async () => {
  await orders('W4', 'silent')
  expect(await shopCount()).toMatchObject({ suppressed: { no_address: 1 } })
})

test('orders of nobody get no mail; a dry run says whose they would be, without the address', async () => {
  await orders('X5')
  await orders('W5')
  const { would } = await wouldNotify(world.accounts, world.ports)
  expect(would.toSorted((a, b) => (a.account ?? '').localeCompare(b.account ?? ''))).toMatchObject([
    { account: null, reason: 'no_account', verdict: 'suppress' },
    { account: 'shop', kind: 'order_confirmed', to_masked: 'm***@example.org', verdict: 'send', reason: null },
  ])
  expect(world.sink.mails()).toEqual([])
  expect(await shopCount()).toMatchObject({ planned: 1, sent: 1 })
})

test('a mail whose confirmation was lost is not sent again before a person has decided', async () => {
  await orders('W6')
  world.sink.fail({ kind: 'lose-answer' }, 1)
  expect(await shopCount()).toMatchObject({ sent: 0, unknown: 1 })
  world.clock.pass(86_400)
  await shopCount()
  expect(world.sink.mails()).toHaveLength(1)
  const [effect] = await world.store.outbox.list({ state: 'unknown' })
  if (effect === undefined) throw new Error('nothing unknown')
  await world.store.outbox.resolve(effect.id, 'not-sent', 'test')
  await shopCount()
  expect(world.sink.mails()).toHaveLength(2)
})

test('a credit note that only cancels an unpaid invoice is no refund', async () => {
  await orders('W7')
  await world.clerk.shipped({ key: 'p.W7', order: 'o.W7', trackingRef: '1' })
  await world.clerk.invoiced({ key: 'i.W7', order: 'o.W7' })
  await world.clerk.creditedUnpaid({ key: 'c.W7', order: 'o.W7' })
  expect(await shopCount()).toMatchObject({ suppressed: { no_money_returned: 1 } })
})

test('a marketplace that informs its buyers itself gets no mail of ours', async () => {
  world = await shopping({ marketplace: { notify: ['order_confirmed'] } })
  await world.clerk.orderConfirmed({
    key: 'o.K9',
    customer: 'maria',
    lines: [{ product: 'pot', quantity: 1 }],
    clientOrderRef: 'K9',
  })
  const result = await world.pass('notify')
  expect(result.accounts.find(({ account }) => account === 'kaufland-de')).toMatchObject({
    planned: 1,
    suppressed: { policy_deny: 1 },
  })
  expect(world.sink.mails()).toEqual([])
})
