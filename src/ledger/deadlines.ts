import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { WaitFacts, WaitMessage } from '../domain/deadline.ts'
import type { AccountName, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import { toTicket } from './conversations.ts'
import type { Database } from './database.ts'
import type { ChangedWait, DeadlineTotals, NextDeadline, PlacedDeadline, StoredDeadline } from './deadline-ports.ts'
import type { Ledger } from './ports.ts'
import type { Schema } from './schema.ts'
import { jsonText } from './values.ts'

type Options = Parameters<Ledger['changedWaits']>[2]

interface WaitRow {
  readonly conversation: ConversationId
  readonly change: string
  readonly status: 'open' | 'closed'
  readonly waitsForSeller: boolean
  readonly updatedAt: Instant
}

/** What the deadlines of changed conversations follow from; the cost follows what changed. */
export async function changedWaits(
  database: Database,
  account: AccountName,
  limit: number,
  options: Options,
): Promise<readonly ChangedWait[]> {
  return database.read('changed waits', async (db) => {
    const rows = await changedConversations(db, account, limit)
    const ids = rows.map(({ conversation }) => conversation)
    if (ids.length === 0) return []
    const messages = Map.groupBy(await messagesOf(db, account, ids, options), (row) => row.conversation)
    const sent = Map.groupBy(await sentUnseen(db, account, ids, options), (row) => row.conversation)
    return rows.map(({ conversation, change, ...row }) => ({
      conversation,
      change,
      facts: {
        ...row,
        messages: messages.get(conversation) ?? [],
        sentUnseen: (sent.get(conversation) ?? []).map(({ at }) => at),
      } satisfies WaitFacts,
    }))
  })
}

/** An answer may be known before its conversation is (a restored ledger): that one comes with the conversation. */
async function changedConversations(db: Kysely<Schema>, account: AccountName, limit: number): Promise<WaitRow[]> {
  const { rows } = await sql<WaitRow>`
    select c.id as conversation, max(changed.id) as change, c.status, c.waits_for_seller as "waitsForSeller", c.updated_at as "updatedAt"
    from deadline_changes changed join conversations c on c.account = changed.account and c.id = changed.conversation
    where changed.account = ${account} group by c.account, c.id order by change limit ${limit}`.execute(db)
  return rows
}

/** An automatic answer of ours is an effect of its own kind; where the marketplace does not count it, it ends no wait. */
const isAutomatic = ({ automaticAnswers }: Options): RawBuilder<boolean> =>
  automaticAnswers === 'count' ? sql<boolean>`false` : sql<boolean>`coalesce(e.kind = 'auto_reply', false)`

async function messagesOf(
  db: Kysely<Schema>,
  account: AccountName,
  ids: readonly ConversationId[],
  options: Options,
): Promise<(WaitMessage & { readonly conversation: ConversationId })[]> {
  const { rows } = await sql<WaitMessage & { conversation: ConversationId }>`
    select m.conversation, m.role, m.at, ${isAutomatic(options)} as automatic
    from messages m left join effects e on e.id = m.effect
    where m.account = ${account} and m.stream = 'messages' and m.kind in ('mirror', 'own') and m.conversation in (${sql.join(ids)})
      and m.reason is distinct from 'silent'
    order by m.at`.execute(db)
  return rows
}

/** Answers of ours that are sent and stand in no conversation that was read. */
async function sentUnseen(
  db: Kysely<Schema>,
  account: AccountName,
  ids: readonly ConversationId[],
  options: Options,
): Promise<{ conversation: ConversationId; at: Instant }[]> {
  const { rows } = await sql<{ conversation: ConversationId; at: Instant }>`
    select e.conversation, coalesce((select max(r.created) from receipts r where r.effect = e.id and r.outcome = 'done'), e.updated) as at
    from effects e
    where e.account = ${account} and e.flow = 'reply' and e.state = 'done' and e.conversation in (${sql.join(ids)})
      and not ${isAutomatic(options)}
      and not exists (select from messages m where m.account = e.account and m.stream = 'messages'
        and (m.effect = e.id or m.id = e.bound_message))`.execute(db)
  return rows
}

export async function storeDeadlines(
  database: Database,
  account: AccountName,
  rows: Parameters<Ledger['storeDeadlines']>[1],
): Promise<void> {
  if (rows.length === 0) return
  const stored = jsonText(
    rows.map(({ wait, deadline }) => ({
      conversation: wait.conversation,
      change: wait.change,
      since: deadline.waitingSince,
      by: deadline.answerBy,
    })),
  )
  await database.inTransaction('store deadlines', async (trx) => {
    await sql`insert into deadlines as d (account, conversation, waiting_since, answer_by)
      select ${account}, p.conversation, p.since, p.by
      from jsonb_to_recordset(${stored}::jsonb) as p (conversation text, since timestamptz, by timestamptz) order by p.conversation
      on conflict (account, conversation) do update set waiting_since = excluded.waiting_since, answer_by = excluded.answer_by, shown = false,
        warned_by = case when d.answer_by is not distinct from excluded.answer_by then d.warned_by end
      where (d.waiting_since, d.answer_by) is distinct from (excluded.waiting_since, excluded.answer_by)`.execute(trx)
    await sql`delete from deadline_changes c
      using jsonb_to_recordset(${stored}::jsonb) as p (conversation text, change bigint)
      where c.account = ${account} and c.conversation = p.conversation and c.id <= p.change`.execute(trx)
  })
}

export async function renewDeadlines(database: Database, account: AccountName): Promise<void> {
  await database.inTransaction('renew deadlines', async (trx) => {
    await sql`insert into deadline_changes (account, conversation)
      select account, conversation from deadlines where account = ${account} and waiting_since is not null`.execute(trx)
    await sql`update deadlines set shown = false where account = ${account} and waiting_since is not null`.execute(trx)
  })
}

export async function unshownDeadlines(
  database: Database,
  account: AccountName,
  limit: number,
): Promise<readonly PlacedDeadline[]> {
  return placed(database, 'unshown deadlines', account, sql`not d.shown`, limit)
}

export async function deadlinesShown(
  database: Database,
  account: AccountName,
  shown: readonly PlacedDeadline[],
): Promise<void> {
  await changePlaced(
    database,
    'deadlines shown',
    account,
    shown,
    sql`shown = true`,
    sql`(d.waiting_since, d.answer_by) is not distinct from (p.since, p.by)`,
  )
}

export async function unwarnedDeadlines(
  database: Database,
  account: AccountName,
  until: Instant,
  limit: number,
): Promise<readonly PlacedDeadline[]> {
  const due = sql`d.answer_by <= ${until}::timestamptz and d.warned_by is distinct from d.answer_by`
  return placed(database, 'unwarned deadlines', account, due, limit)
}

export async function deadlinesWarned(
  database: Database,
  account: AccountName,
  warned: readonly PlacedDeadline[],
): Promise<void> {
  await changePlaced(database, 'deadlines warned', account, warned, sql`warned_by = p.by`, sql`true`)
}

export async function totals(database: Database, now: Instant): Promise<readonly DeadlineTotals[]> {
  const { rows } = await database.read('deadlines', (db) =>
    sql<DeadlineTotals>`select account, count(*)::int as waiting, (count(*) filter (where answer_by < ${now}::timestamptz))::int as late,
        min(answer_by) filter (where answer_by >= ${now}::timestamptz) as "nextAt"
      from deadlines where waiting_since is not null group by account order by account`.execute(db),
  )
  return rows
}

export async function nextDeadlines(database: Database, limit: number): Promise<readonly NextDeadline[]> {
  const rows = await database.read('next deadlines', (db) =>
    db
      .selectFrom('deadlines as d')
      .innerJoin('conversations as c', (join) =>
        join.onRef('c.account', '=', 'd.account').onRef('c.id', '=', 'd.conversation'),
      )
      .select(['d.account', 'd.conversation', 'd.waiting_since', 'd.answer_by', 'c.ticket_id', 'c.ticket_created'])
      .where('d.answer_by', 'is not', null)
      .orderBy('d.answer_by')
      .limit(limit)
      .execute(),
  )
  return rows.flatMap(({ account, conversation, waiting_since: waitingSince, answer_by: answerBy, ...ticket }) =>
    waitingSince === null || answerBy === null
      ? []
      : [{ account, conversation, waitingSince, answerBy, ticket: toTicket(ticket) }],
  )
}

async function placed(
  database: Database,
  name: string,
  account: AccountName,
  which: RawBuilder<unknown>,
  limit: number,
): Promise<readonly PlacedDeadline[]> {
  const { rows } = await database.read(name, (db) =>
    sql<PlacedRow>`select d.conversation, d.waiting_since as "waitingSince", d.answer_by as "answerBy", c.ticket_id, c.ticket_created,
        (select min(o.waiting_since) from deadlines o join conversations m on m.account = o.account and m.id = o.conversation
          where m.ticket_id = c.ticket_id) as "ticketSince",
        (select min(o.answer_by) from deadlines o join conversations m on m.account = o.account and m.id = o.conversation
          where m.ticket_id = c.ticket_id) as "ticketBy"
      from deadlines d join conversations c on c.account = d.account and c.id = d.conversation
      where d.account = ${account} and c.ticket_id is not null and ${which}
      order by d.answer_by, d.conversation limit ${limit}`.execute(db),
  )
  return rows.flatMap(({ conversation, waitingSince, answerBy, ticketSince, ticketBy, ...row }) => {
    const ticket = toTicket(row)
    const ofTicket = { waitingSince: ticketSince, answerBy: ticketBy }
    return ticket === null ? [] : [{ conversation, waitingSince, answerBy, ticket, ofTicket }]
  })
}

interface PlacedRow extends StoredDeadline {
  readonly conversation: ConversationId
  readonly ticket_id: number | null
  readonly ticket_created: Instant | null
  readonly ticketSince: Instant | null
  readonly ticketBy: Instant | null
}

/** Only where the conversation still has the ticket that was written to. */
async function changePlaced(
  database: Database,
  name: string,
  account: AccountName,
  rows: readonly PlacedDeadline[],
  set: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<void> {
  if (rows.length === 0) return
  const given = jsonText(
    rows.map(({ conversation, waitingSince, answerBy, ticket }) => ({
      conversation,
      since: waitingSince,
      by: answerBy,
      ticket: ticket.id,
    })),
  )
  await database.write(name, (db) =>
    sql`update deadlines d set ${set}
      from jsonb_to_recordset(${given}::jsonb) as p (conversation text, since timestamptz, by timestamptz, ticket integer),
        conversations c
      where d.account = ${account} and d.conversation = p.conversation
        and c.account = d.account and c.id = d.conversation and c.ticket_id = p.ticket and ${where}`.execute(db),
  )
}
