import { Misconfigured } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import type { AccountState, Ledger } from './ports.ts'
import { json } from './values.ts'

export async function goLive(database: Database, account: AccountName, first: Instant): Promise<Instant> {
  const known = await database.read('go-live', (db) =>
    db.selectFrom('accounts').select('go_live').where('name', '=', account).executeTakeFirst(),
  )
  if (known?.go_live != null) return known.go_live
  const stored = await database.write('store go-live', (db) =>
    db
      .insertInto('accounts')
      .values({ name: account, go_live: first })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet(({ fn, ref }) => ({
          go_live: fn.coalesce('accounts.go_live', ref('excluded.go_live')),
        })),
      )
      .returning('go_live')
      .executeTakeFirst(),
  )
  return stored?.go_live ?? first
}

export async function cursor(
  database: Database,
  account: AccountName,
  stream: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const row = await database.read('cursor', (db) =>
    db
      .selectFrom('cursors')
      .select('cursor')
      .where('account', '=', account)
      .where('stream', '=', stream)
      .executeTakeFirst(),
  )
  return row?.cursor
}

export async function storeCursor(
  database: Database,
  account: AccountName,
  stream: string,
  value: Readonly<Record<string, unknown>>,
): Promise<void> {
  await database.write('store cursor', (db) => upsertCursor(db, database, account, stream, value))
}

/** For callers that store something else in the same transaction. */
export async function upsertCursor(
  db: Parameters<Parameters<Database['write']>[1]>[0],
  database: Database,
  account: AccountName,
  stream: string,
  value: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db
    .insertInto('cursors')
    .values({ account, stream, cursor: json(value), updated: database.now() })
    .onConflict((conflict) =>
      conflict.columns(['account', 'stream']).doUpdateSet(({ ref }) => ({
        cursor: ref('excluded.cursor'),
        updated: ref('excluded.updated'),
      })),
    )
    .execute()
}

export async function pauseAccount(
  database: Database,
  account: AccountName,
  until: Instant,
  reason: string,
  cause?: Parameters<Ledger['pauseAccount']>[3],
): Promise<void> {
  const paused = {
    paused_until: until,
    paused_reason: reason,
    paused_kind: cause?.kind ?? null,
    paused_at: cause?.at ?? null,
  }
  await database.write('pause account', (db) =>
    db
      .insertInto('accounts')
      .values({ name: account, ...paused })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(paused))
      .execute(),
  )
}

export async function accountWorked(database: Database, account: AccountName, at: Instant): Promise<void> {
  const worked = { paused_until: null, paused_reason: null, paused_kind: null, paused_at: null, last_success: at }
  await database.write('account worked', (db) =>
    db
      .insertInto('accounts')
      .values({ name: account, ...worked })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(worked))
      .execute(),
  )
}

export async function accountStates(database: Database): Promise<readonly AccountState[]> {
  const rows = await database.read('account states', (db) =>
    db.selectFrom('accounts').selectAll().orderBy('name').execute(),
  )
  return rows.map((row) => ({
    account: row.name,
    goLive: row.go_live,
    pausedUntil: row.paused_until,
    pausedReason: row.paused_reason,
    lastSuccess: row.last_success,
    pausedKind: row.paused_kind,
    pausedAt: row.paused_at,
    mode: row.mode,
    liveSince: row.live_since,
  }))
}

export async function confirmMarks(database: Database, marks: Readonly<Record<string, string>>): Promise<void> {
  const known = await database.read('marks', (db) => db.selectFrom('marks').select(['name', 'value']).execute())
  const values = new Map(known.map(({ name, value }) => [name, value]))
  for (const [name, value] of Object.entries(marks)) {
    const before = values.get(name)
    if (before === undefined || before === value) continue
    throw new Misconfigured(
      `This ledger belongs to another Odoo: its ${name} was "${before}" and is now "${value}". Nothing is read or sent, since record numbers would mean other records. Correct the settings, or, if Odoo moved on purpose, run: marketplace-care ledger rebind.`,
    )
  }
  const added = Object.entries(marks).filter(([name]) => !values.has(name))
  if (added.length === 0) return
  await database.write('store marks', (db) =>
    db
      .insertInto('marks')
      .values(added.map(([name, value]) => ({ name, value, recorded: database.now() })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  )
}
