import { resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type LogEvent, sql } from 'kysely'
import type { Logger } from 'pino'
import { type Fault, isFault } from '../domain/errors.ts'
import type { Clock } from '../domain/time.ts'
import { Database } from './database.ts'
import { type EmbeddedEngine, type Engine, openEmbedded, openMemory } from './embedded.ts'
import { type StoreFacts, storeFacts } from './facts.ts'
import { exportLedger, type Progress, type TableCounts } from './export.ts'
import { toFault } from './faults.ts'
import { importLedger } from './import.ts'
import { Leases } from './leases.ts'
import { sqlLedger } from './ledger.ts'
import { acquireDataLock } from './lock.ts'
import { migrate } from './migrate.ts'
import { sqlOutbox } from './outbox.ts'
import { embeddedOwner, forgetDeadOwners, type Owner } from './owner.ts'
import type { Ledger, Outbox } from './ports.ts'
import { openPostgres, requireUtf8 } from './postgresql.ts'
import { PostgresOwner } from './session.ts'
import { sqlTokens, type Tokens } from './tokens.ts'
import { Upkeep } from './upkeep.ts'
import { Wake } from './wake.ts'

/**
 * Where the ledger lies: a folder of our own (embedded database), a PostgreSQL server, or memory (tests). A template is the dump of an
 * empty store that a new embedded database begins with, which saves seconds.
 */
export type StoreOptions =
  | { readonly dataDir: string; readonly template?: Blob }
  | { readonly databaseUrl: string }
  | { readonly memory: true | PGlite; readonly template?: Blob }

export interface StoreDeps {
  readonly clock: Clock
  readonly log: Logger
  /** SERVICE_SECRET; without it tokens cannot be kept. */
  readonly secret?: string
  /**
   * Whose clock decides what is due and which lease has run out. The embedded database has one process and goes by `clock`;
   * PostgreSQL is shared, so its own clock decides there, unless a test moves time by hand.
   */
  readonly time?: 'database' | 'clock'
  /** A transaction that takes longer is rolled back and named; default 10. */
  readonly transactionSeconds?: number
  /** Sees every statement without its values. */
  readonly onStatement?: (statement: { readonly sql: string; readonly milliseconds: number }) => void
  /** Called after each commit with a running number from 1 and the name of what was stored. */
  readonly onCommit?: (number: number, name: string) => void
}

export interface StoreHealth {
  readonly ok: boolean
  readonly detail: string
}

export interface Store {
  readonly kind: 'embedded' | 'postgresql'
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly tokens: Tokens
  /** Asks the database for a sign of life; never throws. */
  health(): Promise<StoreHealth>
  /** What the database tells of itself. @throws Fault when it does not answer */
  facts(): Promise<StoreFacts>
  /** Writes everything into a file; what others write meanwhile is not in it. Throws Misconfigured when it cannot be written. */
  exportTo(file: string, progress: Progress): Promise<TableCounts>
  /** Fills the empty ledger from such a file, whole or not at all. Throws Misconfigured (not empty, newer) or Permanent (damaged). */
  importFrom(file: string, progress: Progress): Promise<TableCounts>
  /** Resolves when the embedded database has given up for want of room: the process must end, another one can open it again. */
  readonly stopped: Promise<Fault>
  /** The embedded database as a file, for `template`; undefined on a server. */
  dump(): Promise<Blob | undefined>
  /** Closes the database and frees its lock. What is claimed then is claimed by nobody. */
  close(): Promise<void>
}

const TRANSACTION_SECONDS = 10

/**
 * Opens ledger and outbox: takes the lock of the data folder (embedded), brings the schema up to date, and turns what a dead
 * owner left in `sending` into `unknown`.
 * @throws Misconfigured when another process holds the folder, the schema is newer than this program, or the server refuses us
 * @throws Retryable (systemic) when the server cannot be reached
 */
