import { type Kysely, sql } from 'kysely'
import type { AccountName, ConversationId, MessageId } from '../domain/ids.ts'
import { toFacts, toTicket } from './conversations.ts'
import type { Database } from './database.ts'
import type { Ledger, MirroredStream, OpenConversation, StoredFile, StoredMessage, TicketBinding } from './ports.ts'
import type { Schema } from './schema.ts'
import { jsonText } from './values.ts'

/** File contents that one look at the open conversations brings into memory; the rest comes with the next look. */
const FILE_BYTES_MAX = 64_000_000

/** Conversations with something that has no place in Odoo yet, the oldest message first, as many as fit in memory. */
export async function openConversations(
  database: Database,
  account: AccountName,
  limit: number,
  stream: MirroredStream = 'messages',
): Promise<readonly OpenConversation[]> {
  return database.read('open conversations', async (db) => {
    const ids = fittingInMemory(await openIds(db, account, limit, stream))
    if (ids.length === 0) return []
    const rows = await db
      .selectFrom('conversations')
      .selectAll()
      .where('account', '=', account)
      .where('id', 'in', ids)
      .execute()
    const messages = groupBy(await unplacedMessages(db, account, ids, stream), ({ conversation }) => conversation)
    const unplaced = stream === 'messages' ? await unplacedFiles(db, account, ids) : []
    const files = groupBy(unplaced, ({ conversation }) => conversation)
    const byId = new Map(rows.map((row) => [row.id, row]))
    return ids.flatMap((id) => {
      const row = byId.get(id)
      if (row === undefined) return []
      return {
        facts: toFacts(row),
        ticket: toTicket(row),
        shownStatus: row.shown_status,
        messages: messages.get(id) ?? [],
        files: (files.get(id) ?? []).map(({ file }) => file),
      }
    })
  })
}

export interface OpenId {
  readonly id: ConversationId
  readonly bytes: string
}

/** A file waits with its message, or after it; not with one that is our own, set aside or refused. */
const fileIsWanted = sql<boolean>`coalesce((select m.kind = 'mirror' and m.refused is null from messages m
  where m.account = files.account and m.stream = 'messages' and m.id = files.message), true)`

async function openIds(
  db: Kysely<Schema>,
  account: AccountName,
  limit: number,
  stream: MirroredStream,
): Promise<readonly OpenId[]> {
  const more =
    stream === 'cases'
      ? sql``
      : sql`union all
      select conversation, min(at), sum(size) from files
        where account = ${account} and placed is null and ${fileIsWanted} group by conversation
      union all
      select id, updated_at, 0 from conversations
        where account = ${account} and ticket_id is not null and shown_status is distinct from status`
  const { rows } = await sql<OpenId>`
    with open_parts (id, oldest, bytes) as (
      select conversation, min(at), 0 from messages
        where account = ${account} and stream = ${stream} and kind = 'mirror' and placed is null and refused is null group by conversation
      ${more}
    )
    select id, sum(bytes)::bigint as bytes from open_parts group by id order by min(oldest), id limit ${limit}`.execute(
    db,
  )
  return rows
}

/** The first ones whose files fit in memory together; one at least. */
export function fittingInMemory(open: readonly OpenId[]): readonly ConversationId[] {
  let bytes = 0
  return open
    .filter((row, index) => {
      bytes += Number(row.bytes)
      return index === 0 || bytes <= FILE_BYTES_MAX
    })
    .map(({ id }) => id)
}

async function unplacedMessages(
  db: Kysely<Schema>,
  account: AccountName,
  conversations: readonly ConversationId[],
  stream: MirroredStream,
): Promise<readonly StoredMessage[]> {
  return db
    .selectFrom('messages')
    .select(['id', 'conversation', 'role', 'author_name as authorName', 'text', 'at'])
    .select(
      sql<boolean>`coalesce(reason = 'asks', false) or (role = 'buyer' and reason is distinct from 'silent')`.as(
        'asks',
      ),
    )
    .where('account', '=', account)
    .where('stream', '=', stream)
    .where('conversation', 'in', conversations)
    .where('kind', '=', 'mirror')
    .where('placed', 'is', null)
    .where('refused', 'is', null)
    .orderBy('at')
    .orderBy(sql`length(id)`)
    .orderBy('id')
    .$narrowType<StoredMessage>()
    .execute()
}

