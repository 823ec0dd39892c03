import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountName } from '../../src/domain/ids.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, mail, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const claimReply = (account: AccountName) => store.outbox.claim({ flow: 'reply', account, state: 'planned' })

async function replyInHand(account: AccountName) {
  await store.outbox.plan([answer(account)])
  const claim = await claimReply(account)
  if (claim === undefined) throw new Error('nothing was claimed')
  return claim
}

test('an untouched row is free again when its lease has run out', async () => {
  const account = newAccount()
  const slow = await replyInHand(account)
  store.clock.advance(59)
  await store.outbox.reclaim()
  expect(await claimReply(account)).toBeUndefined()
  store.clock.advance(2)
  expect(await store.outbox.reclaim()).toBe(0)
  const next = await claimReply(account)
  expect(next?.effect.id).toBe(slow.effect.id)
  expect(await slow.sending({})).toBe(false)
  await next?.release()
})

test('nothing is sent on a lease that has run out, even where nobody noticed yet', async () => {
  const slow = await replyInHand(newAccount())
  store.clock.advance(61)
  expect(await slow.sending({})).toBe(false)
})

test('what was being sent when the lease ran out is unknown: a reply is looked after, a mail is for a person', async () => {
  const account = newAccount()
  const reply = await replyInHand(account)
  await reply.sending({ text: 'Hallo' })
  await store.outbox.plan([mail(account)])
  const notice = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  await notice?.sending({})
  store.clock.advance(61)
  expect(await store.outbox.reclaim()).toBe(2)
  expect(await store.outbox.effect(reply.effect.id)).toMatchObject({
    state: 'unknown',
    reason: 'Sending broke off before the outcome was known: it may have arrived.',
    notBefore: store.clock.now(),
    result: { text: 'Hallo' },
  })
  expect(await store.outbox.list({ account, state: 'unknown' })).toHaveLength(2)
  const told = (await store.outbox.pendingReceipts(100)).filter(({ effect }) => effect.account === account)
  expect(told.map(({ effect, outcome }) => [effect.flow, outcome])).toEqual([['notify', 'unknown']])
  expect(await reply.done({})).toBe(false)
})

test('an upload lengthens its lease and marking it as sending does not shorten that', async () => {
  const account = newAccount()
  const upload = await replyInHand(account)
  await upload.renew(600)
  await upload.sending({})
  store.clock.advance(500)
  expect(await store.outbox.reclaim()).toBe(0)
  expect(await upload.done({})).toBe(true)
})

test('whoever waits for work is woken by new work, and by the end of his patience', async () => {
  const account = newAccount()
  const never = new AbortController().signal
  // A call that came while nobody waited is not lost: it lets the first waiter look at once.
  store.outbox.wake()
  await store.outbox.waitForWork(never, 60_000)

  const woken = store.outbox.waitForWork(never, 60_000)
  await store.outbox.plan([answer(account)])
  await woken

  const patient = store.outbox.waitForWork(never, 60_000)
  store.clock.advance(60)
  await patient
})

test('whoever waits is let go when the service stops', async () => {
  const stopping = new AbortController()
  const waiting = store.outbox.waitForWork(stopping.signal, 60_000)
  stopping.abort(new Error('the service stops'))
  await waiting
  await store.outbox.waitForWork(stopping.signal, 60_000)
})

test('the answer behind a finished one is announced', async () => {
  const account = newAccount()
  const first = await replyInHand(account)
  await store.outbox.plan([answer(account)])
  await first.sending({})
  const never = new AbortController().signal
  await store.outbox.waitForWork(never, 60_000)
  const woken = store.outbox.waitForWork(never, 60_000)
  await first.done({})
  await woken
  await (await claimReply(account))?.release()
})
