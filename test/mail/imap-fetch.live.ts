import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationId, messageId, orderRef } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailboxLine } from '../../src/mail/imap/ports.ts'
import { emptyStore, type TestStore } from '../ledger/database.ts'
import { conversation, message, page } from '../ledger/samples.ts'
import { type BoxOptions, boxWorld, type BoxWorld, fill, mailOf, type RealServers, realServers } from './imap-world.ts'

let servers: RealServers
let store: TestStore
const worlds: BoxWorld[] = []
beforeAll(async () => {
  servers = await realServers()
  store = await emptyStore()
})
afterAll(async () => {
  for (const { mailboxes } of worlds) await mailboxes.close()
  await store.close()
  await servers.close()
})

async function box(options: Omit<BoxOptions, 'servers' | 'store'> = {}): Promise<BoxWorld> {
  const world = await boxWorld({ servers, store, ...options })
  worlds.push(world)
  return world
}

const seenIn = (world: BoxWorld, folder = 'INBOX') =>
  world.outside(async (client) => {
    await client.mailboxOpen(folder, { readOnly: true })
    const seen = await client.search({ seen: true }, { uid: true })
    return seen
  })

test('a mailbox is read once, byte by byte, and no flag is touched', async () => {
  const world = await box()
  const odd = Array.from({ length: 20 }, (_, n) => `Umlaut \xe4 ${String(n)}\r\n.\r\n..dot`)
  for (const text of odd) await world.put(text)
  expect(await world.fetch()).toEqual({ kept: 20, setAside: 0, copies: 0, fromJunk: 0 })
  expect(await world.kept()).toEqual(odd.map((text) => Buffer.from(mailOf(text)).toString('latin1')))
  expect(await seenIn(world)).toEqual([])
  expect(await world.fetch()).toEqual({ kept: 0, setAside: 0, copies: 0, fromJunk: 0 })
  await world.put('one more')
  expect(await world.fetch()).toMatchObject({ kept: 1, copies: 0 })
})

test('of a full mailbox nothing older than the start line is read', async () => {
  const start = instant('2026-03-10T12:00:00Z')
  const world = await box({ startFrom: start })
  fill(servers, world.owner.mailbox.user, 3_000, (n) => {
    const at = new Date(Date.parse(start) + (n - 2_900) * 60_000)
    return { text: mailOf(`mail ${String(n)}`), at }
  })
  expect(await world.fetch()).toMatchObject({ kept: 100, copies: 0 })
  const [first = ''] = await world.kept()
  expect(first).toContain('mail 2900')
  expect(await world.mails.folders(world.owner.account.name)).toMatchObject([{ folder: 'INBOX', uid: 3_000 }])
  // Moved here later, as people do with what they clear up: still nothing of ours.
  await world.put('old', { at: instant('2026-03-01T12:00:00Z') })
  expect(await world.fetch()).toMatchObject({ kept: 0 })
})

test('several folders are read, and the same mail in two of them once', async () => {
  const world = await box({ mailbox: { folders: ['INBOX', 'Kunden', 'Größe'] } })
  await world.outside(async (client) => {
    await client.mailboxCreate('Kunden')
    await client.mailboxCreate('Größe')
  })
  await world.put('here')
  await world.put('here')
  await world.put('here', { folder: 'Kunden' })
  await world.put('there', { folder: 'Größe' })
  expect(await world.fetch()).toMatchObject({ kept: 2, copies: 2 })
  await world.put('again', { folder: 'Kunden' })
  expect(await world.fetch()).toMatchObject({ kept: 1, copies: 0 })
  expect(await world.fetch()).toMatchObject({ kept: 0, copies: 0 })
})

test('a folder that was made anew is read again, and every mail stays one', async () => {
  const world = await box({ mailbox: { folders: ['Kunden'] } })
  await world.outside((client) => client.mailboxCreate('Kunden'))
  for (const text of ['one', 'two', 'three']) await world.put(text, { folder: 'Kunden' })
  expect(await world.fetch()).toMatchObject({ kept: 3 })
  await world.mailboxes.use(world.owner, (line) => line.open('INBOX'))
  await world.outside(async (client) => {
    await client.mailboxDelete('Kunden')
    await client.mailboxCreate('Other')
    await client.mailboxCreate('Kunden')
  })
  for (const text of ['three', 'four', 'one']) await world.put(text, { folder: 'Kunden' })
  expect(await world.fetch()).toMatchObject({ kept: 1, copies: 2 })
  expect((await world.kept()).map((mail) => mail.trim().split('\r\n').at(-1)).sort()).toEqual([
    'four',
    'one',
    'three',
    'two',
  ])
})

test('mails that are deleted or moved while they are read are no fault', async () => {
  const gone: MailboxLine['bodies'][] = []
  const world = await box({
    between: (line) => ({
      ...bound(line),
      bodies: (heads, most) => {
        gone.push(line.bodies.bind(line))
        return afterwards(line, heads, most)
      },
    }),
  })
  async function* afterwards(line: MailboxLine, ...ask: Parameters<MailboxLine['bodies']>) {
    await world.outside(async (client) => {
      await client.mailboxCreate('Done').catch(() => undefined)
      await client.mailboxOpen('INBOX')
      await client.messageDelete([1, 2], { uid: true })
      await client.messageMove([4], 'Done', { uid: true })
    })
    yield* line.bodies(...ask)
  }
  for (const text of ['1', '2', '3', '4', '5']) await world.put(`mail ${text}`)
  const { kept } = await world.fetch()
  const texts = (await world.kept()).map((mail) => mail.trim().at(-1))
  expect(texts).toHaveLength(kept)
  expect(texts).toContain('3')
  expect(texts).toContain('5')
  expect(gone).toHaveLength(1)
  expect(await world.fetch()).toMatchObject({ kept: 0 })
})

