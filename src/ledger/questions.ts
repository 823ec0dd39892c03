import { sql } from 'kysely'
import type { Effect, Flow } from '../domain/effect.ts'
import type { AccountName, ConversationId, EffectId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import { claimable } from './claims.ts'
import type { Database } from './database.ts'
import { isEffectId, toEffect } from './effects.ts'
import type { EffectCounts } from './effect-counts.ts'
import type { ClaimFilter, Outbox } from './ports.ts'

/** Longest list where the caller sets no limit. */
const LISTED_MAX = 1000

/** When the next row that nobody has and nothing holds up falls due; it may be due already. */
export async function nextDue(database: Database, filter: Omit<ClaimFilter, 'state'>): Promise<Instant | undefined> {
  const { rows } = await database.read('next due', (db) =>
    sql<{ due: Instant | null }>`select min(coalesce(e.not_before, e.created)) as due from effects e
      where (${claimable({ ...filter, state: 'planned' })}) or (${claimable({ ...filter, state: 'unknown' })})`.execute(
      db,
    ),
  )
  return rows[0]?.due ?? undefined
}

export async function find(database: Database, dedupeKey: string): Promise<Effect | undefined> {
  const row = await database.read('find', (db) =>
    db.selectFrom('effects').selectAll().where('dedupe_key', '=', dedupeKey).executeTakeFirst(),
  )
  return row === undefined ? undefined : toEffect(row)
}

export async function findAll(database: Database, dedupeKeys: readonly string[]): Promise<ReadonlyMap<string, Effect>> {
  if (dedupeKeys.length === 0) return new Map()
  const rows = await database.read('find all', (db) =>
    db.selectFrom('effects').selectAll().where('dedupe_key', 'in', dedupeKeys).execute(),
  )
  return new Map(rows.map((row) => [row.dedupe_key, toEffect(row)]))
}

export async function effect(database: Database, id: EffectId): Promise<Effect | undefined> {
  if (!isEffectId(id)) return undefined
  const row = await database.read('effect', (db) =>
    db.selectFrom('effects').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  return row === undefined ? undefined : toEffect(row)
}

/** Newest first. */
export async function list(
  database: Database,
  { state, reason, account, limit = LISTED_MAX }: Parameters<Outbox['list']>[0],
): Promise<readonly Effect[]> {
  const rows = await database.read('list', (db) => {
    let query = db.selectFrom('effects').selectAll().orderBy('id', 'desc').limit(limit)
    if (state !== undefined) query = query.where('state', '=', state)
    if (reason !== undefined) query = query.where('state', '=', 'suppressed').where('reason', '=', reason)
    if (account !== undefined) query = query.where('account', '=', account)
    return query.execute()
  })
  return rows.map((row) => toEffect(row))
}

export async function ofConversation(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<readonly Effect[]> {
  const rows = await database.read('of a conversation', (db) =>
    db
      .selectFrom('effects')
      .selectAll()
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .orderBy('id')
      .execute(),
  )
  return rows.map((row) => toEffect(row))
}

/** planned = done + all suppressed + failed + unknown + waiting: every row stands in exactly one of them. */
export async function counts(database: Database, account: AccountName, flow: Flow): Promise<EffectCounts> {
  const rows = await database.read('counts', (db) =>
    db
      .selectFrom('effects')
      .select(({ fn }) => ['state', 'reason', fn.countAll<string>().as('count')])
      .where('account', '=', account)
      .where('flow', '=', flow)
      .where('state', '=', 'suppressed')
      .groupBy(['state', 'reason'])
      .unionAll(
        db
          .selectFrom('effects')
          .select(({ fn, val }) => ['state', val<string | null>(null).as('reason'), fn.countAll<string>().as('count')])
          .where('account', '=', account)
          .where('flow', '=', flow)
          .where('state', '<>', 'suppressed')
          .groupBy('state'),
      )
      .execute(),
  )
  const suppressed: Record<string, number> = {}
  const counted = { planned: 0, done: 0, failed: 0, unknown: 0, waiting: 0 }
  for (const { state, reason, count } of rows) {
    const number = Number(count)
    counted.planned += number
    switch (state) {
      case 'suppressed':
        suppressed[reason ?? ''] = number
        break
      case 'proposed':
      case 'planned':
      case 'sending':
        counted.waiting += number
        break
      case 'done':
      case 'failed':
      case 'unknown':
        counted[state] += number
        break
      default: {
        const missing: never = state
        throw new Error(`no count for ${String(missing)}`)
      }
    }
  }
  return { ...counted, suppressed }
}
