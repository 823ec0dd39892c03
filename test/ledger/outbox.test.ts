import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredVerdict } from '../../src/domain/effect.ts'
import { Permanent } from '../../src/domain/errors.ts'
import { type AccountName, conversationId, effectId, messageId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, mail, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const claimReply = (account: AccountName, state: 'planned' | 'unknown' = 'planned') =>
  store.outbox.claim({ flow: 'reply', account, state })
const claimMail = (account: AccountName) => store.outbox.claim({ flow: 'notify', account, state: 'planned' })

function held<T>(claim: Claim<T> | undefined): Claim<T> {
  if (claim === undefined) throw new Error('nothing was claimed')
  return claim
}

/** Plans one reply and takes it. */
async function replyInHand(account: AccountName, key = `reply:${account}`): Promise<Claim> {
  await store.outbox.plan([answer(account, { dedupeKey: key })])
  return held(await claimReply(account))
}

const stateOf = async (claim: Claim) => (await store.outbox.effect(claim.effect.id))?.state
const verdict: StoredVerdict = { allowed: true, policy: 'kaufland/reply', findings: [] }

test('the same key is planned once', async () => {
  const account = newAccount()
  const effect = answer(account, { dedupeKey: `once:${account}` })
  expect(await store.outbox.plan([effect, answer(account)])).toBe(2)
  expect(await store.outbox.plan([effect])).toBe(0)
  expect(await store.outbox.plan([])).toBe(0)
})

test('an effect comes out as it went in', async () => {
  const account = newAccount()
  const source = { model: 'mail.message', id: 2_147_483_647, createDate: instant('2026-11-16T09:12:13.000Z') }
  const payload = { ticketId: 7, lines: ['ü', '\u2028'], nested: { none: null } }
  const planned = answer(account, {
    dedupeKey: `whole:${account}`,
    source,
    payload,
    verdict,
    notBefore: store.clock.in(60),
  })
  await store.outbox.plan([planned])
  const effect = await store.outbox.find(`whole:${account}`)
  expect(effect).toEqual({
    id: effect?.id,
    account,
    flow: 'reply',
    kind: 'answer',
    state: 'planned',
    reason: null,
    detail: null,
    dedupeKey: `whole:${account}`,
    conversation: 'c1',
    source,
    payload,
    verdict,
    result: {},
    boundMessage: null,
    attempts: 0,
    notBefore: store.clock.in(60),
    created: store.clock.now(),
    updated: store.clock.now(),
  })
  expect(await store.outbox.effect(effectId(effect?.id ?? ''))).toEqual(effect)
  expect(await store.outbox.effect(effectId('no number'))).toBeUndefined()
})

test('a row in somebody’s hand is in nobody else’s', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  expect(await claimReply(account)).toBeUndefined()
  await claim.release()
  expect(held(await claimReply(account)).effect.id).toBe(claim.effect.id)
})

test('sending and done are stored with what is known of them', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  expect(await claim.sending({ newestOwn: null, text: 'Hallo' }, verdict)).toBe(true)
  expect(await claim.done({ messageId: `m-${account}` })).toBe(true)
  expect(await store.outbox.effect(claim.effect.id)).toMatchObject({
    state: 'done',
    reason: null,
    verdict,
    result: { newestOwn: null, text: 'Hallo', messageId: `m-${account}` },
    boundMessage: `m-${account}`,
  })
})

test('a claim is worth nothing once its row has an outcome', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  await claim.sending({})
  await claim.done({})
  expect(await claim.done({})).toBe(false)
  expect(await claim.fail('too late')).toBe(false)
  expect(await claim.unknown('too late')).toBe(false)
  expect(await stateOf(claim)).toBe('done')
})

test('what the states do not allow is a mistake of the program and says so', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  await expect(claim.unknown('never sent')).rejects.toThrow('is planned and cannot become unknown')
  await claim.sending({})
  await expect(claim.sending({})).rejects.toThrow('is sending and cannot become sending')
  await claim.release()
})

