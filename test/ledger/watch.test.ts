import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Retryable } from '../../src/domain/errors.ts'
import { Database } from '../../src/ledger/database.ts'
import { type Engine, openMemory } from '../../src/ledger/embedded.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { openPostgres } from '../../src/ledger/postgresql.ts'
import { accountName } from '../../src/domain/ids.ts'
import { type EmptyDatabase, emptyDatabase, onServer, template } from './database.ts'
import { handClock } from './hand-clock.ts'

let engine: Engine
let empty: EmptyDatabase | undefined
let database: Database
const logged: Record<string, unknown>[] = []
const commits: [number, string][] = []
const log = pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) })

beforeAll(async () => {
  empty = onServer ? await emptyDatabase() : undefined
  const ignore = () => undefined
  engine =
    empty === undefined
      ? await openMemory(await template(), ignore)
      : openPostgres(empty.databaseUrl, { statementSeconds: 1, log, onQuery: ignore })
  await migrate(engine.db, engine.where)
  database = new Database({
    handle: engine.db,
    kind: onServer ? 'postgresql' : 'embedded',
    where: engine.where,
    clock: handClock(),
    time: 'clock',
    log,
    transactionSeconds: 1,
    onCommit: (number, name) => commits.push([number, name]),
  })
})
afterAll(async () => {
  await engine.db.destroy()
  await empty?.drop()
})

const addAccount = (name: string) => ({
  name: accountName(name),
  go_live: null,
  paused_until: null,
  paused_reason: null,
  last_success: null,
})
const accounts = () =>
  database.read('accounts', (db) => db.selectFrom('accounts').select('name').orderBy('name').execute())

test('a transaction that hangs is rolled back and named, and the next one goes on', async () => {
  const stuck = database.inTransaction('stuck', async (trx) => {
    await trx.insertInto('accounts').values(addAccount('half-done')).execute()
    await new Promise(() => undefined)
  })
  await expect(stuck).rejects.toMatchObject({
    kind: 'retryable',
    systemic: true,
    message: expect.stringContaining('"stuck"') as unknown,
  })
  expect(logged).toContainEqual(expect.objectContaining({ transaction: 'stuck', seconds: 1 }))
  expect(await accounts()).toEqual([])
})

test.skipIf(onServer)(
  'a query on the outer handle inside a transaction hangs, is named, and does no lasting harm',
  async () => {
    const wrong = database.inTransaction('wrong handle', () => accounts())
    await expect(wrong).rejects.toThrow('"wrong handle"')
    expect(await accounts()).toEqual([])
  },
)

test('commits are numbered and named as they happen; what stored nothing is none', async () => {
  commits.length = 0
  await database.inTransaction('two rows', async (trx) => {
    await trx
      .insertInto('accounts')
      .values([addAccount('one'), addAccount('two')])
      .execute()
  })
  await database.write('a row', (db) => db.insertInto('accounts').values(addAccount('three')).execute())
  await database.write(
    'no row',
    (db) => db.deleteFrom('accounts').where('name', '=', accountName('nobody')).executeTakeFirstOrThrow(),
    ({ numDeletedRows }) => numDeletedRows > 0n,
  )
  await accounts()
  await database.inTransaction('refused', () => Promise.reject(new Error('no'))).catch(() => undefined)
  const first = commits[0]?.[0] ?? 0
  expect(commits).toEqual([
    [first, 'two rows'],
    [first + 1, 'a row'],
  ])
})

test('a refusal of the database is a mistake of the program, told without values', async () => {
  const twice = database.write('twice', (db) => db.insertInto('accounts').values(addAccount('one')).execute())
  await expect(twice).rejects.toMatchObject({
    name: 'StorageError',
    code: '23505',
    constraint: 'accounts_pkey',
    message: 'The database refused "twice": 23505 (accounts_pkey)',
  })
})

test('two transactions in each other’s way are repeated, not reported', async () => {
  let tries = 0
  await database.inTransaction('collides once', async (trx) => {
    tries += 1
    if (tries === 1) await sql`do $$ begin raise exception 'x' using errcode = '40001'; end $$`.execute(trx)
  })
  expect(tries).toBe(2)
  const always = database.inTransaction('collides always', async (trx) => {
    await sql`do $$ begin raise exception 'x' using errcode = '40P01'; end $$`.execute(trx)
  })
  await expect(always).rejects.toBeInstanceOf(Retryable)
})
