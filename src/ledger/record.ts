import type { Transaction } from 'kysely'
import type { AccountName, ConversationId, MessageId } from '../domain/ids.ts'
import type { UnreadableItem } from '../domain/message.ts'
import { upsertCursor } from './accounts.ts'
import type { Database } from './database.ts'
import type { PageToRecord, Recorded } from './ports.ts'
import type { ConversationTable, MessageKind, MessageTable, Schema } from './schema.ts'
import { json, storable } from './values.ts'

/** Rows a statement: far below the 65,535 parameters that PostgreSQL takes. */
const ROWS = 500
/** A page with many large files may take longer than other transactions. */
const BYTES_PER_SECOND = 2_000_000

type Conversation = PageToRecord['conversations'][number]
type Message = Conversation['messages'][number]
type NewMessage = Omit<MessageTable, 'recorded' | 'odoo_id' | 'placed' | 'refused'>

/** Messages, files, facts and cursor of a page: all or nothing. */
export async function record(database: Database, account: AccountName, page: PageToRecord): Promise<Recorded> {
  return database.inTransaction('record', (trx) => recordIn(trx, database, account, page), {
    extraSeconds: secondsFor(page),
  })
}

/** What a page's bytes take on top of the usual limit, in seconds. */
export const secondsFor = (page: PageToRecord): number => bytesOf(page) / BYTES_PER_SECOND

/** The same inside a transaction of somebody else. */
export async function recordIn(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  page: PageToRecord,
): Promise<Recorded> {
  await storeFacts(trx, database, account, page.conversations)
  const messages = page.conversations.flatMap((conversation) => conversation.messages)
  const bound = await boundAmong(trx, account, messages)
  const rows = page.conversations.flatMap(({ facts, messages: shown }) =>
    shown.map((message) => toRow(account, facts.id, message, bound)),
  )
  const counted = await storeMessages(trx, database, account, rows)
  await bindOwn(trx, account, rows)
  await storeFiles(trx, database, account, page.conversations)
  const unreadable = await storeUnreadable(trx, database, account, page.unreadable)
  if (page.cursor !== undefined) await upsertCursor(trx, database, account, 'messages', page.cursor)
  return {
    received: counted.received + unreadable.received,
    duplicates: counted.duplicates + unreadable.duplicates,
    setAside: counted.setAside + unreadable.setAside,
  }
}

/** What is known of a conversation: as last shown by the source, an older view never replaces a newer one. */
async function storeFacts(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  conversations: readonly Conversation[],
): Promise<void> {
  const newest = new Map<string, Conversation['facts']>()
  for (const { facts } of conversations) {
    const other = newest.get(facts.id)
    if (other === undefined || other.updatedAt <= facts.updatedAt) newest.set(facts.id, facts)
  }
  // In one order for everybody, so that two processes never wait for each other.
  const rows = [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const part of parts(rows)) {
    await trx
      .insertInto('conversations')
      .values(part.map((facts) => ({ account, ...factColumns(facts), recorded: database.now() })))
      .onConflict((conflict) =>
        conflict
          .columns(['account', 'id'])
          .doUpdateSet(({ ref }) => ({
            status: ref('excluded.status'),
            final: ref('excluded.final'),
            topic: ref('excluded.topic'),
            url: ref('excluded.url'),
            orders: ref('excluded.orders'),
            buyer_id: ref('excluded.buyer_id'),
            buyer_name: ref('excluded.buyer_name'),
            waits_for_seller: ref('excluded.waits_for_seller'),
            storefront: ref('excluded.storefront'),
            updated_at: ref('excluded.updated_at'),
          }))
          .whereRef('excluded.updated_at', '>=', 'conversations.updated_at'),
      )
      .execute()
  }
}

export function factColumns(facts: Conversation['facts']) {
  return {
    id: facts.id,
    status: facts.status,
    final: facts.final,
    topic: facts.topic ?? null,
    url: facts.url ?? null,
    orders: json<ConversationTable['orders']>(facts.orders),
    buyer_id: facts.buyer.id,
    buyer_name: facts.buyer.name ?? null,
    waits_for_seller: facts.waitsForSeller,
    storefront: facts.storefront ?? null,
    updated_at: facts.updatedAt,
  }
}

/** Which of these messages an effect of ours is bound to already: those are our own, whatever the page takes them for. */
async function boundAmong(
  trx: Transaction<Schema>,
  account: AccountName,
  messages: readonly Message[],
): Promise<ReadonlyMap<MessageId, NonNullable<MessageTable['effect']>>> {
  const bound = new Map<MessageId, NonNullable<MessageTable['effect']>>()
  for (const part of parts(messages)) {
    const rows = await trx
      .selectFrom('effects')
      .select(['id', 'bound_message'])
      .where('account', '=', account)
      .where(
        'bound_message',
        'in',
        part.map(({ message }) => message.id),
      )
      .execute()
    for (const { id, bound_message } of rows) if (bound_message !== null) bound.set(bound_message, id)
  }
  return bound
}

function toRow(
  account: AccountName,
  conversation: ConversationId,
  { message, as }: Message,
  bound: ReadonlyMap<MessageId, NonNullable<MessageTable['effect']>>,
): NewMessage {
  const effect = bound.get(message.id) ?? (as.kind === 'own' ? as.effect : null)
  return {
    account,
    stream: 'messages',
    id: storable(message.id) as MessageId,
    conversation,
    role: message.author.role,
    author_name: message.author.name ?? null,
    text: message.text,
    at: message.at,
    raw: message.raw,
    kind: effect === null ? as.kind : 'own',
    reason: effect === null ? reasonOf(as) : null,
    effect,
  }
}

