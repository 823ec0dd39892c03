import { expect, test } from 'vitest'
import { plusSeconds } from '../../src/domain/time.ts'
import { inMemory, tokens } from '../../src/kit/tokens.ts'
import type { TokenKeep } from '../../src/kit/tokens.ts'
import { handClock } from './clock.ts'

/** A marketplace that gives tokens for ten minutes and counts them; what is used is noted beside what is stored. */
function marketplace(keep: TokenKeep = inMemory()) {
  const clock = handClock()
  const world = { given: 0, failing: false, clock }
  const renew = async () => {
    await Promise.resolve()
    if (world.failing) throw new Error('not now')
    world.given += 1
    return { access: `t${String(world.given)}`, expiresAt: plusSeconds(clock.now(), 600) }
  }
  return Object.assign(world, { tokens: tokens({ keep, renew, clock }) })
}

test('a token is used until a minute before its end', async () => {
  const { tokens, clock } = marketplace()
  expect(await tokens.current()).toBe('t1')
  clock.moveMs(539_000)
  expect(await tokens.current()).toBe('t1')
  clock.moveMs(1000)
  expect(await tokens.current()).toBe('t2')
})

test('many who need one at once get one', async () => {
  const world = marketplace()
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => world.tokens.current())))).toEqual(new Set(['t1']))
  expect(world.given).toBe(1)
})

test('a refused token is renewed once, however many met the refusal', async () => {
  const world = marketplace()
  const refused = await world.tokens.current()
  const found = await Promise.all(Array.from({ length: 5 }, () => world.tokens.insteadOf(refused)))
  expect(found).toEqual(['t2', 't2', 't2', 't2', 't2'])
  expect(await world.tokens.current()).toBe('t2')
})

test('a new token is stored before it is used', async () => {
  const order: string[] = []
  const memory = inMemory()
  const { tokens } = marketplace({
    ...memory,
    store: async (token) => {
      await memory.store(token)
      order.push(`stored ${token.access}`)
    },
  })
  order.push(`used ${await tokens.current()}`)
  expect(order).toEqual(['stored t1', 'used t1'])
})

test('a token that cannot be stored is not used', async () => {
  const memory = inMemory()
  const { tokens } = marketplace({ ...memory, store: () => Promise.reject(new Error('disk full')) })
  await expect(tokens.current()).rejects.toThrow('disk full')
})

test('a renewal that fails is told to who asked, and the next one tries again', async () => {
  const world = marketplace()
  world.failing = true
  await expect(world.tokens.current()).rejects.toThrow('not now')
  world.failing = false
  expect(await world.tokens.current()).toBe('t1')
})
