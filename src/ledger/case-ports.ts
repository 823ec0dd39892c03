import type { CaseFacts, CaseId } from '../domain/case.ts'
import type { Effect, NewEffect } from '../domain/effect.ts'
import type { AccountName, ConversationId, MessageId, OrderRef } from '../domain/ids.ts'
import type { ConversationFacts, UnreadableItem } from '../domain/message.ts'
import type { Recorded, TicketBinding } from './ports.ts'

/** Number by which people name a case. */
export type CaseNumber = string & { readonly _: 'case-number' }
export const caseNumber = (value: string): CaseNumber => value as CaseNumber

/** A case with its place. */
export interface StoredCase {
  readonly number: CaseNumber
  readonly account: AccountName
  readonly facts: CaseFacts
  /** In which it is told. */
  readonly conversation: ConversationId
  readonly ticket: TicketBinding | null
  /** Its newest message; null = none was due (it was over before the account began). */
  readonly event: MessageId | null
  /** What Odoo shows of it, as a fingerprint; null = nothing, or something older. */
  readonly shown: string | null
}

/** A page of cases as the returns flow hands it over. */
export interface CasesToRecord {
  readonly cases: readonly {
    readonly facts: CaseFacts
    /** Where a case that is new is told. */
    readonly conversation: ConversationId
    /** That conversation, where nobody has begun it yet. */
    readonly notBegun?: ConversationFacts
    /** What its message says, should it be new or in another state than before. */
    readonly text: string
    /** The seller is to do something: a closed ticket opens again. */
    readonly asks: boolean
    /** A case that is new is not told, but listed with this reason. */
    readonly aside?: string
    readonly raw: Uint8Array
  }[]
  readonly unreadable: readonly UnreadableItem[]
  /** Stored in the same transaction. */
  readonly cursor?: Readonly<Record<string, unknown>>
}

/** What became of a decision that was to be planned. */
export type DecisionPlanned =
  | { readonly kind: 'planned'; readonly effect: Effect }
  /** The same decision is there already: whoever asked died before he could say so. */
  | { readonly kind: 'there'; readonly effect: Effect }
  /** Another one is on its way. */
  | { readonly kind: 'busy'; readonly effect: Effect }

export interface LedgerCases {
  /** Writes cases, their messages and the cursor in one transaction; `duplicates` are cases that are in the state they were in. */
  record(account: AccountName, page: CasesToRecord): Promise<Recorded>
  known(account: AccountName, ids: readonly CaseId[]): Promise<ReadonlyMap<CaseId, StoredCase>>
  find(number: CaseNumber): Promise<StoredCase | undefined>
  /** Open ones first, then the newest. */
  list(filter: {
    readonly account?: AccountName
    readonly which: 'open' | 'all'
    readonly limit: number
  }): Promise<readonly StoredCase[]>
  ofOrder(account: AccountName, order: OrderRef): Promise<readonly StoredCase[]>
  /** Conversations about an order that were begun, the newest first. */
  conversationsOf(account: AccountName, order: OrderRef): Promise<readonly ConversationFacts[]>
  /** By number: cases whose place in Odoo has to be looked at (open, or changed since it was shown). */
  toShow(account: AccountName, after: CaseNumber | undefined, limit: number): Promise<readonly StoredCase[]>
  /** Odoo shows these; one that changed in between stays unshown. */
  shown(
    rows: readonly { readonly number: CaseNumber; readonly updatedAt: string; readonly shown: string }[],
  ): Promise<void>
  /**
   * Plans a decision in the case's next round: a round ends with the outcome of its decision.
   * @param firstRound rounds before are known to be over
   * @param ref the decision's own number where it was taken; the same one is planned once
   */
  planDecision(
    number: CaseNumber,
    plan: { readonly firstRound: number; readonly ref?: string; effect(round: number): NewEffect },
  ): Promise<DecisionPlanned>
  /** The decision on a case that was taken elsewhere under this number. */
  decisionOf(account: AccountName, id: CaseId, ref: string): Promise<Effect | undefined>
  /** How many decisions on a case are over. */
  rounds(account: AccountName, id: CaseId): Promise<number>
  /** Cases that have a place in Odoo. */
  mirrored(account: AccountName): Promise<number>
  /** Tickets on which effects of ours began these conversations; missing = begun elsewhere, or the ticket is not known. */
  ticketsOfBegun(
    account: AccountName,
    conversations: readonly ConversationId[],
  ): Promise<ReadonlyMap<ConversationId, TicketBinding>>
  /** Keeps a conversation that nobody has begun yet; nothing happens where it is known. */
  recordNotBegun(account: AccountName, facts: ConversationFacts): Promise<void>
  /** Which of these the ledger knows. */
  notBegunAmong(account: AccountName, ids: readonly ConversationId[]): Promise<ReadonlySet<ConversationId>>
  /**
   * Tickets of orders about which nobody had begun a conversation, for open ones that somebody else has begun since: one for each such
   * ticket, as long as no other has taken its place.
   */
  ticketsToJoin(
    account: AccountName,
    conversations: readonly ConversationId[],
  ): Promise<ReadonlyMap<ConversationId, TicketBinding>>
  /** The conversation at the marketplace that took the place of one that nobody had begun: begun by us, or by somebody else meanwhile. */
  begunFor(account: AccountName, conversation: ConversationId): Promise<ConversationId | undefined>
}
