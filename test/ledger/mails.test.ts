import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountName, conversationId, messageId, orderRef } from '../../src/domain/ids.ts'
import { type Instant, instant, plusSeconds } from '../../src/domain/time.ts'
import type { FolderCursor, LedgerMails, RawMail } from '../../src/ledger/mail-ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, conversation, message, newAccount, page } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const mails = (): LedgerMails => store.ledger.mails
const noon = instant('2026-11-16T12:00:00Z')
const enough = { mails: 100, bytes: 10_000_000 }
const nothing = { conversations: [], unreadable: [] }

function inbox(uid: number, change: Partial<FolderCursor> = {}): FolderCursor {
  return { folder: 'INBOX', uidValidity: '7', uid, modSeq: null, ...change }
}

function raw(uid: number, change: Partial<RawMail> = {}): RawMail {
  const bytes = new TextEncoder().encode(`Subject: ${String(uid)}\r\n\r\nWo bleibt es?\r\n`)
  return { uid, receivedAt: plusSeconds(noon, uid), bytes, identity: `identity-${String(uid)}`, ...change }
}

/** An account with so many kept mails; their numbers in the ledger, oldest first. */
async function box(number: number): Promise<{ readonly account: AccountName; readonly ids: readonly string[] }> {
  const account = newAccount()
  await mails().keep(
    account,
    inbox(number),
    Array.from({ length: number }, (_, n) => raw(n + 1)),
  )
  const waiting = await mails().unsorted(account, enough)
  return { account, ids: waiting.map(({ id }) => id) }
}

test('mails and cursor are kept together, byte by byte, and wait oldest first', async () => {
  const account = newAccount()
  const hostile = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7919) % 256)
  const late = raw(1, { receivedAt: plusSeconds(noon, 900), bytes: hostile })
  expect(await mails().keep(account, inbox(2, { modSeq: '99' }), [late, raw(2)])).toEqual({ kept: 2, copies: 0 })
  expect(await mails().folders(account)).toEqual([inbox(2, { modSeq: '99' })])
  const waiting = await mails().unsorted(account, enough)
  expect(waiting.map(({ identity }) => identity)).toEqual(['identity-2', 'identity-1'])
  expect(Buffer.from(waiting[1]?.bytes ?? []).equals(Buffer.from(hostile))).toBe(true)
  expect(await mails().mail(account, waiting[1]?.id ?? '')).toEqual(waiting[1])
  expect(await mails().mail(newAccount(), waiting[1]?.id ?? '')).toBeUndefined()
})

test('the same mail again is only counted: in one batch, later, in another folder; another account has its own', async () => {
  const account = newAccount()
  const twice = [raw(1), raw(2), raw(3, { identity: 'identity-1' })]
  expect(await mails().keep(account, inbox(3), twice)).toEqual({ kept: 2, copies: 1 })
  const moved = inbox(9, { folder: 'Kunden' })
  expect(await mails().keep(account, moved, [raw(9, { identity: 'identity-2' })])).toEqual({ kept: 0, copies: 1 })
  expect(await mails().unsorted(account, enough)).toHaveLength(2)
  expect((await mails().list(account, { limit: 10 })).map(({ folder }) => folder).sort()).toEqual(['INBOX', 'Kunden'])
  expect(await mails().counts(account)).toEqual([{ state: 'kept', reason: null, mails: 2, copies: 2 }])
  expect(await mails().keep(newAccount(), inbox(1), [raw(1)])).toEqual({ kept: 1, copies: 0 })
})

test('a mail read again where it lies is no further copy; after another UIDVALIDITY it lies elsewhere', async () => {
  const account = newAccount()
  await mails().keep(account, inbox(1), [raw(1)])
  expect(await mails().keep(account, inbox(1), [raw(1)])).toEqual({ kept: 0, copies: 1 })
  expect(await mails().counts(account)).toMatchObject([{ mails: 1, copies: 0 }])
  await mails().keep(account, inbox(5, { uidValidity: '8' }), [raw(5, { identity: 'identity-1' })])
  expect(await mails().counts(account)).toMatchObject([{ mails: 1, copies: 1 }])
  expect(await mails().folders(account)).toEqual([inbox(5, { uidValidity: '8' })])
})

