import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedEngine, type Engine, openMemory } from '../../src/ledger/embedded.ts'
import { migrate, MIGRATIONS } from '../../src/ledger/migrate.ts'
import { openPostgres } from '../../src/ledger/postgresql.ts'
import type { Schema } from '../../src/ledger/schema.ts'
import { type EmptyDatabase, emptyDatabase, onServer, silent } from './database.ts'

let engine: Engine
let database: EmptyDatabase | undefined
beforeAll(async () => {
  database = onServer ? await emptyDatabase() : undefined
  engine = await openEngine()
  await migrate(engine.db, engine.where)
})
afterAll(async () => {
  await engine.db.destroy()
  await database?.drop()
})

const ignore = () => undefined

async function openEngine(): Promise<Engine | EmbeddedEngine> {
  return database === undefined
    ? openMemory(undefined, ignore)
    : openPostgres(database.databaseUrl, { statementSeconds: 10, log: silent, onQuery: ignore })
}

/** The schema as text: tables with their columns, constraints, indexes, triggers. */
async function describe(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ line: string }>`
    with tables as (select oid, relname from pg_class
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname not like 'schema_migrations%')
    select relname || ' ' || attname || ' ' || format_type(atttypid, atttypmod)
        || case when attnotnull then ' not null' else '' end
        || case when attidentity <> '' then ' identity' else '' end
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
        || case when attstorage = 'e' and atttypid = 'bytea'::regtype then ' external' else '' end as line
      from tables join pg_attribute on attrelid = oid left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attnum > 0 and not attisdropped
    union all
    select relname || ': ' || conname || ' ' || pg_get_constraintdef(c.oid) from tables join pg_constraint c on conrelid = tables.oid
      where contype <> 'n'
    union all
    select 'index ' || pg_get_indexdef(indexrelid) from tables join pg_index on indrelid = oid
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) from tables join pg_trigger t on tgrelid = tables.oid where not tgisinternal
    order by 1`.execute(db)
  return `${rows.map(({ line }) => line.replaceAll('public.', '')).join('\n')}\n`
}

test('the schema is the one in git: a change of it is a new migration', async () => {
  await expect(await describe(engine.db)).toMatchFileSnapshot('schema.snapshot.txt')
})

test('a schema that is up to date is left alone', async () => {
  const before = await sql`select * from schema_migrations`.execute(engine.db)
  await migrate(engine.db, engine.where)
  expect(await sql`select * from schema_migrations`.execute(engine.db)).toEqual(before)
})

test('a schema that a newer version made is refused, by name, and not touched', async () => {
  await expect(migrate(engine.db, 'The database in /data', {})).rejects.toMatchObject({
    name: 'NewerSchema',
    kind: 'misconfigured',
    message: expect.stringMatching(
      /^The database in \/data was last used by a newer version.*0001_ledger_and_outbox.*backup/,
    ),
  })
})

test('a migration that fails leaves nothing behind', async () => {
  const broken = {
    ...MIGRATIONS,
    '9999_broken': {
      async up(db: Kysely<unknown>) {
        await sql`create table half_made (id integer)`.execute(db)
        throw new Error('broke off')
      },
    },
  }
  await expect(migrate(engine.db, engine.where, broken)).rejects.toThrow('broke off')
  const { rows } = await sql<{ found: unknown }>`select to_regclass('half_made') as found`.execute(engine.db)
  expect(rows).toEqual([{ found: null }])
  await migrate(engine.db, engine.where)
})

test('values come out equal on both databases', async () => {
  const { rows } =
    await sql`select 9007199254740993::int8 as int8, count(*) as count, 7::int4 as int4, '2026-03-29'::date as date,
    '\\x00ff10'::bytea as bytea, timestamptz '2026-11-22 01:28:50.12+01' as at, timestamptz '2026-11-22 00:00:00Z' as whole,
    '{"a": [1, null]}'::jsonb as jsonb, true as yes, null::timestamptz as none`.execute(engine.db)
  expect(rows).toEqual([
    {
      int8: '9007199254740993',
      count: '1',
      int4: 7,
      date: '2026-03-29',
      bytea: new Uint8Array([0, 255, 16]),
      at: '2026-11-22T00:28:50.120Z',
      whole: '2026-11-22T00:00:00.000Z',
      jsonb: { a: [1, null] },
      yes: true,
      none: null,
    },
  ])
})

test('what came in cannot be changed or deleted, not even by mistake', async () => {
  await sql`insert into messages (account, stream, id, raw, kind, recorded) values ('a', 'unreadable', '1', '', 'unreadable', now())`.execute(
    engine.db,
  )
  await sql`insert into files (account, conversation, key, message, filename, size, at, recorded)
    values ('a', 'c', 'f', 'm', 'f.jpg', 0, now(), now())`.execute(engine.db)
  for (const statement of [
    `update messages set reason = 'x'`,
    `update messages set raw = 'x'`,
    `delete from messages`,
    `update files set bytes = 'x'`,
    `delete from files`,
  ]) {
    await expect(sql.raw(statement).execute(engine.db)).rejects.toThrow('append-only')
  }
})
