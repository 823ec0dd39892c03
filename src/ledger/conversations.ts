import { type Selectable, sql } from 'kysely'
import type { AccountName, ConversationId, FileKey, MessageId } from '../domain/ids.ts'
import type { AuthorRole, ConversationFacts } from '../domain/message.ts'
import { NOT_BEGUN } from '../domain/not-begun.ts'
import type { Database } from './database.ts'
import type { TicketBinding } from './ports.ts'
import type { ConversationTable } from './schema.ts'

export interface PlacedConversation {
  readonly facts: ConversationFacts
  readonly ticket: TicketBinding | null
}

export async function conversation(
  database: Database,
  account: AccountName,
  id: ConversationId,
): Promise<PlacedConversation | undefined> {
  const row = await database.read('conversation', (db) =>
    db.selectFrom('conversations').selectAll().where('account', '=', account).where('id', '=', id).executeTakeFirst(),
  )
  return row === undefined ? undefined : { facts: toFacts(row), ticket: toTicket(row) }
}

/** The last messages of a conversation with who wrote them, the newest first. */
export async function lastTexts(
  database: Database,
  account: AccountName,
  id: ConversationId,
  limit: number,
): Promise<readonly { readonly role: AuthorRole; readonly text: string }[]> {
  const rows = await database.read('last texts', (db) =>
    db
      .selectFrom('messages')
      .select(['role', 'text'])
      .where('account', '=', account)
      .where('conversation', '=', id)
      .where('stream', '=', 'messages')
      .orderBy('at', 'desc')
      .limit(limit)
      .execute(),
  )
  return rows.flatMap(({ role, text }) => (role === null || text === null ? [] : [{ role, text }]))
}

/** Merged tickets mirror several conversations: the one that moved last, one that nobody has begun after all others. */
export async function conversationOfTicket(
  database: Database,
  ticketId: number,
): Promise<
  { readonly account: AccountName; readonly facts: ConversationFacts; readonly ticket: TicketBinding } | undefined
> {
  const row = await database.read('conversation of ticket', (db) =>
    db
      .selectFrom('conversations')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .orderBy(sql`starts_with(id, ${NOT_BEGUN})`)
      .orderBy('updated_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const ticket = toTicket(row)
  return ticket === null ? undefined : { account: row.account, facts: toFacts(row), ticket }
}

/** Ids that the ledger holds, or that an effect of ours is bound to. */
export async function knownMessages(
  database: Database,
  account: AccountName,
  ids: readonly MessageId[],
): Promise<ReadonlySet<MessageId>> {
  if (ids.length === 0) return new Set()
  const rows = await database.read('known messages', (db) =>
    db
      .selectFrom('messages')
      .select('id')
      .where('account', '=', account)
      .where('stream', '=', 'messages')
      .where('id', 'in', ids)
      .union(
        db
          .selectFrom('effects')
          .select('bound_message as id')
          .where('account', '=', account)
          .where('bound_message', 'in', ids)
          .$narrowType<{ id: MessageId }>(),
      )
      .execute(),
  )
  return new Set(rows.map(({ id }) => id))
}

export async function knownFiles(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<ReadonlySet<FileKey>> {
  const rows = await database.read('known files', (db) =>
    db
      .selectFrom('files')
      .select('key')
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .execute(),
  )
  return new Set(rows.map(({ key }) => key))
}

/** What became of an account's messages; our own answers are none of them. */
export async function messageTotals(
  database: Database,
  account: AccountName,
): Promise<{ readonly mirrored: number; readonly setAside: number; readonly waiting: number }> {
  const row = await database.read('message totals', (db) =>
    db
      .selectFrom('messages')
      .select(({ fn, eb }) => {
        const count = fn.countAll<string>()
        const toMirror = eb('kind', '=', 'mirror')
        const refused = eb.and([toMirror, eb('placed', 'is', null), eb('refused', 'is not', null)])
        return [
          count.filterWhere(eb.and([toMirror, eb('placed', 'is not', null)])).as('mirrored'),
          count.filterWhere(eb.or([refused, eb('kind', 'in', ['aside', 'unreadable'])])).as('aside'),
          count.filterWhere(eb.and([toMirror, eb('placed', 'is', null), eb('refused', 'is', null)])).as('waiting'),
        ]
      })
      .where('account', '=', account)
      .where('stream', '<>', 'cases')
      .executeTakeFirst(),
  )
  return { mirrored: Number(row?.mirrored), setAside: Number(row?.aside), waiting: Number(row?.waiting) }
}

export function toFacts(row: Selectable<ConversationTable>): ConversationFacts {
  return {
    id: row.id,
    status: row.status,
    final: row.final,
    ...(row.topic === null ? {} : { topic: row.topic }),
    ...(row.url === null ? {} : { url: row.url }),
    orders: row.orders,
    buyer: { id: row.buyer_id, ...(row.buyer_name === null ? {} : { name: row.buyer_name }) },
    waitsForSeller: row.waits_for_seller,
    ...(row.storefront === null ? {} : { storefront: row.storefront }),
    updatedAt: row.updated_at,
  }
}

export function toTicket(
  row: Pick<Selectable<ConversationTable>, 'ticket_id' | 'ticket_created'>,
): TicketBinding | null {
  return row.ticket_id === null || row.ticket_created === null
    ? null
    : { model: 'helpdesk.ticket', id: row.ticket_id, createDate: row.ticket_created }
}
