/** Mailboxes: every mail as it came, before anything of it is understood, what became of it, and how far folders are read. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...mails, ...folders, ...answers]) await sql.raw(statement).execute(db)
}

/**
 * What came in stays; where it lies in the mailbox and what became of it may change. `party`, `thread` and `message_id` repeat the card
 * as what they are looked up by: where the original is longer than an index takes, a hash stands for it.
 */
const mails = [
  `create table mails (
     id bigint generated always as identity primary key,
     account text not null,
     identity text not null,
     folder text not null,
     uid_validity text not null,
     uid bigint not null,
     copies integer not null default 0,
     received_at timestamptz not null,
     bytes bytea not null,
     size integer not null,
     whole boolean not null,
     recorded timestamptz not null,
     state text not null check (state in ('kept', 'message', 'aside', 'report', 'unreadable')),
     reason text,
     detail text,
     conversation text,
     message text,
     rung text check (rung in ('thread', 'order', 'references', 'in-reply-to', 'token', 'new')),
     card jsonb,
     message_id text,
     party text,
     thread text,
     forged boolean not null default false,
     answerable boolean not null default false,
     effect bigint,
     sorted timestamptz,
     flagged timestamptz,
     constraint mails_identity unique (account, identity),
     constraint mail_placed check ((state = 'message') = (conversation is not null) and (state = 'message') = (message is not null)
       and (state = 'message') = (rung is not null) and (state = 'message') = (card is not null)),
     constraint mail_reasoned check (state not in ('aside', 'unreadable') or reason is not null)
   )`,
  `alter table mails alter column bytes set storage external`,
  `create index mails_to_sort on mails (account, received_at, id) where state = 'kept'`,
  `create index mails_of_conversation on mails (account, conversation, received_at) where conversation is not null`,
  `create index mails_by_message_id on mails (account, message_id) where message_id is not null`,
  `create index mails_by_party on mails (account, party, received_at) where party is not null`,
  `create index mails_by_thread on mails (account, thread) where thread is not null`,
  `create index mails_to_flag on mails (account, id) where state = 'message' and flagged is null`,
  `create index mails_counted on mails (account, state, reason)`,
  `create trigger mails_stay before update of account, identity, received_at, bytes, size, whole, recorded
     on mails for each row execute function refuse_change()`,
  `create trigger mails_kept before delete on mails for each row execute function refuse_change()`,
  `create table mail_orders (
     account text not null,
     order_ref text not null,
     conversation text not null,
     primary key (account, order_ref, conversation)
   )`,
  `create table mail_references (
     account text not null,
     message_id text not null,
     conversation text not null,
     primary key (account, message_id, conversation)
   )`,
]

const folders = [
  `create table mail_folders (
     account text not null,
     folder text not null,
     uid_validity text not null,
     uid bigint not null,
     mod_seq text,
     updated timestamptz not null,
     primary key (account, folder)
   )`,
]

/** Mails of ours are found by the Message-ID that they left with. */
const answers = [
  `create index effects_by_message_id on effects (account, (result ->> 'messageId')) where result ? 'messageId'`,
]