test('a cursor never goes back while UIDs mean the same', async () => {
  const account = newAccount()
  await mails().keep(account, inbox(50, { modSeq: '9' }), [])
  await mails().keep(account, inbox(20, { modSeq: '5' }), [raw(20)])
  expect(await mails().folders(account)).toEqual([inbox(50, { modSeq: '9' })])
  await mails().keep(account, inbox(3, { uidValidity: '8' }), [])
  expect(await mails().folders(account)).toEqual([inbox(3, { uidValidity: '8' })])
})

test('as many mails wait at once as fit, at least one', async () => {
  const account = newAccount()
  const large = new Uint8Array(5_000)
  await mails().keep(account, inbox(3), [raw(1, { bytes: large }), raw(2, { bytes: large }), raw(3, { bytes: large })])
  const count = async (limit: { mails: number; bytes: number }) => (await mails().unsorted(account, limit)).length
  expect([
    await count({ mails: 10, bytes: 1 }),
    await count({ mails: 10, bytes: 10_000 }),
    await count({ mails: 1, bytes: 10_000 }),
    await count(enough),
  ]).toEqual([1, 2, 1, 3])
})

test('what is not to be sorted is listed with its reason', async () => {
  const account = newAccount()
  const header = raw(2, { aside: 'too_large', partial: true })
  await mails().keep(account, inbox(2), [raw(1), header])
  expect(await mails().unsorted(account, enough)).toHaveLength(1)
  expect(await mails().list(account, { state: 'aside', limit: 10 })).toMatchObject([
    {
      state: 'aside',
      reason: 'too_large',
      folder: 'INBOX',
      receivedAt: header.receivedAt,
      conversation: null,
      rung: null,
    },
  ])
  expect(await mails().again(account, {}), 'a header alone is never sorted').toBe(0)
})

const card = (change: object = {}) => ({
  messageId: '<one@buyer.example>',
  references: [],
  subject: 'Wo bleibt es?',
  party: 'buyer@buyer.example',
  answerTo: { address: 'buyer@buyer.example' },
  brand: null,
  orders: [orderRef('S00012')],
  thread: null,
  forged: false,
  ...change,
})
interface Placing {
  readonly conversation?: string
  readonly rung?: 'new' | 'order' | 'thread'
  readonly answerable?: boolean
  readonly card?: object
}
const placed = (id: string, change: Placing = {}) => ({
  mail: id,
  sorting: {
    as: 'message' as const,
    conversation: conversationId(change.conversation ?? 'c1'),
    message: messageId(`m${id}`),
    rung: change.rung ?? ('new' as const),
    card: card(change.card),
    answerable: change.answerable ?? true,
  },
})

test('what becomes of mails is stored with their messages, files and conversations, or not at all', async () => {
  const { account, ids } = await box(4)
  const [one = '', two = '', three = '', four = ''] = ids
  const sorted = [
    placed(one),
    { mail: two, sorting: { as: 'aside' as const, reason: 'list_mail', detail: 'List-Id' } },
    { mail: three, sorting: { as: 'report' as const, effect: null, detail: '5.1.1 unknown' } },
    { mail: four, sorting: { as: 'unreadable' as const, reason: 'no end' } },
  ]
  const said = page(conversation('c1', [message(`m${one}`)]))
  await expect(mails().sort(account, [...sorted, placed('999999999')], said)).rejects.toThrow('another process')
  expect(await mails().unsorted(account, enough)).toHaveLength(4)
  expect(await store.ledger.openConversations(account, 10)).toEqual([])

  expect(await mails().sort(account, sorted, said)).toEqual({ received: 4, duplicates: 0, setAside: 3 })
  expect(await mails().unsorted(account, enough)).toEqual([])
  expect((await store.ledger.openConversations(account, 10)).map(({ facts }) => facts.id)).toEqual(['c1'])
  expect(await mails().list(account, { limit: 10 })).toMatchObject([
    { id: four, state: 'unreadable', reason: 'no end' },
    { id: three, state: 'report', reason: null, detail: '5.1.1 unknown' },
    { id: two, state: 'aside', reason: 'list_mail', detail: 'List-Id' },
    { id: one, state: 'message', conversation: 'c1', rung: 'new' },
  ])
  expect((await mails().counts(account)).map(({ state, mails: number }) => [state, number])).toEqual([
    ['aside', 1],
    ['message', 1],
    ['report', 1],
    ['unreadable', 1],
  ])
  await expect(mails().sort(account, [placed(one)], nothing)).rejects.toThrow('another process')
})

