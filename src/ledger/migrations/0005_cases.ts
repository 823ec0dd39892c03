/** Cases (returns, claims) as the marketplace last showed them; what happens to them is told by messages of a stream of their own. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...cases, ...messages, ...effects]) await sql.raw(statement).execute(db)
}

/** `id` is what people name a case by. `event` is its newest message, `shown` what Odoo shows of it: null = look again. */
const cases = [
  `create table cases (
     id bigint generated always as identity primary key,
     account text not null,
     case_ref text not null,
     type text not null check (type in ('return', 'claim', 'dispute', 'cancellation')),
     state text not null
       check (state in ('announced', 'to_decide', 'clarifying', 'repairing', 'accepted', 'rejected', 'closed')),
     order_ref text not null,
     facts jsonb not null,
     conversation text not null,
     event text,
     shown text,
     updated_at timestamptz not null,
     recorded timestamptz not null,
     constraint cases_of_account unique (account, case_ref)
   )`,
  `create index cases_of_order on cases (account, order_ref)`,
  // A new case is told where its order is being talked about.
  `create index conversations_of_order on conversations using gin (orders jsonb_path_ops)`,
  `create index cases_to_show on cases (account, id)
     where shown is null or state in ('announced', 'to_decide', 'clarifying', 'repairing')`,
]

/** Case messages are mirrored by the job `returns`, which counts them; they are none of the buyer's messages. */
const messages = [
  `alter table messages drop constraint messages_stream_check`,
  `alter table messages add constraint messages_stream_check check (stream in ('messages', 'unreadable', 'cases'))`,
  `alter table messages drop constraint message_whole`,
  `alter table messages add constraint message_whole check (stream = 'unreadable' or kind = 'unreadable'
     or (conversation is not null and role is not null and text is not null and at is not null))`,
]

/** A conversation that an effect began is known by it; the decisions of a case; what may stand in another conversation of an order. */
const effects = [
  `create index effects_began on effects (account, (result ->> 'began')) where result ? 'began'`,
  `create index effects_of_case on effects (account, (payload ->> 'case')) where flow = 'returns'`,
  `create index effects_of_order on effects (account, (payload ->> 'order')) where flow = 'returns'`,
]