test('a retry waits for its time and counts an attempt, unless the account as a whole is stopped', async () => {
  const account = newAccount()
  const first = await replyInHand(account)
  await first.sending({})
  expect(await first.retry(store.clock.in(30), 'Kaufland answered 500')).toBe(true)
  expect(await claimReply(account)).toBeUndefined()
  store.clock.advance(30)
  const second = held(await claimReply(account))
  expect(second.effect).toMatchObject({ attempts: 1, reason: 'Kaufland answered 500' })
  await second.retry(store.clock.now(), 'Kaufland refuses the key', { systemic: true })
  const third = held(await claimReply(account))
  expect(third.effect.attempts).toBe(1)
  await third.release()
})

test('postponed rows are claimed when they fall due, by the store’s clock', async () => {
  const account = newAccount()
  await store.outbox.plan([mail(account, { notBefore: store.clock.in(3600) })])
  expect(await claimMail(account)).toBeUndefined()
  expect(await store.outbox.nextDue({ flow: 'notify', account })).toBe(store.clock.in(3600))
  store.clock.advance(3600)
  await held(await claimMail(account)).release()
})

test('answers of a conversation go one after the other, in the order they were written', async () => {
  const account = newAccount()
  const source = (id: number) => ({ model: 'mail.message', id, createDate: store.clock.now() })
  const at = instant('2026-11-16T09:00:00Z')
  await store.outbox.plan([
    answer(account, { dedupeKey: `3:${account}`, at: instant('2026-11-16T09:05:00Z'), source: source(40) }),
    answer(account, { dedupeKey: `2:${account}`, at, source: source(42) }),
    answer(account, { dedupeKey: `1:${account}`, at, source: source(41) }),
  ])
  for (const number of [1, 2, 3]) {
    const claim = held(await claimReply(account))
    expect(claim.effect.dedupeKey).toBe(`${String(number)}:${account}`)
    expect(await claimReply(account)).toBeUndefined()
    await claim.sending({})
    expect(await claimReply(account)).toBeUndefined()
    await claim.done({})
  }
})

test('conversations do not wait for each other', async () => {
  const account = newAccount()
  await store.outbox.plan([answer(account), answer(account, { conversation: conversationId('c2') })])
  const [one, other] = [held(await claimReply(account)), held(await claimReply(account))]
  expect(new Set([one.effect.conversation, other.effect.conversation])).toEqual(new Set(['c1', 'c2']))
  await Promise.all([one.release(), other.release()])
})

test('a conversation is in one hand, whatever the flow', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  await store.outbox.plan([answer(account, { flow: 'close', kind: 'close' })])
  expect(await store.outbox.claim({ flow: 'close', account, state: 'planned' })).toBeUndefined()
  await claim.sending({})
  await claim.done({})
  await held(await store.outbox.claim({ flow: 'close', account, state: 'planned' })).release()
})

/** A first answer brought into a state, and a second one behind it. */
const states: [string, boolean, (first: Claim) => Promise<unknown>][] = [
  ['waits behind one postponed', true, (first) => first.retry(store.clock.in(600), 'later')],
  ['waits behind one whose read-back is still to come', true, (first) => first.unknown('lost', store.clock.in(600))],
  ['does not wait behind one that only a person can settle', false, (first) => first.unknown('lost')],
  ['does not wait behind one that failed', false, (first) => first.fail('refused')],
]
test.each(states)('a later answer %s', async (_what, waits, bring) => {
  const account = newAccount()
  const first = await replyInHand(account)
  await first.sending({})
  await bring(first)
  await store.outbox.plan([answer(account)])
  const due = await store.outbox.nextDue({ flow: 'reply', account })
  expect(due).toBe(waits ? store.clock.in(600) : store.clock.now())
  expect((await claimReply(account)) === undefined).toBe(waits)
})

test('a later answer does not wait behind a suppressed one', async () => {
  const account = newAccount()
  const first = await replyInHand(account)
  await first.suppress('linter', 'an address', { ...verdict, allowed: false })
  await store.outbox.plan([answer(account)])
  await held(await claimReply(account)).release()
})

