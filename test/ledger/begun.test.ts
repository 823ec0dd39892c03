import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountName, conversationId, orderRef } from '../../src/domain/ids.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import { instant } from '../../src/domain/time.ts'
import type { TicketBinding } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, conversation, facts, message, newAccount, page } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const order = orderRef('X1')
const waiting = notBegun(order)
const about = { orders: [order], status: 'open' } as const
let tickets = 9000

/** An order with a ticket on which nobody has begun a conversation. */
async function waits(): Promise<{ readonly account: AccountName; readonly ticket: TicketBinding }> {
  const account = newAccount()
  tickets += 1
  const ticket = { model: 'helpdesk.ticket', id: tickets, createDate: instant('2026-11-20T08:00:00Z') } as const
  await store.ledger.cases.recordNotBegun(account, facts(waiting, about))
  await store.ledger.cases.recordNotBegun(account, facts(waiting, { ...about, status: 'closed' }))
  await store.ledger.bindTicket(account, waiting, ticket)
  return { account, ticket }
}

const reads = (account: AccountName, id: string, change: Parameters<typeof facts>[1] = about) =>
  store.ledger.record(account, page(conversation(id, [message(`m-${id}`, {}, id)], [], change)))

const joins = async (account: AccountName, ...ids: readonly string[]) =>
  Object.fromEntries(await store.ledger.cases.ticketsToJoin(account, ids.map(conversationId)))

test('what the buyer begins takes the ticket that waits for it, one of several, and none that is closed or about another order', async () => {
  const { account, ticket } = await waits()
  expect((await store.ledger.conversation(account, waiting))?.facts.status).toBe('open')
  await reads(account, 'other', { ...about, orders: [orderRef('X2')] })
  await reads(account, 'over', { ...about, status: 'closed' })
  await reads(account, 'older', { ...about, updatedAt: instant('2026-11-16T07:00:00Z') })
  await reads(account, 'newer')
  expect(await joins(account, 'other', 'over')).toEqual({})
  expect(await joins(account, 'other', 'over', 'older', 'newer')).toEqual({ newer: ticket })
  expect(await store.ledger.cases.begunFor(account, waiting)).toBeUndefined()
  await store.ledger.bindTicket(account, conversationId('newer'), ticket)
  expect(await joins(account, 'older')).toEqual({})
  expect(await store.ledger.cases.begunFor(account, waiting)).toBe('newer')
})

test('where our answer began one, nobody else takes its ticket', async () => {
  const { account } = await waits()
  await store.outbox.plan([answer(account, { conversation: waiting })])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await claim?.sending({ text: 'Guten Tag' })
  await claim?.done({ began: 'ours' })
  await reads(account, 'his')
  expect(await joins(account, 'his')).toEqual({})
  expect(await store.ledger.cases.begunFor(account, waiting)).toBe('ours')
})

test('a ledger tells which of such conversations it knows', async () => {
  const { account } = await waits()
  const unknown = notBegun(orderRef('X9'))
  expect(await store.ledger.cases.notBegunAmong(account, [waiting, unknown])).toEqual(new Set([waiting]))
  expect(await store.ledger.cases.notBegunAmong(account, [])).toEqual(new Set())
})
