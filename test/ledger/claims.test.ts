import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredVerdict } from '../../src/domain/effect.ts'
import { conversationId } from '../../src/domain/ids.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, mail, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

function held<T>(claim: Claim<T> | undefined): Claim<T> {
  if (claim === undefined) throw new Error('nothing was claimed')
  return claim
}

const stateOf = async (claim: Claim) => (await store.outbox.effect(claim.effect.id))?.state
const verdict: StoredVerdict = { allowed: true, policy: 'kaufland/reply', findings: [] }

test('which keys were new is told, and all are found by them', async () => {
  const account = newAccount()
  const [first, second] = [
    mail(account, { dedupeKey: `one:${account}` }),
    mail(account, { dedupeKey: `two:${account}` }),
  ]
  expect(await store.outbox.planNew([first])).toEqual(new Set([first.dedupeKey]))
  expect(await store.outbox.planNew([first, second])).toEqual(new Set([second.dedupeKey]))
  const found = await store.outbox.findAll([first.dedupeKey, second.dedupeKey, 'never'])
  expect([...found.keys()].toSorted()).toEqual([first.dedupeKey, second.dedupeKey])
  expect(await store.outbox.findAll([])).toEqual(new Map())
})

test('several rows are claimed at once, the oldest first, each with an end of its own', async () => {
  const account = newAccount()
  const at = (second: number) =>
    mail(account, { dedupeKey: `${String(second)}:${account}`, at: store.clock.in(-100 + second) })
  await store.outbox.plan([at(3), at(1), at(2), at(4)])
  const claims = await store.outbox.claimSome({ flow: 'notify', account, state: 'planned' }, 3)
  expect(claims.map(({ effect }) => effect.dedupeKey)).toEqual([`1:${account}`, `2:${account}`, `3:${account}`])
  const [first, second, third] = claims
  expect(await Promise.all(claims.map((claim) => claim.sending({ of: claim.effect.id }, verdict)))).toEqual([
    true,
    true,
    true,
  ])
  expect(
    await Promise.all([held(first).done({ messageId: '<1>' }), held(second).unknown('lost'), held(third).done({})]),
  ).toEqual([true, true, true])
  expect(await Promise.all(claims.map(stateOf))).toEqual(['done', 'unknown', 'done'])
  expect(await store.outbox.effect(held(first).effect.id)).toMatchObject({
    result: { of: held(first).effect.id, messageId: '<1>' },
    verdict,
  })
  expect((await store.outbox.pendingReceipts(100)).filter(({ effect }) => effect.account === account)).toHaveLength(3)
  expect(await held(first).done({})).toBe(false)
})

test('two answers of one conversation are never claimed together', async () => {
  const account = newAccount()
  await store.outbox.plan([
    answer(account, { dedupeKey: `a:${account}`, conversation: conversationId('c-1') }),
    answer(account, { dedupeKey: `b:${account}`, conversation: conversationId('c-1') }),
    answer(account, { dedupeKey: `c:${account}`, conversation: conversationId('c-2') }),
  ])
  const claims = await store.outbox.claimSome({ flow: 'reply', account, state: 'planned' }, 3)
  expect(new Set(claims.map(({ effect }) => effect.conversation)).size).toBe(claims.length)
  expect(claims.length).toBeGreaterThan(0)
})

test('what the guard denied cannot be marked as being sent', async () => {
  const account = newAccount()
  await store.outbox.plan([mail(account, { dedupeKey: `denied:${account}` })])
  const [claim] = await store.outbox.claimSome({ flow: 'notify', account, state: 'planned' }, 1)
  await expect(held(claim).sending({}, { ...verdict, allowed: false })).rejects.toThrow('was denied and cannot be sent')
  expect(await stateOf(held(claim))).toBe('planned')
})
