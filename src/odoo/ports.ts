import type { Account } from '../domain/account.ts'
import type { AccountName, ConversationId, MessageId, OdooRecord, OrderRef } from '../domain/ids.ts'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'
import type { AddressedOrder } from './addressed-ports.ts'
import type { Cases, Decisions, TrackingMarks } from './case-ports.ts'
import type { Parcels, Payments } from './fact-ports.ts'
import type { OrderDelivery, PickingItem, RefundFacts, ReturnedGoods, TrackingLink } from './goods-ports.ts'
import type { Inspection } from './inspect-ports.ts'
import type { Situations } from './situation-ports.ts'
import type { Promises } from './promise-ports.ts'
import type { Traces } from './trace-ports.ts'

/** Marks of the database, those that the user may read. */
export interface OdooMarks {
  readonly url: string
  readonly database: string
  readonly companyCreated?: string
  readonly uuid?: string
}

export interface OdooInfo {
  readonly version: string
  readonly transport: 'jsonrpc' | 'json2'
  readonly flavour: 'oca' | 'enterprise' | 'none'
  /** Version of our addon with its mirror method; undefined = works without. */
  readonly addon: string | undefined
  readonly neutralized: boolean
  readonly marks: OdooMarks
}

/** Where a conversation stands in Odoo now, merges followed. */
export interface TicketPlace extends OdooRecord {
  readonly model: 'helpdesk.ticket'
  readonly active: boolean
  readonly closed: boolean
  readonly assigned: number | null
}

export interface TicketToMake {
  readonly conversation: ConversationId
  readonly name: string
  /** Factual lines as sanitised HTML. */
  readonly descriptionHtml: string
  readonly url?: string
  readonly order: FoundOrder | null
  readonly orderRef: OrderRef | null
  readonly buyer: { readonly id: string; readonly name: string }
}

export interface MessageToPlace {
  readonly id: MessageId
  readonly conversation: ConversationId
  /** Existing ticket, or null when `tickets` of the same batch makes it. */
  readonly ticketId: number | null
  readonly bodyHtml: string
  readonly at: Instant
  /** buyer → type `email` with the archived contact as author; others → `notification` with a named author. */
  readonly author:
    | { readonly kind: 'buyer'; readonly id: string; readonly name: string }
    | { readonly kind: 'named'; readonly name: string }
  readonly files: readonly { readonly name: string; readonly mimeType: string; readonly bytes: Uint8Array }[]
  /** Users to tell inside Odoo. */
  readonly tell: readonly number[]
}

export interface PlaceBatch {
  readonly account: Account
  readonly marketplaceLabel: string
  readonly tickets: readonly TicketToMake[]
  readonly messages: readonly MessageToPlace[]
}

export interface Placed {
  readonly tickets: ReadonlyMap<ConversationId, TicketPlace>
  /** Odoo's id of each message that has a place now, made or found. */
  readonly messages: ReadonlyMap<MessageId, number>
  /** Rows that Odoo refuses for good, each alone, with its reason. */
  readonly refused: readonly { readonly message: MessageId; readonly reason: string }[]
}

export interface Tickets {
  /** Where these conversations stand, found without the ledger (external id, or our message ids). Missing = no ticket. */
  locate(
    account: AccountName,
    conversations: readonly {
      readonly id: ConversationId
      readonly known: OdooRecord | null
      readonly messages: readonly MessageId[]
    }[],
  ): Promise<ReadonlyMap<ConversationId, TicketPlace>>
  /** Creates only what is missing; safe to repeat; one call per batch with the addon. */
  place(batch: PlaceBatch): Promise<Placed>
  /** Open stage, unarchived. */
  reopen(ticketIds: readonly number[]): Promise<void>
  /** Closing stage, never with a mail. */
  close(ticketIds: readonly number[]): Promise<void>
  /** Which of our conversations these tickets mirror. */
  identify(
    ticketIds: readonly number[],
  ): Promise<
    ReadonlyMap<number, { readonly account: AccountName; readonly conversation: string; readonly createDate: Instant }>
  >
  /** Tickets of ours that stand in a closing stage, changed since the cursor. */
  closedSince(
    cursor: FeedCursor | undefined,
    start: Instant,
  ): Promise<{ readonly tickets: readonly TicketPlace[]; readonly cursor: FeedCursor | undefined }>
  /** Address of a ticket in the web client. */
  link(ticketId: number): string
}

/** Position in a change feed by `write_date, id`; the overlap is added by the bridge. */
export type FeedCursor = { readonly [key: string]: unknown; readonly writeDate: string; readonly id: number }

/** An agent's answer as it stands in the chatter now. */
export interface Answer extends OdooRecord {
  readonly model: 'mail.message'
  readonly ticketId: number
  readonly bodyHtml: string
  readonly at: Instant
  readonly author: { readonly userId: number; readonly name: string; readonly language: string }
  readonly attachmentIds: readonly number[]
  /** comment, or an internal user's e-mail. */
  readonly by: 'comment' | 'email'
}