test('what held up a conversation is named to the answer behind it', async () => {
  const account = newAccount()
  const first = await replyInHand(account)
  await first.sending({})
  await first.unknown('Nobody knows.')
  await store.outbox.plan([answer(account, { dedupeKey: `second:${account}` })])
  const second = await store.outbox.find(`second:${account}`)
  if (second === undefined) throw new Error('not planned')
  expect((await store.outbox.openBefore(second))?.id).toBe(first.effect.id)
  await store.outbox.resolve(first.effect.id, 'sent', 'Anna')
  expect(await store.outbox.openBefore(second)).toBeUndefined()
})

test('an unknown is looked at again when its time has come, and stays unknown until that is settled', async () => {
  const account = newAccount()
  const lost = await replyInHand(account)
  await lost.sending({ text: 'Hallo' })
  await lost.unknown('No confirmation came.', store.clock.in(30), { looks: 0 })
  expect(await claimReply(account, 'unknown')).toBeUndefined()
  expect(await store.outbox.nextDue({ flow: 'reply', account })).toBe(store.clock.in(30))
  store.clock.advance(30)
  const looking = held(await claimReply(account, 'unknown'))
  expect(await stateOf(looking)).toBe('unknown')
  expect(looking.effect.result).toEqual({ text: 'Hallo', looks: 0 })
  await looking.unknown('Not there yet.', store.clock.in(120), { looks: 1 })
  store.clock.advance(120)
  await held(await claimReply(account, 'unknown')).retry(store.clock.now(), 'It did not arrive: it is sent again.')
  expect(held(await claimReply(account)).effect.attempts).toBe(1)
})

test('an unknown that only a person can settle is never claimed', async () => {
  const account = newAccount()
  await store.outbox.plan([mail(account)])
  const claim = held(await claimMail(account))
  await claim.sending({})
  await claim.unknown('Cut after the final dot.')
  expect(await store.outbox.claim({ flow: 'notify', account, state: 'unknown' })).toBeUndefined()
  expect(await store.outbox.nextDue({ flow: 'notify', account })).toBeUndefined()
})

test('given back while being sent, it may have arrived', async () => {
  const account = newAccount()
  const reply = await replyInHand(account)
  await reply.sending({})
  await reply.release()
  expect(held(await claimReply(account, 'unknown')).effect.state).toBe('unknown')
  await store.outbox.plan([mail(account)])
  const notice = held(await claimMail(account))
  await notice.sending({})
  await notice.release()
  expect(await store.outbox.effect(notice.effect.id)).toMatchObject({ state: 'unknown', notBefore: null })
})

test('a planned row can be changed; who has it in hand loses it and sends nothing', async () => {
  const account = newAccount()
  const claim = await replyInHand(account)
  expect(await store.outbox.replan(claim.effect.id, { payload: { ticketId: 8 }, notBefore: store.clock.now() })).toBe(
    true,
  )
  expect(await claim.sending({})).toBe(false)
  const again = held(await claimReply(account))
  expect(again.effect).toMatchObject({ payload: { ticketId: 8 }, notBefore: store.clock.now() })
  await again.sending({})
  expect(await store.outbox.replan(claim.effect.id, { payload: {} })).toBe(false)
})

test('a suppressed row is revived for its own reason only', async () => {
  const account = newAccount()
  const refund = mail(account, { state: 'suppressed', reason: 'no_money_returned', dedupeKey: `refund:${account}` })
  await store.outbox.plan([refund])
  const { id } = (await store.outbox.find(`refund:${account}`)) ?? { id: effectId('') }
  expect(await store.outbox.replan(id, { reviveFrom: 'too_old' })).toBe(false)
  expect(await store.outbox.replan(id, { reviveFrom: 'no_money_returned', payload: { paid: 1 } })).toBe(true)
  expect(await store.outbox.effect(id)).toMatchObject({ state: 'planned', reason: null, payload: { paid: 1 } })
})

