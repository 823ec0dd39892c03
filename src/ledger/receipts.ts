import { sql } from 'kysely'
import type { AccountName, EffectId } from '../domain/ids.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Database } from './database.ts'
import { toEffect } from './effects.ts'
import type { PendingReceipt } from './ports.ts'

/**
 * Outcomes not told in Odoo yet, oldest first. Only a row's newest counts, and only while the row is still in it: what was overtaken
 * before it could be told would be told with the wrong reason. An `unknown` that is still looked after is not told, nor a decision while the
 * ticket of its case is still to be made.
 */
export async function pendingReceipts(
  database: Database,
  limit: number,
  except: readonly AccountName[] = [],
): Promise<readonly PendingReceipt[]> {
  const rows = await database.read('pending receipts', (db) =>
    db
      .selectFrom('receipts')
      .innerJoin('effects', 'effects.id', 'receipts.effect')
      .selectAll('effects')
      .select(['receipts.outcome as receipt_outcome', 'receipts.attempt as receipt_attempt'])
      .where('receipts.written', 'is', null)
      .whereRef('effects.state', '=', 'receipts.outcome')
      .$if(except.length > 0, (query) => query.where('effects.account', 'not in', except))
      .where(({ or, eb }) => or([eb('effects.state', '<>', 'unknown'), eb('effects.not_before', 'is', null)]))
      .where(({ not, and, eb }) => not(and([eb('effects.flow', '=', 'returns'), TICKET_TO_COME])))
      .where(({ eb, selectFrom }) =>
        eb(
          'receipts.attempt',
          '=',
          selectFrom('receipts as newest')
            .select(({ fn }) => fn.max('newest.attempt').as('attempt'))
            .whereRef('newest.effect', '=', 'receipts.effect')
            .whereRef('newest.outcome', '=', 'receipts.outcome'),
        ),
      )
      .orderBy('receipts.created')
      .orderBy('receipts.effect')
      .limit(limit)
      .execute(),
  )
  return rows.map(({ receipt_outcome: outcome, receipt_attempt: attempt, ...row }) => ({
    effect: toEffect(row),
    outcome,
    attempt,
  }))
}

/** The conversation of an effect has no ticket, but a message that wants one. */
const TICKET_TO_COME = sql<boolean>`exists (select 1 from conversations c join messages m on m.account = c.account and m.conversation = c.id
  where c.account = effects.account and c.id = effects.conversation and c.ticket_id is null
    and m.kind = 'mirror' and m.placed is null and m.refused is null)`

export async function receiptWritten(
  database: Database,
  effect: EffectId,
  attempt: number,
  outcome: ReceiptOutcome,
): Promise<void> {
  await database.write('receipt written', (db) =>
    db
      .updateTable('receipts')
      .set({ written: database.now() })
      .where('effect', '=', effect)
      .where('outcome', '=', outcome)
      .where('attempt', '=', attempt)
      .where('written', 'is', null)
      .execute(),
  )
}

/** See `RebindChanges.untold`. */
export async function tellAgain(database: Database, id: EffectId): Promise<void> {
  await database.write('tell again', (db) =>
    sql`with told as (update effects set result = result - 'untold' where id = ${id} and state = 'done' returning id)
      update receipts set written = null where effect in (select id from told) and outcome = 'done'`.execute(db),
  )
}
