import { sql } from 'kysely'
import type { Database } from './database.ts'
import { GIVEN_BACK } from './moves.ts'
import type { Outbox } from './ports.ts'
import { jsonText } from './values.ts'

/** Rows whose `done` receipt stands in Odoo become done; the receipt counts as written. A person's "not-sent" stands above it. */
export async function told(database: Database, rows: Parameters<Outbox['told']>[0]): Promise<number> {
  if (rows.length === 0) return 0
  const done = await database.write(
    'told',
    (db) =>
      sql<{
        done: number
      }>`with done as (update effects e set state = 'done', reason = null, detail = null, not_before = null,
          result = e.result || t.result, updated = ${database.now()}, ${GIVEN_BACK}
          from jsonb_to_recordset(${jsonText(rows)}::jsonb) as t ("dedupeKey" text, result jsonb)
          where e.dedupe_key = t."dedupeKey" and e.state <> 'done' and not e.result ? 'overrideReceipt' returning e.id),
        receipt as (insert into receipts (effect, outcome, attempt, created, written)
          select id, 'done', 1, ${database.now()}, ${database.now()} from done on conflict do nothing)
        select count(*)::int as done from done`.execute(db),
    (result) => (result.rows[0]?.done ?? 0) > 0,
  )
  return done.rows[0]?.done ?? 0
}
