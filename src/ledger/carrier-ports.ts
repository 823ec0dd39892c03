import type { Effect, NewEffect } from '../domain/effect.ts'
import type { AccountName, EffectId, OrderRef } from '../domain/ids.ts'
import type { ParcelEvent } from '../domain/parcel-event.ts'
import type { Instant } from '../domain/time.ts'

export interface StoredParcelEvent extends ParcelEvent {
  readonly id: string
  readonly source: string
  readonly recorded: Instant
}

/** How often a carrier was asked on its day. */
export interface CarrierBudget {
  /** `2026-11-22`, where the carrier's day ends. */
  readonly day: string
  readonly calls: number
  /** It is not asked before; with what it said. */
  readonly blocked?: { readonly until: Instant; readonly reason: string }
}

/** What is known of parcels on their way, and of the promises they are to keep. */
export interface LedgerCarrier {
  /** Adds events; what is known already, whoever told it, is not added again. Resolves to how many are new. */
  record(source: string, events: readonly ParcelEvent[]): Promise<number>
  /**
   * Events of which nothing was made yet, in the order in which they were told; those that were recorded before `since` are given up.
   * @param after the last event of the page before
   */
  unhandled(since: Instant, limit: number, after?: StoredParcelEvent): Promise<readonly StoredParcelEvent[]>
  handled(ids: readonly string[], at: Instant): Promise<void>
  /** Deletes events: nobody knows their parcel. */
  drop(ids: readonly string[]): Promise<void>
  /** The newest event of each of these references. */
  newest(references: readonly string[]): Promise<ReadonlyMap<string, StoredParcelEvent>>
  /** References whose newest event, told after `since`, is in the way or names a day of arrival. */
  troubled(since: Instant, limit: number): Promise<readonly string[]>
  /** Deletes what is known of parcels that were delivered or returned before. Resolves to how many events. */
  forget(before: Instant): Promise<number>

  /** Takes one call of a day; false = none is left, or the carrier asked to wait. Counted for all processes of the ledger. */
  takeCall(carrier: string, day: string, dailyCalls: number, now: Instant): Promise<boolean>
  block(carrier: string, until: Instant, reason: string): Promise<void>
  budget(carrier: string): Promise<CarrierBudget | undefined>
  /** Which of these references may be asked for now: never asked, or it is time again, and not at their end. */
  dueLooks(carrier: string, references: readonly string[], now: Instant): Promise<ReadonlySet<string>>
  looked(carrier: string, reference: string, at: Instant, next: Instant): Promise<void>

  /** Orders of open conversations that moved after `since`, the newest first. */
  ordersTalkedAbout(account: AccountName, since: Instant, limit: number): Promise<readonly OrderRef[]>
  /** What a marketplace promised, as it was last asked; missing = never asked. */
  promises(
    account: AccountName,
    orders: readonly OrderRef[],
  ): Promise<ReadonlyMap<OrderRef, { readonly arriveBy: Instant | null; readonly looked: Instant }>>
  storePromise(account: AccountName, order: OrderRef, arriveBy: Instant | null, at: Instant): Promise<void>

  /** Notices of delay of these orders (their ids in Odoo), whatever became of them; oldest first. */
  delaysOf(account: AccountName, orderIds: readonly number[]): Promise<readonly Effect[]>
  /** Notices of delay that wait for a person or for their time. */
  openDelays(account: AccountName): Promise<readonly Effect[]>
  /** Notices of delay that were sent, or may have been, and told of a day of arrival in this span. */
  toldDelays(account: AccountName, from: Instant, until: Instant): Promise<readonly Effect[]>
  /**
   * Adds a row; one that was withdrawn comes back as it is given, one that still waits gets the new payload, any other is left alone.
   * `same` = nothing was changed.
   */
  propose(effect: NewEffect): Promise<{ readonly outcome: 'new' | 'changed' | 'same'; readonly id: EffectId }>
  /** Takes back what waits: suppressed, too late. False = it does not wait any more. */
  withdraw(id: EffectId, detail: string): Promise<boolean>
}
