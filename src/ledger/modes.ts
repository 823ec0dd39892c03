import { sql } from 'kysely'
import type { Mode } from '../domain/account.ts'
import type { AccountName } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import { GIVEN_BACK } from './moves.ts'

const HELD_BACK = 'It was planned before the account went live.'

/**
 * Keeps in which mode an account runs. Where it goes live after another mode, the moment is kept and everything planned before is
 * held back, all in one transaction. Resolves to how many were.
 */
export async function enterMode(database: Database, account: AccountName, mode: Mode, at: Instant): Promise<number> {
  const before = await database.read('mode', (db) =>
    db.selectFrom('accounts').select('mode').where('name', '=', account).executeTakeFirst(),
  )
  if (before?.mode === mode) return 0
  return database.inTransaction('enter mode', async (trx) => {
    const now = database.now()
    await trx
      .insertInto('accounts')
      .values({ name: account, mode: null })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const { mode: last } = await trx
      .selectFrom('accounts')
      .select('mode')
      .where('name', '=', account)
      .forUpdate()
      .executeTakeFirstOrThrow()
    // Another process of this ledger was first.
    if (last === mode) return 0
    const goesLive = mode === 'live' && last !== null
    await trx
      .updateTable('accounts')
      .set({ mode, live_since: goesLive ? at : null })
      .where('name', '=', account)
      .execute()
    if (!goesLive) return 0
    const { rows } = await sql<{ held: number }>`
      with held as (update effects set state = 'suppressed', reason = 'shadow', detail = ${HELD_BACK}, not_before = null,
          updated = ${now}, ${GIVEN_BACK} where account = ${account} and state = 'planned' returning id),
        told as (insert into receipts (effect, outcome, attempt, created)
          select held.id, 'suppressed', 1 + (select count(*)::int from receipts r where r.effect = held.id and r.outcome = 'suppressed'),
            ${now} from held)
      select count(*)::int as held from held`.execute(trx)
    return rows[0]?.held ?? 0
  })
}
