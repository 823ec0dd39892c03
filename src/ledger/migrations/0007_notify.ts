/** What somebody tells of orders that Odoo does not know: delivered, withdrawn, objected. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of orderFacts) await sql.raw(statement).execute(db)
}

/** The same told twice is one fact, known by its digest. `settled` null = what follows from it is still to be planned or noted in Odoo. */
const orderFacts = [
  `create table order_facts (
     id bigint generated always as identity primary key,
     account text not null,
     order_id integer not null,
     order_created timestamptz not null,
     fact text not null check (fact in ('delivered', 'withdrawn', 'objected')),
     at timestamptz not null,
     text text,
     name text,
     picking text,
     by text not null,
     noted_at timestamptz not null,
     settled timestamptz,
     digest text not null unique
   )`,
  `create index order_facts_of_order on order_facts (account, order_id)`,
  `create index order_facts_to_settle on order_facts (id) where settled is null`,
]
