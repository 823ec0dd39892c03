import type { AccountName } from '../domain/ids.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Instant } from '../domain/time.ts'

/** A receipt of ours as it stands in Odoo. */
export interface FoundReceipt {
  /** Of its `mail.message`. */
  readonly id: number
  readonly account: AccountName
  /** Hash of the effect's dedupe key. */
  readonly key: string
  readonly outcome: ReceiptOutcome
}

export interface PresentRecord {
  readonly createDate: Instant
  readonly active: boolean
  readonly messageId: string | null
}

/** What tells a restored Odoo, or a restored ledger. */
export interface Traces {
  /** Records by id as they are now; missing = gone, or not to be seen. */
  present(model: string, ids: readonly number[]): Promise<ReadonlyMap<number, PresentRecord>>
  /** Highest visible ids of tickets, and of messages on tickets and orders; 0 = none. */
  newest(): Promise<{ readonly ticket: number; readonly message: number }>
  /** Receipts of ours with a higher id, oldest first. */
  receiptsAfter(id: number): Promise<readonly FoundReceipt[]>
  /** Odoo's ids by `message_id`; missing = not there. */
  messagesNamed(messageIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Newest `write_date` among what a change feed reads, as Odoo writes it; undefined = nothing there. */
  newestChange(feed: string): Promise<string | undefined>
}
