import type { Selectable } from 'kysely'
import type { Effect, EffectState, NewEffect } from '../domain/effect.ts'
import type { Database } from './database.ts'
import type { EffectTable } from './schema.ts'
import { json } from './values.ts'

/**
 * Where a state may go by the hand of who sends or decides; a row that went elsewhere would be a mistake of the program. Besides, a report
 * from outside makes `failed` of what was taken for sent (`returned`).
 */
export const EDGES: Readonly<Record<EffectState, readonly EffectState[]>> = {
  proposed: ['planned', 'suppressed'],
  planned: ['planned', 'sending', 'done', 'suppressed', 'failed'],
  sending: ['planned', 'done', 'suppressed', 'failed', 'unknown'],
  unknown: ['planned', 'done', 'unknown'],
  suppressed: ['planned', 'proposed'],
  failed: ['planned'],
  done: [],
}

/** States from which one may come to `state`. */
export function statesBefore(state: EffectState): readonly EffectState[] {
  return (Object.keys(EDGES) as EffectState[]).filter((from) => EDGES[from].includes(state))
}

/** Columns of a row that nobody claims. */
export const UNCLAIMED = { owner: null, claim: null, lease_until: null } as const

/** Effect ids are numbers as text; anything else names no row (and would be an error of the database). */
export const isEffectId = (id: string): boolean => /^\d{1,18}$/.test(id)

export function toEffect<Payload = unknown>(row: Selectable<EffectTable>): Effect<Payload> {
  const { source_model: model, source_id: id, source_created: createDate } = row
  return {
    id: row.id,
    account: row.account,
    flow: row.flow,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    detail: row.detail,
    dedupeKey: row.dedupe_key,
    conversation: row.conversation,
    source: model === null || id === null || createDate === null ? null : { model, id, createDate },
    payload: row.payload as Payload,
    verdict: row.verdict,
    result: row.result,
    boundMessage: row.bound_message,
    attempts: row.attempts,
    notBefore: row.not_before,
    created: row.created,
    updated: row.updated,
  }
}

export function toRow(effect: NewEffect, database: Database) {
  const now = database.now()
  return {
    account: effect.account,
    flow: effect.flow,
    kind: effect.kind,
    state: effect.state,
    reason: effect.reason ?? null,
    dedupe_key: effect.dedupeKey,
    conversation: effect.conversation ?? null,
    source_model: effect.source?.model ?? null,
    source_id: effect.source?.id ?? null,
    source_created: effect.source?.createDate ?? null,
    payload: json(effect.payload),
    verdict: effect.verdict === undefined ? null : json(effect.verdict),
    not_before: effect.notBefore ?? null,
    order_at: effect.at ?? now,
    created: now,
    updated: now,
  }
}
