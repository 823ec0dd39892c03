import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountName, conversationId, messageId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import type { TableCounts } from '../../src/ledger/export.ts'
import { openStore, type Store } from '../../src/ledger/store.ts'
import { emptyDatabase, emptyStore, onServer, silent, template, type TestStore } from './database.ts'
import { handClock } from './hand-clock.ts'
import { answer, conversation, file, mail, message, page, picture } from './samples.ts'

const account = accountName('kaufland-de')
const strange = 'Zeile\u2028Trenner\nund "Anführung" \\ 📦 \t Ende'
const ignore = (): void => undefined
let folder: string
let source: TestStore
let exported: string
let counts: TableCounts
const opened: (() => Promise<void>)[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'care-transfer-'))
  exported = join(folder, 'ledger.gz')
  source = await emptyStore()
  await fill(source)
  counts = await source.exportTo(exported, ignore)
})

afterAll(async () => {
  for (const close of opened) await close()
  await source.close()
  rmSync(folder, { recursive: true })
})

async function fill({ ledger, outbox }: Store): Promise<void> {
  await ledger.goLive(account, instant('2026-11-01T00:00:00Z'))
  await ledger.confirmMarks({ url: 'https://odoo.example', database: 'shop' })
  const many = Array.from({ length: 1100 }, (_, n) =>
    message(`n${String(n)}`, { text: `Nachricht ${String(n)}` }, 'c2'),
  )
  await ledger.record(account, {
    ...page(
      conversation('c1', [message('m1', { text: strange })], [file('f1', 'm1', picture(bytes))]),
      conversation('c2', many),
    ),
    cursor: { at: '2026-11-16T08:00:00.000Z', deep: { list: [1, null] } },
  })
  await ledger.bind(account, [
    {
      conversation: conversationId('c1'),
      ticket: { model: 'helpdesk.ticket', id: 7, createDate: instant('2026-11-16T08:01:00Z') },
      messages: [{ id: messageId('m1'), odooId: 90 }],
      files: [],
      shownStatus: 'open',
    },
  ])
  await outbox.plan([
    answer(account, { dedupeKey: 'sent' }),
    mail(account, { dedupeKey: 'cut off' }),
    mail(account, { dedupeKey: 'waits' }),
  ])
  await (await outbox.claim({ flow: 'reply', account, state: 'planned' }))?.done({ messageId: 'x9', text: strange })
  await (await outbox.claim({ flow: 'notify', account, state: 'planned' }))?.sending({ messageId: '<m@x>' })
  await ledger.claimRun('notify', 'slot')
  const cursor = { folder: 'INBOX', uidValidity: '7', uid: 9, modSeq: null }
  await ledger.mails.keep(account, cursor, [
    { uid: 9, receivedAt: instant('2026-11-16T08:00:00Z'), bytes, identity: 'one' },
  ])
}

const bytes = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 256)

async function elsewhere(): Promise<TestStore> {
  const store = await emptyStore()
  opened.push(() => store.close())
  return store
}

/** Of the other kind than the suite runs on: only where there is a server. */
async function otherKind(): Promise<Store> {
  const store = await openStore({ memory: true, template: await template() }, { clock: handClock(), log: silent })
  opened.push(() => store.close())
  return store
}

async function expectSame(store: Store): Promise<void> {
  const { ledger, outbox } = store
  const open = await ledger.openConversations(account, 10)
  const first = open.find(({ facts }) => facts.id === 'c1')
  expect(first?.files[0]?.bytes).toEqual(bytes)
  expect((await ledger.messageTotals(account)).mirrored).toBe(1)
  expect((await ledger.messageTotals(account)).waiting).toBe(1100)
  expect(await ledger.cursor(account, 'messages')).toEqual({
    at: '2026-11-16T08:00:00.000Z',
    deep: { list: [1, null] },
  })
  expect((await ledger.conversation(account, conversationId('c1')))?.ticket?.id).toBe(7)
  expect((await outbox.find('sent'))?.result['text']).toBe(strange)
  expect(await outbox.find('sent')).toMatchObject({ state: 'done', boundMessage: 'x9' })
  // Whoever was sending from the other database cannot say what became of it.
  expect((await outbox.find('cut off'))?.state).toBe('unknown')
  expect(await outbox.pendingReceipts(10)).toHaveLength(2)
  await expect(ledger.confirmMarks({ database: 'other' })).rejects.toThrow('another Odoo')
  expect((await ledger.mails.unsorted(account, { mails: 9, bytes: 9 }))[0]?.bytes).toEqual(bytes)
  expect(await ledger.mails.folders(account)).toMatchObject([{ folder: 'INBOX', uid: 9 }])
  const before = Number((await outbox.find('waits'))?.id)
  await outbox.plan([mail(account, { dedupeKey: 'new' })])
  expect(Number((await outbox.find('new'))?.id)).toBeGreaterThan(before)
}

