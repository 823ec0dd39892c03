import { sql } from 'kysely'
import { Permanent } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'

/** What `doctor` tells of the database. */
export interface StoreFacts {
  /** The database as a person knows it, without a password. */
  readonly where: string
  /** PostgreSQL's version number, e.g. `17.2`. */
  readonly version: string
  readonly encoding: string
  /** Newest migration. */
  readonly schema: string
  readonly bytes: number
  /** The database's own clock. */
  readonly now: Instant
  /** How long a question takes, in milliseconds. */
  readonly latencyMs: number
}

/** The best of some: what else this process does at the same time is not the database's fault. */
const LATENCY_TRIES = 3

/** @throws Fault when the database does not answer */
export async function storeFacts(database: Database): Promise<StoreFacts> {
  // The first question may open a connection: it tells nothing of how far the database is.
  const schema = await database.read('schema', (db) =>
    sql<{ name: string }>`select max(name) as name from schema_migrations`.execute(db),
  )
  let latencyMs = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < LATENCY_TRIES; tries += 1) {
    const asked = performance.now()
    await database.read('latency', (db) => sql`select 1`.execute(db))
    latencyMs = Math.min(latencyMs, performance.now() - asked)
  }
  const { rows } = await database.read('facts', (db) =>
    sql<{ version: string; encoding: string; bytes: string; now: Instant }>`select
      current_setting('server_version') as version, current_setting('server_encoding') as encoding,
      pg_database_size(current_database())::text as bytes, clock_timestamp() as now`.execute(db),
  )
  const [row] = rows
  if (row === undefined) throw new Permanent(`${database.where} gives no answer about itself.`)
  return {
    ...{ where: database.where, schema: schema.rows[0]?.name ?? 'none', latencyMs },
    ...{ encoding: row.encoding, now: row.now, bytes: Number(row.bytes) },
    version: row.version.split(' ')[0] ?? row.version,
  }
}
