import { createHash, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql, type Transaction } from 'kysely'
import { Misconfigured } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { doneMigrations } from './migrate.ts'
import { MOVED_TABLES, type MovedTable } from './moved-tables.ts'
import type { Schema } from './schema.ts'

export const FORMAT = 'marketplace-care-ledger'
export const FORMAT_VERSION = 1

/** Rows by table. */
export type TableCounts = Readonly<Record<string, number>>
/** Called from time to time with how many rows went through so far. */
export type Progress = (table: string, rows: number) => void

const KEYS_AT_ONCE = 500
const BYTES_AT_ONCE = 8_000_000
/** A ledger of many gigabytes takes long; no other limit is known beforehand. */
const SECONDS_MAX = 6 * 3600

/**
 * Writes the whole ledger, as it is at one moment, into a file: gzipped lines, one JSON document each; a head with the schema, the
 * rows, an end with counts and checksum. The file is there only when it is whole, and readable by its owner only.
 * @returns how many rows of each table
 * @throws Misconfigured when the file cannot be written
 */
export async function exportLedger(database: Database, file: string, progress: Progress): Promise<TableCounts> {
  const unfinished = `${file}.${String(process.pid)}.part`
  try {
    const counts = await database.inTransaction(
      'export',
      async (trx) => {
        // One view of all tables while others go on writing.
        await sql`set transaction isolation level repeatable read read only`.execute(trx)
        const written: Record<string, number> = {}
        const target = createWriteStream(unfinished, { mode: 0o600, flags: 'w' })
        try {
          await pipeline(Readable.from(lines(trx, written, progress)), createGzip(), target)
        } catch (error) {
          // Told apart here: a missing folder and a missing socket of the database have the same code.
          throw unwritable(error, file)
        }
        return written
      },
      { extraSeconds: SECONDS_MAX },
    )
    await settle(unfinished, file)
    return counts
  } catch (error) {
    await rm(unfinished, { force: true })
    throw unwritable(error, file)
  }
}

async function* lines(
  trx: Transaction<Schema>,
  counts: Record<string, number>,
  progress: Progress,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  const head = {
    format: FORMAT,
    version: FORMAT_VERSION,
    schema: await doneMigrations(trx),
    columns: await columnsOf(trx),
  }
  yield line(JSON.stringify(head), hash)
  for (const table of MOVED_TABLES) {
    counts[table.name] = 0
    for await (const rows of pages(trx, table)) {
      for (const row of rows) yield line(`{"table":"${table.name}","row":${row}}`, hash)
      counts[table.name] = (counts[table.name] ?? 0) + rows.length
      progress(table.name, counts[table.name] ?? 0)
    }
  }
  yield Buffer.from(`${JSON.stringify({ end: { counts, sha256: hash.digest('hex') } })}\n`)
}

function line(text: string, hash: Hash): Buffer {
  const bytes = Buffer.from(`${text}\n`)
  hash.update(bytes)
  return bytes
}

interface Key {
  readonly key: readonly string[]
  readonly weight: number
}

/** Rows as JSON texts that fit in memory together, however large the table is. */
async function* pages(trx: Transaction<Schema>, table: MovedTable): AsyncGenerator<readonly string[]> {
  let last: readonly string[] | undefined
  for (;;) {
    const keys: readonly Key[] = await keysAfter(trx, table, last)
    for (const group of fitting(keys)) {
      const end: readonly string[] | undefined = group.at(-1)?.key
      if (end === undefined) continue
      yield await rowsUntil(trx, table, last, end)
      last = end
    }
    if (keys.length < KEYS_AT_ONCE) return
  }
}

async function keysAfter(
  trx: Transaction<Schema>,
  table: MovedTable,
  last: readonly string[] | undefined,
): Promise<readonly Key[]> {
  const parts = sql.raw(table.key.map(({ column }) => `${column}::text`).join(', '))
  const { rows } = await sql<{
    its_key: string[]
    its_weight: number | null
  }>`select to_json(array[${parts}]) as its_key,
    ${sql.raw(table.weight ?? '0')} as its_weight from ${sql.table(table.name)} where ${after(table, last)}
    order by ${order(table)} limit ${KEYS_AT_ONCE}`.execute(trx)
  return rows.map(({ its_key: key, its_weight: weight }) => ({ key, weight: Number(weight ?? 0) }))
}

async function rowsUntil(
  trx: Transaction<Schema>,
  table: MovedTable,
  last: readonly string[] | undefined,
  end: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ its_row: string }>`select row_to_json(t)::text as its_row from ${sql.table(table.name)} t
    where ${after(table, last)} and (${columns(table)}) <= (${values(table, end)}) order by ${order(table)}`.execute(
    trx,
  )
  return rows.map(({ its_row: row }) => row)
}

const columns = ({ key }: MovedTable) => sql.raw(key.map(({ column }) => column).join(', '))
const order = columns
const values = ({ key }: MovedTable, given: readonly string[]) =>
  sql.join(key.map(({ type }, index) => sql`${given[index] ?? ''}::text::${sql.raw(type)}`))
const after = (table: MovedTable, last: readonly string[] | undefined) =>
  last === undefined ? sql<boolean>`true` : sql<boolean>`(${columns(table)}) > (${values(table, last)})`

function* fitting(keys: readonly Key[]): Generator<readonly Key[]> {
  let group: Key[] = []
  let bytes = 0
  for (const key of keys) {
    if (group.length > 0 && bytes + key.weight > BYTES_AT_ONCE) {
      yield group
      group = []
      bytes = 0
    }
    group.push(key)
    bytes += key.weight
  }
  if (group.length > 0) yield group
}

/** Columns by table: a later version fills what is new by itself. */
export async function columnsOf(trx: Transaction<Schema>): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = MOVED_TABLES.map(({ name }) => name)
  const { rows } = await sql<{
    name: string
    columns: string[]
  }>`select relname as name, json_agg(attname order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
      and relname in (${sql.join(names)}) group by relname`.execute(trx)
  return Object.fromEntries(rows.map((row) => [row.name, row.columns]))
}

/** On the disk before it has its name. */
async function settle(unfinished: string, file: string): Promise<void> {
  const handle = await open(unfinished, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is none',
  EISDIR: 'it is a folder',
  EACCES: 'its folder may not be written to',
  EROFS: 'its folder may not be written to',
  ENOSPC: 'the disk is full',
}

function unwritable(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  const word = typeof code === 'string' ? REFUSALS[code] : undefined
  if (word === undefined) return error
  return new Misconfigured(
    `${file} cannot be written: ${word} (${dirname(file)}). Nothing was exported. Name a file in another folder.`,
    { cause: error },
  )
}
