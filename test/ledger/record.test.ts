import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationId, messageId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, aside, conversation, file, message, newAccount, own, page, picture } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

test('what is read twice is stored once and counted as duplicate', async () => {
  const account = newAccount()
  const first = page(conversation('c1', [message('m1'), message('m2')]))
  expect(await store.ledger.record(account, first)).toEqual({ received: 2, duplicates: 0, setAside: 0 })
  const again = page(conversation('c1', [message('m1'), message('m2'), message('m3')]))
  expect(await store.ledger.record(account, again)).toEqual({ received: 3, duplicates: 2, setAside: 0 })
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 0, setAside: 0, waiting: 3 })
})

test('a page that names a message or a conversation twice is counted right', async () => {
  const account = newAccount()
  const twice = page(conversation('c1', [message('m1'), message('m1')]), conversation('c1', [message('m2')]))
  expect(await store.ledger.record(account, twice)).toEqual({ received: 3, duplicates: 1, setAside: 0 })
})

test('two accounts may use the same ids', async () => {
  const [one, other] = [newAccount(), newAccount()]
  await store.ledger.record(one, page(conversation('c1', [message('m1')])))
  expect(await store.ledger.record(other, page(conversation('c1', [message('m1')])))).toMatchObject({ duplicates: 0 })
})

test('received = mirrored + duplicates + set aside, with messages set aside and items that cannot be read', async () => {
  const account = newAccount()
  const recorded = await store.ledger.record(account, {
    ...page(conversation('c1', [message('m1'), message('m2', { as: aside('before_go_live') })])),
    unreadable: [{ id: 'ticket-9', reason: 'status is missing', raw: new Uint8Array([0x7b, 0, 0xff]) }],
  })
  expect(recorded).toEqual({ received: 3, duplicates: 0, setAside: 2 })
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 0, setAside: 2, waiting: 1 })
})

test('an item that stays unreadable is a duplicate; once it can be read it is a message', async () => {
  const account = newAccount()
  const unreadable = [{ id: 'm1', reason: 'text is a number', raw: new Uint8Array([1]) }]
  await store.ledger.record(account, { ...page(), unreadable })
  expect(await store.ledger.record(account, { ...page(), unreadable })).toEqual({
    received: 1,
    duplicates: 1,
    setAside: 0,
  })
  expect(await store.ledger.record(account, page(conversation('c1', [message('m1')])))).toEqual({
    received: 1,
    duplicates: 0,
    setAside: 0,
  })
})

test('our own answer found again counts as nothing and proves its effect', async () => {
  const account = newAccount()
  await store.outbox.plan([answer(account)])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await claim?.sending({ text: 'Ist unterwegs.' })
  await claim?.done({})
  const effect = claim?.effect.id ?? ''
  const found = page(conversation('c1', [message('m1'), message('m2', { role: 'seller', as: own(effect) })]))
  expect(await store.ledger.record(account, found)).toEqual({ received: 1, duplicates: 0, setAside: 0 })
  expect(await store.outbox.unboundReplies(account, conversationId('c1'))).toEqual([])
  const open = await store.ledger.openConversations(account, 10)
  expect(open[0]?.messages.map(({ id }) => id)).toEqual(['m1'])
})

test('our own answer is never mirrored, even where a page takes it for the seller’s', async () => {
  const account = newAccount()
  await store.outbox.plan([answer(account)])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await claim?.sending({ text: 'Ist unterwegs.' })
  await claim?.done({ messageId: 'm2' })
  const seen = page(conversation('c1', [message('m1'), message('m2', { role: 'seller' })]))
  expect(await store.ledger.record(account, seen)).toEqual({ received: 1, duplicates: 0, setAside: 0 })
  expect(await store.ledger.record(account, seen)).toEqual({ received: 1, duplicates: 1, setAside: 0 })
  expect(await store.ledger.messageTotals(account)).toEqual({ mirrored: 0, setAside: 0, waiting: 1 })
})

test('the cursor is stored with its page, or not at all', async () => {
  const account = newAccount()
  await store.ledger.record(account, { ...page(conversation('c1', [message('m1')])), cursor: { newest: 'T1' } })
  expect(await store.ledger.cursor(account, 'messages')).toEqual({ newest: 'T1' })
  const impossible = { ...message('m2'), message: { ...message('m2').message, at: 'not a time' as never } }
  const broken = { ...page(conversation('c1', [message('m3'), impossible])), cursor: { newest: 'T2' } }
  await expect(store.ledger.record(account, broken)).rejects.toThrow('The database refused "record"')
  expect(await store.ledger.cursor(account, 'messages')).toEqual({ newest: 'T1' })
  expect(await store.ledger.knownMessages(account, [messageId('m3')])).toEqual(new Set())
})