export interface Answers {
  /** New and changed answers on tickets, not ours, none older than `start` by their own date. */
  since(
    cursor: FeedCursor | undefined,
    start: Instant,
  ): Promise<{ readonly answers: readonly Answer[]; readonly cursor: FeedCursor | undefined }>
  /** As it stands now; undefined = deleted or emptied. */
  read(id: number): Promise<Answer | undefined>
  files(
    attachmentIds: readonly number[],
  ): Promise<readonly { readonly filename: string; readonly mimeType: string; readonly bytes: Uint8Array }[]>
}

export interface ReceiptActivity {
  readonly xmlid: string
  readonly userId: number
  readonly summary: string
  readonly noteHtml: string
}

export interface ReceiptNote {
  readonly model: string
  readonly id: number
  readonly messageId: string
  readonly bodyHtml: string
  readonly activity?: ReceiptActivity
}

/** A deadline as its ticket is to show it; both null = nobody waits. */
export interface DeadlineToShow {
  readonly ticketId: number
  readonly conversation: ConversationId
  readonly waitingSince: Instant | null
  readonly answerBy: Instant | null
  /** The conversation's own, whose reminders stay. */
  readonly remindedBy: Instant | null
}

export interface Reminder {
  readonly ticketId: number
  readonly conversation: ConversationId
  readonly answerBy: Instant
  /** Day on which the activities are due, `2026-11-18`. */
  readonly day: string
  /** The note that tells of them. */
  readonly bodyHtml: string
  readonly to: readonly { readonly userId: number; readonly summary: string; readonly noteHtml: string }[]
}

/** Who is reminded of a ticket. */
export interface Reader {
  readonly userId: number
  readonly name: string
  /** Odoo's language code, e.g. `de_DE`. */
  readonly language: string
}

export interface Deadlines {
  /**
   * Where tickets show deadlines: in the addon's fields, in those that `setup` made, or nowhere yet. `addon too old` = it has none.
   */
  place(): Promise<'addon' | 'fields' | 'nowhere' | 'addon too old'>
  /** Shows deadlines where they have a place, and takes away the reminders of earlier ones; only what differs is written. */
  show(
    account: { readonly name: AccountName; readonly answerRule: string; readonly answerWarnSeconds: number },
    rows: readonly DeadlineToShow[],
  ): Promise<void>
  /** By ticket: its agent and the team's lead; where there is neither, the team's members. */
  readers(ticketIds: readonly number[]): Promise<ReadonlyMap<number, readonly Reader[]>>
  /** Gives each reader an activity, once: a deadline that was reminded of is left alone, even if the activity is done. */
  remind(account: AccountName, reminders: readonly Reminder[]): Promise<void>
}

export interface Receipts {
  /** Which dedupe keys have a `done` receipt in Odoo. */
  done(keys: readonly { readonly account: AccountName; readonly dedupeKey: string }[]): Promise<ReadonlySet<string>>
  /** Notes and activities; those already there are left alone. */
  write(notes: readonly ReceiptNote[]): Promise<void>
}

export interface PartnerFacts {
  readonly id: number
  readonly name: string
  readonly email: string | null
  /** Odoo's language code, e.g. `de_DE`. */
  readonly language: string | null
  /** A colleague, or the company itself. */
  readonly internal: boolean
  /** ISO 3166 code of the country of its address. */
  readonly country?: string | null
  /** A company, somebody of one, or with a tax number. */
  readonly business?: boolean
  readonly archived?: boolean
  /** Stands in Odoo's list of addresses that want no mails. */
  readonly blacklisted?: boolean
  /** How many mails of Odoo came back from the address, one after the other. */
  readonly bounces?: number
}

export interface OrderLine {
  readonly name: string
  readonly quantity: number
  readonly total: Money
  /** Absent = the product is gone, or there never was one. */
  readonly productId?: number
}

/** What of an order's tax is for one rate. */
export interface TaxFacts {
  /** Odoo's name of it. */
  readonly name: string
  /** Absent = taxes of several rates, or none by percent, stand under that name. */
  readonly percent?: number
  readonly amount: Money
}

/** What the rules need to tell whose order it is. */
export interface OrderHead {
  readonly id: number
  readonly name: string
  readonly clientOrderRef: string | null
  readonly origin: string | null
  readonly team: { readonly id: number; readonly name: string } | null
}

export interface FoundOrder extends OrderHead {
  readonly partnerId: number
  readonly partnerName: string
  readonly url: string
  readonly parcels: readonly {
    readonly carrier: string | null
    readonly reference: string | null
    readonly url: string | null
    readonly doneAt: Instant | null
  }[]
}

export interface OrderFacts extends OrderHead, OdooRecord {
  readonly model: 'sale.order'
  readonly state: 'draft' | 'sent' | 'sale' | 'cancel'
  readonly confirmedAt: Instant | null
  /** The delivery date on it; null = none. */
  readonly promised?: Instant | null
  readonly contact: PartnerFacts
  readonly delivery: PartnerFacts
  readonly deliveryAddress: readonly string[]
  readonly lines: readonly OrderLine[]
  readonly untaxed: Money
  readonly tax: Money
  readonly total: Money
  readonly companyId: number
}

