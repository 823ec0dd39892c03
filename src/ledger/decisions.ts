import { type Selectable, sql, type Transaction } from 'kysely'
import type { Effect, EffectState } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import type { EffectId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { isEffectId, toEffect, UNCLAIMED } from './effects.ts'
import type { EffectTable, Schema } from './schema.ts'
import { json } from './values.ts'

type Row = Selectable<EffectTable>

/**
 * A person says what became of an effect, or that it may go. Each decision is kept with who took it and what was before.
 * @param ref the decision's own number where it was taken; kept, so that `wasDecided` knows it
 */
export async function resolve(
  database: Database,
  id: EffectId,
  decision: 'sent' | 'not-sent',
  by: string,
  ref?: string,
): Promise<Effect> {
  return database.inTransaction('resolve', async (trx) => {
    const row = await lockEffect(trx, id)
    const allowed: readonly EffectState[] = decision === 'sent' ? ['unknown'] : ['unknown', 'failed']
    if (!allowed.includes(row.state) && !mayBeMended(row, decision)) throw refusal(row, decision)
    await keep(trx, database, row, { decision, by, reason: ref ?? null })
    if (decision === 'not-sent') return again(trx, database, row, { overrideReceipt: true })
    const done = await trx
      .updateTable('effects')
      .set({ state: 'done', reason: null, detail: null, not_before: null, updated: database.now(), ...UNCLAIMED })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('receipts')
      .values({ effect: id, outcome: 'done', attempt: 1, created: database.now(), written: null })
      .execute()
    return toEffect(done)
  })
}

/** Whether a person's decision that was taken elsewhere is kept already. */
export async function wasDecided(database: Database, id: EffectId, ref: string): Promise<boolean> {
  const row = await database.read('was decided', (db) =>
    db.selectFrom('decisions').select('id').where('effect', '=', id).where('reason', '=', ref).executeTakeFirst(),
  )
  return row !== undefined
}

export async function override(database: Database, id: EffectId, by: string, reason: string): Promise<Effect> {
  if (by.trim() === '' || reason.trim() === '') {
    throw new Permanent('An override needs the name of who decides and the reason. Nothing was changed.')
  }
  return database.inTransaction('override', async (trx) => {
    const row = await lockEffect(trx, id)
    if (row.state !== 'suppressed' || (row.reason !== 'linter' && row.reason !== 'policy_deny')) {
      throw new Permanent(
        `Effect ${id} is ${described(row)}. Nothing was changed. Only what the guard stopped (linter, policy_deny) can be overridden.`,
      )
    }
    await keep(trx, database, row, { decision: 'override', by, reason })
    return again(trx, database, row, { overridden: { by, reason } })
  })
}

/**
 * Proposed rows become planned, and those held back of an account that is live by now; others are left alone. Resolves to how many.
 * @param choice what the person chose, kept in the rows' payload
 */
export async function approve(
  database: Database,
  ids: readonly EffectId[],
  by: string,
  choice: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const numbers = ids.filter(isEffectId)
  if (numbers.length === 0) return 0
  return database.inTransaction('approve', async (trx) => {
    const rows = await trx
      .selectFrom('effects')
      .selectAll()
      .where('id', 'in', numbers)
      .where(({ or, and, eb, selectFrom }) =>
        or([
          eb('state', '=', 'proposed'),
          and([
            eb('state', '=', 'suppressed'),
            eb('reason', '=', 'shadow'),
            eb('account', 'in', selectFrom('accounts').select('name').where('mode', '=', 'live')),
          ]),
        ]),
      )
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const row of rows) {
      await keep(trx, database, row, { decision: 'approve', by, reason: null })
      if (row.state === 'suppressed') {
        await again(trx, database, row, { approved: by })
        continue
      }
      await trx
        .updateTable('effects')
        .set({ state: 'planned', payload: sql`payload || ${json(choice)}`, updated: database.now() })
        .where('id', '=', row.id)
        .execute()
    }
    return rows.length
  })
}

async function lockEffect(trx: Transaction<Schema>, id: EffectId): Promise<Row> {
  const row = isEffectId(id)
    ? await trx.selectFrom('effects').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    : undefined
  if (row !== undefined) return row
  throw new Permanent(`There is no effect ${id}. Nothing was changed. "outbox list" shows them.`)
}

/** Suppressed for want of an address that works. */
const WANT_ADDRESS: readonly (string | null)[] = ['no_address', 'bounced']

/**
 * What the law demands and could not be sent was told another way, or goes once the reason is mended; a missing address may be mended for
 * any mail.
 */
function mayBeMended({ flow, state, reason, result }: Row, decision: 'sent' | 'not-sent'): boolean {
  if (flow !== 'notify') return false
  const must = result['must'] === true && (state === 'suppressed' || state === 'failed')
  return must || (decision === 'not-sent' && state === 'suppressed' && WANT_ADDRESS.includes(reason))
}

/** Back in the queue as if new; a claim that somebody holds to look after it is taken away. */
async function again(
  trx: Transaction<Schema>,
  database: Database,
  { id }: Row,
  mark: Record<string, unknown>,
): Promise<Effect> {
  const row = await trx
    .updateTable('effects')
    .set({
      state: 'planned',
      reason: null,
      detail: null,
      not_before: null,
      attempts: 0,
      result: sql`result || ${json(mark)}`,
      updated: database.now(),
      ...UNCLAIMED,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toEffect(row)
}

async function keep(
  trx: Transaction<Schema>,
  database: Database,
  row: Row,
  {
    decision,
    by,
    reason,
  }: { decision: 'sent' | 'not-sent' | 'override' | 'approve'; by: string; reason: string | null },
): Promise<void> {
  await trx
    .insertInto('decisions')
    .values({
      effect: row.id,
      decision,
      decided_by: by,
      reason,
      state_before: row.state,
      reason_before: row.reason,
      at: database.now(),
    })
    .execute()
}

function refusal(row: Row, decision: 'sent' | 'not-sent'): Permanent {
  const possible: Partial<Record<EffectState, string>> = {
    failed: 'It certainly did not arrive: only "not-sent" is possible, which sends it again.',
    sending: 'It is being sent right now: look again in a minute.',
    planned: 'It was not sent yet.',
    proposed: 'It waits for "outbox approve".',
    suppressed: 'It was not sent; what the guard stopped can be released by "outbox override".',
    done: 'It was sent: nothing is left to decide.',
  }
  return new Permanent(
    `Effect ${row.id} is ${described(row)}, so "${decision}" does not apply. Nothing was changed. ${possible[row.state] ?? ''}`,
  )
}

const described = ({ state, reason }: Row): string =>
  state === 'suppressed' && reason !== null ? `${state} (${reason})` : state
