import { type Selectable, sql } from 'kysely'
import type { Effect } from '../domain/effect.ts'
import { effectId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { toEffect } from './effects.ts'
import { rebind } from './rebind.ts'
import type { BoundTicket, LedgerRestores, PlacedMessage, WrittenReceipt } from './restore-ports.ts'
import type { EffectTable } from './schema.ts'

const ROWS = 1000
/** Has a source that no rebind found gone. */
const STANDS = sql<boolean>`(source_id is not null and not result ? 'sourceGone')`

/** Questions that tell a restore, each one statement. */
export function sqlRestores(database: Database): LedgerRestores {
  return {
    newestKnown: async (limit) => ({
      tickets: await newestTickets(database, limit),
      messages: await newestMessages(database, limit),
      effects: await newestEffects(database, limit),
    }),
    effectsOf: (keys) => effectsOf(database, keys),
    marks: async () => {
      const rows = await database.read('marks', (db) => db.selectFrom('marks').select(['name', 'value']).execute())
      return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    },
    boundTickets: (after) => boundTickets(database, after),
    placedMessages: (after) => placedMessages(database, after),
    messagesOf: async (account, conversation) => {
      const rows = await database.read('messages of', (db) =>
        db
          .selectFrom('messages')
          .select('id')
          .where('account', '=', account)
          .where('conversation', '=', conversation)
          .where('kind', '=', 'mirror')
          .execute(),
      )
      return rows.map(({ id }) => id)
    },
    sourced: (after) => sourced(database, after ?? effectId('0')),
    writtenReceipts: (after) => writtenReceipts(database, after ?? effectId('0')),
    rebind: (changes, by) => rebind(database, changes, by),
  }
}

async function newestTickets(database: Database, limit: number): Promise<readonly BoundTicket[]> {
  const { rows } = await database.read('newest tickets', (db) =>
    sql<BoundTicket>`select account, id as conversation, ticket_id as id, ticket_created as "createDate" from conversations
      where ticket_id is not null order by ticket_id desc limit ${limit}`.execute(db),
  )
  return rows
}

const PLACED = sql`select m.account, m.id, m.conversation, m.odoo_id as "odooId", c.ticket_id as "ticketId" from messages m
  left join conversations c on c.account = m.account and c.id = m.conversation`

async function newestMessages(database: Database, limit: number): Promise<readonly PlacedMessage[]> {
  const { rows } = await database.read('newest messages', (db) =>
    sql<PlacedMessage>`${PLACED} where m.odoo_id > 0 order by m.odoo_id desc limit ${limit}`.execute(db),
  )
  return rows
}

async function newestEffects(database: Database, limit: number): Promise<readonly Effect[]> {
  const rows = await database.read('newest effects', (db) =>
    db.selectFrom('effects').selectAll().where(STANDS).orderBy('id', 'desc').limit(limit).execute(),
  )
  return rows.map((row) => toEffect(row))
}

async function effectsOf(
  database: Database,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Pick<Effect, 'dedupeKey' | 'state'>>> {
  const found = new Map<string, Pick<Effect, 'dedupeKey' | 'state'>>()
  for (let from = 0; from < keys.length; from += ROWS) {
    const { rows } = await database.read('effects of receipts', (db) =>
      sql<{
        key: string
        dedupeKey: string
        state: Effect['state']
      }>`select receipt_key(dedupe_key) as key, dedupe_key as "dedupeKey", state
        from effects where receipt_key(dedupe_key) in (${sql.join(keys.slice(from, from + ROWS))})`.execute(db),
    )
    for (const { key, ...effect } of rows) found.set(key, effect)
  }
  return found
}

async function boundTickets(database: Database, after: BoundTicket | undefined): Promise<readonly BoundTicket[]> {
  const behind = after === undefined ? sql`true` : sql`(account, id) > (${after.account}, ${after.conversation})`
  const { rows } = await database.read('bound tickets', (db) =>
    sql<BoundTicket>`select account, id as conversation, ticket_id as id, ticket_created as "createDate" from conversations
      where ticket_id is not null and ${behind} order by account, conversations.id limit ${ROWS}`.execute(db),
  )
  return rows
}

async function placedMessages(database: Database, after: number): Promise<readonly PlacedMessage[]> {
  const { rows } = await database.read('placed messages', (db) =>
    sql<PlacedMessage>`${PLACED} where m.odoo_id > ${after} order by m.odoo_id limit ${ROWS}`.execute(db),
  )
  return rows
}

async function sourced(database: Database, after: string): Promise<readonly Effect[]> {
  const { rows } = await database.read('sourced', (db) =>
    sql<Selectable<EffectTable>>`select * from effects where id > ${after}::bigint and ${STANDS}
      order by id limit ${ROWS}`.execute(db),
  )
  return rows.map((row) => toEffect(row))
}

async function writtenReceipts(database: Database, after: string): Promise<readonly WrittenReceipt[]> {
  const { rows } = await database.read('written receipts', (db) =>
    sql<
      Selectable<EffectTable> & { outcome: WrittenReceipt['outcome']; attempt: number }
    >`select e.*, r.outcome, r.attempt
      from effects e join receipts r on r.effect = e.id and r.outcome = 'done' and r.written is not null
        and r.attempt = (select max(n.attempt) from receipts n where n.effect = e.id and n.outcome = 'done')
      where e.id > ${after}::bigint and e.state = 'done' order by e.id limit ${ROWS}`.execute(db),
  )
  return rows.map(({ outcome, attempt, ...row }) => ({ effect: toEffect(row), outcome, attempt }))
}
