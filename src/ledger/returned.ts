import { type RawBuilder, sql } from 'kysely'
import type { EffectId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { isEffectId } from './effects.ts'
import { GIVEN_BACK } from './moves.ts'
import { jsonText } from './values.ts'

export interface GivenBack {
  /** Names the report: the same one counts once, whatever became of the row in between. */
  readonly report: string
  /** What the other side says, in a sentence. */
  readonly reason: string
}

/**
 * The other side gives back what it had taken (a delivery report, a rejection): what counted as sent, or as perhaps sent, has failed.
 * Resolves to whether it is news.
 */
export async function returned(database: Database, id: EffectId, { report, reason }: GivenBack): Promise<boolean> {
  if (!isEffectId(id)) return false
  const { rows } = await database.write(
    'returned',
    (db) =>
      sql<{ id: string }>`with moved as (
        update effects set state = 'failed', reason = ${reason}, detail = null, not_before = null, updated = ${database.now()}, ${GIVEN_BACK},
          result = result || jsonb_build_object('reports', ${REPORTS} || ${jsonText([report])}::jsonb)
          where id = ${id} and state in ('done', 'unknown', 'sending') and not (${REPORTS} ? ${report}) returning id), told as (
        insert into receipts (effect, outcome, attempt, created)
          select moved.id, 'failed', 1 + (select count(*)::int from receipts r where r.effect = moved.id and r.outcome = 'failed'),
            ${database.now()} from moved)
        select id from moved`.execute(db),
    (result) => result.rows.length > 0,
  )
  return rows.length > 0
}

const REPORTS: RawBuilder<unknown> = sql`coalesce(result -> 'reports', '[]'::jsonb)`