test('a conversation is found by Message-ID, order and thread, with who wrote in it', async () => {
  const { account, ids } = await box(3)
  const [one = '', two = '', three = ''] = ids
  const page1 = page(conversation('c1', [message('a'), message('b')]), conversation('c2', [message('c')]))
  await mails().sort(
    account,
    [
      placed(one, { card: { thread: 'A1' } }),
      placed(two, { card: { messageId: null, party: 'care@shop.example', thread: 'A1' } }),
      placed(three, { conversation: 'c2', card: { messageId: '<two@buyer.example>', party: 'other@buyer.example' } }),
    ],
    page1,
  )
  const c1 = { conversation: 'c1', parties: ['buyer@buyer.example', 'care@shop.example'] }
  const c2 = { conversation: 'c2', parties: ['other@buyer.example'] }
  const found = await mails().byMessageId(account, ['<one@buyer.example>', '<two@buyer.example>', '<no@where>'])
  expect([...found]).toEqual([
    ['<one@buyer.example>', c1],
    ['<two@buyer.example>', c2],
  ])
  expect(await mails().byOrder(account, orderRef('S00012')), 'the newest first').toEqual([c2, c1])
  expect(await mails().byOrder(account, orderRef('S0001'))).toEqual([])
  expect(await mails().byThread(account, 'A1')).toEqual(c1)
  expect(await mails().byThread(newAccount(), 'A1')).toBeUndefined()
})

test('a forged mail leads nowhere, and a Message-ID used again leads to the first', async () => {
  const { account, ids } = await box(3)
  const [first = '', again = '', forged = ''] = ids
  await mails().sort(
    account,
    [
      placed(first, { card: { thread: 'A1' } }),
      placed(again, { conversation: 'c2', card: { party: 'thief@other.example', orders: [] } }),
      placed(forged, {
        conversation: 'c3',
        answerable: false,
        card: { forged: true, thread: 'A1', messageId: '<forged@x>', party: 'market@place.example' },
      }),
    ],
    page(conversation('c1', []), conversation('c2', []), conversation('c3', [])),
  )
  expect((await mails().byMessageId(account, ['<one@buyer.example>'])).get('<one@buyer.example>')?.conversation).toBe(
    'c1',
  )
  expect((await mails().byMessageId(account, ['<forged@x>'])).size).toBe(0)
  expect((await mails().byOrder(account, orderRef('S00012'))).map((found) => found.conversation)).toEqual(['c1'])
  expect((await mails().byThread(account, 'A1'))?.conversation).toBe('c1')
})

test('the newest mail that may be answered is', async () => {
  const { account, ids } = await box(3)
  const [old = '', newer = '', notice = ''] = ids
  await mails().sort(
    account,
    [placed(old), placed(newer, { card: { subject: 'Und?' } }), placed(notice, { answerable: false })],
    page(conversation('c1', [])),
  )
  expect(await mails().toAnswer(account, conversationId('c1'))).toMatchObject({
    id: newer,
    message: `m${newer}`,
    receivedAt: plusSeconds(noon, 2),
    card: { subject: 'Und?', answerTo: { address: 'buyer@buyer.example' }, orders: ['S00012'] },
  })
  expect(await mails().toAnswer(account, conversationId('c2'))).toBeUndefined()
})

