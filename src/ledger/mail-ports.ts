import type { ConversationId, EffectId, MessageId, OrderRef } from '../domain/ids.ts'
import type { Money } from '../domain/money.ts'
import type { Rung } from '../domain/threading.ts'
import type { Instant } from '../domain/time.ts'
import type { MailLooks } from './mail-look-ports.ts'
import type { PageToRecord, Recorded } from './ports.ts'

/** How far a folder is read (RFC 3501: UIDs mean nothing under another UIDVALIDITY). */
export interface FolderCursor {
  readonly folder: string
  readonly uidValidity: string
  /** The highest UID that was read. */
  readonly uid: number
  /** CONDSTORE, where the server offers it (RFC 7162). */
  readonly modSeq: string | null
}

/** A mail as the mailbox gave it, before anything of it is understood. */
export interface RawMail {
  readonly uid: number
  /** INTERNALDATE. */
  readonly receivedAt: Instant
  readonly bytes: Uint8Array
  /** Hash of what makes two copies the same mail: see `mailIdentity`. */
  readonly identity: string
  /** A mail that is not to be sorted: listed with the reason (older than the start line, too large to be fetched: then without bytes). */
  readonly aside?: string
  /** `bytes` is only what was fetched of it, e.g. its header: it is never sorted. */
  readonly partial?: true
}

/** A kept mail that waits to be sorted. */
export interface KeptMail {
  /** Its number in the ledger. */
  readonly id: string
  readonly identity: string
  readonly folder: string
  readonly receivedAt: Instant
  readonly bytes: Uint8Array
}

export { RUNGS, type Rung } from '../domain/threading.ts'

/** What answering and joining need of a mail, kept beside its bytes. */
export interface MailCard {
  /** With angle brackets. */
  readonly messageId: string | null
  readonly references: readonly string[]
  readonly subject: string
  /** MailParty.key. */
  readonly party: string
  /** Where an answer goes; null = nowhere. */
  readonly answerTo: { readonly address: string; readonly name?: string } | null
  /** The own address it was written to, where an account has several (BRANDS). */
  readonly brand: string | null
  readonly orders: readonly OrderRef[]
  readonly thread: string | null
  /** dmarc said it is not from whom it claims to be. */
  readonly forged: boolean
  /** What agents are told beside its words; absent = nothing. */
  readonly notes?: MailNotes
}

/** Marks and hints that stand on a mail's message. */
export interface MailNotes {
  /** `forged`, `look_alike` = not from whom it claims; `unverified` = nobody looked; `cut` = only what is new is shown. */
  readonly marks: readonly ('forged' | 'look_alike' | 'unverified' | 'cut')[]
  /** Why it cannot be answered, and what to do instead. */
  readonly noAnswer?: string
  /** Links that a person may want. */
  readonly links?: readonly { readonly label: string; readonly url: string }[]
  /** By when it wants an answer, where it says so itself. */
  readonly answerBy?: Instant
  /** Money that went back to the buyer, and with what earlier mails told of the order's. */
  readonly refund?: {
    readonly order: OrderRef
    readonly amount: Money
    readonly together: readonly Money[]
    readonly times: number
  }
}

/** What became of a mail. */
export type Sorting =
  | {
      readonly as: 'message'
      readonly conversation: ConversationId
      readonly message: MessageId
      readonly rung: Rung
      readonly card: MailCard
      /** It may be answered: the newest such mail of a conversation is. */
      readonly answerable: boolean
    }
  | { readonly as: 'aside'; readonly reason: string; readonly detail?: string }
  /** A delivery report or rejection; `effect` = the answer it is about, null where none is found. */
  | { readonly as: 'report'; readonly effect: EffectId | null; readonly detail: string }
  | { readonly as: 'unreadable'; readonly reason: string }

/** A mail with a place: what a conversation is joined by. */
export interface PlacedMail {
  readonly id: string
  readonly conversation: ConversationId
  readonly message: MessageId
  readonly card: MailCard
  readonly receivedAt: Instant
}

/** One line of `mails list`. */
export interface ListedMail {
  readonly id: string
  readonly folder: string
  readonly receivedAt: Instant
  readonly state: 'kept' | Sorting['as']
  readonly reason: string | null
  /** What else is to be said of a mail set aside or of a report. */
  readonly detail?: string
  readonly conversation: ConversationId | null
  readonly rung: Rung | null
}

/** Raw mails of mailboxes, what became of each, and how far folders are read. */
export interface LedgerMails extends MailLooks {
  folders(accountName: string): Promise<readonly FolderCursor[]>
  /**
   * Keeps mails and the folder's cursor: one transaction. A mail whose identity the account holds already is only counted (another
   * copy, the same mail moved or read again).
   */
  keep(
    accountName: string,
    cursor: FolderCursor,
    mails: readonly RawMail[],
  ): Promise<{ readonly kept: number; readonly copies: number }>
  /** Kept mails that wait to be sorted, oldest first; as many as fit into so many bytes, at least one. */
  unsorted(accountName: string, limit: { readonly mails: number; readonly bytes: number }): Promise<readonly KeptMail[]>
  /** Stores what became of mails together with their messages, files and conversations: one transaction. */
  sort(
    accountName: string,
    sorted: readonly { readonly mail: string; readonly sorting: Sorting }[],
    page: PageToRecord,
  ): Promise<Recorded>
  /** By Message-ID: mails that have a place, and answers of ours (then without a card). */
  byMessageId(
    accountName: string,
    messageIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly conversation: ConversationId; readonly parties: readonly string[] }>>
  /** By Message-ID, known or not: conversations that hold a mail which refers to it. */
  citing(
    accountName: string,
    messageIds: readonly string[],
  ): Promise<
    ReadonlyMap<string, readonly { readonly conversation: ConversationId; readonly parties: readonly string[] }[]>
  >
  /** Conversations of an order with the parties that wrote in them, the newest first. */
  byOrder(
    accountName: string,
    order: OrderRef,
  ): Promise<readonly { readonly conversation: ConversationId; readonly parties: readonly string[] }[]>
  byThread(
    accountName: string,
    thread: string,
  ): Promise<{ readonly conversation: ConversationId; readonly parties: readonly string[] } | undefined>
  /** The newest mail of a conversation that may be answered. */
  toAnswer(accountName: string, conversation: ConversationId): Promise<PlacedMail | undefined>
  /** The answer that left with this Message-ID. */
  answerOf(accountName: string, messageId: string): Promise<EffectId | undefined>
  mail(accountName: string, id: string): Promise<KeptMail | undefined>
  list(
    accountName: string,
    filter: { readonly state?: ListedMail['state']; readonly limit: number },
  ): Promise<readonly ListedMail[]>
  /** Mails that stand on a ticket and are not flagged as seen yet (MARK_SEEN), with where they lie. */
  toFlag(
    accountName: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly folder: string; readonly uidValidity: string; readonly uid: number }[]
  >
  /** They are flagged, or never can be. */
  flagged(accountName: string, ids: readonly string[]): Promise<void>
  /** By state and reason: nothing vanishes. */
  counts(accountName: string): Promise<
    readonly {
      readonly state: ListedMail['state']
      readonly reason: string | null
      readonly mails: number
      /** How many more of these lie or lay in the mailbox. */
      readonly copies: number
    }[]
  >
  /** Mails wait to be sorted again (`replay`): those without a place, or one of them; those with one keep it. Returns how many. */
  again(accountName: string, which: { readonly since?: Instant; readonly id?: string }): Promise<number>
}
