import { expect, test } from 'vitest'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { SHOP, shopping, type ShopWorld } from './shop-world.ts'

/** By record: what the dry run says, and what a run makes of it right after. */
async function saidAndDone(world: ShopWorld) {
  const { would } = await wouldNotify(world.accounts, world.ports)
  const said = would.map(({ kind, source, verdict, reason }) => [
    `${kind} ${String(source.id)}`,
    verdict === 'suppress' ? String(reason) : verdict,
  ])
  await world.pass('notify')
  const rows = await world.store.outbox.list({ account: SHOP })
  const words = { done: 'send', planned: 'later' } as Readonly<Record<string, string>>
  const done = rows.map(({ kind, source, state, reason }) => [
    `${kind} ${String(source?.id)}`,
    state === 'suppressed' ? String(reason) : (words[state] ?? state),
  ])
  return { said: said.toSorted(), done: done.toSorted() }
}

test('what would be sent first counts against what would be sent next: too many for one order', async () => {
  const world = await shopping({ notifyMaxPerOrder: 2, notify: ['order_confirmed', 'shipped'] })
  await world.orders('W1', { quantity: 4 })
  for (const key of ['a', 'b', 'c', 'd']) await world.ships('W1', key, 1)
  await world.orders('W2')
  await world.ships('W2')
  const { said, done } = await saidAndDone(world)
  expect(said).toEqual(done)
  expect(said.filter(([, became]) => became === 'too_many')).toHaveLength(3)
})

test('parcels that would be told together are shown so, though none of them is planned yet', async () => {
  const world = await shopping({ combine: 'on' })
  await world.orders('W1', { quantity: 3 })
  for (const key of ['a', 'b', 'c']) await world.ships('W1', key, 1)
  const { said, done } = await saidAndDone(world)
  expect(said).toEqual(done)
  expect(said.map(([, became]) => became).toSorted()).toEqual(['combined', 'combined', 'send'])
})

test('a parcel that waits for those of its hour is shown so before it is planned', async () => {
  const world = await shopping({ combine: 'on' })
  await world.orders('W1', { quantity: 3 })
  await world.ships('W1', 'a', 1)
  const { said, done } = await saidAndDone(world)
  expect(said).toEqual(done)
  expect(said.map(([, became]) => became)).toEqual(['later'])
})

test('a parcel whose arrival is told first is told of no more', async () => {
  const world = await shopping({ notify: ['shipped', 'delivered'], transitDays: new Map([['*', 0]]) })
  await world.orders('W1')
  await world.ships('W1')
  const { said, done } = await saidAndDone(world)
  expect(said).toEqual(done)
})
