import type { FileKey } from './ids.ts'
import type { Instant } from './time.ts'

/** One address of a header; `address` in lower case, without a name. */
export interface MailAddress {
  readonly address: string
  readonly name?: string
}

/** A file that came with a mail, its bytes as decoded. */
export interface MailFile {
  /** The same at every reading of the same mail. */
  readonly key: FileKey
  /** As the sender named it; never a path. */
  readonly filename: string
  readonly mimeType: string
  readonly bytes: Uint8Array
  /** Content id of a picture that the text shows. */
  readonly cid?: string
}

/** What a server says became of a mail (RFC 3464), or what can be told from its words where it does not keep to that form. */
export interface DeliveryReport {
  readonly outcome: 'failed' | 'delayed' | 'delivered' | 'relayed'
  /** Message-ID of the mail it is about, with its angle brackets. */
  readonly about: string | null
  readonly recipient: string | null
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`. */
  readonly status: string | null
  /** What the server said, one line; shown to agents. */
  readonly diagnostic: string | null
}

/** Why nobody waits for an answer to a mail. */
export const AUTOMATIC_KINDS = [
  'vacation',
  'auto-reply',
  'auto-generated',
  'list',
  'bulk',
  'report',
  'challenge',
] as const
export type AutomaticKind = (typeof AUTOMATIC_KINDS)[number]

/** What the account's own receiving server says of the sender (RFC 8601, topmost Authentication-Results of AUTHSERV_ID). */
export interface SenderProof {
  /** `pass` and `fail` as dmarc says; `none` = not looked at, or no AUTHSERV_ID is set. */
  readonly dmarc: 'pass' | 'fail' | 'none'
  readonly detail: string | null
}

/** A mail as read from its bytes. All of it is a stranger's: plain data, never trusted. */
export interface ParsedMail {
  /** With angle brackets; null where there is none that can be used. */
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  /** Oldest first. */
  readonly references: readonly string[]
  readonly from: readonly MailAddress[]
  readonly sender: MailAddress | null
  readonly replyTo: readonly MailAddress[]
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  /** Addresses by which it reached this mailbox (Delivered-To, X-Original-To, Envelope-To), nearest first. */
  readonly deliveredTo: readonly string[]
  /** One line. */
  readonly subject: string
  /** As the sender claims; null where there is none that can be read. */
  readonly date: Instant | null
  /** By name in lower case: each value unfolded and decoded, topmost first. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** All words: the plain part, else what the HTML shows. */
  readonly text: string
  /** The words that are new: quotes and a repeated signature cut. Never empty where `text` is not. */
  readonly reply: string
  /** What was cut stands in `text`. */
  readonly trimmed: boolean
  /** As the sender wrote it, not made safe; null where there is none. */
  readonly html: string | null
  readonly files: readonly MailFile[]
  /** Parts that could not be read, each with the reason; their bytes are among the files where there are any. */
  readonly troubles: readonly string[]
  readonly report: DeliveryReport | null
  readonly automatic: { readonly kind: AutomaticKind; readonly by: string } | null
  readonly proof: SenderProof
}
