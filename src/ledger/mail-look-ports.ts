import type { ConversationId, MessageId, OrderRef } from '../domain/ids.ts'
import type { ConversationFacts } from '../domain/message.ts'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'
import type { ListedMail, MailCard } from './mail-ports.ts'

/** What sorting, showing and comparing ask of mails that are kept already. */
export interface MailLooks {
  /** By message, of those that are mails. */
  cards(accountName: string, messages: readonly MessageId[]): Promise<ReadonlyMap<MessageId, MailCard>>
  /** One of them as `list` shows it. */
  listed(accountName: string, id: string): Promise<ListedMail | undefined>
  /** Of a conversation, in the order they came. */
  cardsOf(accountName: string, conversation: ConversationId): Promise<readonly MailCard[]>
  /** What mails told so far of money that went back for an order, the earliest first. */
  refundsOf(accountName: string, order: OrderRef): Promise<readonly Money[]>
  /** Who wrote in these conversations; missing = the ledger does not know it as one of mails. */
  partiesOf(
    accountName: string,
    conversations: readonly ConversationId[],
  ): Promise<ReadonlyMap<ConversationId, readonly string[]>>
  /** When mails of these parties came that have a place, later than `after` and until `until`. */
  placedBetween(
    accountName: string,
    parties: readonly string[],
    after: Instant,
    until: Instant,
  ): Promise<ReadonlyMap<string, readonly Instant[]>>
  /** What is known of these conversations; missing = nothing. */
  factsOf(
    accountName: string,
    conversations: readonly ConversationId[],
  ): Promise<ReadonlyMap<ConversationId, ConversationFacts>>
  /** How many mails were set aside for this reason since then, with the newest of them. */
  asideSince(
    accountName: string,
    reason: string,
    since: Instant,
  ): Promise<{ readonly mails: number; readonly newest: Instant | null }>
  /** Which of these identities are kept. */
  heldAmong(accountName: string, identities: readonly string[]): Promise<ReadonlySet<string>>
  /** Which UIDs of a folder are kept, and lie there still as far as is known. */
  uidsHeld(accountName: string, folder: string, uidValidity: string): Promise<ReadonlySet<number>>
  /** How many mails are kept, and how many of them are messages. */
  totals(accountName: string): Promise<{ readonly mails: number; readonly messages: number }>
}
