import type { CaseState, CaseType } from '../domain/case.ts'
import type { EffectState } from '../domain/effect.ts'
import type { AccountName, EffectId, OrderRef } from '../domain/ids.ts'
import type { NotificationKind } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'

/** What is known of an address that mails go to. */
export const ADDRESS_MARKS = ['bounced', 'objected', 'erased'] as const
export type AddressMark = (typeof ADDRESS_MARKS)[number]

/** A notification of an order, as far as others of the same order depend on it. */
export interface OrderNotice {
  readonly id: EffectId
  readonly dedupeKey: string
  readonly kind: NotificationKind
  readonly state: EffectState
  readonly reason: string | null
  /** From when it may be told. */
  readonly dueAt: Instant
  readonly notBefore: Instant | null
  readonly updated: Instant
  readonly pickingId: number | null
  readonly refundId: number | null
  /** Told with this one, in one mail. */
  readonly combinedInto: EffectId | null
  /** A person let it go by itself. */
  readonly personal: boolean
}

export interface MarkedAddress {
  readonly hash: string
  readonly mark: AddressMark
  /** Where it was found out. */
  readonly account: AccountName
  readonly since: Instant
  /** The server's codes, or who noted it; never the address. */
  readonly reason: string
}

/** What may stand between a notification and its buyer, as far as the ledger knows it. */
/** What the ledger knows when a notification is about to go. */
export interface SeenByLedger {
  /** Notifications of the order, the oldest first; those planned before it was made belong to an earlier one with its number. */
  readonly notices: readonly OrderNotice[]
  /** Of the address, and an objection noted on the order. */
  readonly marks: ReadonlySet<AddressMark>
  readonly cases: readonly { readonly type: CaseType; readonly state: CaseState }[]
}

/** What may stand between a notification and its buyer, as far as the ledger knows it. */
export interface LedgerBarriers {
  /** One statement. */
  look(
    account: AccountName,
    about: {
      readonly order: { readonly id: number; readonly createDate: Instant }
      /** The marketplace's number of the order; null = it has none. */
      readonly orderRef: OrderRef | null
      /** null = there is no address. */
      readonly addressHash: string | null
    },
  ): Promise<SeenByLedger>
  marksOf(addressHash: string): Promise<ReadonlySet<AddressMark>>
  /** Keeps a mark; an older one stays. */
  mark(marked: Omit<MarkedAddress, 'since'>): Promise<void>
  /** Takes marks from an address. Resolves to which ones it had. */
  clear(addressHash: string, marks: readonly AddressMark[]): Promise<readonly AddressMark[]>
  /** The newest first. */
  marked(mark: AddressMark, limit: number): Promise<readonly MarkedAddress[]>
  /**
   * These are told with the leading one from now on: suppressed `combined`, all or nothing of each. What is no longer
   * planned is left alone. Resolves to those that are.
   */
  combine(lead: EffectId, followers: readonly EffectId[]): Promise<readonly EffectId[]>
  /** The leading one is not sent: those that were to be told with it are planned again. Resolves to how many. */
  separate(lead: EffectId): Promise<number>
}
