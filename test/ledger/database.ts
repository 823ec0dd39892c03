import { createHash, randomUUID } from 'node:crypto'
import { existsSync, openAsBlob } from 'node:fs'
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { pino } from 'pino'
import { openStore, type Store, type StoreDeps } from '../../src/ledger/store.ts'
import { parsers, serializers } from '../../src/ledger/values.ts'
import { type HandClock, handClock } from './hand-clock.ts'

export const silent = pino({ level: 'silent' })

/** The suite runs on the embedded database, or, where TEST_SUITE=postgres, on the server of TEST_DATABASE_URL. */
export const onServer = process.env['TEST_SUITE'] === 'postgres'

export interface TestStore extends Store {
  readonly clock: HandClock
}

/** An empty store of its own with a clock moved by hand. */
export async function emptyStore(deps: Partial<StoreDeps> = {}): Promise<TestStore> {
  const clock = handClock()
  const where = onServer ? await emptyDatabase() : undefined
  const store = await openStore(where ?? { memory: true, template: await template() }, {
    clock,
    log: silent,
    time: 'clock',
    ...deps,
  })
  return {
    ...store,
    clock,
    async close() {
      await store.close()
      if (where !== undefined) await where.drop()
    },
  }
}

interface KeptDatabase {
  readonly pglite: PGlite
  busy: boolean
}

/** One for the whole process: files that share a worker would otherwise leave 200 MB each behind. */
const KEPT: unique symbol = Symbol.for('marketplace-care test database')
const shared = globalThis as { [KEPT]?: KeptDatabase }

/**
 * An empty store in memory. The stores of a process follow one another in one database, emptied in between: creating one takes a second.
 * While one is open another gets a database of its own.
 */
export async function memoryStore(deps: StoreDeps): Promise<Store> {
  if (shared[KEPT]?.busy === true) return openStore({ memory: true, template: await template() }, deps)
  const mine = (shared[KEPT] ??= { pglite: await lasting(), busy: false })
  mine.busy = true
  const { pglite } = mine
  // Each store puts its watch around these; they are put back at its end.
  const { execProtocol, execProtocolStream } = pglite
  await pglite.exec(EMPTIED)
  const store = await openStore({ memory: pglite }, deps)
  return {
    ...store,
    async close() {
      await store.close()
      Object.assign(pglite, { execProtocol, execProtocolStream })
      mine.busy = false
    },
  }
}

const EMPTIED = `do $$ declare tables text; begin
  select string_agg(format('%I', tablename), ', ') into tables from pg_tables
    where schemaname = current_schema() and tablename not like 'schema_migrations%';
  execute 'truncate ' || tables || ' restart identity cascade';
end $$`

/** A database that outlives the stores on it; the process's end closes it. */
export async function lasting(): Promise<PGlite> {
  const pglite = await PGlite.create({ loadDataDir: await template(), parsers, serializers })
  pglite.close = () => Promise.resolve()
  return pglite
}

export interface EmptyDatabase {
  readonly databaseUrl: string
  drop(): Promise<void>
}

/** A database of its own on the server. */
export async function emptyDatabase(encoding = 'UTF8'): Promise<EmptyDatabase> {
  const url = serverUrl()
  const name = `care_test_${randomUUID().replaceAll('-', '')}`
  await onServerDo(url, `create database ${name} encoding '${encoding}' template template0 locale 'C'`)
  const databaseUrl = new URL(url)
  databaseUrl.pathname = `/${name}`
  return {
    databaseUrl: databaseUrl.href,
    drop: () => dropDatabase(url, name),
  }
}

/** Not ours to end: the server's own cleaning of that database (autovacuum), which is over in a moment. */
const OF_ANOTHER_ROLE = '42501'
const DROP_TRIES = 50

/** Drops a database with whoever is still connected to it. */
export async function dropDatabase(url: string, name: string, tries = DROP_TRIES): Promise<void> {
  try {
    await onServerDo(url, `drop database ${name} with (force)`)
  } catch (error) {
    if ((error as { code?: unknown }).code !== OF_ANOTHER_ROLE || tries <= 1) throw error
    await setTimeout(200)
    await dropDatabase(url, name, tries - 1)
  }
}

/** One statement on a connection of its own. */
export async function onServerDo(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL']
  if (url === undefined)
    throw new Error('TEST_SUITE=postgres needs TEST_DATABASE_URL, e.g. postgres://care:care@127.0.0.1:5432/care')
  return url
}

const MIGRATIONS = 'src/ledger/migrations'
const CACHE = 'node_modules/.cache/marketplace-care'

/** An empty embedded store as a file, made once for each schema: creating a database takes seconds. */
export async function template(): Promise<Blob> {
  const file = join(CACHE, `ledger-${await fingerprint()}.tar`)
  if (existsSync(file)) return openAsBlob(file)
  const store = await openStore({ memory: true }, { clock: handClock(), log: silent })
  const dump = await store.dump()
  await store.close()
  if (dump === undefined) throw new Error('the embedded store gave no dump')
  await mkdir(CACHE, { recursive: true })
  // Of other schemas; another process may be making this one.
  const old = (await readdir(CACHE)).filter((name) => !name.startsWith(basename(file)))
  for (const name of old) await rm(join(CACHE, name), { force: true })
  const unfinished = `${file}.${String(process.pid)}`
  await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()))
  // Whoever was first stays: others may read it already.
  await link(unfinished, file).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  })
  await rm(unfinished)
  return dump
}

async function fingerprint(): Promise<string> {
  const database = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const migrations = (await readdir(MIGRATIONS)).sort().map((name) => join(MIGRATIONS, name))
  const parts = [join(database, '../../package.json'), 'src/ledger/migrate.ts', ...migrations]
  const hash = createHash('sha256')
  for (const part of parts) hash.update(await readFile(part))
  return hash.digest('hex').slice(0, 16)
}