test('a refusal of the database names the statement, never what a buyer wrote', async () => {
  const account = newAccount()
  const secret = { ...message('m1'), message: { ...message('m1').message, at: 'geheimes Wort' as never } }
  const refused = await store.ledger
    .record(account, page(conversation('c1', [secret])))
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'StorageError', code: '22007' })
  expect(String((refused as Error).stack)).not.toContain('geheimes')
})

test.each([
  ['null bytes', 'vor\0nach', 'vor\uFFFDnach'],
  ['half a surrogate pair', 'halb \uD83D Emoji', 'halb \uFFFD Emoji'],
  ['emoji and right-to-left', '😀 שלום \u202Eمرحبا', '😀 שלום \u202Eمرحبا'],
  ['HTML and braces', '<script>x</script> {{danger}} \\u0000', '<script>x</script> {{danger}} \\u0000'],
  ['100,000 characters', 'ü'.repeat(100_000), 'ü'.repeat(100_000)],
])('text with %s is stored', async (_what, text, stored) => {
  const account = newAccount()
  const raw = new TextEncoder().encode(text)
  await store.ledger.record(account, page(conversation('c1', [message('m1', { text, raw })], [], { topic: text })))
  const [open] = await store.ledger.openConversations(account, 10)
  expect(open?.messages[0]?.text).toBe(stored)
  expect(open?.facts.topic).toBe(stored)
})

test('facts come again changed: the newest view stands, an older one does not come back', async () => {
  const account = newAccount()
  const id = conversationId('c1')
  const closed = { status: 'closed', final: true, updatedAt: instant('2026-11-16T10:00:00Z') } as const
  await store.ledger.record(account, page(conversation('c1', [message('m1')])))
  await store.ledger.record(account, page(conversation('c1', [], [], closed)))
  await store.ledger.record(account, page(conversation('c1', [message('m1')])))
  expect((await store.ledger.conversation(account, id))?.facts).toMatchObject(closed)
})

test('facts come out as they went in', async () => {
  const account = newAccount()
  const whole = conversation('c1', [message('m1')])
  await store.ledger.record(account, page(whole))
  expect(await store.ledger.conversation(account, whole.facts.id)).toEqual({ facts: whole.facts, ticket: null })
  const { status, final, waitsForSeller, updatedAt } = whole.facts
  const sparse = {
    ...{ status, final, waitsForSeller, updatedAt },
    id: conversationId('c2'),
    buyer: { id: '7' },
    orders: [],
  }
  await store.ledger.record(account, page({ ...whole, facts: sparse, messages: [] }))
  expect((await store.ledger.conversation(account, sparse.id))?.facts).toEqual(sparse)
})

test('files are kept byte by byte, and what could not be fetched with its reason', async () => {
  const account = newAccount()
  const bytes = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256)
  const files = [file('f1', 'm1', picture(bytes)), file('f2', 'm1', { kind: 'refused', reason: 'larger than 15 MB' })]
  await store.ledger.record(account, page(conversation('c1', [message('m1')], files)))
  expect(await store.ledger.knownFiles(account, conversationId('c1'))).toEqual(new Set(['f1', 'f2']))
  const [open] = await store.ledger.openConversations(account, 10)
  expect(open?.files).toEqual([
    {
      key: 'f1',
      message: 'm1',
      filename: 'f1.jpg',
      mimeType: 'image/jpeg',
      bytes,
      refused: null,
      uri: 'https://files.example/f1',
    },
    {
      key: 'f2',
      message: 'm1',
      filename: 'f2.jpg',
      mimeType: null,
      bytes: null,
      refused: 'larger than 15 MB',
      uri: 'https://files.example/f2',
    },
  ])
  expect(open?.files[0]?.bytes?.constructor).toBe(Uint8Array)
})

test('a file of 15 MB is stored within seconds', async () => {
  const account = newAccount()
  const bytes = new Uint8Array(15_000_000).fill(0xa5)
  await store.ledger.record(account, page(conversation('c1', [message('m1')], [file('f1', 'm1', picture(bytes))])))
  const [open] = await store.ledger.openConversations(account, 10)
  expect(Buffer.compare(open?.files[0]?.bytes ?? new Uint8Array(), bytes)).toBe(0)
}, 15_000)

test('known messages are those of the ledger and those an effect is bound to', async () => {
  const account = newAccount()
  await store.ledger.record(account, page(conversation('c1', [message('m1')])))
  await store.outbox.plan([answer(account, { dedupeKey: `bound:${account}` })])
  const effect = await store.outbox.find(`bound:${account}`)
  if (effect === undefined) throw new Error('not planned')
  await store.outbox.bindMessage(effect.id, messageId('m9'))
  const ids = ['m1', 'm2', 'm9'].map(messageId)
  expect(await store.ledger.knownMessages(account, ids)).toEqual(new Set(['m1', 'm9']))
  expect(await store.ledger.knownMessages(account, [])).toEqual(new Set())
  expect(await store.ledger.knownFiles(account, conversationId('none'))).toEqual(new Set())
})