function reasonOf(as: Message['as']): string | null {
  switch (as.kind) {
    case 'aside':
      return as.reason
    case 'mirror':
      return as.asks === undefined ? null : as.asks ? 'asks' : 'silent'
    case 'own':
      return null
    default: {
      const missing: never = as
      return missing
    }
  }
}

/** Stores what is new and counts: our own answers found again count as nothing. */
async function storeMessages(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  rows: readonly NewMessage[],
): Promise<Recorded> {
  const before = await kindsOf(trx, account, rows)
  const fresh = new Map<MessageId, NewMessage>()
  for (const row of rows) if (!before.has(row.id) && !fresh.has(row.id)) fresh.set(row.id, row)
  const added = await insertMessages(trx, database, [...fresh.values()])
  // Another process may have stored some in between.
  const kinds = added.size === fresh.size ? before : await kindsOf(trx, account, rows)
  const kindOf = (row: NewMessage): MessageKind => kinds.get(row.id) ?? row.kind

  const counted = rows.filter((row) => row.kind !== 'own' && kindOf(row) !== 'own')
  const news = counted.filter((row) => added.has(row.id) && fresh.get(row.id) === row)
  return {
    received: counted.length,
    duplicates: counted.length - news.length,
    setAside: news.filter((row) => row.kind === 'aside').length,
  }
}

async function kindsOf(
  trx: Transaction<Schema>,
  account: AccountName,
  rows: readonly NewMessage[],
): Promise<ReadonlyMap<MessageId, MessageKind>> {
  const kinds = new Map<MessageId, MessageKind>()
  for (const part of parts(rows)) {
    const known = await trx
      .selectFrom('messages')
      .select(['id', 'kind'])
      .where('account', '=', account)
      .where('stream', '=', 'messages')
      .where(
        'id',
        'in',
        part.map(({ id }) => id),
      )
      .execute()
    for (const { id, kind } of known) kinds.set(id, kind)
  }
  return kinds
}

async function insertMessages(
  trx: Transaction<Schema>,
  database: Database,
  rows: readonly NewMessage[],
): Promise<ReadonlySet<MessageId>> {
  const added = new Set<MessageId>()
  for (const part of parts(rows)) {
    const stored = await trx
      .insertInto('messages')
      .values(part.map((row) => ({ ...row, recorded: database.now() })))
      .onConflict((conflict) => conflict.columns(['account', 'stream', 'id']).doNothing())
      .returning('id')
      .execute()
    for (const { id } of stored) added.add(id)
  }
  return added
}

/** The message is proof of the effect; the first proof stands. */
async function bindOwn(trx: Transaction<Schema>, account: AccountName, rows: readonly NewMessage[]): Promise<void> {
  for (const { id, effect } of rows) {
    if (effect === null) continue
    await trx
      .updateTable('effects')
      .set({ bound_message: id })
      .where('id', '=', effect)
      .where('account', '=', account)
      .where('bound_message', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('effects as other')
              .select('other.id')
              .where('other.account', '=', account)
              .where('other.bound_message', '=', id),
          ),
        ),
      )
      .execute()
  }
}

async function storeFiles(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  conversations: readonly Conversation[],
): Promise<void> {
  const rows = conversations.flatMap(({ facts, files }) =>
    files.map(({ file, message, fetched }) => ({
      account,
      conversation: facts.id,
      key: file.key,
      message,
      filename: file.filename,
      mime_type: fetched.kind === 'bytes' ? fetched.mimeType : (file.mimeType ?? null),
      bytes: fetched.kind === 'bytes' ? fetched.bytes : null,
      size: fetched.kind === 'bytes' ? fetched.bytes.length : 0,
      refused: fetched.kind === 'refused' ? fetched.reason : null,
      uri: file.uri ?? null,
      at: file.at,
      recorded: database.now(),
    })),
  )
  for (const some of smallTogether(rows)) {
    await trx
      .insertInto('files')
      .values(some)
      .onConflict((conflict) => conflict.columns(['account', 'conversation', 'key']).doNothing())
      .execute()
  }
}

/** Large files stand alone: a statement with several of them would hold all of them as text at once. */
const FILES_AT_ONCE = 100
const FILE_BYTES_AT_ONCE = 1_000_000

function* smallTogether<Row extends { readonly size: number }>(rows: readonly Row[]): Generator<Row[]> {
  let some: Row[] = []
  let bytes = 0
  for (const row of rows) {
    if (some.length === FILES_AT_ONCE || (some.length > 0 && bytes + row.size > FILE_BYTES_AT_ONCE)) {
      yield some
      some = []
      bytes = 0
    }
    some.push(row)
    bytes += row.size
  }
  if (some.length > 0) yield some
}

async function storeUnreadable(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  items: readonly UnreadableItem[],
): Promise<Recorded> {
  const added = await insertMessages(
    trx,
    database,
    [...new Map(items.map((item) => [item.id, item])).values()].map(({ id, reason, raw }) => ({
      account,
      stream: 'unreadable' as const,
      id: id as MessageId,
      conversation: null,
      role: null,
      author_name: null,
      text: null,
      at: null,
      raw,
      kind: 'unreadable' as const,
      reason,
      effect: null,
    })),
  )
  return { received: items.length, duplicates: items.length - added.size, setAside: added.size }
}

function bytesOf({ conversations }: PageToRecord): number {
  const sizes = conversations.flatMap(({ messages, files }) => [
    ...messages.map(({ message }) => message.raw.length),
    ...files.map(({ fetched }) => (fetched.kind === 'bytes' ? fetched.bytes.length : 0)),
  ])
  return sizes.reduce((sum, size) => sum + size, 0)
}

function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS)
}
