import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Effect, NewEffect } from '../domain/effect.ts'
import type { AccountName, EffectId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { LedgerCarrier } from './carrier-ports.ts'
import type { Database } from './database.ts'
import { toEffect, UNCLAIMED } from './effects.ts'
import { move } from './moves.ts'
import { insertEffects } from './planning.ts'
import type { EffectTable } from './schema.ts'
import { json } from './values.ts'

const OF_DELAYS = sql<boolean>`flow = 'notify' and kind = 'delayed'`
/** Nobody has it in hand, and nothing was sent. */
const WAITS = sql<boolean>`state in ('proposed', 'planned') and claim is null and attempts = 0`

export async function delaysOf(
  database: Database,
  account: AccountName,
  orderIds: readonly number[],
): Promise<readonly Effect[]> {
  if (orderIds.length === 0) return []
  return listed(database, sql`account = ${account} and source_id in (${sql.join([...orderIds])}) and ${OF_DELAYS}`)
}

export const openDelays = (database: Database, account: AccountName): Promise<readonly Effect[]> =>
  listed(database, sql`account = ${account} and ${OF_DELAYS} and ${WAITS}`)

/** Moments as text sort like moments. */
export const toldDelays = (
  database: Database,
  account: AccountName,
  from: Instant,
  until: Instant,
): Promise<readonly Effect[]> =>
  listed(
    database,
    sql`account = ${account} and ${OF_DELAYS} and state in ('sending', 'unknown', 'done')
      and payload -> 'delay' ->> 'expected' between ${from}::text and ${until}::text`,
  )

async function listed(database: Database, which: RawBuilder<unknown>): Promise<readonly Effect[]> {
  const { rows } = await database.read('delays', (db) =>
    sql<Selectable<EffectTable>>`select * from effects where ${which} order by id`.execute(db),
  )
  return rows.map((row) => toEffect(row))
}

/** A row that was withdrawn is told apart from one that a barrier stopped by its detail. */
export async function propose(database: Database, effect: NewEffect): ReturnType<LedgerCarrier['propose']> {
  return database.inTransaction('propose', async (trx) => {
    const [added] = await insertEffects(trx, database, [effect])
    if (added !== undefined) return { outcome: 'new', id: added }
    const row = await trx
      .selectFrom('effects')
      .selectAll()
      .select(sql<boolean>`payload = ${json(effect.payload)}`.as('same'))
      .where('dedupe_key', '=', effect.dedupeKey)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const { id, same } = row
    const withdrawn = row.state === 'suppressed' && row.reason === 'too_late' && row.result['withdrawn'] === true
    const waits = (row.state === 'proposed' || row.state === 'planned') && row.claim === null && row.attempts === 0
    if (!(withdrawn && effect.state !== 'suppressed') && !(waits && !same)) return { outcome: 'same', id }
    await trx
      .updateTable('effects')
      .set({
        // What a person let go stays let go.
        state: withdrawn ? effect.state : row.state,
        reason: null,
        detail: null,
        payload: json(effect.payload),
        result: sql`result - 'withdrawn'`,
        updated: database.now(),
        ...UNCLAIMED,
      })
      .where('id', '=', id)
      .execute()
    return { outcome: 'changed', id }
  })
}

export async function withdraw(database: Database, id: EffectId, detail: string): Promise<boolean> {
  const moved = await move(database, 'withdraw', {
    to: 'suppressed',
    where: sql<boolean>`id = ${id} and ${WAITS}`,
    set: sql`reason = 'too_late', detail = ${detail}, not_before = null, result = result || ${json({ withdrawn: true })}`,
    receipt: 'suppressed',
  })
  return moved > 0
}
