import { CompiledQuery, Kysely, type LogEvent, PostgresDialect, sql } from 'kysely'
import type { Logger } from 'pino'
import pg from 'pg'
import { Misconfigured } from '../domain/errors.ts'
import { traceOf } from '../kit/trace.ts'
import type { Engine } from './embedded.ts'
import type { Schema } from './schema.ts'
import { parsers, StorableTextPlugin } from './values.ts'

const CONNECTIONS_MAX = 10
const CONNECT_SECONDS = 10

export interface PostgresEngine extends Engine {
  /** For a connection of one's own, besides the pool. */
  readonly connection: pg.ClientConfig
}

/**
 * Opens a pool on a server. Nothing is asked of it yet.
 * @param url `postgres://user:password@host:port/database`
 * @throws Misconfigured when that is no such address
 */
export function openPostgres(
  url: string,
  options: { readonly statementSeconds: number; readonly log: Logger; readonly onQuery: (event: LogEvent) => void },
): PostgresEngine {
  const where = nameOf(url)
  const statementMs = options.statementSeconds * 1000
  const connection: pg.ClientConfig = {
    connectionString: url,
    application_name: 'marketplace-care',
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    keepAlive: true,
    types: { getTypeParser: typeParser as pg.CustomTypesConfig['getTypeParser'] },
  }
  const pool = new pg.Pool({
    ...connection,
    max: CONNECTIONS_MAX,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs + 5_000,
  })
  const broke = (error: Error): void => {
    options.log.warn(traceOf(error), 'a connection to the database broke')
  }
  // The pool replaces a connection that breaks; without somebody who listens it would end the process, idle or in use.
  pool.on('error', broke)
  pool.on('connect', (client) => {
    client.on('error', broke)
  })
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (created) => {
      // Whatever the server's settings: moments come as the parsers expect them.
      await created.executeQuery(
        CompiledQuery.raw(`select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false)`),
      )
    },
  })
  const db = new Kysely<Schema>({ dialect, plugins: [new StorableTextPlugin()], log: options.onQuery })
  return { db, where, connection }
}

/** @throws Misconfigured when the database cannot hold every buyer's letters */
export async function requireUtf8({ db, where }: Engine): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db)
  if (rows[0]?.server_encoding === 'UTF8') return
  throw new Misconfigured(
    `${where} is encoded in ${rows[0]?.server_encoding ?? 'nothing known'}, which cannot hold every buyer's letters. Nothing was stored. Create it with ENCODING 'UTF8'.`,
  )
}

const own = new Map<number, (value: string) => unknown>(
  Object.entries(parsers).map(([oid, parse]) => [Number(oid), parse]),
)

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return own.get(oid) ?? pg.types.getTypeParser(oid, format)
}

function nameOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Misconfigured(
      'DATABASE_URL is no address of a PostgreSQL database. Nothing is read or stored. It looks like postgres://user:password@host:5432/database.',
    )
  }
  const { hostname, port, pathname } = new URL(url)
  return `The PostgreSQL database ${pathname.slice(1) || '(default)'} at ${hostname || 'the local socket'}${port === '' ? '' : `:${port}`}`
}
