import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationId, messageId, orderRef } from '../../src/domain/ids.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import { instant } from '../../src/domain/time.ts'
import type { StoredCase } from '../../src/ledger/case-ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { casePage, conversation, decision, message, newAccount, own, page, returnCase, toldCase } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const ticket = { model: 'helpdesk.ticket', id: 7, createDate: instant('2026-11-16T08:01:00Z') } as const

async function only(account: ReturnType<typeof newAccount>): Promise<StoredCase> {
  const [found, second] = await store.ledger.cases.list({ account, which: 'all', limit: 10 })
  if (found === undefined || second !== undefined) throw new Error('not one case')
  return found
}

test('a case is told when it is new and whenever its state is another; read again it is a duplicate', async () => {
  const account = newAccount()
  const { cases } = store.ledger
  const first = returnCase('11', { state: 'announced', allowed: [] })
  expect(await cases.record(account, { ...casePage(toldCase(first)), cursor: { at: 'x' } })).toEqual({
    received: 1,
    duplicates: 0,
    setAside: 0,
  })
  expect(await store.ledger.cursor(account, 'cases')).toEqual({ at: 'x' })
  expect((await cases.record(account, casePage(toldCase(first)))).duplicates).toBe(1)
  const arrived = returnCase('11', { updatedAt: instant('2026-11-17T08:00:00Z') })
  expect((await cases.record(account, casePage(toldCase(arrived), toldCase(first)))).duplicates).toBe(1)
  expect(await only(account)).toMatchObject({ facts: { state: 'to_decide' }, event: 'case.11.to_decide' })
  const clarifying = returnCase('11', { state: 'clarifying', updatedAt: instant('2026-11-18T08:00:00Z') })
  const again = returnCase('11', { updatedAt: instant('2026-11-19T08:00:00Z') })
  await cases.record(account, casePage(toldCase(clarifying)))
  await cases.record(account, casePage(toldCase(again)))
  expect((await only(account)).event).toBe('case.11.to_decide.2')
})

test('what tells of cases is placed by itself and counts as no message', async () => {
  const account = newAccount()
  await store.ledger.cases.record(account, casePage(toldCase(returnCase('12'))))
  expect(await store.ledger.openConversations(account, 10)).toEqual([])
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 0, setAside: 0, waiting: 0 })
  const [open] = await store.ledger.openConversations(account, 10, 'cases')
  expect(open?.messages).toMatchObject([{ id: 'case.12.to_decide', role: 'system', asks: true }])
  expect(await store.ledger.cases.mirrored(account)).toBe(0)
  const placed = {
    conversation: notBegun(orderRef('MB4KX8Z')),
    ticket,
    messages: [{ id: messageId('case.12.to_decide'), odooId: 5 }],
    files: [],
    shownStatus: 'open',
  } as const
  expect(await store.ledger.bind(account, [placed])).toBe(1)
  expect(await store.ledger.openConversations(account, 10, 'cases')).toEqual([])
  expect(await store.ledger.cases.mirrored(account)).toBe(1)
  expect((await only(account)).ticket).toEqual(ticket)
  await store.ledger.forgetPlace(account, placed.conversation)
  expect(await store.ledger.openConversations(account, 10, 'cases')).toHaveLength(1)
})

test('what was over before the account began is listed, not told; what cannot be read is kept once', async () => {
  const account = newAccount()
  const old = toldCase(returnCase('13', { state: 'closed', allowed: [] }), { asks: false, aside: 'before_go_live' })
  const unreadable = [{ id: '14', reason: 'no number', raw: new Uint8Array([1]) }]
  expect(await store.ledger.cases.record(account, { cases: [old], unreadable })).toEqual({
    received: 2,
    duplicates: 0,
    setAside: 2,
  })
  expect(await store.ledger.cases.record(account, { cases: [], unreadable })).toMatchObject({ duplicates: 1 })
  expect(await store.ledger.openConversations(account, 10, 'cases')).toEqual([])
  expect((await only(account)).event).toBeNull()
  expect(await store.ledger.cases.list({ account, which: 'open', limit: 10 })).toEqual([])
})

test('a case is shown anew when it changed, and open ones are looked at again', async () => {
  const account = newAccount()
  const { cases } = store.ledger
  const facts = returnCase('15', { state: 'accepted', allowed: [] })
  await cases.record(account, casePage(toldCase(facts)))
  const [row] = await cases.toShow(account, undefined, 10)
  if (row === undefined) throw new Error('nothing to show')
  await cases.shown([{ number: row.number, updatedAt: instant('2026-11-16T07:00:00Z'), shown: 'older' }])
  expect(await cases.toShow(account, undefined, 10)).toHaveLength(1)
  await cases.shown([{ number: row.number, updatedAt: facts.updatedAt, shown: 'now' }])
  expect(await cases.toShow(account, undefined, 10)).toEqual([])
  await cases.record(account, casePage(toldCase(facts)))
  expect(await cases.toShow(account, undefined, 10)).toEqual([])
  await cases.record(account, casePage(toldCase(returnCase('15', { updatedAt: instant('2026-11-20T08:00:00Z') }))))
  expect((await cases.toShow(account, undefined, 10)).map(({ shown }) => shown)).toEqual([null])
  expect(await cases.toShow(account, row.number, 10)).toEqual([])
})

