import { type Selectable, sql } from 'kysely'
import type { ParcelEvent } from '../domain/parcel-event.ts'
import type { Instant } from '../domain/time.ts'
import type { CarrierBudget, LedgerCarrier, StoredParcelEvent } from './carrier-ports.ts'
import type { Database } from './database.ts'
import { delaysOf, openDelays, propose, toldDelays, withdraw } from './delays.ts'
import type { CarrierEventTable } from './schema.ts'
import { jsonText } from './values.ts'

const ROWS = 500

/** Parcels on their way, each question one statement. */
export function sqlCarrier(database: Database): LedgerCarrier {
  return {
    record: (source, events) => record(database, source, events),
    unhandled: (since, limit, after) => unhandled(database, since, limit, after),
    handled: async (ids, at) => {
      if (ids.length === 0) return
      await database.write('parcel events handled', (db) =>
        db.updateTable('carrier_events').set({ handled: at }).where('id', 'in', ids).execute(),
      )
    },
    drop: async (ids) => {
      if (ids.length === 0) return
      await database.write('drop parcel events', (db) =>
        db.deleteFrom('carrier_events').where('id', 'in', ids).execute(),
      )
    },
    newest: (references) => newest(database, references),
    troubled: (since, limit) => troubled(database, since, limit),
    forget: (before) => forget(database, before),
    takeCall: (carrier, day, dailyCalls, now) => takeCall(database, { carrier, day, dailyCalls, now }),
    block: async (carrier, until, reason) => {
      await database.write('block carrier', (db) =>
        db
          .insertInto('carrier_budgets')
          .values({ carrier, day: '', calls: 0, blocked_until: until, blocked_reason: reason })
          .onConflict((conflict) =>
            conflict.column('carrier').doUpdateSet({ blocked_until: until, blocked_reason: reason }),
          )
          .execute(),
      )
    },
    budget: (carrier) => budget(database, carrier),
    dueLooks: (carrier, references, now) => dueLooks(database, carrier, references, now),
    looked: async (carrier, reference, at, next) => {
      await database.write('carrier looked', (db) =>
        db
          .insertInto('carrier_looks')
          .values({ carrier, reference, looked: at, next })
          .onConflict((conflict) => conflict.columns(['carrier', 'reference']).doUpdateSet({ looked: at, next }))
          .execute(),
      )
    },
    ordersTalkedAbout: async (account, since, limit) => {
      const rows = await database.read('orders talked about', (db) =>
        db
          .selectFrom('conversations')
          .select('orders')
          .where('account', '=', account)
          .where('status', '=', 'open')
          .where('updated_at', '>=', since)
          .where('ticket_id', 'is not', null)
          .orderBy('updated_at', 'desc')
          .limit(limit)
          .execute(),
      )
      return [...new Set(rows.flatMap(({ orders }) => orders))]
    },
    promises: async (account, orders) => {
      if (orders.length === 0) return new Map()
      const rows = await database.read('order promises', (db) =>
        db
          .selectFrom('order_promises')
          .selectAll()
          .where('account', '=', account)
          .where('order_ref', 'in', orders)
          .execute(),
      )
      return new Map(rows.map(({ order_ref, arrive_by, looked }) => [order_ref, { arriveBy: arrive_by, looked }]))
    },
    storePromise: async (account, order, arriveBy, at) => {
      const row = { arrive_by: arriveBy, looked: at }
      await database.write('order promise', (db) =>
        db
          .insertInto('order_promises')
          .values({ account, order_ref: order, ...row })
          .onConflict((conflict) => conflict.columns(['account', 'order_ref']).doUpdateSet(row))
          .execute(),
      )
    },
    delaysOf: (account, orderIds) => delaysOf(database, account, orderIds),
    openDelays: (account) => openDelays(database, account),
    toldDelays: (account, from, until) => toldDelays(database, account, from, until),
    propose: (effect) => propose(database, effect),
    withdraw: (id, detail) => withdraw(database, id, detail),
  }
}

async function record(database: Database, source: string, events: readonly ParcelEvent[]): Promise<number> {
  let added = 0
  for (let from = 0; from < events.length; from += ROWS) {
    const rows = events.slice(from, from + ROWS).map((event) => ({
      source,
      reference: event.reference,
      state: event.state,
      at: event.at,
      expected: event.expected ?? null,
      reason: event.reason ?? null,
      description: event.description ?? null,
      recorded: database.now(),
      handled: null,
    }))
    const inserted = await database.write(
      'parcel events',
      (db) =>
        db
          .insertInto('carrier_events')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .execute(),
      (result) => result.length > 0,
    )
    added += inserted.length
  }
  return added
}