export interface PickingFacts extends OdooRecord {
  readonly model: 'stock.picking'
  readonly name: string
  readonly orderId: number
  readonly doneAt: Instant
  readonly carrier: string | null
  readonly trackingRef: string | null
  readonly trackingUrl: string | null
  /** Where the field holds several references: each with its own address. */
  readonly trackingLinks?: readonly TrackingLink[]
  readonly delivery: PartnerFacts | null
  readonly items: readonly PickingItem[]
  /** Who packs it in Odoo: the picking's responsible user; null = nobody. */
  readonly responsible: number | null
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly cursor: FeedCursor | undefined
}

export interface Orders {
  /** Orders that may belong to these marketplace numbers (the caller verifies by its rules). */
  byRef(refs: readonly OrderRef[], options: { readonly byName: boolean }): Promise<readonly FoundOrder[]>
  /** By contacts' addresses, the newest first; asked for in lower case without a plus part (the caller verifies). */
  byAddress(addresses: readonly string[]): Promise<readonly AddressedOrder[]>
  /** One order as `byRef` gives it; undefined = deleted. */
  found(orderId: number): Promise<FoundOrder | undefined>
  /** Orders, done outgoing customer pickings and posted credit notes changed since the cursor; `sweepHours` reads further back. */
  ordersSince(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<OrderFacts>>
  pickingsSince(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<PickingFacts>>
  refundsSince(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<RefundFacts>>
  /** Done incoming pickings of orders, changed since the cursor. */
  returnsSince(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<ReturnedGoods>>
  returned(ids: readonly number[]): Promise<ReadonlyMap<number, ReturnedGoods>>
  /** As they stand now; missing ids are deleted records. */
  orders(ids: readonly number[]): Promise<ReadonlyMap<number, OrderFacts>>
  /** As much of orders as tells whose they are. */
  heads(ids: readonly number[]): Promise<ReadonlyMap<number, OrderHead>>
  pickings(ids: readonly number[]): Promise<ReadonlyMap<number, PickingFacts>>
  refunds(ids: readonly number[]): Promise<ReadonlyMap<number, RefundFacts>>
  /** All posted credit notes of orders, by order; of one for several orders each one's part. */
  refundsOf(orders: readonly Pick<OrderHead, 'id' | 'name'>[]): Promise<ReadonlyMap<number, readonly RefundFacts[]>>
  /** Taxes of orders by rate, in the order of Odoo's own totals; orders of which they are not known are missing. */
  taxes(orders: readonly Pick<OrderFacts, 'id' | 'tax'>[]): Promise<ReadonlyMap<number, readonly TaxFacts[]>>
  /** Done outgoing pickings of an order. */
  pickingsOf(orderId: number): Promise<readonly PickingFacts[]>
  deliveries(orderIds: readonly number[]): Promise<ReadonlyMap<number, OrderDelivery>>
  /** Where the addon is: shows account and marketplace number on the order. */
  mark(
    rows: readonly {
      readonly orderId: number
      readonly account: AccountName
      readonly label: string
      readonly orderRef: OrderRef
      /** Connector name, shown by the addon. */
      readonly marketplace?: string
    }[],
  ): Promise<void>
}

export interface CompanyFacts {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly website: string | null
  readonly vat: string | null
  readonly registry: string | null
  readonly addressLines: readonly string[]
  /** Data URI or address of the logo. */
  readonly logo: { readonly mimeType: string; readonly bytes: Uint8Array } | null
}

/** Model by model: what the service user lacks and which group gives it. */
export interface RightsFinding {
  readonly model: string
  readonly operation: 'read' | 'create' | 'write'
  readonly ok: boolean
  readonly group: string
}

export interface SetupReport {
  readonly made: readonly string[]
  readonly found: readonly string[]
  /** What could not be made, what that means, and who can. */
  readonly missing?: readonly string[]
}

/** Odoo as the flows see it. */
export interface Odoo {
  info(): Promise<OdooInfo>
  now(): Promise<Instant>
  company(): Promise<CompanyFacts>
  rights(): Promise<readonly RightsFinding[]>
  /** Makes team, stages without mail templates, channel where there is no addon; safe to call twice. */
  setup(): Promise<SetupReport>
  readonly tickets: Tickets
  readonly answers: Answers
  readonly receipts: Receipts
  readonly deadlines: Deadlines
  readonly orders: Orders
  readonly promises: Promises
  readonly situations: Situations
  readonly payments: Payments
  readonly parcels: Parcels
  readonly traces: Traces
  readonly cases: Cases
  readonly decisions: Decisions
  readonly trackingMarks: TrackingMarks
  inspection(): Inspection
  /** Calls since the last reset, by model and method. */
  calls(): { readonly total: number; readonly by: Readonly<Record<string, number>> }
  resetCalls(): void
  close(): Promise<void>
}
