import type { AccountName, EffectId } from '../domain/ids.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Database } from './database.ts'
import { toEffect } from './effects.ts'
import type { PendingReceipt } from './ports.ts'

/**
 * Outcomes not told in Odoo yet, oldest first. Only a row's newest counts, and only while the row is still in it: what was overtaken
 * before it could be told would be told with the wrong reason. An `unknown` that is still looked after is not told.
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
