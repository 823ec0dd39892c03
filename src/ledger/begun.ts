import { sql } from 'kysely'
import type { AccountName, ConversationId } from '../domain/ids.ts'
import type { ConversationFacts } from '../domain/message.ts'
import { NOT_BEGUN } from '../domain/not-begun.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import type { TicketBinding } from './ports.ts'
import { factColumns } from './record.ts'

/** Conversations that nobody has begun yet, and which took their places. */
export async function recordNotBegun(
  database: Database,
  account: AccountName,
  facts: ConversationFacts,
): Promise<void> {
  await database.write('record not begun', (db) =>
    db
      .insertInto('conversations')
      .values({ account, ...factColumns(facts), recorded: database.now() })
      .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
      .execute(),
  )
}

export async function notBegunAmong(
  database: Database,
  account: AccountName,
  ids: readonly ConversationId[],
): Promise<ReadonlySet<ConversationId>> {
  if (ids.length === 0) return new Set()
  const rows = await database.read('not begun', (db) =>
    db.selectFrom('conversations').select('id').where('account', '=', account).where('id', 'in', ids).execute(),
  )
  return new Set(rows.map(({ id }) => id))
}

export async function ticketsOfBegun(
  database: Database,
  account: AccountName,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, TicketBinding>> {
  if (conversations.length === 0) return new Map()
  const among = sql.join([...conversations])
  const { rows } = await database.read('tickets of begun conversations', (db) =>
    sql<OnTicket>`
      with begun as (
        select result ->> 'began' as began, conversation, id from effects
          where account = ${account} and result ? 'began' and result ->> 'began' in (${among})
        union all
        select m.conversation, e.conversation, e.id from messages m join effects e on e.id = m.effect
          where m.account = ${account} and m.stream = 'messages' and m.kind = 'own' and m.conversation in (${among}))
      select b.began as conversation, p.ticket_id, p.ticket_created from begun b
        join conversations p on p.account = ${account} and p.id = b.conversation and p.ticket_id is not null
        where b.conversation <> b.began order by b.id`.execute(db),
  )
  return byConversation(rows)
}

/** Where one has taken the place already, the next one gets a ticket of its own, as conversations do. */
export async function ticketsToJoin(
  database: Database,
  account: AccountName,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, TicketBinding>> {
  if (conversations.length === 0) return new Map()
  const { rows } = await database.read('tickets to join', (db) =>
    sql<OnTicket>`
      select distinct on (p.id) c.id as conversation, p.ticket_id, p.ticket_created from conversations c
        cross join lateral jsonb_array_elements_text(c.orders) as named (ref)
        join conversations p on p.account = c.account and p.id = ${NOT_BEGUN} || named.ref and p.ticket_id is not null
        where c.account = ${account} and c.id in (${sql.join([...conversations])}) and c.status = 'open'
          and not starts_with(c.id, ${NOT_BEGUN})
          and not exists (select from conversations o where o.account = c.account and o.ticket_id = p.ticket_id
            and o.id <> c.id and not starts_with(o.id, ${NOT_BEGUN}))
          and not exists (select from effects e where e.account = c.account and e.conversation = p.id
            and (e.result ? 'began' or e.bound_message is not null))
        order by p.id, c.updated_at desc, c.id`.execute(db),
  )
  return byConversation(rows)
}

export async function begunFor(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<ConversationId | undefined> {
  const ours = sql`select coalesce(e.result ->> 'began',
      (select m.conversation from messages m where m.account = e.account and m.stream = 'messages' and m.effect = e.id limit 1)) as began
    from effects e where e.account = ${account} and e.conversation = ${conversation} and e.flow in ('reply', 'returns')
      and (e.result ? 'began' or e.bound_message is not null) order by e.id desc limit 1`
  const theirs = sql`select c.id as began from conversations c
    join conversations p on p.account = c.account and p.id = ${conversation}
    where c.account = ${account} and c.ticket_id = p.ticket_id and c.orders @> p.orders and not starts_with(c.id, ${NOT_BEGUN})
    order by c.updated_at desc, c.id limit 1`
  const { rows } = await database.read('begun conversation', (db) =>
    sql<{ began: ConversationId | null }>`
      select coalesce((select began from (${ours}) o), (select began from (${theirs}) t)) as began`.execute(db),
  )
  return rows[0]?.began ?? undefined
}

interface OnTicket {
  readonly conversation: ConversationId
  readonly ticket_id: number
  readonly ticket_created: Instant
}

const byConversation = (rows: readonly OnTicket[]): ReadonlyMap<ConversationId, TicketBinding> =>
  new Map(
    rows.map(({ conversation, ticket_id: id, ticket_created: createDate }) => [
      conversation,
      { model: 'helpdesk.ticket', id, createDate },
    ]),
  )
