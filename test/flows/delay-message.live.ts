import { beforeEach, expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { mirror } from '../../src/flows/mirror.ts'
import { notify } from '../../src/flows/notify.ts'
import { type FlowWorld, given } from './world.ts'

const HOUR = 3600
const KAUFLAND = accountName('kaufland-de')
const BUYER = { id: '77', name: 'Jonas Keller' }
let world: FlowWorld
let orders: number

beforeEach(async () => {
  orders = 0
  world = await given({ marketplace: { notify: ['delayed'] }, readbackWaitSeconds: [30, 120] })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  // A marketplace's buyer has no address here, and needs none.
  await world.clerk.customer({
    key: 'jonas',
    name: 'Jonas Keller',
    language: 'de_DE',
    street: 'Am Markt 1',
    zip: '04109',
    city: 'Leipzig',
    country: 'DE',
  })
})

/** An order at the marketplace and in Odoo, of which tomorrow was promised; its notice is let go. */
async function late(): Promise<string> {
  const number = `K${String((orders += 1))}`
  world.marketplace.trade.enter({ order: number, buyer: BUYER, lines: [{ sku: 'pot', title: 'Topf', quantity: 1 }] })
  const lines = [{ product: 'pot', quantity: 1 }]
  const { id } = await world.clerk.orderConfirmed({
    key: `o.${number}`,
    customer: 'jonas',
    lines,
    clientOrderRef: number,
  })
  const by = plusSeconds(world.clock.now(), 20 * HOUR)
  await world.rpc('sale.order', 'write', [[id], { commitment_date: odoo(by) }])
  await pass()
  const [proposed] = await world.ports.outbox.list({ account: KAUFLAND, state: 'proposed' })
  if (proposed === undefined) throw new Error('nothing proposed')
  await world.ports.outbox.approve([proposed.id], 'Anna')
  return number
}

const odoo = (at: Instant): string => at.slice(0, 19).replace('T', ' ')
const pass = () => notify(world.accounts, world.ports)
const rows = async () => (await world.ports.outbox.list({ account: KAUFLAND })).filter(({ kind }) => kind === 'delayed')
const written = (number: string): readonly string[] =>
  world.marketplace
    .conversations()
    .filter(({ order }) => order === number)
    .flatMap(({ messages }) => messages.filter(({ role }) => role === 'seller').map(({ text }) => text))

test('a delay is told in a conversation that it begins, once, without link or contact data', async () => {
  const number = await late()
  await pass()
  await pass()
  const [text, ...more] = written(number)
  expect(more).toEqual([])
  expect(text).toContain('Diesen Termin')
  expect(text).not.toMatch(/https?:|@/)
  expect(await rows()).toMatchObject([{ state: 'done', boundMessage: expect.any(String) as string }])
  expect(world.sink.mails()).toEqual([])
})

test('where the buyer talks about the order it stands in that conversation, and the ticket shows it once', async () => {
  const conversation = world.buyerWrites('Wo bleibt der Topf?', { order: 'K1' })
  await world.pass('mirror')
  const number = await late()
  await pass()
  expect(world.answersAtMarketplace(conversation)).toHaveLength(1)
  expect(written(number)).toHaveLength(1)
  await world.pass('mirror')
  const chatter = await world.chatter(conversation)
  expect(chatter.filter(({ body }) => body.includes('An den Käufer'))).toHaveLength(1)
  expect(chatter.filter(({ body }) => body.includes('Diesen Termin'))).toHaveLength(1)
})

test.each(['beginning', 'answering'])(
  '%s: a message whose confirmation was lost is found there and not sent again',
  async (how) => {
    if (how === 'answering') {
      world.buyerWrites('Wo bleibt der Topf?', { order: 'K1' })
      await world.pass('mirror')
    }
    const number = await late()
    world.marketplace.fail({ method: 'POST', path: /tickets/, times: 1, how: { kind: 'lose-answer' } })
    await pass()
    await pass()
    expect(written(number)).toHaveLength(1)
    expect(await rows()).toMatchObject([{ state: 'done' }])
  },
)

test('a message that never left is looked for twice and then sent', async () => {
  const number = await late()
  world.marketplace.fail({ method: 'POST', path: /tickets/, times: 1, how: { kind: 'cut' } })
  await pass()
  expect(await rows()).toMatchObject([{ state: 'unknown' }])
  for (const seconds of [30, 120, 1]) {
    world.clock.pass(seconds)
    await pass()
  }
  expect(written(number)).toHaveLength(1)
  expect(await rows()).toMatchObject([{ state: 'done' }])
})

test.each(['before', 'after'])('killed %s the message left, it arrives once', async (when) => {
  const number = await late()
  const claim = await world.ports.outbox.claim({ flow: 'notify', account: KAUFLAND, state: 'planned' })
  if (claim === undefined) throw new Error('nothing due')
  const text = 'Guten Tag, Ihre Bestellung kommt später.'
  await claim.sending({ by: 'message', starts: number, newestOwn: null, text })
  if (when === 'after') {
    const [opened] = world.accounts.filter(({ account }) => account.name === KAUFLAND)
    await opened?.connector.conversations?.start(number as never, { text, about: [] })
  }
  // Whoever held it is dead: its lease runs out.
  world.clock.pass(61)
  await world.ports.outbox.reclaim()
  for (const seconds of [1, 30, 120, 1]) {
    world.clock.pass(seconds)
    await pass()
  }
  expect(written(number)).toHaveLength(1)
  expect(await rows()).toMatchObject([{ state: 'done' }])
})

test('a marketplace that refuses the message fails it with its word', async () => {
  const number = await late()
  world.marketplace.fail({
    method: 'POST',
    path: /tickets/,
    times: 1,
    how: { kind: 'status', status: 400, body: '{}' },
  })
  await pass()
  expect(written(number)).toEqual([])
  expect(await rows()).toMatchObject([{ state: 'failed' }])
})

test('in shadow mode nothing is written', async () => {
  const number = await late()
  const accounts = world.accounts.map((opened) => ({
    ...opened,
    account: { ...opened.account, mode: 'shadow' as const },
  }))
  await notify(accounts, world.ports)
  expect(written(number)).toEqual([])
  expect(await rows()).toMatchObject([{ state: 'suppressed', reason: 'shadow' }])
})

test('a message of ours is not mirrored as the seller’s', async () => {
  const number = await late()
  await pass()
  const [opened] = world.accounts.filter(({ account }) => account.name === KAUFLAND)
  if (opened === undefined) throw new Error('no account')
  const { set_aside, mirrored } = await mirror(opened, world.ports)
  expect({ set_aside, mirrored }).toEqual({ set_aside: 0, mirrored: 0 })
  expect(written(number)).toHaveLength(1)
})