async function unplacedFiles(
  db: Kysely<Schema>,
  account: AccountName,
  conversations: readonly ConversationId[],
): Promise<readonly { readonly conversation: ConversationId; readonly file: StoredFile }[]> {
  const rows = await db
    .selectFrom('files')
    .select(['conversation', 'key', 'message', 'filename', 'mime_type as mimeType', 'bytes', 'refused', 'uri'])
    .where('account', '=', account)
    .where('conversation', 'in', conversations)
    .where('placed', 'is', null)
    .where(fileIsWanted)
    .orderBy('at')
    .orderBy('key')
    .execute()
  return rows.map(({ conversation, ...file }) => ({ conversation, file }))
}

/** What has a place in Odoo now: tickets, messages and files in one transaction. */
export async function bind(
  database: Database,
  account: AccountName,
  placed: Parameters<Ledger['bind']>[1],
): Promise<number> {
  if (placed.length === 0) return 0
  return database.inTransaction('bind', async (trx) => {
    const now = database.now()
    const tickets = placed
      .map(({ conversation, ticket, shownStatus }) => ({
        id: conversation,
        ticket: ticket.id,
        created: ticket.createDate,
        shown: shownStatus,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    await sql`update conversations c set ticket_id = p.ticket, ticket_created = p.created, shown_status = p.shown
      from jsonb_to_recordset(${jsonText(tickets)}::jsonb) as p (id text, ticket integer, created timestamptz, shown text)
      where c.account = ${account} and c.id = p.id`.execute(trx)
    const messages = placed.flatMap((one) => one.messages)
    const marked = await sql<{ id: MessageId }>`update messages m set odoo_id = p."odooId", placed = ${now}
      from jsonb_to_recordset(${jsonText(messages)}::jsonb) as p (id text, "odooId" integer)
      where m.account = ${account} and m.stream <> 'unreadable' and m.id = p.id and m.placed is null and m.kind = 'mirror'
      returning m.id`.execute(trx)
    const files = placed.flatMap((one) => one.files.map((key) => ({ conversation: one.conversation, key })))
    await sql`update files f set placed = ${now}
      from jsonb_to_recordset(${jsonText(files)}::jsonb) as p (conversation text, key text)
      where f.account = ${account} and f.conversation = p.conversation and f.key = p.key and f.placed is null`.execute(
      trx,
    )
    return marked.rows.length
  })
}

/** Odoo refuses the row for good: it is listed and no longer tried. */
export async function setAside(
  database: Database,
  account: AccountName,
  message: MessageId,
  reason: string,
): Promise<void> {
  await database.write('set aside', (db) =>
    db
      .updateTable('messages')
      .set({ refused: reason })
      .where('account', '=', account)
      .where('stream', '<>', 'unreadable')
      .where('id', '=', message)
      .where('placed', 'is', null)
      .execute(),
  )
}

export async function bindTicket(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
  ticket: TicketBinding,
): Promise<void> {
  await database.write('bind ticket', (db) =>
    db
      .updateTable('conversations')
      .set({ ticket_id: ticket.id, ticket_created: ticket.createDate })
      .where('account', '=', account)
      .where('id', '=', conversation)
      .execute(),
  )
}

/** The ticket was deleted: everything of the conversation wants a place again. */
export async function forgetPlace(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<void> {
  await database.inTransaction('forget place', async (trx) => {
    await trx
      .updateTable('conversations')
      .set({ ticket_id: null, ticket_created: null, shown_status: null })
      .where('account', '=', account)
      .where('id', '=', conversation)
      .execute()
    await trx
      .updateTable('messages')
      .set({ odoo_id: null, placed: null })
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .execute()
    await trx
      .updateTable('files')
      .set({ placed: null })
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .execute()
  })
}

function groupBy<T, K>(rows: readonly T[], key: (row: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}