test('a message at the source belongs to one effect', async () => {
  const account = newAccount()
  const [one, other] = [await replyInHand(account, `one:${account}`), effectId('')]
  await one.sending({})
  await one.done({})
  await store.outbox.plan([answer(account, { dedupeKey: `other:${account}` })])
  const second = (await store.outbox.find(`other:${account}`))?.id ?? other
  await store.outbox.bindMessage(one.effect.id, messageId('m1'))
  await store.outbox.bindMessage(one.effect.id, messageId('m1'))
  await expect(store.outbox.bindMessage(second, messageId('m1'))).rejects.toBeInstanceOf(Permanent)
  await expect(store.outbox.bindMessage(one.effect.id, messageId('m2'))).rejects.toBeInstanceOf(Permanent)
  const shown = [messageId('m0'), messageId('m1')]
  expect(await store.outbox.boundMessages(account, shown, second)).toEqual(new Set(['m1']))
  expect(await store.outbox.boundMessages(account, shown, one.effect.id)).toEqual(new Set())
})

test('replies that may be ours are those in flight, unknown or done without a message', async () => {
  const account = newAccount()
  const c1 = conversationId('c1')
  const unbound = async () => (await store.outbox.unboundReplies(account, c1)).map(({ state }) => state)
  const claim = await replyInHand(account)
  expect(await unbound()).toEqual([])
  await claim.sending({})
  expect(await unbound()).toEqual(['sending'])
  await claim.unknown('lost', store.clock.now())
  expect(await unbound()).toEqual(['unknown'])
  await held(await claimReply(account, 'unknown')).done({})
  expect(await unbound()).toEqual(['done'])
  await store.outbox.bindMessage(claim.effect.id, messageId('m1'))
  expect(await unbound()).toEqual([])
})

test('a second effect found with the same message is done without it', async () => {
  const account = newAccount()
  const first = await replyInHand(account, `first:${account}`)
  await first.sending({})
  await first.done({ messageId: 'm1' })
  const second = await replyInHand(account, `second:${account}`)
  await second.sending({})
  expect(await second.done({ messageId: 'm1' })).toBe(true)
  expect(await store.outbox.effect(second.effect.id)).toMatchObject({ state: 'done', boundMessage: null })
})

test('planned = done + suppressed + failed + unknown + waiting, at every moment', async () => {
  const account = newAccount()
  await store.outbox.plan([
    ...[1, 2, 3, 4, 5, 6].map(() => mail(account)),
    mail(account, { state: 'suppressed', reason: 'too_old' }),
    mail(account, { state: 'proposed' }),
  ])
  const claims = [1, 2, 3, 4, 5].map(async () => held(await claimMail(account)))
  const [sent, blocked, refused, lost, flying] = await Promise.all(claims)
  for (const claim of [sent, refused, lost, flying]) await claim?.sending({})
  await sent?.done({})
  await blocked?.suppress('linter', '')
  await refused?.fail('550 no such user')
  await lost?.unknown('cut')
  expect(await store.outbox.counts(account, 'notify')).toEqual({
    planned: 8,
    done: 1,
    suppressed: { too_old: 1, linter: 1 },
    failed: 1,
    unknown: 1,
    waiting: 3,
  })
  expect(await store.outbox.counts(account, 'reply')).toEqual({
    planned: 0,
    done: 0,
    suppressed: {},
    failed: 0,
    unknown: 0,
    waiting: 0,
  })
})

test('the list is filtered and newest first', async () => {
  const account = newAccount()
  await store.outbox.plan(['1', '2', '3'].map((number) => mail(account, { dedupeKey: `${number}:${account}` })))
  await held(await claimMail(account)).suppress('too_old', '')
  const keys = async (filter: Parameters<typeof store.outbox.list>[0]) =>
    (await store.outbox.list({ account, ...filter })).map(({ dedupeKey }) => dedupeKey.split(':')[0])
  expect(await keys({})).toEqual(['3', '2', '1'])
  expect(await keys({ limit: 1 })).toEqual(['3'])
  expect(await keys({ state: 'suppressed' })).toEqual(['1'])
})
