import { type RawBuilder, sql } from 'kysely'
import type { StoredVerdict } from '../domain/effect.ts'
import type { EffectId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { statesBefore } from './effects.ts'
import { LEASE_SECONDS, type Leases } from './leases.ts'
import { GIVEN_BACK } from './moves.ts'
import { together } from './together.ts'
import { jsonText } from './values.ts'

/** A claimed row that goes on, and what it keeps of that. */
export interface Step {
  readonly id: EffectId
  readonly claim: string
  readonly result: Record<string, unknown>
  readonly verdict?: StoredVerdict
}

/** The two steps that every sent effect takes. Workers that take them at the same time share statement and commit. */
export interface Steps {
  /** planned → sending, while the lease holds. Resolves to whether the claim was still the caller's. */
  readonly sending: (step: Step) => Promise<boolean>
  /** → done, with its receipt pending; the claim is given back. */
  readonly done: (step: Step) => Promise<boolean>
}

/** Whoever is to send next holds a connection to the mail server meanwhile; a commit takes longer than this. */
const TO_SEND = { enough: 4, waitMs: 2 }
/** For what has left nobody waits. */
const SENT = { enough: 8, waitMs: 8 }

export function steps(database: Database, leases: Leases): Steps {
  const expected = (): number => leases.count
  return {
    sending: together((rows) => storeSending(database, rows), { expected, ...TO_SEND }),
    done: together((rows) => storeDone(database, rows), { expected, ...SENT }),
  }
}

/** Says how few rows are meant: of a set made from JSON the server expects so many that it would read the whole table. */
const isOneOf = (rows: readonly Step[]): RawBuilder<boolean> => sql`e.id in (${sql.join(rows.map(({ id }) => id))})`

// A lease that ran out may be taken from us at any moment: then nothing may be sent any more.
async function storeSending(database: Database, rows: readonly Step[]): Promise<ReadonlySet<string>> {
  const { rows: moved } = await database.write(
    'sending',
    (db) =>
      sql<{
        id: string
      }>`update effects e set state = 'sending', updated = ${database.now()}, result = e.result || v.result,
        verdict = coalesce(v.verdict, e.verdict), lease_until = greatest(e.lease_until, ${database.inSeconds(LEASE_SECONDS)})
        from jsonb_to_recordset(${jsonText(rows)}::jsonb) as v(id bigint, claim text, result jsonb, verdict jsonb)
        where ${isOneOf(rows)} and e.id = v.id and e.claim = v.claim and e.lease_until > ${database.now()} and e.state in (${sql.join(statesBefore('sending'))})
        returning e.id`.execute(db),
    (result) => result.rows.length > 0,
  )
  return new Set(moved.map(({ id }) => id))
}

async function storeDone(database: Database, rows: readonly Step[]): Promise<ReadonlySet<string>> {
  const { rows: moved } = await database.write(
    'done',
    (db) =>
      sql<{ id: string }>`with moved as (
        update effects e set state = 'done', updated = ${database.now()}, result = e.result || v.result, reason = null, detail = null,
          not_before = null, ${GIVEN_BACK}
          from jsonb_to_recordset(${jsonText(rows)}::jsonb) as v(id bigint, claim text, result jsonb)
          where ${isOneOf(rows)} and e.id = v.id and e.claim = v.claim and e.state in (${sql.join(statesBefore('done'))})
          returning e.id), told as (
        insert into receipts (effect, outcome, attempt, created)
          select moved.id, 'done', 1 + (select count(*)::int from receipts r where r.effect = moved.id and r.outcome = 'done'),
            ${database.now()} from moved)
        select id from moved`.execute(db),
    (result) => result.rows.length > 0,
  )
  return new Set(moved.map(({ id }) => id))
}
