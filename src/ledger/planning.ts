import { sql, type Transaction } from 'kysely'
import type { NewEffect } from '../domain/effect.ts'
import type { EffectId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { toRow, UNCLAIMED } from './effects.ts'
import type { Outbox } from './ports.ts'
import type { Schema } from './schema.ts'
import { json } from './values.ts'

const ROWS = 500

/** Inserts what is new; what is suppressed from the start has its receipt pending. Resolves to how many were new. */
export async function plan(database: Database, effects: readonly NewEffect[]): Promise<number> {
  return (await planNew(database, effects)).size
}

/** The same; gives the dedupe keys of those that were new. */
export async function planNew(database: Database, effects: readonly NewEffect[]): Promise<ReadonlySet<string>> {
  if (effects.length === 0) return new Set()
  const added = await database.inTransaction('plan', (trx) => insertRows(trx, database, effects))
  return new Set(added.map(({ dedupe_key }) => dedupe_key))
}

/** For callers that look at something else in the same transaction. Resolves to the ids of those that are new. */
export async function insertEffects(
  trx: Transaction<Schema>,
  database: Database,
  effects: readonly NewEffect[],
): Promise<readonly EffectId[]> {
  return (await insertRows(trx, database, effects)).map(({ id }) => id)
}

async function insertRows(
  trx: Transaction<Schema>,
  database: Database,
  effects: readonly NewEffect[],
): Promise<readonly { readonly id: EffectId; readonly dedupe_key: string }[]> {
  const added: { id: EffectId; dedupe_key: string }[] = []
  for (let from = 0; from < effects.length; from += ROWS) {
    const rows = await trx
      .insertInto('effects')
      .values(effects.slice(from, from + ROWS).map((effect) => toRow(effect, database)))
      .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
      .returning(['id', 'state', 'dedupe_key'])
      .execute()
    added.push(...rows)
    const suppressed = rows.filter(({ state }) => state === 'suppressed')
    if (suppressed.length === 0) continue
    const receipt = { outcome: 'suppressed' as const, attempt: 1, created: database.now(), written: null }
    await trx
      .insertInto('receipts')
      .values(suppressed.map(({ id }) => ({ effect: id, ...receipt })))
      .execute()
  }
  return added
}

/** Whoever has claimed the row meanwhile loses it: he would send what is no longer meant. */
export async function replan(
  database: Database,
  id: EffectId,
  { payload, notBefore, reviveFrom }: Parameters<Outbox['replan']>[1],
): Promise<boolean> {
  const { numUpdatedRows } = await database.write(
    'replan',
    (db) =>
      db
        .updateTable('effects')
        .set({
          state: 'planned',
          reason: sql`case when state = 'planned' then reason end`,
          detail: null,
          ...(payload === undefined ? {} : { payload: json(payload) }),
          ...(notBefore === undefined ? {} : { not_before: notBefore }),
          updated: database.now(),
          ...UNCLAIMED,
        })
        .where('id', '=', id)
        .where(({ or, and, eb }) =>
          or([
            eb('state', '=', 'planned'),
            ...(reviveFrom === undefined ? [] : [and([eb('state', '=', 'suppressed'), eb('reason', '=', reviveFrom)])]),
          ]),
        )
        .executeTakeFirstOrThrow(),
    (result) => result.numUpdatedRows > 0n,
  )
  return numUpdatedRows > 0n
}
