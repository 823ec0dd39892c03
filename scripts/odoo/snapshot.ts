import { copyDatabase, dropDatabase } from './databases.ts'
import { defaultHome, openHome } from './home.ts'
import { sql } from './postgres.ts'
import { ensureServer, runningCall, stopServer } from './server.ts'

/** A copy of a database as it is now; an older copy of that name goes. Its server stays up: it connects again by itself. */
export function takeSnapshot(db: string, snapshot: string, where: { home?: string } = {}): void {
  const home = openHome(where.home ?? defaultHome())
  dropDatabase(home, snapshot)
  alone(db, where, () => {
    copyDatabase(home, db, snapshot)
  })
}

/**
 * Puts a database back to a copy of `takeSnapshot`, as a restore from a backup does: record ids are issued a second time. Its server is
 * stopped meanwhile: it keeps what external ids mean in memory, and would answer with records of the database of before (tried).
 */
export async function restoreSnapshot(
  db: string,
  snapshot: string,
  { port, ...where }: { port: number; home?: string },
): Promise<void> {
  const home = openHome(where.home ?? defaultHome())
  const call = runningCall(home, port)
  await stopServer(home, port)
  sql(home, 'postgres', `DROP DATABASE IF EXISTS ${db} WITH (FORCE)`)
  copyDatabase(home, snapshot, db)
  if (call !== undefined) await ensureServer(home, port, call)
}

export function dropSnapshot(snapshot: string, where: { home?: string } = {}): void {
  dropDatabase(openHome(where.home ?? defaultHome()), snapshot)
}

/** A database is copied only while nobody is connected, so its server is kept out meanwhile. */
function alone(db: string, where: { home?: string }, work: () => void): void {
  const home = openHome(where.home ?? defaultHome())
  sql(home, 'postgres', `ALTER DATABASE ${db} WITH ALLOW_CONNECTIONS false`)
  try {
    sql(home, 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${db}'`)
    work()
  } finally {
    sql(home, 'postgres', `ALTER DATABASE ${db} WITH ALLOW_CONNECTIONS true`)
  }
}
