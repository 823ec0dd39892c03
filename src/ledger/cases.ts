import { type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'
import { CASE_ACTIONS, type CaseFacts, type CaseId } from '../domain/case.ts'
import type { EffectState } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import type { AccountName, ConversationId, MessageId, OrderRef } from '../domain/ids.ts'
import type { ConversationFacts, UnreadableItem } from '../domain/message.ts'
import { NOT_BEGUN } from '../domain/not-begun.ts'
import type { Instant } from '../domain/time.ts'
import { upsertCursor } from './accounts.ts'
import type { CaseNumber, CasesToRecord, DecisionPlanned, LedgerCases, StoredCase } from './case-ports.ts'
import * as begun from './begun.ts'
import { toFacts, toTicket } from './conversations.ts'
import type { Database } from './database.ts'
import { isEffectId, toEffect } from './effects.ts'
import { insertEffects } from './planning.ts'
import type { Recorded } from './ports.ts'
import { factColumns } from './record.ts'
import type { EffectTable, Schema } from './schema.ts'
import { json, jsonText, storable } from './values.ts'

/** A decision in one of these is over. */
const ON_ITS_WAY: readonly EffectState[] = ['proposed', 'planned', 'sending', 'unknown']
const OPEN = sql<boolean>`c.state in ('announced', 'to_decide', 'clarifying', 'repairing')`

/** Cases over a database, each question one statement. */
export function sqlCases(database: Database): LedgerCases {
  return {
    record: (account, page) => record(database, account, page),
    known: async (account, ids) => {
      if (ids.length === 0) return new Map()
      const found = await stored(database, sql`c.account = ${account} and c.case_ref in (${sql.join(ids)})`)
      return new Map(found.map((one) => [one.facts.id, one]))
    },
    find: async (number) =>
      isEffectId(number) ? (await stored(database, sql`c.id = ${number}::bigint`))[0] : undefined,
    list: ({ account, which, limit }) =>
      stored(
        database,
        sql`${account === undefined ? sql`true` : sql`c.account = ${account}`} and ${which === 'open' ? OPEN : sql`true`}`,
        sql`${OPEN} desc, c.updated_at desc, c.id desc limit ${limit}`,
      ),
    ofOrder: (account, order) => stored(database, sql`c.account = ${account} and c.order_ref = ${order}`),
    conversationsOf: (account, order) => conversationsOf(database, account, order),
    toShow: (account, after, limit) =>
      stored(
        database,
        sql`c.account = ${account} and c.id > ${after ?? '0'}::bigint and (c.shown is null or ${OPEN})`,
        sql`c.id limit ${limit}`,
      ),
    shown: (rows) => shown(database, rows),
    planDecision: (number, plan) => planDecision(database, number, plan),
    decisionOf: async (account, id, ref) => {
      const made = (await decisionsOf(database, account, id)).map((row) => toEffect<DecisionMade>(row))
      return made.find(({ payload }) => payload.decision === ref)
    },
    rounds: async (account, id) => {
      const made = await decisionsOf(database, account, id)
      return made.filter(({ state }) => !ON_ITS_WAY.includes(state)).length
    },
    mirrored: (account) => mirrored(database, account),
    recordNotBegun: (account, facts) => begun.recordNotBegun(database, account, facts),
    notBegunAmong: (account, ids) => begun.notBegunAmong(database, account, ids),
    ticketsOfBegun: (account, conversations) => begun.ticketsOfBegun(database, account, conversations),
    ticketsToJoin: (account, conversations) => begun.ticketsToJoin(database, account, conversations),
    begunFor: (account, conversation) => begun.begunFor(database, account, conversation),
  }
}

/** Cases, their messages and the cursor of a page: all or nothing. */
async function record(database: Database, account: AccountName, page: CasesToRecord): Promise<Recorded> {
  return database.inTransaction('record cases', async (trx) => {
    const count = { received: 0, duplicates: 0, setAside: 0 }
    for (const one of page.cases) {
      const became = await recordCase(trx, database, account, one)
      count.received += 1
      if (became === 'same') count.duplicates += 1
      if (became === 'aside') count.setAside += 1
    }
    for (const item of page.unreadable) {
      count.received += 1
      if (await storeUnreadable(trx, database, account, item)) count.setAside += 1
      else count.duplicates += 1
    }
    if (page.cursor !== undefined) await upsertCursor(trx, database, account, 'cases', page.cursor)
    return count
  })
}

type CaseToRecord = CasesToRecord['cases'][number]

/** An older view never replaces a newer one; a message is due where the case is new or in another state. */
async function recordCase(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  given: CaseToRecord,
): Promise<'told' | 'aside' | 'same'> {
  const { facts } = given
  const before = await trx
    .selectFrom('cases')
    .selectAll()
    .where('account', '=', account)
    .where('case_ref', '=', facts.id)
    .forUpdate()
    .executeTakeFirst()
  if (before !== undefined && before.updated_at > facts.updatedAt) return 'same'
  // What is known already is told on: only the first sight of a case can come too late.
  const { aside, ...known } = given
  const one: CaseToRecord = before === undefined ? given : known
  const told = before?.state !== facts.state
  const conversation = before?.event == null ? one.conversation : before.conversation
  const event = told ? await tell(trx, database, account, conversation, one) : before.event
  const columns = {
    type: facts.type,
    state: facts.state,
    order_ref: facts.order,
    facts: json(facts),
    updated_at: facts.updatedAt,
  }
  if (before === undefined) {
    const row = { account, case_ref: facts.id, ...columns, conversation, event, shown: null, recorded: database.now() }
    await trx.insertInto('cases').values(row).execute()
  } else {
    await trx
      .updateTable('cases')
      .set({ ...columns, conversation, event, shown: sql`case when facts = ${json(facts)} then shown end` })
      .where('id', '=', before.id)
      .execute()
  }
  if (!told) return 'same'
  return before === undefined && aside !== undefined ? 'aside' : 'told'
}

/** The message of what happened; resolves to its id, null where it is only listed. */
async function tell(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  conversation: ConversationId,
  { facts, notBegun, text, asks, aside, raw }: CaseToRecord,
): Promise<MessageId | null> {
  if (aside === undefined && notBegun !== undefined) {
    await trx
      .insertInto('conversations')
      .values({ account, ...factColumns(notBegun), recorded: database.now() })
      .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
      .execute()
  }
  const id = await eventId(trx, account, facts)
  await trx
    .insertInto('messages')
    .values({
      account,
      stream: 'cases',
      id,
      conversation,
      role: 'system',
      author_name: null,
      text,
      at: facts.updatedAt,
      raw,
      kind: aside === undefined ? 'mirror' : 'aside',
      reason: aside ?? (asks ? 'asks' : null),
      effect: null,
      recorded: database.now(),
    })
    .onConflict((conflict) => conflict.columns(['account', 'stream', 'id']).doNothing())
    .execute()
  return aside === undefined ? id : null
}

/** `case.<number>.<state>`, so that a ledger that was lost finds it in Odoo; numbered where a case comes to a state again. */
async function eventId(trx: Transaction<Schema>, account: AccountName, { id, state }: CaseFacts): Promise<MessageId> {
  const name = storable(`case.${id}.${state}`)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from messages
    where account = ${account} and stream = 'cases' and (id = ${name} or starts_with(id, ${`${name}.`}))`.execute(trx)
  const count = rows[0]?.count ?? 0
  return (count === 0 ? name : `${name}.${String(count + 1)}`) as MessageId
}

async function storeUnreadable(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  { id, reason, raw }: UnreadableItem,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('messages')
    .values({
      account,
      stream: 'cases',
      id: storable(`unreadable.${id}`) as MessageId,
      conversation: null,
      role: null,
      author_name: null,
      text: null,
      at: null,
      raw,
      kind: 'unreadable',
      reason,
      effect: null,
      recorded: database.now(),
    })
    .onConflict((conflict) => conflict.columns(['account', 'stream', 'id']).doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

interface CaseRow {
  readonly id: CaseNumber
  readonly account: AccountName
  readonly facts: CaseFacts
  readonly conversation: ConversationId
  readonly event: MessageId | null
  readonly shown: string | null
  readonly ticket_id: number | null
  readonly ticket_created: Instant | null
}

async function stored(
  database: Database,
  which: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`c.id`,
): Promise<readonly StoredCase[]> {
  const { rows } = await database.read('cases', (db) =>
    sql<CaseRow>`select c.id, c.account, c.facts, c.conversation, c.event, c.shown, p.ticket_id, p.ticket_created
      from cases c left join conversations p on p.account = c.account and p.id = c.conversation
      where ${which} order by ${order}`.execute(db),
  )
  return rows.map(({ id, account, facts, conversation, event, shown: seen, ...place }) => ({
    number: id,
    account,
    facts,
    conversation,
    event,
    shown: seen,
    ticket: toTicket(place),
  }))
}

async function conversationsOf(
  database: Database,
  account: AccountName,
  order: OrderRef,
): Promise<readonly ConversationFacts[]> {
  const rows = await database.read('conversations of an order', (db) =>
    db
      .selectFrom('conversations')
      .selectAll()
      .where('account', '=', account)
      .where(sql<boolean>`orders @> ${json([order])}`)
      .where(sql<boolean>`not starts_with(id, ${NOT_BEGUN})`)
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .execute(),
  )
  return rows.map((row) => toFacts(row))
}

async function shown(database: Database, rows: Parameters<LedgerCases['shown']>[0]): Promise<void> {
  if (rows.length === 0) return
  await database.write('cases shown', (db) =>
    sql`update cases c set shown = p.shown
      from jsonb_to_recordset(${jsonText(rows)}::jsonb) as p (number bigint, "updatedAt" timestamptz, shown text)
      where c.id = p.number and c.updated_at = p."updatedAt"`.execute(db),
  )
}

async function decisionsOf(
  db: Database | Transaction<Schema>,
  account: AccountName,
  id: CaseId,
): Promise<readonly Selectable<EffectTable>[]> {
  const query = sql<Selectable<EffectTable>>`select * from effects where account = ${account} and flow = 'returns'
    and payload ->> 'case' = ${id} and kind in (${sql.join([...CASE_ACTIONS])}) order by id`
  const { rows } = await ('read' in db
    ? db.read('decisions of a case', (handle) => query.execute(handle))
    : query.execute(db))
  return rows
}

/** One after another for each case: two people who decide at once do not both get their way. */
async function planDecision(
  database: Database,
  number: CaseNumber,
  { firstRound, ref, effect }: Parameters<LedgerCases['planDecision']>[1],
): Promise<DecisionPlanned> {
  return database.inTransaction('plan decision', async (trx) => {
    const row = await trx.selectFrom('cases').selectAll().where('id', '=', number).forUpdate().executeTakeFirst()
    if (row === undefined) throw new Permanent(`There is no case ${number}. Nothing was decided.`)
    const made = (await decisionsOf(trx, row.account, row.case_ref)).map((one) => toEffect<DecisionMade>(one))
    const there = ref === undefined ? undefined : made.find(({ payload }) => payload.decision === ref)
    if (there !== undefined) return { kind: 'there', effect: there }
    const busy = made.find(({ state }) => ON_ITS_WAY.includes(state))
    if (busy !== undefined) return { kind: 'busy', effect: busy }
    const round = Math.max(firstRound, ...made.map(({ payload }) => payload.round + 1))
    const [id] = await insertEffects(trx, database, [effect(round)])
    if (id === undefined) throw new Permanent(`Case ${number} was decided so already. Nothing was changed.`)
    const planned = await trx.selectFrom('effects').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { kind: 'planned', effect: toEffect(planned) }
  })
}

interface DecisionMade {
  readonly round: number
  readonly decision?: string
}

async function mirrored(database: Database, account: AccountName): Promise<number> {
  const { rows } = await database.read('mirrored cases', (db) =>
    sql<{ count: number }>`select count(*)::int as count from cases c where c.account = ${account} and exists (
      select from messages m where m.account = c.account and m.stream = 'cases' and m.placed is not null
        and starts_with(m.id, 'case.' || c.case_ref || '.'))`.execute(db),
  )
  return rows[0]?.count ?? 0
}
