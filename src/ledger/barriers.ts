import { sql } from 'kysely'
import type { EffectId } from '../domain/ids.ts'
import type { AddressMark, LedgerBarriers, MarkedAddress, OrderNotice } from './barrier-ports.ts'
import type { Database } from './database.ts'
import { isEffectId } from './effects.ts'
import { GIVEN_BACK } from './moves.ts'

/** What a person let go by itself: by an override, or by "not sent" about an earlier try. */
const PERSONAL = sql<boolean>`(e.result ? 'overridden' or e.result ? 'overrideReceipt')`

export function sqlBarriers(database: Database): LedgerBarriers {
  return {
    ofOrder: async (account, { id, createDate }) => {
      const { rows } = await database.read('notices of an order', (db) =>
        sql<OrderNotice>`select e.id, e.dedupe_key as "dedupeKey", e.kind, e.state, e.reason, coalesce((e.payload ->> 'dueAt')::timestamptz, e.order_at) as "dueAt",
            e.not_before as "notBefore", e.updated, (e.payload ->> 'pickingId')::int as "pickingId",
            (e.payload ->> 'refundId')::int as "refundId", e.result ->> 'combinedInto' as "combinedInto", ${PERSONAL} as personal
          from effects e where e.flow = 'notify' and e.account = ${account} and e.payload ->> 'orderId' = ${String(id)}
            and e.created >= ${createDate}::timestamptz - interval '1 hour' order by e.order_at, e.id`.execute(db),
      )
      return rows
    },

    marksOf: async (hash) => {
      const rows = await database.read('marks of an address', (db) =>
        db.selectFrom('addresses').select('mark').where('hash', '=', hash).execute(),
      )
      return new Set(rows.map(({ mark }) => mark))
    },

    mark: async (marked) => {
      await database.write(
        'mark address',
        (db) =>
          db
            .insertInto('addresses')
            .values({ ...marked, since: database.now() })
            .onConflict((conflict) => conflict.columns(['hash', 'mark']).doNothing())
            .execute(),
        () => true,
      )
    },

    clear: async (hash, marks) => {
      if (marks.length === 0) return []
      const rows = await database.write(
        'clear address',
        (db) =>
          db
            .deleteFrom('addresses')
            .where('hash', '=', hash)
            .where('mark', 'in', [...marks])
            .returning('mark')
            .execute(),
        (cleared) => cleared.length > 0,
      )
      return rows.map(({ mark }): AddressMark => mark)
    },

    marked: (mark, limit) =>
      database.read('marked addresses', (db): Promise<MarkedAddress[]> =>
        db
          .selectFrom('addresses')
          .selectAll()
          .where('mark', '=', mark)
          .orderBy('since', 'desc')
          .orderBy('hash')
          .limit(limit)
          .execute(),
      ),

    combine: (lead, followers) => combine(database, lead, followers),
    separate: (lead) => separate(database, lead),
  }
}

/**
 * One statement: whoever dies before it has changed nothing, whoever dies after it finds the followers with their leading one.
 * Whoever has claimed one of them meanwhile loses it: he has not sent it, since it is not `sending`.
 */
async function combine(
  database: Database,
  lead: EffectId,
  followers: readonly EffectId[],
): Promise<readonly EffectId[]> {
  const ids = followers.filter((id) => isEffectId(id) && id !== lead)
  if (ids.length === 0) return []
  const { rows } = await database.write(
    'combine',
    (db) =>
      sql<{ id: EffectId }>`update effects e set state = 'suppressed', reason = 'combined', not_before = null,
          detail = ${`It is told with effect ${lead}.`}, updated = ${database.now()},
          result = e.result || jsonb_build_object('combinedInto', ${lead}::text), ${GIVEN_BACK}
        where e.id in (${sql.join(ids)}) and e.state = 'planned' and not ${PERSONAL}
        returning e.id`.execute(db),
    (result) => result.rows.length > 0,
  )
  return rows.map(({ id }) => id)
}

async function separate(database: Database, lead: EffectId): Promise<number> {
  const { rows } = await database.write(
    'separate',
    (db) =>
      sql`update effects e set state = 'planned', reason = null, detail = null, updated = ${database.now()},
          result = e.result - 'combinedInto'
        where e.state = 'suppressed' and e.reason = 'combined' and e.result ->> 'combinedInto' = ${lead}::text
        returning e.id`.execute(db),
    (result) => result.rows.length > 0,
  )
  return rows.length
}
