import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { columnsOf, FORMAT, FORMAT_VERSION, type Progress, type TableCounts } from './export.ts'
import { StorageError } from './faults.ts'
import { MIGRATIONS } from './migrate.ts'
import { MOVED_TABLES, NUMBERED } from './moved-tables.ts'
import type { Owner } from './owner.ts'
import type { Schema } from './schema.ts'

const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  schema: z.array(z.string()),
  columns: z.record(z.string(), z.array(z.string())),
})
const endSchema = z.object({ end: z.object({ counts: z.record(z.string(), z.number()), sha256: z.string() }) })
type Head = z.infer<typeof headSchema>

const ROWS_AT_ONCE = 500
const BYTES_AT_ONCE = 8_000_000
const SECONDS_MAX = 6 * 3600
const ROW = /^\{"table":"([a-z_]+)","row":(.*)\}$/s

/**
 * Fills an empty ledger from a file of `exportLedger`, whichever database either lies in: whole or not at all. A file of an older
 * version is brought up to date.
 * @returns how many rows of each table
 * @throws Misconfigured when the ledger is not empty or in use, or the file is of a newer version
 * @throws Permanent when the file is none of ours, damaged or cut off
 */
export async function importLedger(
  database: Database,
  owner: Owner,
  file: string,
  progress: Progress,
): Promise<TableCounts> {
  try {
    return await database.inTransaction('import', (trx) => importIn(trx, owner, file, progress), {
      extraSeconds: SECONDS_MAX,
    })
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    throw new Permanent(`${file} does not fit this ledger: ${error.message}. Nothing was imported.`, { cause: error })
  }
}

async function importIn(
  trx: Transaction<Schema>,
  owner: Owner,
  file: string,
  progress: Progress,
): Promise<TableCounts> {
  await requireEmpty(trx, owner)
  const hash = createHash('sha256')
  const counts: Record<string, number> = Object.fromEntries(MOVED_TABLES.map(({ name }) => [name, 0]))
  let head: Head | undefined
  let end: z.infer<typeof endSchema>['end'] | undefined
  let batch: Batch | undefined
  const store = async (): Promise<void> => {
    if (batch === undefined || head === undefined) return
    await insert(trx, batch, head)
    counts[batch.table] = (counts[batch.table] ?? 0) + batch.rows.length
    progress(batch.table, counts[batch.table] ?? 0)
    batch = undefined
  }
  for await (const bytes of linesOf(file)) {
    if (end !== undefined) throw new Permanent(`${file} goes on after its end. Nothing was imported.`)
    const text = bytes.toString('utf8')
    if (head === undefined) {
      head = await readHead(trx, text, file)
      hash.update(bytes).update('\n')
      continue
    }
    const [, table, row] = ROW.exec(text) ?? []
    if (table === undefined || row === undefined) {
      end = readEnd(text, file)
      continue
    }
    hash.update(bytes).update('\n')
    if (
      batch !== undefined &&
      (batch.table !== table || batch.rows.length >= ROWS_AT_ONCE || batch.bytes > BYTES_AT_ONCE)
    )
      await store()
    batch ??= { table, rows: [], bytes: 0 }
    batch.rows.push(row)
    batch.bytes += bytes.length
  }
  await store()
  if (end === undefined || head === undefined) throw new Permanent(`${file} is cut off. Nothing was imported.`)
  if (end.sha256 !== hash.digest('hex') || Object.entries(end.counts).some(([table, rows]) => counts[table] !== rows))
    throw new Permanent(`${file} was changed after it was written: its checksum differs. Nothing was imported.`)
  await finish(trx, head)
  return counts
}

interface Batch {
  readonly table: string
  readonly rows: string[]
  bytes: number
}

