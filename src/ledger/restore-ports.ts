import type { Effect } from '../domain/effect.ts'
import type { AccountName, ConversationId, EffectId, MessageId } from '../domain/ids.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Instant } from '../domain/time.ts'

/** A conversation and the ticket it is bound to. */
export interface BoundTicket {
  readonly account: AccountName
  readonly conversation: ConversationId
  readonly id: number
  readonly createDate: Instant
}

/** A message and Odoo's id of it. */
export interface PlacedMessage {
  readonly account: AccountName
  readonly id: MessageId
  readonly conversation: ConversationId
  readonly odooId: number
  readonly ticketId: number | null
}

/** A receipt that was written to Odoo. */
export interface WrittenReceipt {
  readonly effect: Effect
  readonly outcome: ReceiptOutcome
  readonly attempt: number
}

/** What a rebind changes; all of it or nothing. */
export interface RebindChanges {
  readonly marks: Readonly<Record<string, string>>
  /** Found again elsewhere. */
  readonly moved: readonly BoundTicket[]
  /** Gone: everything of these wants a place again. */
  readonly forgotten: readonly { readonly account: AccountName; readonly conversation: ConversationId }[]
  readonly movedMessages: readonly { readonly account: AccountName; readonly id: MessageId; readonly odooId: number }[]
  /** Gone from a ticket that stands: they want a place again. */
  readonly lostMessages: readonly { readonly account: AccountName; readonly id: MessageId }[]
  /** Effects whose record is gone: planned ones are suppressed, none is told of there or looked for any more. */
  readonly sourceless: readonly EffectId[]
  /** Receipts that are gone though their record stands: written once more. */
  readonly lostReceipts: readonly {
    readonly effect: EffectId
    readonly outcome: ReceiptOutcome
    readonly attempt: number
  }[]
  /** Parcels whose delivery stands, but is not done in the restored Odoo: told when it is. */
  readonly untold: readonly EffectId[]
  readonly cursors: readonly {
    readonly account: AccountName
    readonly stream: string
    /** null = from the beginning. */
    readonly cursor: Readonly<Record<string, unknown>> | null
  }[]
  /** What Odoo shows of states and deadlines is as of earlier: shown again. */
  readonly showAgain: boolean
}

/** The ledger's side of telling and mending a restore. */
export interface LedgerRestores {
  /** The newest tickets, messages and records of effects that the ledger knows, so many of each. */
  newestKnown(limit: number): Promise<{
    readonly tickets: readonly BoundTicket[]
    readonly messages: readonly PlacedMessage[]
    readonly effects: readonly Effect[]
  }>
  /** Which of these receipt hashes are of effects, with their dedupe keys and states. */
  effectsOf(keys: readonly string[]): Promise<ReadonlyMap<string, Pick<Effect, 'dedupeKey' | 'state'>>>
  marks(): Promise<Readonly<Record<string, string>>>
  /** All, in pages; `after` = the last of the page before. */
  boundTickets(after: BoundTicket | undefined): Promise<readonly BoundTicket[]>
  placedMessages(afterOdooId: number): Promise<readonly PlacedMessage[]>
  messagesOf(account: AccountName, conversation: ConversationId): Promise<readonly MessageId[]>
  /** Effects with a source, but for those whose source is known to be gone; by id. */
  sourced(after: EffectId | undefined): Promise<readonly Effect[]>
  /** Written `done` receipts; by effect. */
  writtenReceipts(after: EffectId | undefined): Promise<readonly WrittenReceipt[]>
  /** Changes everything in one transaction, keeps what was changed and by whom, and ends an open stop. */
  rebind(changes: RebindChanges, by: string): Promise<void>
}
