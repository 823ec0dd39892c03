import type { AccountName, ConversationId, EffectId, MessageId, OdooRecord } from './ids.ts'
import type { Instant } from './time.ts'

/** What the service does outside, one outbox row each. */
export const FLOWS = ['reply', 'close', 'notify', 'tracking', 'returns'] as const
export type Flow = (typeof FLOWS)[number]

export const EFFECT_STATES = ['proposed', 'planned', 'sending', 'done', 'suppressed', 'failed', 'unknown'] as const
export type EffectState = (typeof EFFECT_STATES)[number]

/** Why an effect was not sent: a closed list, each with a sentence for people. */
export const SUPPRESSION_REASONS = {
  before_go_live: 'It happened before this account went live.',
  too_old: 'It is older than the account allows for this kind.',
  cancelled: 'The order was cancelled.',
  no_account: 'The order belongs to no account.',
  account_ambiguous: 'The rules of two accounts claim the order.',
  policy_deny: 'The marketplace informs the buyer itself or forbids this message.',
  linter: 'The text holds something that must not be sent to this buyer.',
  no_address: 'There is no e-mail address to send to.',
  marketplace_alias: 'The address is a relay of a marketplace, which must not receive this mail.',
  no_money_returned: 'No money was paid back.',
  deleted: 'The answer was deleted or emptied before it was sent.',
  dispute_open: 'A dispute is open.',
  return_open: 'A return is open.',
  order_changed: 'The order changed in the meantime.',
  objected: 'The buyer objected to such mails.',
  too_late: 'The time for it has passed.',
  too_many: 'The buyer was told enough already.',
  combined: 'It was told together with another message.',
  test_order: 'It is a test order.',
  internal_partner: 'The recipient is a colleague.',
  b2b: 'The recipient is a business customer.',
  bounced: 'Mails to this address came back.',
  alias_rule: 'The relay address does not take this message.',
  erased: 'The personal data was erased.',
  shadow: 'The account runs in shadow mode: nothing is sent.',
} as const
export type SuppressionReason = keyof typeof SUPPRESSION_REASONS

/** Whether the guard let a text pass, and why; stored with the row. */
export interface StoredVerdict {
  readonly allowed: boolean
  readonly policy: string
  /** `severity` absent = from before there were hints: it denied. */
  readonly findings: readonly {
    readonly rule: string
    readonly message: string
    readonly excerpt: string
    readonly sentence?: string
    readonly severity?: 'deny' | 'hint'
  }[]
  /** No person can release it: the marketplace certainly does not allow it. */
  readonly final?: true
}

/** One row of the outbox. `Payload` belongs to the flow. */
export interface Effect<Payload = unknown> {
  readonly id: EffectId
  readonly account: AccountName
  readonly flow: Flow
  /** Kind of notification, or the flow's own word (`answer`, `close`). */
  readonly kind: string
  readonly state: EffectState
  /** A SuppressionReason when suppressed, otherwise a sentence. */
  readonly reason: string | null
  /** The sentence beside a SuppressionReason. */
  readonly detail?: string | null
  readonly dedupeKey: string
  readonly conversation: ConversationId | null
  readonly source: OdooRecord | null
  readonly payload: Payload
  readonly verdict: StoredVerdict | null
  /** What the outside gave back or the read-back needs (marker, message id). */
  readonly result: Record<string, unknown>
  /** The message at the source that is this effect, once found there. */
  readonly boundMessage?: MessageId | null
  readonly attempts: number
  readonly notBefore: Instant | null
  readonly created: Instant
  readonly updated: Instant
}

/** A new row as a flow proposes it. */
export interface NewEffect {
  readonly account: AccountName
  readonly flow: Flow
  readonly kind: string
  readonly dedupeKey: string
  readonly state: 'proposed' | 'planned' | 'suppressed'
  readonly reason?: string
  readonly conversation?: ConversationId
  readonly source?: OdooRecord
  readonly payload: unknown
  readonly verdict?: StoredVerdict
  readonly notBefore?: Instant
  /** The source's own time: later answers of a conversation wait behind earlier ones. */
  readonly at?: Instant
}