test('an exported ledger is the same elsewhere: texts, files, effects, cursors, and numbers go on', async () => {
  expect(counts).toMatchObject({ accounts: 1, messages: 1101, files: 1, effects: 3, conversations: 2, mails: 1 })
  expect(statSync(exported).mode & 0o777).toBe(0o600)
  const store = await elsewhere()
  expect(await store.importFrom(exported, ignore)).toEqual(counts)
  await expectSame(store)
})

test.runIf(onServer)('from a server into the embedded database and back', async () => {
  const embedded = await otherKind()
  await embedded.importFrom(exported, ignore)
  const back = join(folder, 'back.gz')
  expect(await embedded.exportTo(back, ignore)).toMatchObject({ messages: 1101, files: 1, effects: 3 })
  const where = await emptyDatabase()
  const store = await openStore(where, { clock: handClock(), log: silent, time: 'clock' })
  opened.push(async () => {
    await store.close()
    await where.drop()
  })
  await store.importFrom(back, ignore)
  await expectSame(store)
})

test('only an empty ledger takes it, and what is damaged, cut off or newer leaves nothing behind', async () => {
  const lines = gunzipSync(readFileSync(exported)).toString().trimEnd().split('\n')
  const variants: Record<string, readonly string[]> = {
    'its checksum differs': lines.map((line) => line.replace('Nachricht 42"', 'Nachricht 43"')),
    'is cut off': lines.slice(0, -1),
    'newer version': [
      lines[0]?.replace('"0001_ledger_and_outbox"', '"0001_ledger_and_outbox","9999_future"') ?? '',
      ...lines.slice(1),
    ],
    'is no export': ['{"format":"something else"}', ...lines.slice(1)],
  }
  const store = await elsewhere()
  for (const [word, changed] of Object.entries(variants)) {
    const damaged = join(folder, 'damaged.gz')
    writeFileSync(damaged, gzipSync(`${changed.join('\n')}\n`))
    await expect(store.importFrom(damaged, ignore)).rejects.toThrow(word)
  }
  const halved = join(folder, 'halved.gz')
  writeFileSync(halved, readFileSync(exported).subarray(0, statSync(exported).size / 2))
  await expect(store.importFrom(halved, ignore)).rejects.toThrow('Nothing was imported')
  await expect(store.importFrom(join(folder, 'missing.gz'), ignore)).rejects.toThrow('does not exist')
  expect((await store.ledger.messageTotals(account)).waiting).toBe(0)
  await store.importFrom(exported, ignore)
  await expect(store.importFrom(exported, ignore)).rejects.toThrow('is not empty')
})

test('a file of the first version is taken and brought up to date', async () => {
  const lines = gunzipSync(readFileSync(exported)).toString().trimEnd().split('\n')
  const head = JSON.parse(lines[0] ?? '') as { schema: string[]; columns: Record<string, string[]> }
  const older = {
    ...head,
    schema: ['0001_ledger_and_outbox'],
    columns: { accounts: ['name', 'go_live', 'paused_until', 'paused_reason', 'last_success'] },
  }
  const rows = [
    '{"table":"accounts","row":{"name":"kaufland-de","go_live":"2026-11-01T00:00:00+00:00","paused_until":null,"paused_reason":null,"last_success":null}}',
  ]
  const { createHash } = await import('node:crypto')
  const body = [JSON.stringify(older), ...rows]
  const sha256 = createHash('sha256')
    .update(`${body.join('\n')}\n`)
    .digest('hex')
  const old = join(folder, 'old.gz')
  writeFileSync(old, gzipSync(`${body.join('\n')}\n${JSON.stringify({ end: { counts: { accounts: 1 }, sha256 } })}\n`))
  const store = await elsewhere()
  await store.importFrom(old, ignore)
  expect(await store.ledger.accountStates()).toMatchObject([
    { account, mode: null, goLive: '2026-11-01T00:00:00.000Z' },
  ])
})

test('a file that cannot be written is told, and nothing is left of it', async () => {
  await expect(source.exportTo(join(folder, 'none', 'ledger.gz'), ignore)).rejects.toThrow('its folder does not exist')
})
