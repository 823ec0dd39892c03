import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { AccountName, ConversationId, EffectId, OrderRef } from '../domain/ids.ts'
import type { Database } from './database.ts'
import type { PlacedMail } from './mail-ports.ts'
import { lookedUpBy } from './mails-sort.ts'
import type { MailTable } from './schema.ts'

/*
 * What a mail joins. A forged mail leads nowhere: it is nobody's Message-ID, order, thread or party, or whoever forges one could draw
 * a buyer's next mail, and the answer to it, into a conversation of his own.
 */

interface Joined {
  readonly conversation: ConversationId
  readonly parties: readonly string[]
}

/** Who wrote in a conversation: the whole key as the card has it. */
const partiesOf = (account: AccountName, conversation: RawBuilder<unknown>): RawBuilder<readonly string[]> =>
  sql`coalesce((select json_agg(distinct p.card ->> 'party') from mails p
    where p.account = ${account} and p.conversation = ${conversation} and not p.forged), '[]'::json)`

/** Where a Message-ID was used for several mails, the first one counts: a later one may be made up to look like it. */
export async function byMessageId(
  database: Database,
  account: AccountName,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, Joined>> {
  if (messageIds.length === 0) return new Map()
  const original = new Map(messageIds.map((id) => [lookedUpBy(id), id]))
  const among = sql.join([...original.keys()])
  const { rows } = await database.read('conversations by message id', (db) =>
    sql<Joined & { message_id: string }>`with found as (
        select message_id, conversation, 1 as rank, received_at as at, id from mails
          where account = ${account} and message_id in (${among}) and not forged and conversation is not null
        union all
        select result ->> 'messageId', conversation, 0, created, id from effects
          where account = ${account} and result ? 'messageId' and result ->> 'messageId' in (${among}) and conversation is not null),
      first as (select distinct on (message_id) message_id, conversation from found order by message_id, rank, at, id)
      select message_id, conversation, ${partiesOf(account, sql`first.conversation`)} as parties from first`.execute(
      db,
    ),
  )
  return new Map(
    rows.map(({ message_id: id, conversation, parties }) => [original.get(id) ?? id, { conversation, parties }]),
  )
}

/** Conversations that hold a mail which refers to one of these, by what it refers to. */
export async function citing(
  database: Database,
  account: AccountName,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Joined[]>> {
  if (messageIds.length === 0) return new Map()
  const original = new Map(messageIds.map((id) => [lookedUpBy(id), id]))
  const { rows } = await database.read('conversations that refer to mails', (db) =>
    sql<
      Joined & { message_id: string }
    >`select r.message_id, r.conversation, ${partiesOf(account, sql`r.conversation`)} as parties
      from mail_references r where r.account = ${account} and r.message_id in (${sql.join([...original.keys()])})
      order by r.conversation`.execute(db),
  )
  return Map.groupBy(rows, ({ message_id: id }) => original.get(id) ?? id)
}

export async function byOrder(database: Database, account: AccountName, order: OrderRef): Promise<readonly Joined[]> {
  const { rows } = await database.read('conversations of an order', (db) =>
    sql<Joined>`select o.conversation, ${partiesOf(account, sql`o.conversation`)} as parties from mail_orders o
      cross join lateral (select max(m.received_at) as newest from mails m
        where m.account = o.account and m.conversation = o.conversation and not m.forged) n
      where o.account = ${account} and o.order_ref = ${lookedUpBy(order)} order by n.newest desc nulls last, o.conversation`.execute(
      db,
    ),
  )
  return rows
}

export async function byThread(database: Database, account: AccountName, thread: string): Promise<Joined | undefined> {
  const { rows } = await database.read('conversation of a thread', (db) =>
    sql<Joined>`select t.conversation, ${partiesOf(account, sql`t.conversation`)} as parties from mails t
      where t.account = ${account} and t.thread = ${lookedUpBy(thread)} and not t.forged
      order by t.received_at desc, t.id desc limit 1`.execute(db),
  )
  return rows[0]
}

export async function toAnswer(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<PlacedMail | undefined> {
  const row = await database.read('mail to answer', (db) =>
    db
      .selectFrom('mails')
      .select(['id', 'conversation', 'message', 'card', 'received_at'])
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .where('answerable', '=', true)
      .orderBy('received_at', 'desc')
      .orderBy('uid', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return row === undefined ? undefined : toPlaced(row)
}

function toPlaced({
  id,
  conversation,
  message,
  card,
  received_at: receivedAt,
}: Pick<Selectable<MailTable>, 'id' | 'conversation' | 'message' | 'card' | 'received_at'>): PlacedMail | undefined {
  if (conversation === null || message === null || card === null) return undefined
  return { id, conversation, message, card, receivedAt }
}

export async function answerOf(
  database: Database,
  account: AccountName,
  messageId: string,
): Promise<EffectId | undefined> {
  const { rows } = await database.read('answer by message id', (db) =>
    sql<{ id: EffectId }>`select id from effects
      where account = ${account} and result ? 'messageId' and result ->> 'messageId' = ${messageId} order by id desc limit 1`.execute(
      db,
    ),
  )
  return rows[0]?.id
}
