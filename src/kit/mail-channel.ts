import type { CaseFacts } from '../domain/case.ts'
import type { OrderRef } from '../domain/ids.ts'
import type { MailAddress, ParsedMail } from '../domain/mail.ts'
import type { AuthorRole } from '../domain/message.ts'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'

/** What a mail is to an account, as its connector reads it. */
export type MailMeaning =
  /** Somebody says something in a conversation. */
  | MailMessage
  /** It is listed with this reason and shown nowhere. */
  | { readonly kind: 'aside'; readonly reason: MailAsideReason; readonly detail?: string }
  /** The marketplace did not hand over a mail of ours. `about` = its Message-ID, or what else names it. */
  | {
      readonly kind: 'rejected'
      readonly about: string | null
      readonly orders: readonly OrderRef[]
      readonly reason: string
      /** Its words, shown on the ticket. */
      readonly text: string
    }

/** Why a mail is shown on no ticket. */
export const MAIL_ASIDE_REASONS = [
  'own_mail',
  'own_domain',
  'list_mail',
  'automatic',
  'vacation',
  'challenge',
  'delivery_report',
  'marketplace_notice',
  'before_go_live',
  'copy',
  'loop',
  'unreadable',
] as const
export type MailAsideReason = (typeof MAIL_ASIDE_REASONS)[number]

export interface MailMessage {
  readonly kind: 'message'
  readonly role: AuthorRole
  /** What is shown: `reply` of the mail, or what the connector took out of it. Never empty where the mail had words. */
  readonly text: string
  /** Who the conversation is with. */
  readonly party: MailParty
  /** The marketplace's own name of the thread or case, where the mail comes from the marketplace. */
  readonly thread: string | null
  /** Orders it names, the surest first. */
  readonly orders: readonly OrderRef[]
  readonly topic?: string
  /** Where a person can see it at the marketplace; never fetched. */
  readonly url?: string
  /** Links that a person may want, e.g. to say that no answer is needed; never fetched. */
  readonly links?: readonly { readonly label: string; readonly url: string }[]
  /** Language of the marketplace's buyers it comes from, e.g. `de`. */
  readonly storefront?: string
  /** Somebody waits for the seller by it. Absent = by role: buyer and customer service do. */
  readonly asks?: boolean
  /** By when, where the mail itself says so. */
  readonly answerBy?: Instant
  /** A return, claim or cancellation that it tells of. */
  readonly case?: CaseFacts
  /** Money that went back to the buyer, as the marketplace tells it. Each stands for itself: those of one order are added up. */
  readonly refund?: { readonly order: OrderRef; readonly amount: Money }
  /** It gives itself out as the marketplace's and comes from elsewhere: shown with a mark, joins nothing, is never answered. */
  readonly lookAlike?: boolean
}

/** The other side of a conversation: answers go to `answerTo`, and only mails of the same `key` join by order or References. */
export interface MailParty {
  /**
   * Who it is, the same in every mail of theirs: the address without its plus part, in lower case, for a relay's alias too; what a
   * form names; the marketplace's own name for its notices.
   */
  readonly key: string
  /** Shared by many people (no-reply, a contact form without a buyer's address): never joins anything but by thread or References. */
  readonly shared: boolean
  /** The marketplace itself: its notices join the conversation about their order, whoever that is with. */
  readonly marketplace: boolean
  readonly name?: string
  /** Where an answer goes, plus part and all; null = nowhere. */
  readonly answerTo: MailAddress | null
  /** Why nowhere, and what to do instead: a sentence for agents. */
  readonly noAnswer?: string
}

/** What the reading of one mail may know besides it. */
export interface MailSurroundings {
  /** Addresses of the account's own: MAIL_FROM, IMAP_USER where it is one, BRANDS. */
  readonly ownAddresses: readonly string[]
  readonly ownDomains: readonly string[]
  /** When the mailbox took it: where the mail's own date is nonsense. */
  readonly receivedAt: Instant
}

/** How an answer is to be written. */
export interface MailAnswerStyle {
  /** Subject, from that of the mail it answers. */
  readonly subject: string
  /** The text as it leaves. */
  readonly text: string
}

/**
 * A connector whose transport is mail, as pure functions: it never fetches, sends or stores anything. Reading a mailbox, MIME, threads
 * and sending are the service's.
 */
export interface MailChannel {
  /** What a mail is. Never throws: what it does not know is a message of its sender. */
  readonly read: (mail: ParsedMail, surroundings: MailSurroundings) => MailMeaning
  /** Subject and text of an answer. Absent = `Re:` and the text. */
  readonly answer?: (answer: {
    readonly text: string
    readonly to: { readonly subject: string; readonly orders: readonly OrderRef[] }
  }) => MailAnswerStyle
  /** Domains of the marketplace's own senders: their mails are looked for in the junk folder too, where their authentication passed. */
  readonly senders: readonly string[]
}
