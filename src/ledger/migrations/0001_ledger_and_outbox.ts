/** The first schema: what came in (append-only), what goes out (the outbox, which is the queue), and who decided what. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    ...appendOnly,
    ...accounts,
    ...conversations,
    ...messages,
    ...files,
    ...effects,
    ...receiptsAndDecisions,
    ...owners,
    ...runsAndMarks,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

const appendOnly = [
  `create function refuse_change() returns trigger language plpgsql as $$
   begin raise exception 'rows of % are append-only', tg_table_name using errcode = 'restrict_violation'; end $$`,
]

const accounts = [
  `create table accounts (
     name text primary key,
     go_live timestamptz,
     paused_until timestamptz,
     paused_reason text,
     last_success timestamptz
   )`,
  `create table cursors (
     account text not null,
     stream text not null,
     cursor jsonb not null,
     updated timestamptz not null,
     primary key (account, stream)
   )`,
]

/** The facts as the source last showed them, and the ticket that mirrors them. */
const conversations = [
  `create table conversations (
     account text not null,
     id text not null,
     status text not null check (status in ('open', 'closed')),
     final boolean not null,
     topic text,
     url text,
     orders jsonb not null,
     buyer_id text not null,
     buyer_name text,
     waits_for_seller boolean not null,
     storefront text,
     updated_at timestamptz not null,
     recorded timestamptz not null,
     ticket_id integer,
     ticket_created timestamptz,
     shown_status text check (shown_status in ('open', 'closed')),
     primary key (account, id),
     constraint ticket_whole check ((ticket_id is null) = (ticket_created is null))
   )`,
  `create index conversations_ticket on conversations (ticket_id) where ticket_id is not null`,
  `create index conversations_to_show on conversations (account)
     where ticket_id is not null and shown_status is distinct from status`,
]

/** Keyed by what the source calls them. Placement in Odoo may change, what came in never. */
const messages = [
  `create table messages (
     account text not null,
     stream text not null check (stream in ('messages', 'unreadable')),
     id text not null,
     conversation text,
     role text check (role in ('buyer', 'seller', 'customer_service', 'system')),
     author_name text,
     text text,
     at timestamptz,
     raw bytea not null,
     kind text not null check (kind in ('mirror', 'own', 'aside', 'unreadable')),
     reason text,
     effect bigint,
     recorded timestamptz not null,
     odoo_id integer,
     placed timestamptz,
     refused text,
     primary key (account, stream, id),
     constraint message_whole check (stream = 'unreadable'
       or (conversation is not null and role is not null and text is not null and at is not null))
   )`,
  `create index messages_of_conversation on messages (account, conversation)`,
  `create index messages_to_place on messages (account, conversation, at)
     where kind = 'mirror' and placed is null and refused is null`,
  `create trigger messages_stay before update of account, stream, id, conversation, role, author_name, text, at, raw, kind, reason, effect, recorded
     on messages for each row execute function refuse_change()`,
  `create trigger messages_kept before delete on messages for each row execute function refuse_change()`,
]

/** Contents lie outside the row and uncompressed: pictures do not shrink and compressing them costs seconds. */
const files = [
  `create table files (
     account text not null,
     conversation text not null,
     key text not null,
     message text not null,
     filename text not null,
     mime_type text,
     bytes bytea,
     size integer not null,
     refused text,
     uri text,
     at timestamptz not null,
     recorded timestamptz not null,
     placed timestamptz,
     primary key (account, conversation, key)
   )`,
  `alter table files alter column bytes set storage external`,
  `create index files_to_place on files (account, conversation) where placed is null`,
  `create trigger files_stay before update of account, conversation, key, message, filename, mime_type, bytes, size, refused, uri, at, recorded
     on files for each row execute function refuse_change()`,
  `create trigger files_kept before delete on files for each row execute function refuse_change()`,
]

/** A row is claimed while it has a claim; at most one row of a conversation is, whatever the workers race for. */
const effects = [
  `create table effects (
     id bigint generated always as identity primary key,
     account text not null,
     flow text not null,
     kind text not null,
     state text not null
       check (state in ('proposed', 'planned', 'sending', 'done', 'suppressed', 'failed', 'unknown')),
     reason text,
     detail text,
     dedupe_key text not null constraint effects_dedupe_key unique,
     conversation text,
     source_model text,
     source_id integer,
     source_created timestamptz,
     payload jsonb not null,
     verdict jsonb,
     result jsonb not null default '{}',
     attempts integer not null default 0,
     not_before timestamptz,
     order_at timestamptz not null,
     bound_message text,
     owner integer,
     claim text,
     lease_until timestamptz,
     created timestamptz not null,
     updated timestamptz not null,
     constraint effect_source_whole check ((source_model is null) = (source_id is null)
       and (source_model is null) = (source_created is null)),
     constraint effect_claim_whole check ((claim is null) = (owner is null) and (claim is null) = (lease_until is null)),
     constraint effect_claimable check (claim is null or state in ('planned', 'sending', 'unknown')),
     constraint effect_sending_claimed check (state <> 'sending' or claim is not null),
     constraint effect_reasoned check (state not in ('suppressed', 'failed', 'unknown') or reason is not null)
   )`,
  `create index effects_due on effects (flow, account, state, order_at, coalesce(source_id, 0), id)
     where claim is null and state in ('planned', 'unknown')`,
  `create unique index effects_one_of_a_conversation on effects (account, conversation)
     where claim is not null and conversation is not null`,
  `create index effects_claimed on effects (lease_until) where claim is not null`,
  `create unique index effects_bound on effects (account, bound_message) where bound_message is not null`,
  `create index effects_of_conversation on effects (account, conversation) where conversation is not null`,
  `create index effects_counted on effects (account, flow, state, reason)`,
]

const receiptsAndDecisions = [
  `create table receipts (
     effect bigint not null references effects (id),
     outcome text not null check (outcome in ('done', 'suppressed', 'failed', 'unknown')),
     attempt integer not null,
     created timestamptz not null,
     written timestamptz,
     primary key (effect, outcome, attempt)
   )`,
  `create index receipts_pending on receipts (created) where written is null`,
  `create table decisions (
     id bigint generated always as identity primary key,
     effect bigint not null references effects (id),
     decision text not null check (decision in ('sent', 'not-sent', 'override', 'approve')),
     decided_by text not null,
     reason text,
     state_before text not null,
     reason_before text,
     at timestamptz not null
   )`,
  `create index decisions_of_effect on decisions (effect)`,
  `create trigger decisions_stay before update or delete on decisions for each row execute function refuse_change()`,
]

/** One row a running process; on a server a session advisory lock on its id tells that it lives. */
const owners = [
  `create table owners (
     id integer generated always as identity primary key,
     host text not null,
     pid integer not null,
     started timestamptz not null
   )`,
]

const runsAndMarks = [
  `create table runs (
     job text not null,
     slot text not null,
     started timestamptz not null,
     finished timestamptz,
     ok boolean,
     result jsonb,
     primary key (job, slot)
   )`,
  `create index runs_by_start on runs (started)`,
  `create table marks (
     name text primary key,
     value text not null,
     recorded timestamptz not null
   )`,
]
