import { expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import type { Account } from '../../src/domain/account.ts'
import { wouldTable } from '../../src/commands/would-table.ts'
import { dryRun } from '../../src/flows/dry-run.ts'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { pause } from '../../src/flows/pauses.ts'
import { type FlowWorld, given } from './world.ts'

async function shop(settings: Partial<Account> = {}): Promise<FlowWorld> {
  const world = await given({ shop: settings })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  await world.clerk.customer({
    ...{ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
  await world.clerk.orderConfirmed({
    ...{ key: 'o.W1', customer: 'maria', clientOrderRef: 'W1' },
    lines: [{ product: 'pot', quantity: 1 }],
  })
  return world
}

const would = async (world: FlowWorld) => (await wouldNotify(world.accounts, world.ports)).would
const inWords = async (world: FlowWorld) =>
  (await would(world)).map(({ kind, verdict, reason, until }) =>
    [kind, verdict, reason ?? until ?? ''].join(' ').trim(),
  )

test('what is new and what waits is shown, each once, with its time; nothing is written or sent', async () => {
  const world = await shop({ transitDays: new Map([['*', 2]]) })
  expect(await inWords(world)).toEqual(['order_confirmed send'])
  expect(await world.store.outbox.list({})).toEqual([])
  await world.pass('notify')
  await world.clerk.shipped({ key: 'p.W1', order: 'o.W1', carrier: 'DHL' })
  await world.pass('notify')
  const rows = await world.store.outbox.list({})
  expect((await inWords(world)).toSorted()).toEqual([
    'delivered later 2026-03-04T09:01:00.000Z',
    'shipped later 2026-03-02T10:01:00.000Z',
  ])
  world.clock.pass(3600)
  // The hourly sweep reads what was told, too.
  const waiting = (await inWords(world)).filter((words) => !words.endsWith(' done'))
  expect(waiting.toSorted()).toEqual(['delivered later 2026-03-04T09:01:00.000Z', 'shipped send'])
  expect(await world.store.outbox.list({})).toEqual(rows)
  expect(world.sink.mails()).toHaveLength(1)
  expect(JSON.stringify(await would(world))).not.toContain('maria@')
})

test('a kind with slots of its own is shown with its slot', async () => {
  const world = await shop({ schedules: new Map([['order_confirmed', '0 18 * * *']]) })
  expect(await inWords(world)).toEqual(['order_confirmed later 2026-03-02T17:00:00.000Z'])
})

test('what a person holds back is later, and says who', async () => {
  const world = await shop()
  const since = world.clock.now()
  await pause([{ account: accountName('shop'), by: 'anna', since, reason: 'a wrong logo' }], world.ports.ledger)
  expect(await would(world)).toMatchObject([
    { verdict: 'later', to_masked: 'm***@example.org', sentence: `Held back by anna since ${since}: a wrong logo` },
  ])
})

test('in shadow mode everything is judged and nothing would leave', async () => {
  const world = await shop({ mode: 'shadow' })
  expect(await would(world)).toMatchObject([
    { kind: 'order_confirmed', verdict: 'suppress', reason: 'shadow', to_masked: 'm***@example.org' },
  ])
  const { accounts } = await world.pass('notify')
  expect(accounts.find(({ account }) => account === 'shop')).toMatchObject({
    sent: 0,
    kinds: { order_confirmed: { planned: 1, sent: 0, suppressed: { shadow: 1 } } },
  })
  expect(world.sink.mails()).toEqual([])
})

test('people get a table: what leaves first, then what waits, with the reason in words', async () => {
  const world = await shop()
  const { would: found = [] } = await dryRun('notify', world.accounts, world.ports)
  const table = wouldTable(
    [
      ...found,
      {
        ...{ account: null, kind: 'shipped', source: { model: 'stock.picking', id: 7 }, to_masked: null },
        ...{ verdict: 'suppress', reason: 'no_account', sentence: 'The order belongs to no account.' },
      },
    ],
    { timeZone: 'Europe/Berlin' },
  )
  const [header, first, second, sums] = table.split('\n').map((line) => line.trim().split(/ {2,}/))
  expect(header).toEqual(['WHAT', 'ACCOUNT', 'KIND', 'RECORD', 'TO', 'WHY'])
  expect(first).toEqual([
    'send',
    'shop',
    'order_confirmed',
    expect.stringMatching(/^sale\.order \d+$/),
    'm***@example.org',
  ])
  expect(second?.at(-1)).toBe('no_account: The order belongs to no account.')
  expect(sums).toEqual(['send 1, suppress 1'])
})
