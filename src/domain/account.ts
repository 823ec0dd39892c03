import type { PromiseMeans } from './delay.ts'
import type { AccountName, ConnectorName } from './ids.ts'
import type { Formality, NotificationKind } from './notification.ts'
import type { QuietHours } from './quiet-hours.ts'
import type { LegalFile, Picture } from './shop-files.ts'
import type { Instant } from './time.ts'

export type Mode = 'read' | 'shadow' | 'live'

/** Mail server to send by: `smtp://` = STARTTLS if offered, `smtps://` = TLS. */
export interface SmtpSettings {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly user?: string
  readonly password?: string
  /** In place of the password; with a token that was refused, another one. */
  readonly accessToken?: (refused?: string) => Promise<string>
}

/** Mailbox to read from: `imap://` = STARTTLS if offered, `imaps://` = TLS. */
export interface MailboxSettings {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly user: string
  /** Absent where the login is by token (`auth`). */
  readonly password?: string
  readonly auth: 'password' | 'microsoft' | 'google'
  readonly oauth?: {
    readonly tenant?: string
    readonly clientId: string
    readonly clientSecret?: string
    /** Stands for the provider's own addresses. */
    readonly url?: string
  }
  /** In place of the password; with a token that was refused, another one. */
  readonly accessToken?: (refused?: string) => Promise<string>
  /** Folders that are read, at least one. */
  readonly folders: readonly string[]
  /** Folder where the marketplace's own mails are looked for too; `off` = nowhere, absent = the one that the mailbox says is for junk. */
  readonly junkFolder?: string
  /** Name by which the account's own receiving server signs Authentication-Results (RFC 8601). */
  readonly authservId?: string
  /** Mails that have a place are flagged as seen; else no flag is touched. */
  readonly markSeen: boolean
  /** Where a copy of each answer is put; absent = nowhere. */
  readonly sentFolder?: string
  /** Domains of the seller's own: mails from there are nobody's questions. */
  readonly ownDomains: readonly string[]
  /** Addresses of several brands in one mailbox, each with its sender and signature where these differ. */
  readonly brands: readonly {
    readonly address: string
    readonly from?: string
    readonly signature?: string
  }[]
}

/** One seller account or mailbox, as read from its env file. */
export interface Account {
  readonly name: AccountName
  readonly connector: ConnectorName
  readonly mode: Mode
  /** Replaces the connector's production base address, so that a sandbox can stand in. */
  readonly baseUrl?: string
  readonly startFrom?: Instant
  /** Group 1 gives the marketplace's order id; tried on `client_order_ref`, then `origin` (`name` for webshop and mailbox). */
  readonly ordersRef?: RegExp
  /** Sales team by exact name or id. */
  readonly ordersTeam?: string
  readonly notify: readonly NotificationKind[]
  readonly formality: Formality
  /** Language where neither the buyer's nor the country's is known or has texts. */
  readonly language: string
  readonly timeZone: string
  /** Carrier in Odoo → at the marketplace; `*` for deliveries without one. */
  readonly carriers: ReadonlyMap<string, string>
  /** A done delivery may be so long without a tracking reference; then somebody is told. */
  readonly trackingWaitSeconds: number
  /** Working days by carrier name; `*` for the rest. */
  readonly transitDays: ReadonlyMap<string, number>
  readonly mailFrom?: string
  readonly smtp?: SmtpSettings
  readonly mailbox?: MailboxSettings
  /** Every mail of this account goes here instead. */
  readonly mailRedirect?: string
  readonly replyHoldSeconds: number
  /** Agent and team lead are reminded this long before an answer is due. */
  readonly answerWarnSeconds: number
  readonly answerByEmail: boolean
  readonly signature?: string
  readonly closeOnMarketplace: boolean
  /** Age limit of a notification in hours; undefined = no limit. */
  readonly notifyMaxAgeHours?: number
  /** Kinds that are sent in slots of their own (cron, in the account's time zone); absent = none. */
  readonly schedules?: ReadonlyMap<NotificationKind, string>
  readonly shippedWaitMinutes: number
  /** What is done about promised dates that will not hold; absent = proposed to a person, a day ahead, dates of arrival. */
  readonly delays?: {
    readonly tell: 'propose' | 'auto'
    /** So long before a promise breaks it is told. */
    readonly aheadSeconds: number
    /** What the delivery date of an order in Odoo means: the goods arrive, or leave, by then. */
    readonly promised: PromiseMeans
  }
  /** Parcels of an order that fall due within an hour in one mail; absent = off. */
  readonly combine?: 'on' | 'off'
  /** In the time zone of the buyer's country. */
  readonly quietHours?: QuietHours
  /** Public holidays of the buyer's country are quiet all day; absent = as soon as there are quiet hours. */
  readonly quietHolidays?: boolean
  /** Mails about one order; absent = 8. */
  readonly notifyMaxPerOrder?: number
  /** Whether companies are told; absent = they are. */
  readonly b2b?: 'send' | 'skip'
  /** Tags of contacts and pricelists whose orders are told to nobody. */
  readonly skipPartners?: readonly string[]
  /** Orders told to nobody, by number, reference or address. */
  readonly testOrders?: RegExp
  readonly messagePollSeconds: number
  readonly shop: {
    readonly name?: string
    /** Path of its file; a web address stands for none. */
    readonly logo?: string
    readonly logoPicture?: Picture
    readonly color?: string
    readonly imprint?: string
  }
  /** Files that go with the order confirmation. */
  readonly legalFiles?: readonly LegalFile[]
  /** The connector's own settings, parsed by its schema. */
  readonly own: unknown
}