async function unhandled(
  database: Database,
  since: Instant,
  limit: number,
  after?: StoredParcelEvent,
): Promise<readonly StoredParcelEvent[]> {
  const rows = await database.read('open parcel events', (db) =>
    db
      .selectFrom('carrier_events')
      .selectAll()
      .where('handled', 'is', null)
      .where('recorded', '>=', since)
      .$if(after !== undefined, (query) => query.where('id', '>', after?.id ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute(),
  )
  return rows.map(toEvent)
}

async function newest(
  database: Database,
  references: readonly string[],
): Promise<ReadonlyMap<string, StoredParcelEvent>> {
  if (references.length === 0) return new Map()
  const { rows } = await database.read('newest parcel events', (db) =>
    sql<Selectable<CarrierEventTable>>`select distinct on (reference) * from carrier_events
      where reference in (${sql.join([...references])}) order by reference, at desc, id desc`.execute(db),
  )
  return new Map(rows.map((row) => [row.reference, toEvent(row)]))
}

async function troubled(database: Database, since: Instant, limit: number): Promise<readonly string[]> {
  const { rows } = await database.read('troubled parcels', (db) =>
    sql<{ reference: string }>`select reference from (
        select distinct on (reference) reference, state, expected, at from carrier_events
          where at >= ${since} order by reference, at desc, id desc) newest
      where state = 'exception' or (expected is not null and state in ('announced', 'moving', 'out_for_delivery'))
      order by at desc limit ${limit}`.execute(db),
  )
  return rows.map(({ reference }) => reference)
}

async function forget(database: Database, before: Instant): Promise<number> {
  const over = sql`select reference from carrier_events where state in ('delivered', 'returned') and at < ${before}`
  const { rows } = await database.write(
    'forget parcels',
    (db) =>
      sql<{ count: number }>`with gone as (delete from carrier_events where reference in (${over}) returning 1),
          looks as (delete from carrier_looks where reference in (${over}))
        select count(*)::int as count from gone`.execute(db),
    (result) => (result.rows[0]?.count ?? 0) > 0,
  )
  return rows[0]?.count ?? 0
}

interface Call {
  readonly carrier: string
  readonly day: string
  readonly dailyCalls: number
  readonly now: Instant
}

/** One statement, so that processes which ask at once do not both get the last call. */
async function takeCall(database: Database, { carrier, day, dailyCalls, now }: Call): Promise<boolean> {
  if (dailyCalls < 1) return false
  const { rows } = await database.write(
    'take carrier call',
    (db) =>
      sql<{ calls: number }>`insert into carrier_budgets as b (carrier, day, calls) values (${carrier}, ${day}, 1)
        on conflict (carrier) do update set day = ${day}, calls = case when b.day = ${day} then b.calls + 1 else 1 end,
          blocked_until = null, blocked_reason = null
        where (b.day <> ${day} or b.calls < ${dailyCalls}) and (b.blocked_until is null or b.blocked_until <= ${now}::timestamptz)
        returning calls`.execute(db),
    (result) => result.rows.length > 0,
  )
  return rows.length > 0
}

async function budget(database: Database, carrier: string): Promise<CarrierBudget | undefined> {
  const row = await database.read('carrier budget', (db) =>
    db.selectFrom('carrier_budgets').selectAll().where('carrier', '=', carrier).executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const { day, calls, blocked_until: until, blocked_reason: reason } = row
  return { day, calls, ...(until === null ? {} : { blocked: { until, reason: reason ?? '' } }) }
}

async function dueLooks(
  database: Database,
  carrier: string,
  references: readonly string[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (references.length === 0) return new Set()
  const { rows } = await database.read('due carrier looks', (db) =>
    sql<{
      reference: string
    }>`select r.reference from jsonb_array_elements_text(${jsonText(references)}::jsonb) as r (reference)
      where not exists (select from carrier_looks l where l.carrier = ${carrier} and l.reference = r.reference and l.next > ${now}::timestamptz)
        and not exists (select from carrier_events e where e.reference = r.reference and e.state in ('delivered', 'returned'))`.execute(
      db,
    ),
  )
  return new Set(rows.map(({ reference }) => reference))
}

function toEvent(row: Selectable<CarrierEventTable>): StoredParcelEvent {
  const { id, source, reference, state, at, expected, reason, description, recorded } = row
  return {
    id,
    source,
    reference,
    state,
    at,
    recorded,
    ...(expected === null ? {} : { expected }),
    ...(reason === null ? {} : { reason }),
    ...(description === null ? {} : { description }),
  }
}
