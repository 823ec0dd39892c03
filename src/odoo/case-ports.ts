import type { CaseAction, CaseId, CaseType } from '../domain/case.ts'
import type { AccountName, ConnectorName, OrderRef } from '../domain/ids.ts'
import type { OrderFactKind } from '../domain/order-fact.ts'
import type { Instant } from '../domain/time.ts'

/** A case as Odoo is to show it on ticket and order. Words are in the account's language. */
export interface CaseToShow {
  readonly account: AccountName
  readonly marketplace: ConnectorName
  readonly label: string
  readonly case: CaseId
  readonly type: CaseType
  readonly orderRef: OrderRef
  /** The order in Odoo, where it is known. */
  readonly orderId: number | null
  readonly ticketId: number | null
  /** "Return 123: Terrakotta-Topf". */
  readonly title: string
  /** State in words, and whether a decision is wanted. */
  readonly state: string
  readonly open: boolean
  readonly reason: string | null
  readonly quantity: number
  readonly decideBy: Instant | null
  readonly openedAt: Instant
  /** What can be decided, each with what it does ("accepting pays the buyer") and whether it needs words. */
  readonly actions: readonly {
    readonly action: CaseAction
    readonly consequence: string
    readonly text: 'none' | 'optional' | 'required'
  }[]
}

export interface Cases {
  /** Whether Odoo has a place for cases (the addon); without it they stand in notes only. */
  hasPlace(): Promise<boolean>
  /** Writes what differs; safe to repeat. */
  show(cases: readonly CaseToShow[]): Promise<void>
}

/** What a person decided in Odoo and the service has not taken yet. */
export interface OdooDecision {
  readonly id: number
  readonly createDate: Instant
  readonly account: AccountName
  /** A case, an effect by its dedupe key, an order, or a fact that is known of an order (its delivery by name; null = all of them). */
  readonly subject:
    | { readonly kind: 'case'; readonly case: CaseId }
    | { readonly kind: 'effect'; readonly key: string }
    | { readonly kind: 'order'; readonly orderId: number }
    | {
        readonly kind: 'fact'
        readonly orderId: number
        readonly fact: OrderFactKind
        readonly at: Instant
        readonly text: string | null
        readonly name: string | null
        readonly delivery: string | null
      }
  /** A CaseAction; for effects `not-sent` (try again) or `sent`; for orders `message` (somebody wants to write to the buyer); for facts their kind. */
  readonly action: string
  readonly text: string | null
  /** The user's name. */
  readonly by: string
  readonly at: Instant
}

export interface Decisions {
  /**
   * Oldest first; empty where there is no addon.
   * @param begins accounts, and whether conversations can be begun there: their orders offer it then. Absent = wishes of orders are left out
   */
  open(begins?: Readonly<Record<AccountName, boolean>>): Promise<readonly OdooDecision[]>
  /** What became of them; a refused one shows the sentence to the person who decided. */
  settle(
    rows: readonly { readonly id: number; readonly outcome: 'taken' | 'refused'; readonly sentence: string }[],
  ): Promise<void>
}

/** What a picking shows of its tracking push. */
export interface TrackingToShow {
  readonly pickingId: number
  readonly account: AccountName
  readonly marketplace: ConnectorName
  readonly state: 'waiting' | 'pushed' | 'refused' | 'unclear' | 'different'
  /** What happened and what to do, in the account's language. */
  readonly sentence: string
  /** Dedupe keys of effects that a person may let go once more. */
  readonly again: readonly string[]
}

export interface TrackingMarks {
  /** Nothing happens where there is no addon. */
  show(rows: readonly TrackingToShow[]): Promise<void>
  /** Deletes activities of ours on deliveries, where they still are; with and without the addon. */
  takeActivities(rows: readonly { readonly pickingId: number; readonly xmlid: string }[]): Promise<void>
}
