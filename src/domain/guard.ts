import type { ConnectorName } from './ids.ts'
import type { Finding, TextRules } from './linter.ts'
import type { PolicyKind, PolicyTable } from './policy.ts'

/** A text on its way to a buyer. */
export interface OutgoingText {
  readonly marketplace: ConnectorName
  readonly kind: PolicyKind
  readonly text: string
  readonly textMaxChars?: number
  readonly rules: TextRules
  /** Links that belong there (parcel tracking, the shop's own pages). */
  readonly knownLinks: readonly string[]
  /** A person released it (linter findings, policy of certainty L or U). */
  readonly overridden: boolean
}

export type GuardVerdict =
  | { readonly kind: 'allowed'; readonly policy: string; readonly channel: 'mail' | 'message'; readonly must: boolean }
  | {
      readonly kind: 'denied'
      readonly reason: 'policy_deny' | 'linter'
      readonly policy: string
      readonly sentence: string
      readonly findings: readonly Finding[]
    }

export type Guard = (outgoing: OutgoingText, policy: PolicyTable) => GuardVerdict
