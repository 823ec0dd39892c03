import { sql } from 'kysely'
import type { AccountName, ConversationId, MessageId, OrderRef } from '../domain/ids.ts'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'
import { toFacts } from './conversations.ts'
import type { Database } from './database.ts'
import type { MailLooks } from './mail-look-ports.ts'
import { isEffectId } from './effects.ts'
import type { ListedMail, MailCard } from './mail-ports.ts'
import { lookedUpBy } from './mails-sort.ts'

/** Identities asked for in one statement. */
const ROWS = 1000

/** Questions about mails that are kept already, each one statement. */
export function sqlMailLooks(database: Database): MailLooks {
  const of = (account: string): AccountName => account as AccountName
  return {
    cards: (account, messages) => cards(database, of(account), messages),
    listed: (account, id) => listed(database, of(account), id),
    cardsOf: (account, conversation) => cardsOf(database, of(account), conversation),
    refundsOf: (account, order) => refundsOf(database, of(account), order),
    partiesOf: (account, conversations) => partiesOf(database, of(account), conversations),
    placedBetween: (account, parties, after, until) => placedBetween(database, of(account), parties, { after, until }),
    factsOf: (account, conversations) => factsOf(database, of(account), conversations),
    asideSince: (account, reason, since) => asideSince(database, of(account), reason, since),
    heldAmong: (account, identities) => heldAmong(database, of(account), identities),
    uidsHeld: (account, folder, uidValidity) => uidsHeld(database, of(account), folder, uidValidity),
    totals: (account) => totals(database, of(account)),
  }
}

async function cards(
  database: Database,
  account: AccountName,
  messages: readonly MessageId[],
): Promise<ReadonlyMap<MessageId, MailCard>> {
  if (messages.length === 0) return new Map()
  const rows = await database.read('cards of mails', (db) =>
    db
      .selectFrom('mails')
      .select(['message', 'card'])
      .where('account', '=', account)
      .where('message', 'in', messages)
      .execute(),
  )
  return new Map(rows.flatMap(({ message, card }) => (message === null || card === null ? [] : [[message, card]])))
}

async function listed(database: Database, account: AccountName, id: string): Promise<ListedMail | undefined> {
  if (!isEffectId(id)) return undefined
  const row = await database.read('listed mail', (db) =>
    db
      .selectFrom('mails')
      .select(['id', 'folder', 'received_at', 'state', 'reason', 'detail', 'conversation', 'rung'])
      .where('account', '=', account)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const { received_at: receivedAt, detail, ...found } = row
  return { ...found, receivedAt, ...(detail === null ? {} : { detail }) }
}

async function cardsOf(
  database: Database,
  account: AccountName,
  conversation: ConversationId,
): Promise<readonly MailCard[]> {
  const rows = await database.read('cards of a conversation', (db) =>
    db
      .selectFrom('mails')
      .select('card')
      .where('account', '=', account)
      .where('conversation', '=', conversation)
      .orderBy('received_at')
      .orderBy('uid')
      .orderBy('id')
      .execute(),
  )
  return rows.flatMap(({ card }) => card ?? [])
}

async function refundsOf(database: Database, account: AccountName, order: OrderRef): Promise<readonly Money[]> {
  const { rows } = await database.read('refunds told by mails', (db) =>
    sql<{ amount: Money }>`select m.card -> 'notes' -> 'refund' -> 'amount' as amount from mail_orders o
      join mails m on m.account = o.account and m.conversation = o.conversation
      where o.account = ${account} and o.order_ref = ${lookedUpBy(order)} and m.card -> 'notes' -> 'refund' ->> 'order' = ${order}
      order by m.received_at, m.uid, m.id`.execute(db),
  )
  return rows.map(({ amount }) => amount)
}

async function partiesOf(
  database: Database,
  account: AccountName,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, readonly string[]>> {
  if (conversations.length === 0) return new Map()
  const { rows } = await database.read('parties of conversations', (db) =>
    sql<{ conversation: ConversationId; parties: readonly string[] }>`
      select conversation, coalesce(json_agg(distinct card ->> 'party') filter (where not forged), '[]'::json) as parties from mails
      where account = ${account} and conversation in (${sql.join(conversations)}) group by conversation`.execute(db),
  )
  return new Map(rows.map(({ conversation, parties }) => [conversation, parties]))
}

async function placedBetween(
  database: Database,
  account: AccountName,
  parties: readonly string[],
  { after, until }: { readonly after: Instant; readonly until: Instant },
): ReturnType<MailLooks['placedBetween']> {
  if (parties.length === 0) return new Map()
  const original = new Map(parties.map((party) => [lookedUpBy(party), party]))
  const rows = await database.read('mails of parties', (db) =>
    db
      .selectFrom('mails')
      .select(['party', 'received_at'])
      .where('account', '=', account)
      .where('party', 'in', [...original.keys()])
      .where('received_at', '>', after)
      .where('received_at', '<=', until)
      .execute(),
  )
  const came = new Map<string, Instant[]>()
  for (const { party, received_at: at } of rows) {
    const key = original.get(party ?? '') ?? ''
    came.set(key, [...(came.get(key) ?? []), at])
  }
  return came
}

async function factsOf(
  database: Database,
  account: AccountName,
  conversations: readonly ConversationId[],
): ReturnType<MailLooks['factsOf']> {
  if (conversations.length === 0) return new Map()
  const rows = await database.read('facts of conversations', (db) =>
    db
      .selectFrom('conversations')
      .selectAll()
      .where('account', '=', account)
      .where('id', 'in', conversations)
      .execute(),
  )
  return new Map(rows.map((row) => [row.id, toFacts(row)]))
}

async function asideSince(
  database: Database,
  account: AccountName,
  reason: string,
  since: Instant,
): ReturnType<MailLooks['asideSince']> {
  const row = await database.read('mails set aside', (db) =>
    db
      .selectFrom('mails')
      .select(({ fn }) => [fn.countAll<number>().as('mails'), fn.max('received_at').as('newest')])
      .where('account', '=', account)
      .where('state', '=', 'aside')
      .where('reason', '=', reason)
      .where('received_at', '>=', since)
      .executeTakeFirstOrThrow(),
  )
  return { mails: Number(row.mails), newest: row.newest }
}

async function heldAmong(
  database: Database,
  account: AccountName,
  identities: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>()
  for (let from = 0; from < identities.length; from += ROWS) {
    const rows = await database.read('mails by identity', (db) =>
      db
        .selectFrom('mails')
        .select('identity')
        .where('account', '=', account)
        .where('identity', 'in', identities.slice(from, from + ROWS))
        .execute(),
    )
    for (const { identity } of rows) held.add(identity)
  }
  return held
}

async function uidsHeld(
  database: Database,
  account: AccountName,
  folder: string,
  uidValidity: string,
): Promise<ReadonlySet<number>> {
  const rows = await database.read('mails of a folder', (db) =>
    db
      .selectFrom('mails')
      .select('uid')
      .where('account', '=', account)
      .where('folder', '=', folder)
      .where('uid_validity', '=', uidValidity)
      .execute(),
  )
  return new Set(rows.map(({ uid }) => Number(uid)))
}

async function totals(database: Database, account: AccountName): ReturnType<MailLooks['totals']> {
  const row = await database.read('mail totals', (db) =>
    db
      .selectFrom('mails')
      .select(({ fn }) => [
        fn.countAll<number>().as('mails'),
        fn.countAll<number>().filterWhere('state', '=', 'message').as('messages'),
      ])
      .where('account', '=', account)
      .executeTakeFirstOrThrow(),
  )
  return { mails: Number(row.mails), messages: Number(row.messages) }
}
