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
  /** Month the source was looked up, `2026-11`; `never` = no source was found. */
  readonly seen: string
  /** What has to hold besides, where the verdict is not for every case. */
  readonly condition?: string
  /** Only for `auto_reply`: whether an automatic answer counts as an answer to the marketplace. */
  readonly countsAsAnswer?: 'yes' | 'no' | 'unknown'
}

export interface PolicyRow extends PolicyRule {
  readonly marketplace: ConnectorName
}

export type PolicyTable = readonly PolicyRow[]

/** A connector as far as the policy needs it. */
export interface PolicyDeclaration {
  readonly name: ConnectorName
  readonly policy: readonly PolicyRule[]
}

/**
 * Collects the rows of all connectors into one table: one row per connector and kind, in the order of the connectors and of POLICY_KINDS.
 * A cell without a row is denied with certainty U.
 * @throws RangeError when a connector has two rows for one kind, or two connectors share a name
 */
export function collectPolicy(declarations: readonly PolicyDeclaration[]): PolicyTable {
  const names = new Set<string>()
  return declarations.flatMap(({ name, policy }) => {
    if (names.has(name)) throw new RangeError(`Two connectors are called ${name}.`)
    names.add(name)
    return POLICY_KINDS.map((kind) => ({ marketplace: name, ...ruleFor(name, kind, policy) }))
  })
}

/** The row of a marketplace and kind; a marketplace that the table does not know is denied like a missing cell. */
export function verdictFor(table: PolicyTable, marketplace: ConnectorName, kind: PolicyKind): PolicyRow {
  const row = table.find((candidate) => candidate.marketplace === marketplace && candidate.kind === kind)
  return row ?? { marketplace, ...missingRule(kind) }
}

function ruleFor(name: ConnectorName, kind: PolicyKind, policy: readonly PolicyRule[]): PolicyRule {
  const [rule, second] = policy.filter((candidate) => candidate.kind === kind)
  if (second !== undefined) throw new RangeError(`The policy of ${name} has two rows for ${kind}.`)
  return rule ?? missingRule(kind)
}

function missingRule(kind: PolicyKind): PolicyRule {
  return { kind, verdict: 'deny', channel: 'none', certainty: 'U', source: 'no source found', seen: 'never' }
}
