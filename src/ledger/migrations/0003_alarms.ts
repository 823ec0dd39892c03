/** Alarms with whom they were told to, how the passes of each job went by account, and what kind of fault pauses an account. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...pauses, ...passes, ...alarms, ...effects]) await sql.raw(statement).execute(db)
}

const pauses = [
  `alter table accounts add column paused_kind text`,
  `alter table accounts add column paused_at timestamptz`,
]

/** One row a job and account, written at most once a minute while all is well. */
const passes = [
  `create table passes (
     job text not null,
     account text not null,
     last_success timestamptz,
     failing_since timestamptz,
     error text,
     primary key (job, account)
   )`,
]

/** Not yet opened (a fault that may go by itself), open, over, or finished: over and told to everybody. */
const alarms = [
  `create table alarms (
     id text primary key,
     key text not null,
     kind text not null,
     account text,
     since timestamptz not null,
     opened timestamptz,
     gone timestamptz,
     cleared timestamptz,
     finished timestamptz,
     finding jsonb not null,
     told jsonb not null
   )`,
  `create index alarms_unfinished on alarms (since) where finished is null`,
  `create index alarms_finished on alarms (finished) where finished is not null`,
]

const effects = [
  `create index effects_in_trouble on effects (account, state) where state in ('planned', 'failed', 'unknown')`,
]
