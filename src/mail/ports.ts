import type { SmtpSettings } from '../domain/account.ts'
import type { ParsedMail } from '../domain/mail.ts'
import type { Money } from '../domain/money.ts'
import type { MailLocale } from '../domain/language.ts'
import type { DelayReason, Formality, NotificationKind, RefundWay } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { ComposedMail } from './compose.ts'

/** What a template may use; plain values, everything escaped by the template engine. */
export interface MailData {
  readonly shop: {
    readonly name: string
    /** Content id of the logo; a remote image would tell its server who reads the mail, and when. */
    readonly logoCid?: string
    readonly color?: string
    readonly imprint: readonly string[]
    readonly email?: string
    readonly website?: string
  }
  readonly order: {
    readonly name: string
    readonly date: Instant
    /** The delivery date promised for it. */
    readonly promised?: Instant
  }
  /** Kinds that this account sends: what the mail may announce. Absent = it announces none. */
  readonly announces?: readonly NotificationKind[]
  readonly recipient: { readonly name: string }
  readonly items: readonly MailItem[]
  readonly amounts?: {
    readonly untaxed: Money
    readonly tax: Money
    readonly total: Money
    /** Tax by rate, else by its name in Odoo; absent = only the sum is known. */
    readonly taxes?: readonly { readonly name: string; readonly percent?: number; readonly amount: Money }[]
  }
  readonly address?: readonly string[]
  readonly parcel?: {
    readonly carrier?: string
    readonly reference?: string
    readonly url?: string
    /** Where one delivery has several references: each with its own address, in place of `url`. */
    readonly links?: readonly { readonly reference: string; readonly url: string }[]
    readonly doneAt: Instant
  }
  /** Parcels of the order that left before, and what of it is still to come. */
  readonly others?: {
    readonly before: number
    readonly later: readonly MailItem[]
    /** When the rest is planned to leave. */
    readonly laterOn?: Instant
  }
  /** Parcels that are told of in one mail (COMBINE=on); absent = one, in `parcel` and `items`. */
  readonly parcels?: readonly {
    readonly parcel: NonNullable<MailData['parcel']>
    readonly items: readonly MailItem[]
  }[]
  /** delivered: known from a fact, or only expected by transit days. */
  readonly delivery?: { readonly basis: 'fact' | 'transit'; readonly at: Instant }
  readonly refund?: {
    readonly amount: Money
    readonly at: Instant
    readonly document: string
    /** All of the order's amount went back with it. */
    readonly full: boolean
    /** How the money goes back, where Odoo says so. */
    readonly way?: RefundWay
    /** With earlier refunds of this order, where there were any. */
    readonly together?: Money
  }
  /** `open`: zero = paid in full; absent = not known. */
  readonly payment?: { readonly amount: Money; readonly at: Instant; readonly open?: Money }
  /** delayed: what was promised, what is expected now (absent = not known yet), and why where it is known. */
  readonly delay?: {
    readonly promised: Instant
    readonly expected?: Instant
    readonly reason?: DelayReason
    /** The parcel has left and is late on its way; else it has not left yet. */
    readonly onItsWay: boolean
    /** A later date was told before. */
    readonly again: boolean
  }
  readonly returned?: { readonly at: Instant; readonly document: string }
  /** withdrawal_receipt: what was declared, when and by whom (§ 356a BGB). return_received: the withdrawal behind the return. */
  readonly withdrawal?: { readonly at: Instant; readonly text?: string; readonly name?: string }
  /** Names of the files that go with the mail. */
  readonly files?: readonly string[]
}

export interface MailItem {
  readonly name: string
  readonly quantity: number
  readonly total?: Money
  /** Content id of its picture. */
  readonly image?: string
}

export interface RenderRequest {
  readonly kind: NotificationKind
  readonly locale: MailLocale
  readonly formality: Formality
  readonly timeZone: string
  readonly data: MailData
}

export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same as a short message in a marketplace's own channel: no link, no contact data. Only of kinds that have one. */
  readonly message?: string
}

/** Fills a kind's templates. Throws Permanent when a placeholder stays empty. */
export interface MailRenderer {
  render(request: RenderRequest): RenderedMail
  /** Languages with texts. */
  readonly locales: readonly string[]
}

export interface OutgoingMail extends Pick<RenderedMail, 'subject' | 'text'> {
  /** Absent = text alone. */
  readonly html?: string
  readonly from: string
  readonly to: { readonly name?: string; readonly address: string }
  readonly replyTo?: string
  /** Own, deterministic: `<…@…>`. */
  readonly messageId: string
  readonly date: Instant
  readonly logo?: InlineImage
  /** Pictures of the goods. */
  readonly images?: readonly InlineImage[]
  readonly attachments?: readonly { readonly filename: string; readonly mimeType: string; readonly bytes: Uint8Array }[]
}

/** A picture within the mail itself, named by its content id. */
export interface InlineImage {
  readonly cid: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/**
 * A free connection to a mail server. Order of use: `acquire` (connected, greeted, logged in: faults are Retryable or systemic),
 * then mark the row as sending, then `send`.
 */
export interface MailConnection {
  /**
   * Sends one mail, or one that is written already. Throws Retryable (4xx, or cut before the first byte of the message was read), Permanent (5xx),
   * Unknown (cut after that first read).
   */
  send(mail: OutgoingMail | ComposedMail): Promise<{ readonly response: string }>
  release(): void
}

/** How far a connection came. */
export interface MailServerFacts {
  /** The login and the mails are encrypted on their way there. */
  readonly encrypted: boolean
  /** False where there is no user, or the server offers no login. */
  readonly loggedIn: boolean
}

export interface Mailer {
  acquire(smtp: SmtpSettings): Promise<MailConnection>
  /** Connects, greets, logs in, leaves: for `doctor`. */
  check(smtp: SmtpSettings): Promise<MailServerFacts>
  close(): Promise<void>
}

/** Reads mails of strangers, within limits of time and memory. */
export interface MailReader {
  /**
   * @param authservId name by which the account's own receiving server signs what it found out about the sender
   * @throws Permanent where nothing of it can be read
   */
  read(bytes: Uint8Array, options: { readonly authservId?: string }): Promise<ParsedMail>
  /** A mail with HTML as a page that can be opened without harm: no scripts, forms or remote pictures. */
  shownHtml(mail: ParsedMail): string
}
