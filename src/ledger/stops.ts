import type { Database } from './database.ts'
import type { Halt, RestoredSide } from './ports.ts'
import { json } from './values.ts'

export async function halted(database: Database): Promise<Halt | undefined> {
  const row = await database.read('halted', (db) =>
    db.selectFrom('stops').select(['reason', 'since', 'found']).where('ended', 'is', null).executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const { side } = row.found as { readonly side: RestoredSide }
  return { reason: row.reason, since: row.since, side }
}

/** An open stop stays as it is: its beginning and its first finding count. */
export async function halt(database: Database, side: RestoredSide, reason: string): Promise<void> {
  await database.write(
    'halt',
    (db) =>
      db
        .insertInto('stops')
        .values({ since: database.now(), reason, found: json({ side }) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute(),
    (rows) => rows.length > 0,
  )
}
