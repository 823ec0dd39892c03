import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, type LogEvent, PGliteDialect } from 'kysely'
import { Misconfigured } from '../domain/errors.ts'
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
  const begin = made || template === undefined ? {} : { loadDataDir: template }
  const pglite = await create({ dataDir: folder, ...begin }, where)
  writeFileSync(join(folder, WHOLE), '')
  return engine(pglite, where, log)
}

/** A database in memory; it is gone with the process. */
export async function openMemory(template: Blob | undefined, log: (event: LogEvent) => void): Promise<EmbeddedEngine> {
  const where = 'The database in memory'
  return engine(await create(template === undefined ? {} : { loadDataDir: template }, where), where, log)
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

function engine(pglite: PGlite, where: string, log: (event: LogEvent) => void): EmbeddedEngine {
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }), plugins: [new StorableTextPlugin()], log })
  return { db, where, dump: () => pglite.dumpDataDir('none') }
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
