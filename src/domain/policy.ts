import type { ConnectorName } from './ids.ts'
import { NOTIFICATION_KINDS } from './notification.ts'

/** Everything the policy speaks about: notifications, our answers, review requests, automatic answers. */
export const POLICY_KINDS = [...NOTIFICATION_KINDS, 'reply', 'review_request', 'auto_reply'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]

export type Verdict = 'deny' | 'allow' | 'must' | 'push' | 'answer'
export type Channel = 'none' | 'mail' | 'message' | 'push'
/** C certain, L likely, U unknown. */
export type Certainty = 'C' | 'L' | 'U'

/** One row of a connector's policy: who may tell the buyer what, by which way, on what ground. */
export interface PolicyRule {
  readonly kind: PolicyKind
  readonly verdict: Verdict
  readonly channel: Channel
  readonly certainty: Certainty
  /** Page, law or plain inference the row rests on. */
  readonly source: string
  /** Day the source was looked up, `2026-11`. */
  readonly seen: string
  /** Only for `auto_reply`: whether an automatic answer counts as an answer to the marketplace. */
  readonly countsAsAnswer?: 'yes' | 'no' | 'unknown'
}

export interface PolicyRow extends PolicyRule {
  readonly marketplace: ConnectorName
}

export type PolicyTable = readonly PolicyRow[]