test('one decision at a time: the same one is planned once, another waits until it is over', async () => {
  const account = newAccount()
  const facts = returnCase('16')
  await store.ledger.cases.record(account, casePage(toldCase(facts)))
  const { number } = await only(account)
  const plan = (ref: string, firstRound = 0) =>
    store.ledger.cases.planDecision(number, {
      firstRound,
      ref,
      effect: (round) =>
        decision(account, facts, round, { payload: { case: '16', order: facts.order, round, decision: ref } }),
    })
  const both = await Promise.all([plan('a'), plan('b')])
  expect(both.map(({ kind }) => kind).sort()).toEqual(['busy', 'planned'])
  const first = both.find(({ kind }) => kind === 'planned')?.effect
  const ref = (first?.payload as { decision: string }).decision
  expect((await plan(ref)).kind).toBe('there')
  expect(await store.ledger.cases.rounds(account, facts.id)).toBe(0)
  await (await store.outbox.claim({ flow: 'returns', account, state: 'planned' }))?.fail('not any more')
  expect(await store.ledger.cases.rounds(account, facts.id)).toBe(1)
  expect(await plan('c', 5)).toMatchObject({ kind: 'planned', effect: { dedupeKey: `case:${account}:16:accept:5` } })
})

test('a conversation that a decision began belongs to its ticket, whoever of both is known first', async () => {
  const account = newAccount()
  const facts = returnCase('17')
  const from = notBegun(facts.order)
  const begunOn = async (id: string) =>
    (await store.ledger.cases.ticketsOfBegun(account, [conversationId(id)])).get(conversationId(id))
  await store.ledger.cases.record(account, casePage(toldCase(facts)))
  await store.ledger.bindTicket(account, from, ticket)
  const { number } = await only(account)
  const effect = (round: number) => decision(account, facts, round, { kind: 'clarify' })
  await store.ledger.cases.planDecision(number, { firstRound: 0, effect })
  const claim = await store.outbox.claim({ flow: 'returns', account, state: 'planned' })
  await claim?.sending({ text: 'Bitte ein Foto.' })
  const unbound = await store.outbox.unboundReplies(account, conversationId('c9'), [facts.order])
  expect(unbound.map(({ kind }) => kind)).toEqual(['clarify'])
  expect(await store.outbox.unboundReplies(account, conversationId('c9'), [orderRef('other')])).toEqual([])
  expect(await begunOn('c9')).toBeUndefined()
  const said = message('m1', { role: 'seller', as: own(unbound[0]?.id ?? '') }, 'c9')
  await store.ledger.record(account, page(conversation('c9', [said])))
  expect(await begunOn('c9')).toEqual(ticket)
  expect(await store.ledger.cases.begunFor(account, from)).toBe('c9')
  await claim?.done({ began: 'c8', messageId: 'm1' })
  expect(await begunOn('c8')).toEqual(ticket)
  expect((await store.ledger.cases.conversationsOf(account, facts.order)).map(({ id }) => id)).toEqual(['c9'])
  expect((await store.outbox.effect(unbound[0]?.id ?? ('' as never)))?.boundMessage).toBe('m1')
})

test('an agent’s answer on a ticket goes to the begun conversation, not to the one that nobody began', async () => {
  const account = newAccount()
  const facts = returnCase('18', { order: orderRef('X1'), updatedAt: instant('2026-11-20T08:00:00Z') })
  const there = { ...ticket, id: 7001 }
  await store.ledger.cases.record(account, casePage(toldCase(facts)))
  await store.ledger.bindTicket(account, notBegun(facts.order), there)
  expect((await store.ledger.conversationOfTicket(7001))?.facts.id).toBe(notBegun(facts.order))
  await store.ledger.record(account, page(conversation('c7', [message('m7', {}, 'c7')])))
  await store.ledger.bindTicket(account, conversationId('c7'), there)
  expect((await store.ledger.conversationOfTicket(7001))?.facts.id).toBe('c7')
})

test('an exported ledger takes its cases along, and their numbers go on', async () => {
  const account = newAccount()
  await store.ledger.cases.record(account, casePage(toldCase(returnCase('19'))))
  const { number } = await only(account)
  const folder = mkdtempSync(join(tmpdir(), 'care-cases-'))
  const elsewhere = await emptyStore()
  try {
    await store.exportTo(join(folder, 'ledger.gz'), () => undefined)
    await elsewhere.importFrom(join(folder, 'ledger.gz'), () => undefined)
    expect(await elsewhere.ledger.cases.find(number)).toEqual(await only(account))
    await elsewhere.ledger.cases.record(account, casePage(toldCase(returnCase('20'))))
    const numbers = (await elsewhere.ledger.cases.list({ account, which: 'all', limit: 9 })).map((one) => one.number)
    expect(numbers.filter((other) => Number(other) > Number(number))).toHaveLength(1)
  } finally {
    await elsewhere.close()
    rmSync(folder, { recursive: true })
  }
})
