import { type RawBuilder, sql } from 'kysely'
import type { EffectState, Flow } from '../domain/effect.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Database } from './database.ts'
import { statesBefore } from './effects.ts'

/** Flows whose outside can be asked whether something arrived; after a mail only a person knows, unlike after a message of a marketplace. */
const LOOKED_AFTER: readonly Flow[] = ['reply', 'close', 'tracking', 'returns']
const BROKEN_OFF = 'Sending broke off before the outcome was known: it may have arrived.'

export const GIVEN_BACK = sql`owner = null, claim = null, lease_until = null`

/** A change of state, as one statement. */
export interface Move {
  readonly to: EffectState
  readonly where: RawBuilder<boolean>
  /** Assignments besides the state, with commas between. */
  readonly set: RawBuilder<unknown>
  /** Stored together with the change, as pending. */
  readonly receipt?: ReceiptOutcome
}

/** Moves the rows that are in a state from which the edge leads there. Resolves to how many. */
export async function move(database: Database, name: string, { to, where, set, receipt }: Move): Promise<number> {
  const moved = sql`update effects set state = ${to}, updated = ${database.now()}, ${set}
    where ${where} and state in (${sql.join(statesBefore(to))}) returning id, not_before`
  return counted(database, name, moved, receipt === undefined ? sql`` : told(database, receipt, sql`true`))
}

/**
 * Ends claims whose holder cannot say what became of them: what was being sent may have arrived, anything else is free again.
 * Resolves to how many are `unknown` now.
 */
export async function giveUp(database: Database, which: RawBuilder<boolean>): Promise<number> {
  const lost = await counted(
    database,
    'give up',
    sql`update effects set state = 'unknown', reason = ${BROKEN_OFF}, detail = null, updated = ${database.now()}, ${GIVEN_BACK},
      not_before = case when flow in (${sql.join(LOOKED_AFTER)}) or result ->> 'by' = 'message' then ${database.now()} end
      where state = 'sending' and ${which} returning id, not_before`,
    told(database, 'unknown', sql`not_before is null`),
  )
  await database.write(
    'free',
    (db) =>
      sql`update effects set ${GIVEN_BACK} where claim is not null and state <> 'sending' and ${which}`.execute(db),
    ({ numAffectedRows }) => (numAffectedRows ?? 0n) > 0n,
  )
  return lost
}

/** The attempt of a receipt is the number of that outcome so far. */
function told(database: Database, outcome: ReceiptOutcome, which: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`, told as (insert into receipts (effect, outcome, attempt, created)
    select moved.id, ${outcome}, 1 + (select count(*)::int from receipts r where r.effect = moved.id and r.outcome = ${outcome}),
      ${database.now()} from moved where ${which})`
}

async function counted(
  database: Database,
  name: string,
  moved: RawBuilder<unknown>,
  more: RawBuilder<unknown>,
): Promise<number> {
  const { rows } = await database.write(
    name,
    (db) =>
      sql<{ moved: number }>`with moved as (${moved})${more} select count(*)::int as moved from moved`.execute(db),
    (result) => (result.rows[0]?.moved ?? 0) > 0,
  )
  return rows[0]?.moved ?? 0
}
