import { afterAll, beforeAll, expect, test } from 'vitest'
import { deadlineOf, noHolidays, type AnswerRule } from '../../src/domain/deadline.ts'
import { type AccountName, conversationId } from '../../src/domain/ids.ts'
import { type Instant, instant } from '../../src/domain/time.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, conversation, message, newAccount, own, page } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const IGNORED = { automaticAnswers: 'ignored' } as const
const RULE: AnswerRule = { hours: 24, days: 'every', timeZone: 'UTC', source: '', certainty: 'U', seen: 'never' }
const AT = '2026-11-16T08:00:00Z'
const NOBODY = { waitingSince: null, answerBy: null }

/** As the flow does it; gives the conversations that were worked out. */
async function workOut(account: AccountName, options: Parameters<TestStore['ledger']['changedWaits']>[2] = IGNORED) {
  const waits = await store.ledger.changedWaits(account, 100, options)
  const rows = waits.map((wait) => ({ wait, deadline: deadlineOf(wait.facts, RULE, noHolidays) }))
  await store.ledger.storeDeadlines(account, rows)
  return rows.map(({ wait, deadline }) => [wait.conversation, deadline.answerBy])
}

const place = (account: AccountName, id: string, ticket: number) =>
  store.ledger.bind(account, [
    {
      conversation: conversationId(id),
      ticket: { model: 'helpdesk.ticket', id: ticket, createDate: instant(AT) },
      messages: [],
      files: [],
      shownStatus: 'open',
    },
  ])

const totals = async (account: AccountName, now: Instant) =>
  (await store.ledger.deadlines(now)).find((row) => row.account === account)

test('what changed is worked out once, and nothing else', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
  expect(await workOut(account)).toEqual([['c1', '2026-11-17T08:00:00.000Z']])
  expect(await workOut(account)).toEqual([])
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
  expect(await workOut(account)).toEqual([])
  expect(await totals(account, instant('2026-11-17T07:00:00Z'))).toEqual({
    account,
    waiting: 1,
    late: 0,
    nextAt: '2026-11-17T08:00:00.000Z',
  })
  expect(await totals(account, instant('2026-11-17T09:00:00Z'))).toMatchObject({ late: 1, nextAt: null })
})

test('an answer of ours ends the wait when it is done, before it is read back and after', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
  await workOut(account)
  const reply = answer(account)
  await store.outbox.plan([reply])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  expect(await workOut(account)).toEqual([])
  await claim?.sending({})
  await claim?.done({})
  expect(await workOut(account)).toEqual([['c1', null]])

  const effect = String(claim?.effect.id)
  const mine = message(`${account}2`, { role: 'seller', at: '2026-11-16T10:00:00Z', as: own(effect) })
  const question = message(`${account}3`, { at: '2026-11-16T11:00:00Z' })
  await store.ledger.record(account, page(conversation('c1', [mine, question])))
  expect(await workOut(account)).toEqual([['c1', '2026-11-17T11:00:00.000Z']])
})

test('an automatic answer of ours ends the wait only where the marketplace counts it', async () => {
  for (const [automaticAnswers, expected] of [
    ['ignored', '2026-11-17T08:00:00.000Z'],
    ['count', null],
  ] as const) {
    const account = newAccount()
    await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
    await store.outbox.plan([answer(account, { kind: 'auto_reply' })])
    const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
    await claim?.sending({})
    await claim?.done({})
    expect(await workOut(account, { automaticAnswers })).toEqual([['c1', expected]])
  }
})

test('a deadline waits to be shown until it is, and again when its ticket is another', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
  await workOut(account)
  expect(await store.ledger.unshownDeadlines(account, 10)).toEqual([])
  await place(account, 'c1', 7_000_001)
  const [row] = await store.ledger.unshownDeadlines(account, 10)
  expect(row).toMatchObject({ conversation: 'c1', ticket: { id: 7_000_001 }, waitingSince: instant(AT) })
  if (row === undefined) return
  await store.ledger.deadlinesShown(account, [{ ...row, answerBy: instant('2026-11-30T08:00:00Z') }])
  expect(await store.ledger.unshownDeadlines(account, 10)).toEqual([row])
  await store.ledger.deadlinesShown(account, [row])
  expect(await store.ledger.unshownDeadlines(account, 10)).toEqual([])

  const until = instant('2026-11-17T08:00:00Z')
  expect(await store.ledger.unwarnedDeadlines(account, instant('2026-11-17T07:59:59Z'), 10)).toEqual([])
  expect(await store.ledger.unwarnedDeadlines(account, until, 10)).toEqual([row])
  await store.ledger.deadlinesWarned(account, [row])
  expect(await store.ledger.unwarnedDeadlines(account, until, 10)).toEqual([])

  await place(account, 'c1', 7_000_002)
  expect(await store.ledger.unshownDeadlines(account, 10)).toMatchObject([{ ticket: { id: 7_000_002 } }])
  expect(await store.ledger.unwarnedDeadlines(account, until, 10)).toHaveLength(1)
})

test('a ticket of several conversations shows the nearest deadline', async () => {
  const account = newAccount()
  const later = message(`${account}2`, { at: '2026-11-16T12:00:00Z' }, 'c2')
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)]), conversation('c2', [later])))
  await workOut(account)
  await place(account, 'c1', 7_000_003)
  await place(account, 'c2', 7_000_003)
  const rows = await store.ledger.unshownDeadlines(account, 10)
  const nearest = { waitingSince: instant(AT), answerBy: '2026-11-17T08:00:00.000Z' }
  expect(rows.map(({ ofTicket }) => ofTicket)).toEqual([nearest, nearest])
})

test('with another rule everything that waits is worked out and shown anew', async () => {
  const account = newAccount()
  await store.ledger.record(
    account,
    page(conversation('c1', [message(`${account}1`)]), conversation('c2', [], [], { waitsForSeller: false })),
  )
  await workOut(account)
  await store.ledger.renewDeadlines(account)
  expect((await workOut(account)).map(([id]) => id)).toEqual(['c1'])
})

test('a conversation that is closed loses its deadline, without any message', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message(`${account}1`)])))
  await workOut(account)
  const closed = conversation('c1', [], [], { status: 'closed', updatedAt: instant('2026-11-16T09:00:00Z') })
  await store.ledger.record(account, page(closed))
  const [wait] = await store.ledger.changedWaits(account, 10, IGNORED)
  expect(wait && deadlineOf(wait.facts, RULE, noHolidays)).toEqual(NOBODY)
})
