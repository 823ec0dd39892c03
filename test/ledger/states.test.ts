import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EffectState } from '../../src/domain/effect.ts'
import { isFault } from '../../src/domain/errors.ts'
import type { EffectId } from '../../src/domain/ids.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

/** As ARCHITECTURE and SEAMS have it; written out here on purpose, so that a change of the code is noticed. */
const allowed: Readonly<Record<EffectState, readonly EffectState[]>> = {
  proposed: ['planned', 'suppressed'],
  planned: ['sending', 'done', 'suppressed', 'failed'],
  sending: ['planned', 'done', 'suppressed', 'failed', 'unknown'],
  unknown: ['planned', 'done'],
  suppressed: ['planned', 'proposed'],
  failed: ['planned'],
  done: [],
}

/** Everything that can happen to an effect, in any order, with claims that are long lost among them. */
type Step = (world: World) => Promise<unknown>
interface World {
  readonly id: EffectId
  readonly account: ReturnType<typeof newAccount>
  readonly claims: Claim[]
}

const newestClaim = (world: World): Claim | undefined => world.claims.at(-1)
const oldestClaim = (world: World): Claim | undefined => world.claims[0]
const take =
  (state: 'planned' | 'unknown'): Step =>
  async ({ account, claims }) => {
    const claim = await store.outbox.claim({ flow: 'reply', account, state })
    if (claim !== undefined) claims.push(claim)
  }

const steps: Readonly<Record<string, Step>> = {
  'claim planned': take('planned'),
  'claim unknown': take('unknown'),
  sending: (world) => newestClaim(world)?.sending({}) ?? Promise.resolve(),
  done: (world) => newestClaim(world)?.done({}) ?? Promise.resolve(),
  suppress: (world) => newestClaim(world)?.suppress('linter', '') ?? Promise.resolve(),
  fail: (world) => newestClaim(world)?.fail('no') ?? Promise.resolve(),
  retry: (world) => newestClaim(world)?.retry(store.clock.now(), 'again') ?? Promise.resolve(),
  'unknown, look again': (world) => newestClaim(world)?.unknown('lost', store.clock.now()) ?? Promise.resolve(),
  'unknown, a person': (world) => newestClaim(world)?.unknown('lost') ?? Promise.resolve(),
  release: (world) => newestClaim(world)?.release() ?? Promise.resolve(),
  'a lost claim says done': (world) => oldestClaim(world)?.done({}) ?? Promise.resolve(),
  'a lost claim says retry': (world) => oldestClaim(world)?.retry(store.clock.now(), 'again') ?? Promise.resolve(),
  'the lease runs out': async () => {
    store.clock.advance(61)
    await store.outbox.reclaim()
  },
  'resolved as sent': ({ id }) => store.outbox.resolve(id, 'sent', 'Anna'),
  'resolved as not sent': ({ id }) => store.outbox.resolve(id, 'not-sent', 'Anna'),
  overridden: ({ id }) => store.outbox.override(id, 'Anna', 'known'),
  approved: ({ id }) => store.outbox.approve([id], 'Anna'),
  changed: ({ id }) => store.outbox.replan(id, { payload: {} }),
}

/** What the program refuses loudly: a person's wrong decision, or a step that the states do not allow. */
const isRefusal = (error: unknown): boolean => isFault(error) || /cannot become/.test(String(error))

test('states only move along the allowed edges, whatever happens in whatever order', async () => {
  const walk = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 5, maxLength: 20 })
  const start = fc.constantFrom('planned' as const, 'proposed' as const)
  await fc.assert(
    fc.asyncProperty(start, walk, async (state, names) => {
      const account = newAccount()
      const dedupeKey = `walk:${account}`
      await store.outbox.plan([answer(account, { state, dedupeKey })])
      let before = await store.outbox.find(dedupeKey)
      if (before === undefined) throw new Error('not planned')
      const world: World = { id: before.id, account, claims: [] }
      for (const name of names) {
        try {
          await steps[name]?.(world)
        } catch (error) {
          if (!isRefusal(error)) throw error
        }
        const after = await store.outbox.effect(world.id)
        if (after === undefined) throw new Error('gone')
        if (after.state !== before.state)
          expect([before.state, name, allowed[before.state]]).toEqual([
            before.state,
            name,
            expect.arrayContaining([after.state]),
          ])
        before = after
      }
      const counted = await store.outbox.counts(account, 'reply')
      expect(counted.planned).toBe(1)
    }),
    { numRuns: 20 },
  )
})
