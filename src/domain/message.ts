import type { ConversationId, FileKey, MessageId, OrderRef } from './ids.ts'
import type { Instant } from './time.ts'

export type AuthorRole = 'buyer' | 'seller' | 'customer_service' | 'system'

/** A file as the source offers it. `key` names it within its conversation. */
export interface OfferedFile {
  readonly key: FileKey
  readonly filename: string
  readonly at: Instant
  /** Where it can be fetched (it may expire: fetch at once). */
  readonly uri?: string
  readonly mimeType?: string
  /** What it hangs on, where a fresh address can be asked for once this one has expired. */
  readonly conversation?: ConversationId
}

/** What came of fetching: the bytes, or why there are none. */
export type FetchedFile =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mimeType: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** A message as a connector hands it over: plain text, never trusted. */
export interface IncomingMessage {
  readonly id: MessageId
  readonly conversation: ConversationId
  readonly author: { readonly role: AuthorRole; readonly name?: string }
  /** Plain text as written; may hold anything a buyer can type. */
  readonly text: string
  readonly at: Instant
  /** Exactly what the source sent for this message, kept in the ledger. */
  readonly raw: Uint8Array
  readonly files: readonly OfferedFile[]
}

/** What is known of a conversation besides its messages. */
export interface ConversationFacts {
  readonly id: ConversationId
  readonly status: 'open' | 'closed'
  /** The marketplace closed it finally: no answer is possible any more. */
  readonly final: boolean
  readonly topic?: string
  /** Address of the conversation in the seller's portal. */
  readonly url?: string
  readonly orders: readonly OrderRef[]
  readonly buyer: { readonly id: string; readonly name?: string }
  readonly waitsForSeller: boolean
  readonly storefront?: string
  readonly updatedAt: Instant
}

/** A conversation with all messages the source shows, oldest first. */
export interface ConversationSnapshot {
  readonly facts: ConversationFacts
  readonly messages: readonly IncomingMessage[]
}

/** An item that could not be read: kept raw and counted, the rest goes on. */
export interface UnreadableItem {
  readonly id: string
  readonly reason: string
  readonly raw: Uint8Array
}

/** One page of a pass. `cursor` stands on the last page only: it is stored together with that page. */
export interface MessagePage {
  readonly conversations: readonly ConversationSnapshot[]
  readonly unreadable: readonly UnreadableItem[]
  readonly cursor?: Readonly<Record<string, unknown>>
}
