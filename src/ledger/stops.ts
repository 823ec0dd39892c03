import type { Database } from './database.ts'
import type { Halt } from './ports.ts'
import { json } from './values.ts'

export async function halted(database: Database): Promise<Halt | undefined> {
  return database.read('halted', (db) =>
    db.selectFrom('stops').select(['reason', 'since']).where('ended', 'is', null).executeTakeFirst(),
  )
}

/** An open stop stays as it is: its beginning and its first finding count. */
export async function halt(database: Database, reason: string, found: unknown): Promise<void> {
  await database.write(
    'halt',
    (db) =>
      db
        .insertInto('stops')
        .values({ since: database.now(), reason, found: json(found) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute(),
    (rows) => rows.length > 0,
  )
}
