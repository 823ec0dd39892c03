import { sql, type Transaction } from 'kysely'
import { upsertCursor } from './accounts.ts'
import type { Database } from './database.ts'
import { GIVEN_BACK } from './moves.ts'
import type { RebindChanges } from './restore-ports.ts'
import type { Schema } from './schema.ts'
import { json, jsonText } from './values.ts'

/** A large ledger takes longer than other transactions do. */
const SECONDS_MAX = 600
const GONE = 'The record in Odoo is gone since one side was restored.'

/** Everything in one transaction: a rebind that breaks off changed nothing. */
export async function rebind(database: Database, changes: RebindChanges, by: string): Promise<void> {
  await database.inTransaction(
    'rebind',
    async (trx) => {
      await rebindTickets(trx, changes)
      await rebindMessages(trx, changes)
      await settleSourceless(trx, database, changes)
      await tellLater(trx, changes)
      await moveCursors(trx, database, changes)
      if (changes.showAgain) {
        await sql`update conversations set shown_status = null where ticket_id is not null and status = 'closed'`.execute(
          trx,
        )
        await sql`update deadlines set shown = false`.execute(trx)
        await sql`update cases set shown = null`.execute(trx)
      }
      await trx.deleteFrom('marks').execute()
      const marks = Object.entries(changes.marks).map(([name, value]) => ({ name, value, recorded: database.now() }))
      if (marks.length > 0) await trx.insertInto('marks').values(marks).execute()
      await endStop(trx, database, changes, by)
    },
    { extraSeconds: SECONDS_MAX },
  )
}

async function rebindTickets(trx: Transaction<Schema>, { moved, forgotten }: RebindChanges): Promise<void> {
  await sql`update conversations c set ticket_id = p.id, ticket_created = p."createDate", shown_status = null
    from jsonb_to_recordset(${jsonText(moved)}::jsonb) as p (account text, conversation text, id integer, "createDate" timestamptz)
    where c.account = p.account and c.id = p.conversation`.execute(trx)
  const gone = sql`jsonb_to_recordset(${jsonText(forgotten)}::jsonb) as p (account text, conversation text)`
  await sql`update conversations c set ticket_id = null, ticket_created = null, shown_status = null from ${gone}
    where c.account = p.account and c.id = p.conversation`.execute(trx)
  await sql`update messages m set odoo_id = null, placed = null from ${gone}
    where m.account = p.account and m.conversation = p.conversation`.execute(trx)
  await sql`update files f set placed = null from ${gone}
    where f.account = p.account and f.conversation = p.conversation`.execute(trx)
}

async function rebindMessages(trx: Transaction<Schema>, { movedMessages, lostMessages }: RebindChanges): Promise<void> {
  await sql`update messages m set odoo_id = p."odooId"
    from jsonb_to_recordset(${jsonText(movedMessages)}::jsonb) as p (account text, id text, "odooId" integer)
    where m.account = p.account and m.stream <> 'unreadable' and m.id = p.id`.execute(trx)
  const lost = sql`jsonb_to_recordset(${jsonText(lostMessages)}::jsonb) as p (account text, id text)`
  await sql`update messages m set odoo_id = null, placed = null from ${lost}
    where m.account = p.account and m.stream <> 'unreadable' and m.id = p.id`.execute(trx)
  await sql`update files f set placed = null from ${lost} where f.account = p.account and f.message = p.id`.execute(trx)
}

/** No record has the number 0: whatever becomes of such a row is told nowhere, least of all on a record that took over the number. */
async function settleSourceless(
  trx: Transaction<Schema>,
  database: Database,
  { sourceless, lostReceipts }: RebindChanges,
): Promise<void> {
  const now = database.now()
  if (sourceless.length > 0) {
    const which = sql`id in (${sql.join(sourceless)})`
    await sql`update effects set state = 'suppressed', reason = 'deleted', detail = ${GONE}, not_before = null, updated = ${now},
      ${GIVEN_BACK} where ${which} and state in ('planned', 'proposed')`.execute(trx)
    await sql`update effects set result = result || '{"sourceGone": true}'::jsonb where ${which}`.execute(trx)
    await sql`update effects set payload = payload
        || case when payload ? 'ticketId' then '{"ticketId": 0}'::jsonb else '{}' end
        || case when payload ? 'orderId' then '{"orderId": 0}'::jsonb else '{}' end
      where ${which} and state <> 'done'`.execute(trx)
    await sql`update receipts set written = ${now} where written is null and effect in (${sql.join(sourceless)})`.execute(
      trx,
    )
  }
  await sql`update receipts r set written = null
    from jsonb_to_recordset(${jsonText(lostReceipts)}::jsonb) as p (effect bigint, outcome text, attempt integer)
    where r.effect = p.effect and r.outcome = p.outcome and r.attempt = p.attempt`.execute(trx)
}

async function tellLater(trx: Transaction<Schema>, { untold }: RebindChanges): Promise<void> {
  if (untold.length === 0) return
  await sql`update effects set result = result || '{"untold": true}'::jsonb where id in (${sql.join(untold)})`.execute(
    trx,
  )
}

async function moveCursors(trx: Transaction<Schema>, database: Database, { cursors }: RebindChanges): Promise<void> {
  for (const { account, stream, cursor } of cursors) {
    if (cursor !== null) await upsertCursor(trx, database, account, stream, cursor)
    else await trx.deleteFrom('cursors').where('account', '=', account).where('stream', '=', stream).execute()
  }
}

async function endStop(
  trx: Transaction<Schema>,
  database: Database,
  changes: RebindChanges,
  by: string,
): Promise<void> {
  const ended = { ended: database.now(), ended_by: by, changes: json(changes) }
  const { numUpdatedRows } = await trx
    .updateTable('stops')
    .set(ended)
    .where('ended', 'is', null)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  await trx
    .insertInto('stops')
    .values({ since: database.now(), reason: 'Rebound without a stop.', found: json({ side: 'odoo' }), ...ended })
    .execute()
}