/** A line whose methods may be taken apart. */
const bound = (line: MailboxLine): MailboxLine => ({
  open: line.open.bind(line),
  glance: line.glance.bind(line),
  junkFolder: line.junkFolder.bind(line),
  uids: line.uids.bind(line),
  heads: line.heads.bind(line),
  origins: line.origins.bind(line),
  bodies: line.bodies.bind(line),
  flagSeen: line.flagSeen.bind(line),
})

test('a mail that is too large is listed with its head alone', async () => {
  const world = await box()
  fill(servers, world.owner.mailbox.user, 1, () => ({
    text: mailOf('huge') + `${'x'.repeat(998)}\r\n`.repeat(64_000),
    at: new Date('2026-03-10T12:00:00Z'),
  }))
  await world.put('after it')
  expect(await world.fetch()).toMatchObject({ kept: 2, setAside: 1 })
  expect(await world.kept()).toEqual([mailOf('after it')])
  const [listed] = await world.mails.list(world.owner.account.name, { state: 'aside', limit: 10 })
  expect(listed).toMatchObject({ reason: 'too_large' })
  const head = await world.mails.mail(world.owner.account.name, listed?.id ?? '')
  expect(head?.bytes.length).toBeLessThan(1_000)
  expect(Buffer.from(head?.bytes ?? []).toString()).toContain('Subject: huge')
})

test("in the junk folder only the marketplace's own genuine mails are read", async () => {
  const world = await box({
    senders: ['amazon.de', 'otto.market'],
    mailbox: { authservId: 'mx.example.org' },
  })
  await world.outside((client) => client.mailboxCreate('Junk'))
  const junk = (text: string, from: string, result: string, by = 'mx.example.org') =>
    world.outside(async (client) => {
      const proof = result === '' ? '' : `Authentication-Results: ${by}; dmarc=${result} header.from=amazon.de\r\n`
      await client.append('Junk', `${proof}From: ${from}\r\nSubject: ${text}\r\n\r\n${text}\r\n`)
    })
  await junk('genuine', 'x+1@marketplace.amazon.de', 'pass')
  await junk('forged', 'x@marketplace.amazon.de', 'fail')
  await junk('unproven', 'x@marketplace.amazon.de', '')
  await junk('proven by itself', 'x@marketplace.amazon.de', 'pass', 'mx.evil.example')
  await junk('look-alike', 'x@notamazon.de', 'pass')
  await junk('named so', '"x@amazon.de" <x@evil.example>', 'pass')
  await junk('two senders', 'x@evil.example, y@amazon.de', 'pass')
  await junk('of another', 'Partner <p@otto.market>', 'pass')
  await world.put('usual')
  expect(await world.fetch()).toMatchObject({ kept: 3, fromJunk: 2 })
  expect((await world.kept()).map((mail) => mail.trim().split('\r\n').at(-1)).sort()).toEqual([
    'genuine',
    'of another',
    'usual',
  ])
  expect(await world.fetch()).toMatchObject({ kept: 0 })
  expect(await seenIn(world, 'Junk')).toEqual([])
  for (const settings of [{ junkFolder: 'off' }, { authservId: undefined as unknown as string }]) {
    const blind = await box({ senders: ['amazon.de'], mailbox: { authservId: 'mx.example.org', ...settings } })
    expect(await blind.fetch()).toMatchObject({ fromJunk: 0 })
  }
})

test('mails are flagged as seen where that is wanted, once they stand on a ticket', async () => {
  const world = await box({ mailbox: { markSeen: true } })
  const { name } = world.owner.account
  for (const text of ['one', 'two']) await world.put(text)
  await world.fetch()
  const [first] = await world.mails.unsorted(name, { mails: 1, bytes: 1 })
  const card = {
    ...{ messageId: null, references: [], subject: '', party: 'p', answerTo: null, brand: null, thread: null },
    ...{ orders: [orderRef('S1')], forged: false },
  }
  const as = { as: 'message', conversation: conversationId('c1'), message: messageId('m1'), rung: 'new' } as const
  await world.mails.sort(
    name,
    [{ mail: first?.id ?? '', sorting: { ...as, card, answerable: true } }],
    page(conversation('c1', [message('m1')])),
  )
  await world.fetch()
  expect(await seenIn(world)).toEqual([])
  const ticket = { model: 'helpdesk.ticket', id: 7, createDate: instant('2026-03-10T12:00:00Z') } as const
  await store.ledger.bind(name, [
    {
      ...{ conversation: conversationId('c1'), ticket, messages: [{ id: messageId('m1'), odooId: 1 }], files: [] },
      shownStatus: 'open',
    },
  ])
  await world.fetch()
  expect(await seenIn(world)).toEqual([1])
})

test('a copy of an answer lies in the folder for it, as seen', async () => {
  const world = await box()
  await world.outside((client) => client.mailboxCreate('Sent'))
  await world.mailboxes.append(world.owner, 'Sent', Buffer.from(mailOf('our answer')))
  expect(await seenIn(world, 'Sent')).toEqual([1])
  await expect(world.mailboxes.append(world.owner, 'Gone', Buffer.from(mailOf('x')))).rejects.toMatchObject({
    kind: 'misconfigured',
  })
  await world.put('still read')
  expect(await world.fetch()).toMatchObject({ kept: 1 })
})