async function requireEmpty(trx: Transaction<Schema>, owner: Owner): Promise<void> {
  for (const { name } of MOVED_TABLES) {
    // The ledger's own upkeep leaves a mark at its first opening.
    const ours = name === 'cursors' ? sql`where account <> '_ledger'` : sql``
    const { rows } = await sql`select 1 from ${sql.table(name)} ${ours} limit 1`.execute(trx)
    if (rows.length === 0) continue
    throw new Misconfigured(
      `This ledger is not empty (it has ${name}). Nothing was imported: two histories cannot be joined. Import into a new DATA_DIR or an empty database.`,
    )
  }
  const others = await trx
    .selectFrom('owners')
    .select('id')
    .where('id', '<>', owner.id)
    .where(({ not }) => not(owner.dead('owners.id')))
    .execute()
  if (others.length === 0) return
  throw new Misconfigured('Another process works on this ledger. Nothing was imported. Stop it first.')
}

async function readHead(trx: Transaction<Schema>, text: string, file: string): Promise<Head> {
  const head = headSchema.safeParse(jsonOf(text))
  if (!head.success) throw new Permanent(`${file} is no export of a ledger. Nothing was imported.`)
  const newer = head.data.schema.find((name) => MIGRATIONS[name] === undefined)
  if (newer !== undefined || head.data.version > FORMAT_VERSION) {
    throw new Misconfigured(
      `${file} was written by a newer version of Marketplace Care${newer === undefined ? '' : ` (its schema has "${newer}")`}. Nothing was imported. Import it with that version or a later one.`,
    )
  }
  const known = await columnsOf(trx)
  for (const [table, columns] of Object.entries(head.data.columns)) {
    const strange = columns.find((column) => known[table]?.includes(column) !== true)
    if (strange !== undefined)
      throw new Permanent(
        `${file} holds "${table}.${strange}", which no version of this program knows. Nothing was imported.`,
      )
  }
  // What the upkeep left is the other ledger's matter from now on.
  await trx
    .deleteFrom('cursors')
    .where('account', '=', '_ledger' as never)
    .execute()
  return head.data
}

function readEnd(text: string, file: string): z.infer<typeof endSchema>['end'] {
  const end = endSchema.safeParse(jsonOf(text))
  if (!end.success) throw new Permanent(`${file} is damaged: a line cannot be read. Nothing was imported.`)
  return end.data.end
}

/** Rows as the file has them; columns that came later get their defaults. */
async function insert(trx: Transaction<Schema>, { table, rows }: Batch, { columns }: Head): Promise<void> {
  const named = columns[table]
  if (named === undefined || !MOVED_TABLES.some(({ name }) => name === table))
    throw new Permanent(`The file holds rows of "${table}", which it does not describe. Nothing was imported.`)
  const list = sql.join(named.map((column) => sql.ref(column)))
  const into = sql.table(table)
  await sql`insert into ${into} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${into}, ${`[${rows.join(',')}]`}::text::json)`.execute(trx)
}

async function finish(trx: Transaction<Schema>, head: Head): Promise<void> {
  // Whoever sent from the other database does not send any more; no process has the number 0.
  await sql`update effects set owner = 0 where owner is not null`.execute(trx)
  for (const table of NUMBERED) {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), coalesce((select max(id) from ${sql.table(table)}), 0) + 1, false)`.execute(
      trx,
    )
  }
  for (const [name, migration] of Object.entries(MIGRATIONS)) {
    if (head.schema.includes(name) || !('fill' in migration)) continue
    for (const statement of migration.fill as readonly string[]) await sql.raw(statement).execute(trx)
  }
}

/** Lines without their ends, as bytes: a text may hold what others take for an end of line. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* cut(file)
  } catch (error) {
    throw unreadable(error, file)
  }
}

async function* cut(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  const plain = createGunzip()
  source.on('error', (error) => plain.destroy(error))
  source.pipe(plain)
  let open: Buffer[] = []
  for await (const chunk of plain as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...open, chunk.subarray(from, at)])
      open = []
      from = at + 1
    }
    if (from < chunk.length) open.push(chunk.subarray(from))
  }
  if (open.length > 0) yield Buffer.concat(open)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
}

function unreadable(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return error
  const word = UNREADABLE[code]
  if (word !== undefined) return new Misconfigured(`${file} ${word}. Nothing was imported.`, { cause: error })
  return code.startsWith('Z_')
    ? new Permanent(`${file} is damaged or no export of a ledger (${code}). Nothing was imported.`, { cause: error })
    : error
}
