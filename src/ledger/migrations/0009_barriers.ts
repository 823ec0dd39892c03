/** What may stand between a notification and its buyer: marked addresses (by their hash alone), and what an order was told already. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...addresses, ...effects]) await sql.raw(statement).execute(db)
}

const addresses = [
  `create table addresses (
     hash text not null,
     mark text not null check (mark in ('bounced', 'objected', 'erased')),
     account text not null,
     since timestamptz not null,
     reason text not null,
     primary key (hash, mark)
   )`,
  `create index addresses_marked on addresses (mark, since)`,
]

const effects = [
  `create index effects_of_sale on effects (account, (payload ->> 'orderId')) where flow = 'notify'`,
  `create index effects_combined on effects ((result ->> 'combinedInto')) where result ? 'combinedInto'`,
]
