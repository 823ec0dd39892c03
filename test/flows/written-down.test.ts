import { expect, test } from 'vitest'
import { Retryable } from '../../src/domain/errors.ts'
import { runJob } from '../../src/flows/passes.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import { SHOP, shopping } from './shop-world.ts'

/** A claim whose `done` the database does not take so many times, as when its connection breaks. */
function losing<Payload>(claim: Claim<Payload>, left: { times: number }): Claim<Payload> {
  return new Proxy(claim, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target)
      if (typeof found !== 'function') return found
      if (name !== 'done' || left.times === 0) return found.bind(target) as unknown
      return () => {
        left.times -= 1
        return Promise.reject(new Retryable('The database cannot be used.', { systemic: true }))
      }
    },
  })
}

test.each([
  ['a moment', 1, 'done'],
  ['longer', 2, 'unknown'],
] as const)('a mail that left while the database was away for %s does not leave again', async (_long, times, state) => {
  const world = await shopping()
  const id = await world.orders('W1')
  await world.ships('W1')
  const left = { times }
  const { outbox } = world.ports
  const ports = {
    ...world.ports,
    outbox: {
      ...outbox,
      claimSome: async <Payload>(...args: Parameters<typeof outbox.claimSome>) =>
        (await outbox.claimSome<Payload>(...args)).map((claim) => losing(claim, left)),
    },
  }
  await runJob('notify', world.accounts, ports)
  for (let pass = 0; pass < 3; pass += 1) {
    world.clock.pass(3600)
    await world.count()
  }
  expect(world.sink.mails()).toHaveLength(1)
  expect(left.times).toBe(0)
  expect(await world.became(id)).toEqual({ shipped: state })
  expect((await world.store.outbox.list({ account: SHOP }))[0]?.attempts).toBe(0)
})
