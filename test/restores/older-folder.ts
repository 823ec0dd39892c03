import { mkdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { openEmbedded } from '../../src/ledger/embedded.ts'
import { conversationId } from '../../src/domain/ids.ts'
import { isNotBegun } from '../../src/domain/not-begun.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import * as ledgerAndOutbox from '../../src/ledger/migrations/0001_ledger_and_outbox.ts'
import { NUMBERED } from '../../src/ledger/moved-tables.ts'

interface Line {
  readonly table: string
  readonly row: Readonly<Record<string, unknown>>
}

const FLOWS_SINCE: readonly unknown[] = ['tracking', 'returns']
const STREAMS_SINCE: readonly unknown[] = ['cases', 'tracking', 'returned', 'credited', 'cancelled']

/** Whether the first version, which knew of no parcels and no returns, could have had this line; `since` = effects that it had not. */
function wasKnown({ table, row }: Line, since: Set<unknown>): boolean {
  if (table === 'effects' && FLOWS_SINCE.includes(row['flow'])) since.add(row['id'])
  if (table === 'effects') return !since.has(row['id'])
  if (table === 'receipts' || table === 'decisions') return !since.has(row['effect'])
  if (table === 'messages' || table === 'cursors') return !STREAMS_SINCE.includes(row['stream'])
  return table !== 'conversations' || !isNotBegun(conversationId(String(row['id'])))
}

/** A data folder as the first version left it: only its migration, filled with what of an export it knew. */
export async function olderFolder(exported: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { db, where } = await openEmbedded(folder, undefined, () => undefined)
  await migrate(db, where, { '0001_ledger_and_outbox': ledgerAndOutbox })
  const { rows } = await sql<{ table: string; columns: string[] }>`select relname as table, json_agg(attname) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid where relnamespace = current_schema()::regnamespace
      and relkind = 'r' and attnum > 0 group by relname`.execute(db)
  const known = new Map(rows.map(({ table, columns }) => [table, columns]))
  const lines = gunzipSync(readFileSync(exported)).toString().trimEnd().split('\n').slice(1, -1)
  const since = new Set<unknown>()
  for (const { table, row } of lines.map((line) => JSON.parse(line) as Line)) {
    if (!wasKnown({ table, row }, since)) continue
    const columns = known.get(table)
    if (columns === undefined) continue
    const list = sql.join(
      Object.keys(row)
        .filter((name) => columns.includes(name))
        .map((name) => sql.ref(name)),
    )
    const into = sql.table(table)
    await sql`insert into ${into} (${list}) overriding system value
      select ${list} from json_populate_record(null::${into}, ${JSON.stringify(row)}::text::json)`.execute(db)
  }
  for (const table of NUMBERED.filter((name) => known.has(name))) {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), coalesce((select max(id) from ${sql.table(table)}), 0) + 1, false)`.execute(
      db,
    )
  }
  await db.destroy()
}
