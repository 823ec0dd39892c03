import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountName, conversationId, type EffectId, messageId, orderRef } from '../../src/domain/ids.ts'
import { instant, plusSeconds } from '../../src/domain/time.ts'
import type { MailCard, Sorting } from '../../src/ledger/mail-ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { conversation, facts, newAccount, page } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const noon = instant('2026-11-16T12:00:00Z')
const nothing = { conversations: [], unreadable: [] }

const card = (change: Partial<MailCard> = {}): MailCard => ({
  messageId: null,
  references: [],
  subject: 'Frage',
  party: 'maria@example.org',
  answerTo: null,
  brand: null,
  orders: [],
  thread: null,
  forged: false,
  ...change,
})

const asMessage = (n: number, change: Partial<MailCard> = {}): Sorting => ({
  as: 'message',
  conversation: conversationId('c1'),
  message: messageId(`m${String(n)}`),
  rung: 'new',
  card: card(change),
  answerable: false,
})

/** An account whose mails, a second apart, were sorted so. */
async function sorted(sortings: readonly Sorting[]): Promise<AccountName> {
  const account = newAccount()
  const raw = sortings.map((_, n) => ({
    uid: n + 1,
    receivedAt: plusSeconds(noon, n),
    bytes: new Uint8Array([n]),
    identity: `identity-${String(n + 1)}`,
  }))
  await store.ledger.mails.keep(account, { folder: 'INBOX', uidValidity: '7', uid: raw.length, modSeq: null }, raw)
  const kept = await store.ledger.mails.unsorted(account, { mails: 100, bytes: 1000 })
  const rows = sortings.map((sorting, n) => ({ mail: kept[n]?.id ?? '', sorting }))
  await store.ledger.mails.sort(account, rows, nothing)
  return account
}

test('cards are found by message, and by conversation in the order the mails came', async () => {
  const account = await sorted([asMessage(1, { subject: 'eins' }), asMessage(2, { subject: 'zwei' })])
  const { mails } = store.ledger
  expect((await mails.cards(account, [messageId('m2'), messageId('m9')])).get(messageId('m2'))?.subject).toBe('zwei')
  expect((await mails.cardsOf(account, conversationId('c1'))).map(({ subject }) => subject)).toEqual(['eins', 'zwei'])
  expect(await mails.cards(newAccount(), [messageId('m2')])).toEqual(new Map())
})

test('who wrote in a conversation is told without whoever only claimed to', async () => {
  const account = await sorted([asMessage(1), asMessage(2, { party: 'forged:jonas@example.net', forged: true })])
  const parties = await store.ledger.mails.partiesOf(account, [conversationId('c1'), conversationId('c9')])
  expect(parties).toEqual(new Map([[conversationId('c1'), ['maria@example.org']]]))
})

test('mails of a party are counted between two moments', async () => {
  const account = await sorted([asMessage(1), asMessage(2), asMessage(3), { as: 'aside', reason: 'loop' }])
  const { mails } = store.ledger
  const came = await mails.placedBetween(
    account,
    ['maria@example.org', 'jonas@example.net'],
    noon,
    plusSeconds(noon, 2),
  )
  expect([...came]).toEqual([['maria@example.org', [plusSeconds(noon, 1), plusSeconds(noon, 2)]]])
  expect(await mails.asideSince(account, 'loop', noon)).toEqual({ mails: 1, newest: plusSeconds(noon, 3) })
  expect(await mails.asideSince(account, 'loop', plusSeconds(noon, 4))).toEqual({ mails: 0, newest: null })
  expect(await mails.totals(account)).toEqual({ mails: 4, messages: 3 })
})

test('what is kept is known by identity and by its place in the mailbox', async () => {
  const account = await sorted([asMessage(1), asMessage(2)])
  const { mails } = store.ledger
  expect(await mails.heldAmong(account, ['identity-2', 'identity-3'])).toEqual(new Set(['identity-2']))
  expect(await mails.uidsHeld(account, 'INBOX', '7')).toEqual(new Set([1, 2]))
  expect(await mails.uidsHeld(account, 'INBOX', '8')).toEqual(new Set())
  const [listed] = await mails.list(account, { limit: 1 })
  expect(await mails.listed(account, listed?.id ?? '')).toEqual(listed)
  expect(await mails.listed(account, 'x')).toBeUndefined()
})

test('facts are told of many conversations at once', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', []), conversation('c2', [])))
  const found = await store.ledger.mails.factsOf(account, [conversationId('c1'), conversationId('c9')])
  expect([...found.values()]).toEqual([facts('c1')])
})

test('refunds of an order add up over its conversations', async () => {
  const order = orderRef('302-1')
  const refund = (minor: number) => ({
    orders: [order],
    notes: { marks: [], refund: { order, amount: { minor, currency: 'EUR' }, together: [], times: 1 } },
  })
  const account = await sorted([
    asMessage(1, refund(500)),
    asMessage(2, refund(250)),
    asMessage(3, { orders: [order] }),
  ])
  expect((await store.ledger.mails.refundsOf(account, order)).map(({ minor }) => minor)).toEqual([500, 250])
  expect(await store.ledger.mails.refundsOf(account, orderRef('302-2'))).toEqual([])
})

/** An answer that was handed over, with the outcome that its sender knows. */
async function sent(outcome: 'done' | 'unknown' | 'sending'): Promise<EffectId> {
  const account = newAccount()
  await store.outbox.plan([
    { account, flow: 'reply', kind: 'answer', dedupeKey: `reply:${account}`, state: 'planned', payload: {} },
  ])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  if (claim === undefined) throw new Error('nothing is due')
  await claim.sending({ messageId: '<a@x>' })
  if (outcome === 'done') await claim.done({})
  if (outcome === 'unknown') await claim.unknown('cut')
  return claim.effect.id
}

test.each(['done', 'unknown', 'sending'] as const)('what comes back has failed, be it %s', async (outcome) => {
  const id = await sent(outcome)
  expect(await store.outbox.returned(id, { report: 'r1', reason: 'mailbox full' })).toBe(true)
  expect(await store.outbox.effect(id)).toMatchObject({ state: 'failed', reason: 'mailbox full', attempts: 0 })
  const told = (await store.outbox.pendingReceipts(100)).filter(({ effect }) => effect.id === id)
  expect(told.map((one) => one.outcome)).toEqual(['failed'])
})

test('the same report counts once, also after a person let it go again', async () => {
  const id = await sent('done')
  expect(await store.outbox.returned(id, { report: 'r1', reason: 'full' })).toBe(true)
  expect(await store.outbox.returned(id, { report: 'r1', reason: 'full' })).toBe(false)
  const { account } = await store.outbox.resolve(id, 'not-sent', 'test')
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await claim?.sending({})
  await claim?.done({})
  expect(await store.outbox.returned(id, { report: 'r1', reason: 'full' })).toBe(false)
  expect(await store.outbox.returned(id, { report: 'r2', reason: 'full again' })).toBe(true)
})

test('what was not sent cannot come back', async () => {
  const account = newAccount()
  await store.outbox.plan([
    { account, flow: 'reply', kind: 'answer', dedupeKey: `reply:${account}`, state: 'planned', payload: {} },
  ])
  const [planned] = await store.outbox.list({ account })
  expect(await store.outbox.returned(planned?.id ?? ('' as EffectId), { report: 'r1', reason: 'full' })).toBe(false)
  expect(await store.outbox.returned('x' as EffectId, { report: 'r1', reason: 'full' })).toBe(false)
})
