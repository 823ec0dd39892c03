import { randomUUID } from 'node:crypto'
import { type CaseFacts, caseId } from '../../src/domain/case.ts'
import type { NewEffect } from '../../src/domain/effect.ts'
import {
  type AccountName,
  accountName,
  conversationId,
  effectId,
  fileKey,
  messageId,
  orderRef,
} from '../../src/domain/ids.ts'
import type { AuthorRole, ConversationFacts, FetchedFile } from '../../src/domain/message.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import { lineId } from '../../src/domain/shipment.ts'
import { instant } from '../../src/domain/time.ts'
import type { CasesToRecord } from '../../src/ledger/case-ports.ts'
import type { PageToRecord } from '../../src/ledger/ports.ts'

type Conversation = PageToRecord['conversations'][number]
type Message = Conversation['messages'][number]
type File = Conversation['files'][number]

/** An account no other test uses, so that tests of a file can share one store. */
export const newAccount = (): AccountName => accountName(`account-${randomUUID()}`)

export function facts(id: string, change: Partial<ConversationFacts> = {}): ConversationFacts {
  return {
    id: conversationId(id),
    status: 'open',
    final: false,
    topic: 'product_not_delivered',
    url: `https://seller.example/tickets/${id}`,
    orders: [orderRef('MB4KX8Z')],
    buyer: { id: '123456', name: 'Jürgen Ölçer' },
    waitsForSeller: true,
    storefront: 'de',
    updatedAt: instant('2026-11-16T08:00:00Z'),
    ...change,
  }
}

interface MessageChange {
  readonly text?: string
  readonly at?: string
  readonly role?: AuthorRole
  readonly raw?: Uint8Array
  readonly as?: Message['as']
}

/** A buyer's message of conversation `c1` (or the one given) that is to be mirrored. */
export function message(id: string, change: MessageChange = {}, conversation = 'c1'): Message {
  return {
    message: {
      id: messageId(id),
      conversation: conversationId(conversation),
      author: { role: change.role ?? 'buyer', name: 'Jürgen Ölçer' },
      text: change.text ?? 'Wo bleibt mein Paket?',
      at: instant(change.at ?? '2026-11-16T08:00:00Z'),
      raw: change.raw ?? new TextEncoder().encode(`{"id_message":"${id}"}`),
      files: [],
    },
    as: change.as ?? { kind: 'mirror' },
  }
}

export const own = (effect: string): Message['as'] => ({ kind: 'own', effect: effectId(effect) })
export const aside = (reason: string): Message['as'] => ({ kind: 'aside', reason })

export function file(key: string, ofMessage: string, fetched: FetchedFile): File {
  return {
    file: {
      key: fileKey(key),
      filename: `${key}.jpg`,
      at: instant('2026-11-16T08:00:30Z'),
      uri: `https://files.example/${key}`,
    },
    message: messageId(ofMessage),
    fetched,
  }
}

export const picture = (bytes: Uint8Array): FetchedFile => ({ kind: 'bytes', bytes, mimeType: 'image/jpeg' })

export const conversation = (
  id: string,
  messages: readonly Message[],
  files: readonly File[] = [],
  change: Partial<ConversationFacts> = {},
): Conversation => ({ facts: facts(id, change), messages, files })

export const page = (...conversations: readonly Conversation[]): PageToRecord => ({ conversations, unreadable: [] })

/** A planned answer of conversation `c1`. */
export function answer(account: AccountName, change: Partial<NewEffect> = {}): NewEffect {
  return {
    account,
    flow: 'reply',
    kind: 'answer',
    dedupeKey: `reply:${randomUUID()}`,
    state: 'planned',
    conversation: conversationId('c1'),
    payload: { ticketId: 7 },
    ...change,
  }
}

/** A planned mail to a buyer. */
export function mail(account: AccountName, change: Partial<NewEffect> = {}): NewEffect {
  return {
    account,
    flow: 'notify',
    kind: 'shipped',
    dedupeKey: `notify:${randomUUID()}`,
    state: 'planned',
    payload: { orderId: 12 },
    ...change,
  }
}

/** A return request as the marketplace shows it. */
export function returnCase(id: string, change: Partial<CaseFacts> = {}): CaseFacts {
  return {
    id: caseId(id),
    type: 'return',
    order: orderRef('MB4KX8Z'),
    line: lineId('314567'),
    article: 'Terrakotta-Topf',
    quantity: 1,
    state: 'to_decide',
    sourceState: 'return_arrived',
    reason: 'wrong_article',
    note: 'Ich hatte den blauen bestellt.',
    buyer: { id: '123456', name: 'Jürgen Ölçer' },
    decideBy: null,
    allowed: ['accept', 'clarify', 'reject', 'repair'],
    conversations: [],
    openedAt: instant('2026-11-16T07:00:00Z'),
    updatedAt: instant('2026-11-16T08:00:00Z'),
    ...change,
  }
}

/** As the returns flow hands it over: told in the conversation that nobody has begun. */
export function toldCase(
  given: CaseFacts,
  change: Partial<CasesToRecord['cases'][number]> = {},
): CasesToRecord['cases'][number] {
  const conversation = notBegun(given.order)
  return {
    facts: given,
    conversation,
    notBegun: facts(conversation, { orders: [given.order], waitsForSeller: false, updatedAt: given.updatedAt }),
    text: `Rückgabe ${given.id}: ${given.state}`,
    asks: given.state === 'to_decide',
    raw: new TextEncoder().encode(JSON.stringify(given)),
    ...change,
  }
}

export const casePage = (...cases: CasesToRecord['cases']): CasesToRecord => ({ cases, unreadable: [] })

/** A planned decision on a case. */
export function decision(
  account: AccountName,
  of: CaseFacts,
  round: number,
  change: Partial<NewEffect> = {},
): NewEffect {
  return {
    account,
    flow: 'returns',
    kind: 'accept',
    dedupeKey: `case:${account}:${of.id}:accept:${String(round)}`,
    state: 'planned',
    conversation: notBegun(of.order),
    payload: { case: of.id, order: of.order, round },
    ...change,
  }
}
