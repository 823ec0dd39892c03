import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { RunRecord } from './ports.ts'
import type { Instant } from '../domain/time.ts'
import { json } from './values.ts'

export async function claimRun(database: Database, job: string, slot: string): Promise<boolean> {
  const taken = await database.write(
    'claim run',
    (db) =>
      db
        .insertInto('runs')
        .values({ job, slot, started: database.now() })
        .onConflict((conflict) => conflict.columns(['job', 'slot']).doNothing())
        .returning('slot')
        .execute(),
    (rows) => rows.length > 0,
  )
  return taken.length > 0
}

export async function finishRun(
  database: Database,
  job: string,
  slot: string,
  { ok, result }: { readonly ok: boolean; readonly result: unknown },
): Promise<void> {
  await database.write('finish run', (db) =>
    db
      .updateTable('runs')
      .set({ finished: database.now(), ok, result: json(result) })
      .where('job', '=', job)
      .where('slot', '=', slot)
      .execute(),
  )
  await forgetOld(database)
}

/** Nobody asks what ran a season ago. */
const forgetOld = (database: Database): Promise<unknown> =>
  database.write('forget old runs', (db) =>
    db
      .deleteFrom('runs')
      .where('started', '<', sql<Instant>`${database.now()} - interval '90 days'`)
      .execute(),
  )

export async function lastRuns(database: Database, limit: number, job?: string): Promise<readonly RunRecord[]> {
  return database.read('last runs', (db) => {
    const newest = db.selectFrom('runs').selectAll().orderBy('started', 'desc').orderBy('slot', 'desc').limit(limit)
    return (job === undefined ? newest : newest.where('job', '=', job)).execute()
  })
}
