/** Deadlines: since when a conversation waits and until when it wants an answer, what Odoo shows of that, and which of them still have to be worked out. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...deadlines, ...changes, ...existing]) await sql.raw(statement).execute(db)
}

/** `warned_by` is the deadline that a reminder was given for. What Odoo shows is forgotten with the ticket. */
const deadlines = [
  `create table deadlines (
     account text not null,
     conversation text not null,
     waiting_since timestamptz,
     answer_by timestamptz,
     shown boolean not null default false,
     warned_by timestamptz,
     primary key (account, conversation),
     constraint deadline_waits check (answer_by is null or waiting_since is not null)
   )`,
  `create index deadlines_to_show on deadlines (account) where not shown`,
  `create index deadlines_next on deadlines (account, answer_by) where answer_by is not null`,
  `create function forget_shown_deadline() returns trigger language plpgsql as $$
   begin
     update deadlines set shown = false, warned_by = null where account = new.account and conversation = new.id;
     return null;
   end $$`,
  `create trigger conversations_moved after update of ticket_id on conversations for each row
     when (old.ticket_id is distinct from new.ticket_id) execute function forget_shown_deadline()`,
]

/** A queue without a unique index, so that writers of messages and of effects never wait for each other here. */
const changes = [
  `create table deadline_changes (
     id bigint generated always as identity primary key,
     account text not null,
     conversation text not null
   )`,
  `create index deadline_changes_of_account on deadline_changes (account, id)`,
  `create function note_deadline_change() returns trigger language plpgsql as $$
   begin
     insert into deadline_changes (account, conversation) values (new.account, new.conversation);
     return null;
   end $$`,
  `create function note_deadline_facts() returns trigger language plpgsql as $$
   begin
     insert into deadline_changes (account, conversation) values (new.account, new.id);
     return null;
   end $$`,
  `create trigger messages_change_deadline after insert on messages for each row
     when (new.stream = 'messages') execute function note_deadline_change()`,
  `create trigger effects_change_deadline after update of state on effects for each row
     when (new.flow = 'reply' and new.conversation is not null and (new.state = 'done') is distinct from (old.state = 'done'))
     execute function note_deadline_change()`,
  `create trigger conversations_change_deadline after update of status, waits_for_seller, updated_at on conversations for each row
     when ((new.status, new.waits_for_seller, new.updated_at) is distinct from (old.status, old.waits_for_seller, old.updated_at))
     execute function note_deadline_facts()`,
]

/** What came in before there were deadlines. */
const existing = [`insert into deadline_changes (account, conversation) select account, id from conversations`]
