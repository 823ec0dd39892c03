import { sql } from 'kysely'
import type { Effect } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import type { AccountName, ConversationId, EffectId, MessageId, OrderRef } from '../domain/ids.ts'
import { notBegun } from '../domain/not-begun.ts'
import type { Database } from './database.ts'
import { toEffect } from './effects.ts'
import { violates } from './faults.ts'

/**
 * What may have become a message of a conversation, and is bound to none yet: its replies, notifications that were written in it, and
 * where the conversation is about an order, decisions, answers and notifications that make the marketplace begin one about it. Oldest first.
 */
export async function unboundReplies(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
  orders: readonly OrderRef[] = [],
): Promise<readonly Effect[]> {
  const own = sql<boolean>`(flow = 'reply' and conversation = ${conversation}
    or flow = 'notify' and result ->> 'by' = 'message' and result ->> 'conversation' = ${conversation})`
  const began =
    orders.length === 0
      ? sql<boolean>`false`
      : sql<boolean>`(flow = 'reply' and conversation in (${sql.join(orders.map(notBegun))})
          or flow = 'returns' and payload ->> 'order' in (${sql.join([...orders])})
          or flow = 'notify' and result ->> 'by' = 'message' and result ->> 'starts' in (${sql.join([...orders])}))`
  const rows = await database.read('unbound replies', (db) =>
    db
      .selectFrom('effects')
      .selectAll()
      .where('account', '=', account)
      .where(({ or }) => or([own, began]))
      .where('state', 'in', ['sending', 'unknown', 'done'])
      .where('bound_message', 'is', null)
      .orderBy('order_at')
      .orderBy('id')
      .execute(),
  )
  return rows.map((row) => toEffect(row))
}

/** @throws Permanent when the message is another effect's, or the effect has another message */
export async function bindMessage(database: Database, id: EffectId, message: MessageId): Promise<void> {
  const refusal = (): Permanent =>
    new Permanent(
      `Message ${message} cannot be bound to effect ${id}: one of them is bound already. Nothing was changed.`,
    )
  try {
    const { numUpdatedRows } = await database.write('bind message', (db) =>
      db
        .updateTable('effects')
        .set({ bound_message: message })
        .where('id', '=', id)
        .where(({ or, eb }) => or([eb('bound_message', 'is', null), eb('bound_message', '=', message)]))
        .executeTakeFirstOrThrow(),
    )
    if (numUpdatedRows === 0n) throw refusal()
  } catch (error) {
    throw violates(error, 'effects_bound') ? refusal() : error
  }
}

/** Which of these messages other effects are bound to. */
export async function boundMessages(
  database: Database,
  account: AccountName,
  messages: readonly MessageId[],
  except: EffectId,
): Promise<ReadonlySet<MessageId>> {
  if (messages.length === 0) return new Set()
  const rows = await database.read('bound messages', (db) =>
    db
      .selectFrom('effects')
      .select('bound_message')
      .where('account', '=', account)
      .where('id', '<>', except)
      .where('bound_message', 'in', messages)
      .execute(),
  )
  return new Set(rows.flatMap(({ bound_message }) => bound_message ?? []))
}

/** The last effect before this one in its conversation that only a person can settle. */
export async function openBefore(database: Database, { id }: Effect): Promise<Effect | undefined> {
  const row = await database.read('open before', (db) =>
    db
      .selectFrom('effects as o')
      .innerJoin('effects as e', (join) =>
        join.onRef('e.account', '=', 'o.account').onRef('e.conversation', '=', 'o.conversation'),
      )
      .selectAll('o')
      .where('e.id', '=', id)
      .where('o.state', '=', 'unknown')
      .where('o.not_before', 'is', null)
      .where(sql<boolean>`(o.order_at, coalesce(o.source_id, 0), o.id) < (e.order_at, coalesce(e.source_id, 0), e.id)`)
      .orderBy('o.order_at', 'desc')
      .orderBy('o.id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return row === undefined ? undefined : toEffect(row)
}
