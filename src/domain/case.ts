import type { ConversationId, OrderRef } from './ids.ts'
import type { LineId } from './shipment.ts'
import type { Instant } from './time.ts'

/** The marketplace's own number of a case. */
export type CaseId = string & { readonly _: 'case' }
export const caseId = (value: string): CaseId => value as CaseId

export const CASE_TYPES = ['return', 'claim', 'dispute', 'cancellation'] as const
export type CaseType = (typeof CASE_TYPES)[number]

/** How far a case is: `announced` = nothing to decide yet, `to_decide` = the marketplace waits for the seller. */
export const CASE_STATES = [
  'announced',
  'to_decide',
  'clarifying',
  'repairing',
  'accepted',
  'rejected',
  'closed',
] as const
export type CaseState = (typeof CASE_STATES)[number]

/** What a seller can decide. */
export const CASE_ACTIONS = ['accept', 'clarify', 'reject', 'repair'] as const
export type CaseAction = (typeof CASE_ACTIONS)[number]

/** A case as the marketplace shows it now. */
export interface CaseFacts {
  readonly id: CaseId
  readonly type: CaseType
  /** Number that several cases share (one return of several pieces). */
  readonly group?: string
  readonly order: OrderRef
  readonly line?: LineId
  /** What it is about, by name; buyer-facing title of the article where known. */
  readonly article: string | null
  readonly quantity: number
  readonly state: CaseState
  /** The marketplace's own word for the state. */
  readonly sourceState: string
  /** The marketplace's own word for the reason. */
  readonly reason: string | null
  /** What the buyer wrote; never trusted. */
  readonly note: string | null
  readonly storefront?: string
  readonly buyer: { readonly id: string; readonly name?: string }
  /** Of the parcel that comes back. */
  readonly tracking?: { readonly carrier: string | null; readonly reference: string }
  /** Until when the marketplace wants a decision; null = it names no time. */
  readonly decideBy: Instant | null
  /** What can be decided now; empty = nothing. */
  readonly allowed: readonly CaseAction[]
  /** Conversations at the marketplace that belong to it. */
  readonly conversations: readonly ConversationId[]
  readonly openedAt: Instant
  readonly updatedAt: Instant
}
