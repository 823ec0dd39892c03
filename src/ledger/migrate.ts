import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { NewerSchema } from './faults.ts'
import * as ledgerAndOutbox from './migrations/0001_ledger_and_outbox.ts'
import * as deadlines from './migrations/0002_deadlines.ts'
import * as alarms from './migrations/0003_alarms.ts'
import * as restores from './migrations/0004_restores.ts'
import * as cases from './migrations/0005_cases.ts'
import * as tokens from './migrations/0006_tokens.ts'
import * as notify from './migrations/0007_notify.ts'
import * as carrier from './migrations/0008_carrier.ts'
import * as barriers from './migrations/0009_barriers.ts'
import * as mails from './migrations/0010_mails.ts'
import type { Schema } from './schema.ts'

/** Every migration by its name, in order; named here one by one so that a compiled package finds them too. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_ledger_and_outbox': ledgerAndOutbox,
  '0002_deadlines': deadlines,
  '0003_alarms': alarms,
  '0004_restores': restores,
  '0005_cases': cases,
  '0006_tokens': tokens,
  '0007_notify': notify,
  '0008_carrier': carrier,
  '0009_barriers': barriers,
  '0010_mails': mails,
}

const TABLE = 'schema_migrations'
/** Any number, the same in every version: it names the advisory lock under which the schema is changed. */
const SCHEMA_LOCK = 4_121_975_301

/**
 * Brings the schema up to date; all or nothing. Several processes may start at once: one migrates, the others wait.
 * @throws NewerSchema when a newer version of this program was here
 */
export async function migrate(db: Kysely<Schema>, where: string, migrations = MIGRATIONS): Promise<void> {
  await db.connection().execute(async (connection) => {
    // Waiting for another process's migration may take longer than a statement usually may.
    await sql`set statement_timeout = 0`.execute(connection)
    // The lock comes before the bookkeeping: "create table if not exists" at the same time in three processes fails in two.
    await sql`select pg_advisory_lock(${SCHEMA_LOCK}::bigint)`.execute(connection)
    try {
      await migrateLocked(connection, where, migrations)
    } finally {
      await sql`select pg_advisory_unlock(${SCHEMA_LOCK}::bigint)`.execute(connection)
      await sql`reset statement_timeout`.execute(connection)
    }
  })
}

async function migrateLocked(
  db: Kysely<Schema>,
  where: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const done = await doneMigrations(db)
  const newer = done.find((name) => migrations[name] === undefined)
  if (newer !== undefined) {
    throw new NewerSchema(
      `${where} was last used by a newer version of Marketplace Care (its schema has "${newer}"). This version does not touch it. Start the newer version, or restore the backup made before the update.`,
    )
  }
  // Asking is cheap, the migrator's own look at the tables is not.
  if (done.length === Object.keys(migrations).length) return
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
    ...(rows[0] === undefined ? {} : { migrationTableSchema: rows[0].schema }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

export async function doneMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const found = await sql<{ found: string | null }>`select to_regclass(${TABLE})::text as found`.execute(db)
  if (found.rows[0]?.found == null) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)} order by name`.execute(db)
  return rows.map(({ name }) => name)
}
