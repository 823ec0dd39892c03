import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountName, conversationId, fileKey, messageId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { fittingInMemory } from '../../src/ledger/placement.ts'
import type { OpenConversation, TicketBinding } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { aside, conversation, file, message, newAccount, page, picture } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const c1 = conversationId('c1')
const small = picture(new Uint8Array([1, 2, 3]))

/** Numbers no other test of this file uses. */
let tickets = 100
const newTicket = (): TicketBinding => ({
  model: 'helpdesk.ticket',
  id: (tickets += 1),
  createDate: instant('2026-11-16T09:00:00Z'),
})

const shapeOf = (open: readonly OpenConversation[]) =>
  open.map(({ facts, messages, files }) => [facts.id, messages.map(({ id }) => id), files.map(({ key }) => key)])

async function open(account: AccountName) {
  return shapeOf(await store.ledger.openConversations(account, 100))
}

async function place(
  account: AccountName,
  ids: readonly string[],
  files: readonly string[] = [],
  ticket = newTicket(),
) {
  return store.ledger.bind(account, [
    {
      conversation: c1,
      ticket,
      messages: ids.map((id, index) => ({ id: messageId(id), odooId: 1000 + index })),
      files: files.map(fileKey),
      shownStatus: 'open',
    },
  ])
}

test('conversations come by their oldest unmirrored message, messages by their time, as many as asked for', async () => {
  const account = newAccount()
  await store.ledger.record(
    account,
    page(
      conversation('young', [message('y1', { at: '2026-11-16T12:00:00Z' }, 'young')]),
      conversation('old', [
        message('o2', { at: '2026-11-15T12:00:00Z' }, 'old'),
        message('o1', { at: '2026-11-14T12:00:00Z' }, 'old'),
      ]),
    ),
  )
  expect(await open(account)).toEqual([
    ['old', ['o1', 'o2'], []],
    ['young', ['y1'], []],
  ])
  expect(shapeOf(await store.ledger.openConversations(account, 1))).toEqual([['old', ['o1', 'o2'], []]])
})

test('what has a place is no longer open, and is counted the first time only', async () => {
  const account = newAccount()
  const ticket = newTicket()
  await store.ledger.record(
    account,
    page(conversation('c1', [message('m1'), message('m2')], [file('f1', 'm1', small)])),
  )
  expect(await place(account, ['m1', 'm2'], ['f1'], ticket)).toBe(2)
  expect(await place(account, ['m1', 'm2'], ['f1'], ticket)).toBe(0)
  expect(await open(account)).toEqual([])
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 2, setAside: 0, waiting: 0 })
  expect((await store.ledger.conversation(account, c1))?.ticket).toEqual(ticket)
})

test('a batch that died half way leaves the rest open', async () => {
  const account = newAccount()
  await store.ledger.record(
    account,
    page(conversation('c1', [message('m1'), message('m2')], [file('f2', 'm2', small)])),
  )
  await place(account, ['m1'])
  expect(await open(account)).toEqual([['c1', ['m2'], ['f2']]])
})

test('a file that turns up after its message was placed is open alone', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message('m1')])))
  await place(account, ['m1'])
  await store.ledger.record(account, page(conversation('c1', [message('m1')], [file('late', 'm1', small)])))
  expect(await open(account)).toEqual([['c1', [], ['late']]])
})

test('messages set aside and their files are not open', async () => {
  const account = newAccount()
  const listed = message('m1', { as: aside('before_go_live') })
  await store.ledger.record(account, page(conversation('c1', [listed], [file('f1', 'm1', small)])))
  expect(await open(account)).toEqual([])
})

test('a message that Odoo refuses is set aside with its files, alone', async () => {
  const account = newAccount()
  await store.ledger.record(
    account,
    page(conversation('c1', [message('m1'), message('m2')], [file('f1', 'm1', small)])),
  )
  await store.ledger.setAside(account, messageId('m1'), 'Odoo: value too long')
  expect(await open(account)).toEqual([['c1', ['m2'], []]])
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 0, setAside: 1, waiting: 1 })
})

test('a status that changed is shown once', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message('m1')])))
  await place(account, ['m1'])
  const closed = { status: 'closed', updatedAt: instant('2026-11-17T08:00:00Z') } as const
  await store.ledger.record(account, page(conversation('c1', [], [], closed)))
  const [shown] = await store.ledger.openConversations(account, 10)
  expect(shown).toMatchObject({ facts: { status: 'closed' }, shownStatus: 'open', messages: [] })
  const ticket = shown?.ticket ?? newTicket()
  await store.ledger.bind(account, [{ conversation: c1, ticket, messages: [], files: [], shownStatus: 'closed' }])
  expect(await open(account)).toEqual([])
})

test('a conversation without a ticket and without messages to mirror is never open', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [], [], { status: 'closed' })))
  expect(await open(account)).toEqual([])
})

test('after its ticket was deleted, everything of a conversation wants a place again', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message('m1')], [file('f1', 'm1', small)])))
  await place(account, ['m1'], ['f1'])
  await store.ledger.forgetPlace(account, c1)
  expect(await open(account)).toEqual([['c1', ['m1'], ['f1']]])
  expect((await store.ledger.conversation(account, c1))?.ticket).toBeNull()
  expect(await place(account, ['m1'], ['f1'])).toBe(1)
})

test('a ticket leads to its conversation; of merged ones to that which moved last', async () => {
  const account = newAccount()
  const ticket = newTicket()
  const later = { updatedAt: instant('2026-11-18T08:00:00Z') }
  await store.ledger.record(account, page(conversation('c1', [message('m1')]), conversation('c2', [], [], later)))
  await store.ledger.bindTicket(account, c1, ticket)
  expect(await store.ledger.conversationOfTicket(ticket.id)).toMatchObject({ account, facts: { id: 'c1' }, ticket })
  await store.ledger.bindTicket(account, conversationId('c2'), ticket)
  expect(await store.ledger.conversationOfTicket(ticket.id)).toMatchObject({ facts: { id: 'c2' } })
  expect(await store.ledger.conversationOfTicket(1)).toBeUndefined()
})

test('large files come in several looks, one at least in each', () => {
  const conversation = (id: string, bytes: number) => ({ id: conversationId(id), bytes: String(bytes) })
  const many = ['c1', 'c2', 'c3', 'c4'].map((id) => conversation(id, 30_000_000))
  expect(fittingInMemory(many)).toEqual(['c1', 'c2'])
  expect(fittingInMemory([conversation('huge', 900_000_000), ...many])).toEqual(['huge'])
  expect(fittingInMemory([])).toEqual([])
})
