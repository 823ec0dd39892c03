import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, type LogEvent, PGliteDialect } from 'kysely'
import { Misconfigured } from '../domain/errors.ts'
import { DISK_RESERVE_BYTES, diskSpace, inMegabytes } from '../kit/disk.ts'
import { DatabaseStopped, diskFull } from './faults.ts'
import type { Schema } from './schema.ts'
import { parsers, serializers, StorableTextPlugin } from './values.ts'

/** Where in the data folder the embedded database keeps its files. */
const FOLDER = 'ledger'
/** Stands in the database's folder once it was created whole. */
const WHOLE = 'care.whole'
/** PostgreSQL version of the embedded database: another one's files cannot be opened. */
const VERSION = '18'

export interface Engine {
  readonly db: Kysely<Schema>
  /** The database as a person knows it. */
  readonly where: string
}

export interface EmbeddedEngine extends Engine {
  /** The whole database as a file, for `template`. */
  dump(): Promise<Blob>
  /** Throws DiskFull when there is no longer room to write safely. */
  requireRoom(): void
  /** Resolves when the database has given up: only a new process can open it again. */
  readonly stopped: Promise<DatabaseStopped>
}

/** Opens the embedded database in a folder whose lock we hold; creates it at first. */
export async function openEmbedded(
  dataDir: string,
  template: Blob | undefined,
  log: (event: LogEvent) => void,
): Promise<EmbeddedEngine> {
  const folder = join(dataDir, FOLDER)
  refuseOtherVersion(folder)
  putAsideUnfinished(folder)
  const made = existsSync(folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const where = `The database in ${folder}`
  // On a full disk it would not come up, and not say why.
  const requireRoom = (): void => {
    const space = diskSpace(folder)
    if (space !== undefined && space.freeBytes < DISK_RESERVE_BYTES) throw diskFull(where, inMegabytes(space.freeBytes))
  }
  requireRoom()
  const begin = made || template === undefined ? {} : { loadDataDir: template }
  const pglite = await create({ dataDir: folder, ...begin }, where)
  writeFileSync(join(folder, WHOLE), '')
  return engine(pglite, where, log, requireRoom)
}

/** A database in memory; it is gone with the process. One that is handed over belongs to the caller, who empties it. */
export async function openMemory(
  template: Blob | undefined,
  log: (event: LogEvent) => void,
  given?: PGlite,
): Promise<EmbeddedEngine> {
  const where = 'The database in memory'
  const begin = template === undefined ? {} : { loadDataDir: template }
  return engine(given ?? (await create(begin, where)), where, log, () => undefined)
}

async function create(options: { dataDir?: string; loadDataDir?: Blob }, where: string): Promise<PGlite> {
  try {
    return await PGlite.create({ ...options, parsers, serializers })
  } catch (error) {
    throw new Misconfigured(
      `${where} does not open. Nothing is read or sent. Restore the folder from a backup, or start with an empty DATA_DIR; the old folder stays as it is.`,
      { cause: error },
    )
  }
}

function engine(
  pglite: PGlite,
  where: string,
  log: (event: LogEvent) => void,
  requireRoom: () => void,
): EmbeddedEngine {
  const stopped = endOf(pglite, where)
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }), plugins: [new StorableTextPlugin()], log })
  return { db, where, dump: () => pglite.dumpDataDir('none'), requireRoom, stopped }
}

/**
 * A database that panicked (it found no room for its log) never answers again: the next statement would turn forever and block the
 * process (tried, 0.5.16). Its files are whole, so another process opens them without loss. Closing it is no statement and works.
 */
function endOf(pglite: PGlite, where: string): Promise<DatabaseStopped> {
  const { promise, resolve } = Promise.withResolvers<DatabaseStopped>()
  let fault: DatabaseStopped | undefined
  const watched = <Args extends unknown[], Result>(execute: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      if (fault !== undefined) throw fault
      try {
        return await execute.apply(pglite, args)
      } catch (error) {
        if ((error as { severity?: unknown } | null)?.severity !== 'PANIC') throw error
        fault ??= new DatabaseStopped(
          `${where} stopped: it found no room on its disk. What was stored is whole. Free some space and start the service again.`,
          { systemic: true },
        )
        resolve(fault)
        throw fault
      }
    }
  }
  pglite.execProtocol = watched(pglite.execProtocol)
  pglite.execProtocolStream = watched(pglite.execProtocolStream)
  return promise
}

function refuseOtherVersion(folder: string): void {
  const file = join(folder, 'PG_VERSION')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : VERSION
  if (version === '' || version === VERSION) return
  throw new Misconfigured(
    `The database in ${folder} was made by another version of the embedded database (PostgreSQL ${version}, this one has ${VERSION}). It is not touched. Start the version of Marketplace Care that made it.`,
  )
}

/** A process that died while the database was being created leaves a folder that never held anything and does not open. */
function putAsideUnfinished(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, WHOLE))) return
  for (let number = 1; ; number += 1) {
    const aside = `${folder}.unfinished-${String(number)}`
    if (existsSync(aside)) continue
    renameSync(folder, aside)
    return
  }
}
