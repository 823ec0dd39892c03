/** In which mode an account last ran and since when it is live; stops because one side was restored; what tells a restore. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...modes, ...stops, ...traces, ...fill]) await sql.raw(statement).execute(db)
}

/** Computes what is new from rows of before; an import of an older ledger does so too. */
export const fill = [
  // Who held back what and sent nothing since ran in shadow: going live is a step for him.
  `update accounts a set mode = 'shadow' where mode is null and exists (
     select 1 from effects held where held.account = a.name and held.state = 'suppressed' and held.reason = 'shadow'
       and not exists (select 1 from effects sent where sent.account = a.name and sent.state = 'done' and sent.updated > held.updated))`,
]

const modes = [
  `alter table accounts add column mode text check (mode in ('read', 'shadow', 'live'))`,
  `alter table accounts add column live_since timestamptz`,
]

/** At most one stop is open; earlier ones are kept with who ended them. */
const stops = [
  `create table stops (
     id bigint generated always as identity primary key,
     since timestamptz not null,
     reason text not null,
     found jsonb not null,
     ended timestamptz,
     ended_by text,
     changes jsonb
   )`,
  `create unique index stops_one_open on stops ((true)) where ended is null`,
]

/** Odoo's newest receipts and messages are compared with the ledger's before each send. */
const traces = [
  `create function receipt_key(dedupe_key text) returns text language sql immutable as
     $$ select left(encode(sha256(convert_to(dedupe_key, 'UTF8')), 'hex'), 32) $$`,
  `create index effects_by_receipt on effects (receipt_key(dedupe_key))`,
  `create index messages_newest on messages (odoo_id) where odoo_id is not null`,
]
