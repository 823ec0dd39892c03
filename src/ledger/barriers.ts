import { sql } from 'kysely'
import type { AccountName, EffectId } from '../domain/ids.ts'
import { instant } from '../domain/time.ts'
import type { AddressMark, LedgerBarriers, MarkedAddress, OrderNotice, SeenByLedger } from './barrier-ports.ts'
import type { Database } from './database.ts'
import { isEffectId } from './effects.ts'
import { GIVEN_BACK } from './moves.ts'

/** What a person let go by itself: by an override, or by "not sent" about an earlier try. */
const PERSONAL = sql<boolean>`(e.result ? 'overridden' or e.result ? 'overrideReceipt')`

export function sqlBarriers(database: Database): LedgerBarriers {
  return {
    look: (account, about) => look(database, account, about),

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

/** A notice as JSON shows it. */
type ShownNotice = Omit<OrderNotice, 'dueAt' | 'notBefore' | 'updated'> & {
  readonly dueAt: string
  readonly notBefore: string | null
  readonly updated: string
}

async function look(
  database: Database,
  account: AccountName,
  { order, orderRef, addressHash }: Parameters<LedgerBarriers['look']>[1],
): Promise<SeenByLedger> {
  const { rows } = await database.read('barriers', (db) =>
    sql<{
      notices: readonly ShownNotice[]
      marks: readonly AddressMark[]
      cases: SeenByLedger['cases']
      objected: boolean
    }>`select
      (select coalesce(jsonb_agg(to_jsonb(n) order by n."orderAt", n.number), '[]') from (
        select e.id::text as id, e.id as number, e.order_at as "orderAt", e.dedupe_key as "dedupeKey", e.kind, e.state, e.reason,
          coalesce((e.payload ->> 'dueAt')::timestamptz, e.order_at) as "dueAt", e.not_before as "notBefore", e.updated,
          (e.payload ->> 'pickingId')::int as "pickingId", (e.payload ->> 'refundId')::int as "refundId",
          e.result ->> 'combinedInto' as "combinedInto", ${PERSONAL} as personal
        from effects e where e.flow = 'notify' and e.account = ${account} and e.payload ->> 'orderId' = ${String(order.id)}
          and e.created >= ${order.createDate}::timestamptz - interval '1 hour') n) as notices,
      (select coalesce(jsonb_agg(a.mark), '[]') from addresses a where a.hash = ${addressHash}::text) as marks,
      (select coalesce(jsonb_agg(jsonb_build_object('type', c.type, 'state', c.state)), '[]') from cases c
        where c.account = ${account} and c.order_ref = ${orderRef}::text) as cases,
      exists (select 1 from order_facts f where f.account = ${account} and f.order_id = ${order.id}
        and f.order_created = ${order.createDate}::timestamptz and f.fact = 'objected') as objected`.execute(db),
  )
  const [row] = rows
  if (row === undefined) throw new Error('a statement without a source gave no row')
  return {
    notices: row.notices.map(noticeOf),
    marks: new Set([...row.marks, ...(row.objected ? (['objected'] as const) : [])]),
    cases: row.cases,
  }
}

const noticeOf = (shown: ShownNotice): OrderNotice => ({
  id: shown.id,
  dedupeKey: shown.dedupeKey,
  kind: shown.kind,
  state: shown.state,
  reason: shown.reason,
  dueAt: instant(shown.dueAt),
  notBefore: shown.notBefore === null ? null : instant(shown.notBefore),
  updated: instant(shown.updated),
  pickingId: shown.pickingId,
  refundId: shown.refundId,
  combinedInto: shown.combinedInto,
  personal: shown.personal,
})

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