export async function openStore(options: StoreOptions, deps: StoreDeps): Promise<Store> {
  if ('databaseUrl' in options) return openOnServer(options.databaseUrl, deps)
  if ('memory' in options) {
    const engine = await openMemory(
      options.template,
      onQuery(deps),
      options.memory === true ? undefined : options.memory,
    )
    return openOnEngine(engine, 'embedded', deps, embeddedOwner, engine)
  }
  const dataDir = resolve(options.dataDir)
  const lock = acquireDataLock(dataDir)
  try {
    const engine: EmbeddedEngine = await openEmbedded(dataDir, options.template, onQuery(deps))
    const store = await openOnEngine(engine, 'embedded', deps, embeddedOwner, engine)
    return {
      ...store,
      async close() {
        await store.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function openOnServer(url: string, deps: StoreDeps): Promise<Store> {
  const { log } = deps
  const statementSeconds = deps.transactionSeconds ?? TRANSACTION_SECONDS
  const engine = openPostgres(url, { statementSeconds, log, onQuery: onQuery(deps) })
  const open = async (database: Database, onWork: () => void): Promise<Owner> => {
    await requireUtf8(engine)
    return PostgresOwner.open(database, { config: engine.connection, log, onWork })
  }
  return openOnEngine(engine, 'postgresql', deps, open)
}

async function openOnEngine(
  engine: Engine,
  kind: Store['kind'],
  deps: StoreDeps,
  openOwner: (database: Database, onWork: () => void) => Promise<Owner>,
  embedded?: EmbeddedEngine,
): Promise<Store> {
  const { clock, log } = deps
  let upkeep: Upkeep | undefined
  const database = new Database({
    handle: engine.db,
    kind,
    where: engine.where,
    clock,
    time: deps.time ?? (kind === 'embedded' ? 'clock' : 'database'),
    log,
    transactionSeconds: deps.transactionSeconds ?? TRANSACTION_SECONDS,
    ...(embedded === undefined ? {} : { requireRoom: embedded.requireRoom }),
    onCommit(number, name) {
      upkeep?.committed()
      deps.onCommit?.(number, name)
    },
  })
  const wake = new Wake(clock)
  let owner: Owner | undefined
  try {
    await migrate(engine.db, engine.where)
    const theOwner = await openOwner(database, () => {
      wake.call()
    })
    owner = theOwner
    const leases = new Leases(database, log)
    const outbox = sqlOutbox({ database, owner: theOwner, leases, log, wake })
    await outbox.reclaim()
    await forgetDeadOwners(database, theOwner)
    if (kind === 'embedded') upkeep = await keepUp(database, log, clock)
    return {
      kind,
      ledger: sqlLedger(database, theOwner),
      outbox,
      tokens: sqlTokens(database, theOwner, { secret: deps.secret, log }),
      health: () => health(database),
      facts: () => storeFacts(database),
      exportTo: (file, progress) => exportLedger(database, file, progress),
      async importFrom(file, progress) {
        const counts = await importLedger(database, theOwner, file, progress)
        await outbox.reclaim()
        return counts
      },
      dump: async () => embedded?.dump(),
      stopped: embedded?.stopped ?? new Promise<never>(() => undefined),
      async close() {
        await leases.close()
        await upkeep?.close()
        await theOwner.close()
        await engine.db.destroy()
      },
    }
  } catch (error) {
    await owner?.close()
    await engine.db.destroy()
    throw toFault(error, 'open', engine.where)
  }
}

async function keepUp(database: Database, log: Logger, clock: Clock): Promise<Upkeep> {
  const upkeep = new Upkeep(database, log)
  await upkeep.daily(clock)
  return upkeep
}

async function health(database: Database): Promise<StoreHealth> {
  try {
    await database.read('health', (db) => sql`select 1`.execute(db))
    return { ok: true, detail: `${database.where} answers.` }
  } catch (error) {
    return { ok: false, detail: isFault(error) ? error.message : `${database.where} does not answer.` }
  }
}

function onQuery({ onStatement }: StoreDeps): (event: LogEvent) => void {
  return ({ query, queryDurationMillis }) => onStatement?.({ sql: query.sql, milliseconds: queryDurationMillis })
}
