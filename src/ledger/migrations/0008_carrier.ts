/** Parcels on their way: what carriers tell of them, how often one may ask, and what marketplaces promised. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/**
 * Events are only ever added, and deleted when their time is over. `source` is who told (a carrier that was asked, or the name of a
 * webhook); `handled` = what follows from it was done. `day` ends where the carrier's does.
 */
const statements = [
  `create table carrier_events (
     id bigint generated always as identity primary key,
     source text not null,
     reference text not null,
     state text not null
       check (state in ('announced', 'moving', 'out_for_delivery', 'pickup', 'exception', 'delivered', 'returned')),
     at timestamptz not null,
     expected timestamptz,
     reason text,
     description text,
     recorded timestamptz not null,
     handled timestamptz
   )`,
  // Told twice, or by two sources, it is one event.
  `create unique index carrier_events_once on carrier_events (reference, state, at, coalesce(expected, 'epoch'::timestamptz))`,
  `create index carrier_events_open on carrier_events (recorded) where handled is null`,
  `create table carrier_looks (
     carrier text not null,
     reference text not null,
     looked timestamptz not null,
     next timestamptz not null,
     primary key (carrier, reference)
   )`,
  `create table carrier_budgets (
     carrier text primary key,
     day text not null,
     calls integer not null,
     blocked_until timestamptz,
     blocked_reason text
   )`,
  `create table order_promises (
     account text not null,
     order_ref text not null,
     arrive_by timestamptz,
     looked timestamptz not null,
     primary key (account, order_ref)
   )`,
]
