import type { Deadline, WaitFacts } from '../domain/deadline.ts'
import type { AccountName, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { TicketBinding } from './ports.ts'

/** Both null = nobody waits; only `answerBy` null = the marketplace sets no deadline. */
export type StoredDeadline = { readonly [Key in keyof Deadline]: Deadline[Key] | null }

export interface ChangedWait {
  readonly conversation: ConversationId
  readonly facts: WaitFacts
  /** The newest note of a change that this answers to. */
  readonly change: string
}

export interface PlacedDeadline extends StoredDeadline {
  readonly conversation: ConversationId
  readonly ticket: TicketBinding
  /** The nearest of all conversations that were merged into this ticket. */
  readonly ofTicket: StoredDeadline
}

export interface DeadlineTotals {
  readonly account: AccountName
  readonly waiting: number
  readonly late: number
  readonly nextAt: Instant | null
}

export interface NextDeadline extends Deadline {
  readonly account: AccountName
  readonly conversation: ConversationId
  readonly ticket: TicketBinding | null
}
