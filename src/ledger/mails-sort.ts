import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { Retryable } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import type { Sorting } from './mail-ports.ts'
import type { PageToRecord, Recorded } from './ports.ts'
import { recordIn, secondsFor } from './record.ts'
import type { Schema } from './schema.ts'
import { jsonText } from './values.ts'

/** An index takes about 2,700 bytes a row: what a stranger wrote longer than this is looked up by its hash. */
const LOOKED_UP_CHARS = 200

export const lookedUpBy = (text: string): string =>
  text.length <= LOOKED_UP_CHARS ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`

type Sorted = readonly { readonly mail: string; readonly sorting: Sorting }[]

/**
 * What became of mails and what they are made into: all or nothing. In the result `received` counts the mails, `setAside` those that
 * are no message.
 * @throws Retryable when one of them was sorted by somebody else in the meantime; nothing is stored then
 */
export function sort(database: Database, account: AccountName, sorted: Sorted, page: PageToRecord): Promise<Recorded> {
  return database.inTransaction(
    'sort mails',
    async (trx) => {
      await claim(trx, account, sorted)
      const recorded = await recordIn(trx, database, account, page)
      await storeSorting(trx, database, account, sorted)
      await storeOrders(trx, account, sorted)
      await storeReferences(trx, account, sorted)
      const aside = sorted.filter(({ sorting }) => sorting.as !== 'message').length
      return {
        received: sorted.length,
        duplicates: recorded.duplicates,
        setAside: aside + recorded.setAside - Math.min(page.unreadable.length, recorded.setAside),
      }
    },
    { extraSeconds: secondsFor(page) },
  )
}

/** In one order for everybody, so that two processes never wait for each other for ever. */
async function claim(trx: Transaction<Schema>, account: AccountName, sorted: Sorted): Promise<void> {
  if (sorted.length === 0) return
  const waiting = await trx
    .selectFrom('mails')
    .select('id')
    .where('account', '=', account)
    .where(
      'id',
      'in',
      sorted.map(({ mail }) => mail),
    )
    .where('state', '=', 'kept')
    .orderBy('id')
    .forUpdate()
    .execute()
  if (waiting.length === new Set(sorted.map(({ mail }) => mail)).size) return
  throw new Retryable(
    `Mails of ${account} were sorted by another process in the meantime. Nothing was stored twice. The next pass goes on with what is left.`,
  )
}

async function storeSorting(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  sorted: Sorted,
): Promise<void> {
  const rows = jsonText(sorted.map(({ mail, sorting }) => ({ id: mail, ...columnsOf(sorting) })))
  await sql`update mails m set state = s.state, reason = s.reason, detail = s.detail, conversation = s.conversation, message = s.message,
      rung = s.rung, card = nullif(s.card, 'null'::jsonb), message_id = s.message_id, party = s.party, thread = s.thread, forged = s.forged,
      answerable = s.answerable, effect = s.effect, sorted = ${database.now()}
    from jsonb_to_recordset(${rows}::jsonb) as s (id bigint, state text, reason text, detail text, conversation text, message text,
      rung text, card jsonb, message_id text, party text, thread text, forged boolean, answerable boolean, effect bigint)
    where m.account = ${account} and m.id = s.id`.execute(trx)
}

function columnsOf(sorting: Sorting) {
  const none = { state: sorting.as, forged: false, answerable: false }
  switch (sorting.as) {
    case 'message': {
      const { as: state, conversation, message, rung, card, answerable } = sorting
      return {
        state,
        conversation,
        message,
        rung,
        card,
        answerable,
        forged: card.forged,
        party: lookedUpBy(card.party),
        ...(card.messageId === null ? {} : { message_id: lookedUpBy(card.messageId) }),
        ...(card.thread === null ? {} : { thread: lookedUpBy(card.thread) }),
      }
    }
    case 'aside':
      return { ...none, reason: sorting.reason, detail: sorting.detail ?? null }
    case 'report':
      return { ...none, effect: sorting.effect, detail: sorting.detail }
    case 'unreadable':
      return { ...none, reason: sorting.reason }
    default: {
      const missing: never = sorting
      return missing
    }
  }
}

/** A forged mail's orders lead nowhere. */
async function storeOrders(trx: Transaction<Schema>, account: AccountName, sorted: Sorted): Promise<void> {
  const rows = sorted.flatMap(({ sorting }) =>
    sorting.as === 'message' && !sorting.card.forged
      ? sorting.card.orders.map((order) => ({ order: lookedUpBy(order), conversation: sorting.conversation }))
      : [],
  )
  if (rows.length === 0) return
  await sql`insert into mail_orders (account, order_ref, conversation)
    select distinct ${account}::text, o."order", o.conversation from jsonb_to_recordset(${jsonText(rows)}::jsonb) as o ("order" text, conversation text)
      order by 2, 3
    on conflict do nothing`.execute(trx)
}

/** A forged mail refers to nothing. */
async function storeReferences(trx: Transaction<Schema>, account: AccountName, sorted: Sorted): Promise<void> {
  const rows = sorted.flatMap(({ sorting }) =>
    sorting.as === 'message' && !sorting.card.forged
      ? sorting.card.references.map((id) => ({ id: lookedUpBy(id), conversation: sorting.conversation }))
      : [],
  )
  if (rows.length === 0) return
  await sql`insert into mail_references (account, message_id, conversation)
    select distinct ${account}::text, r.id, r.conversation from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r (id text, conversation text)
      order by 2, 3
    on conflict do nothing`.execute(trx)
}

/** Mails without a place wait to be sorted again; resolves to how many. */
export async function again(
  database: Database,
  account: AccountName,
  { since, id }: { readonly since?: Instant; readonly id?: string },
): Promise<number> {
  if (id !== undefined && !/^\d{1,18}$/.test(id)) return 0
  const { numUpdatedRows } = await database.write(
    'sort mails again',
    (db) => {
      const all = db
        .updateTable('mails')
        .set({ state: 'kept', reason: null, detail: null, effect: null, sorted: null })
        .where('account', '=', account)
        .where('state', 'in', ['aside', 'report', 'unreadable'])
        .where('whole', '=', true)
      const late = since === undefined ? all : all.where('received_at', '>=', since)
      return (id === undefined ? late : late.where('id', '=', id)).executeTakeFirstOrThrow()
    },
    ({ numUpdatedRows: changed }) => changed > 0n,
  )
  return Number(numUpdatedRows)
}