test('an answer that left is found by its Message-ID, and so is its conversation', async () => {
  const { account, ids } = await box(1)
  await mails().sort(account, [placed(ids[0] ?? '')], page(conversation('c1', [])))
  await store.outbox.plan([answer(account, { dedupeKey: `${account} answer`, conversation: conversationId('c1') })])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await claim?.sending({ messageId: '<account.a.x.y@shop.example>' })
  await claim?.done({ messageId: '<account.a.x.y@shop.example>' })
  expect(await mails().answerOf(account, '<account.a.x.y@shop.example>')).toBe(claim?.effect.id)
  expect(await mails().answerOf(account, '<other@shop.example>')).toBeUndefined()
  expect([...(await mails().byMessageId(account, ['<account.a.x.y@shop.example>'])).values()]).toEqual([
    { conversation: 'c1', parties: ['buyer@buyer.example'] },
  ])
})

test('mails without a place are sorted again: all, those since a time, or one; those with a place keep it', async () => {
  const { account, ids } = await box(4)
  const [one = '', two = '', three = '', four = ''] = ids
  const aside = (mail: string) => ({ mail, sorting: { as: 'aside' as const, reason: 'loop' } })
  const sorted = [placed(one), aside(two), aside(three), aside(four)]
  await mails().sort(account, sorted, page(conversation('c1', [])))
  const waiting = async () => (await mails().unsorted(account, enough)).map(({ id }) => id)
  expect(await mails().again(account, { id: one })).toBe(0)
  expect(await mails().again(account, { id: 'x' })).toBe(0)
  expect(await mails().again(account, { id: two })).toBe(1)
  expect(await waiting()).toEqual([two])
  expect(await mails().again(account, { since: plusSeconds(noon, 4) as Instant })).toBe(1)
  expect(await waiting()).toEqual([two, four])
  expect(await mails().again(account, {})).toBe(1)
  expect(await waiting()).toEqual([two, three, four])
})

test('only what stands on a ticket is to be flagged, once', async () => {
  const { account, ids } = await box(2)
  const [one = '', two = ''] = ids
  await mails().sort(
    account,
    [placed(one), placed(two)],
    page(conversation('c1', [message(`m${one}`), message(`m${two}`)])),
  )
  expect(await mails().toFlag(account, 10)).toEqual([])
  await store.ledger.bind(account, [
    {
      conversation: conversationId('c1'),
      ticket: { model: 'helpdesk.ticket', id: 7, createDate: noon },
      messages: [{ id: messageId(`m${one}`), odooId: 90 }],
      files: [],
      shownStatus: 'open',
    },
  ])
  expect(await mails().toFlag(account, 10)).toEqual([{ id: one, folder: 'INBOX', uidValidity: '7', uid: 1 }])
  await mails().flagged(account, [one])
  expect(await mails().toFlag(account, 10)).toEqual([])
})

test('headers longer than an index takes, and with what no text column takes, are kept and found', async () => {
  const { account, ids } = await box(1)
  const long = `<${'ä'.repeat(50_000)}\0@x>`
  const order = orderRef('9'.repeat(20_000))
  await mails().sort(
    account,
    [placed(ids[0] ?? '', { card: { messageId: long, party: long, thread: long, orders: [order], subject: 'a\0b' } })],
    page(conversation('c1', [])),
  )
  expect((await mails().byMessageId(account, [long])).get(long)?.conversation).toBe('c1')
  expect(await mails().byOrder(account, order)).toHaveLength(1)
  expect((await mails().byThread(account, long))?.parties).toHaveLength(1)
})

test('two processes that keep the same mails at once keep each once', async () => {
  const account = newAccount()
  const same = Array.from({ length: 300 }, (_, n) => raw(n + 1))
  const both = await Promise.all([mails().keep(account, inbox(300), same), mails().keep(account, inbox(300), same)])
  expect(both.map(({ kept }) => kept).reduce((a, b) => a + b)).toBe(300)
  expect(both.map(({ copies }) => copies).reduce((a, b) => a + b)).toBe(300)
  expect(await mails().counts(account)).toMatchObject([{ mails: 300, copies: 0 }])
})
