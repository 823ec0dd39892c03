import type { ConnectorName } from './ids.ts'
import { ADVERTISING, USUAL } from './lint/rules.ts'
import { type Finding, lint, type TextRules } from './linter.ts'
import type { Formality } from './notification.ts'
import { type Channel, type PolicyKind, type PolicyRow, type PolicyTable, verdictFor } from './policy.ts'

/** A text on its way to a buyer. */
export interface OutgoingText {
  readonly marketplace: ConnectorName
  readonly kind: PolicyKind
  readonly text: string
  readonly textMaxChars?: number
  readonly rules: TextRules
  /** Links that belong there (parcel tracking, the shop's own pages). */
  readonly knownLinks: readonly string[]
  /** Values from the shop's data that stand in the text (names of products and people, addresses): not looked at. */
  readonly dataValues?: readonly string[]
  /** A person released it (linter findings, policy of certainty L or U). */
  readonly overridden: boolean
  /** Language of the sentences in the verdict: `de`, else English. */
  readonly locale?: string
  /** Language that the buyer reads; absent = the text's language is not looked at. */
  readonly buyerLocale?: string
  /** The account's form of address in German; absent = only mixed forms are found. */
  readonly formality?: Formality
  /** What we sent before in this conversation. */
  readonly earlierTexts?: readonly string[]
  /** Numbers of the order: no telephone numbers, however they are written. */
  readonly orderIds?: readonly string[]
}

export type GuardVerdict =
  | {
      readonly kind: 'allowed'
      readonly policy: string
      readonly channel: 'mail' | 'message'
      readonly must: boolean
      /** What the writer should look at; it stops nothing. */
      readonly findings: readonly Finding[]
    }
  | {
      readonly kind: 'denied'
      readonly reason: 'policy_deny' | 'linter'
      readonly policy: string
      readonly sentence: string
      readonly findings: readonly Finding[]
      /** No person can release it. */
      readonly final?: true
    }

export type Guard = (outgoing: OutgoingText, policy: PolicyTable) => GuardVerdict

/**
 * Decides whether a text may go to a buyer: first the policy (what is not allowed there is denied), then the linter:
 * findings of severity `deny` stop it, hints stand in the verdict. A person's override releases linter findings and denials of certainty L or U, never one of certainty C.
 */
export const guard: Guard = (outgoing, table) => {
  const row = verdictFor(table, outgoing.marketplace, outgoing.kind)
  const policy = describe(row)
  const channel = allowedChannel(row) ?? (outgoing.overridden ? releasedChannel(row, table) : undefined)
  if (channel === undefined) {
    return {
      kind: 'denied',
      reason: 'policy_deny',
      policy,
      sentence: denialSentence(row, outgoing.locale),
      findings: [],
      ...(releasedChannel(row, table) === undefined ? { final: true as const } : {}),
    }
  }
  const must = row.verdict === 'must'
  const findings = lint(outgoing.text, outgoing).map((finding) => (must ? softened(finding) : finding))
  const denying = findings.filter(({ severity }) => severity === 'deny')
  if (denying.length > 0 && !outgoing.overridden) {
    return { kind: 'denied', reason: 'linter', policy, sentence: findingsSentence(denying), findings }
  }
  // Who released it has seen what was found.
  return { kind: 'allowed', policy, channel, must, findings: outgoing.overridden ? [] : findings }
}

/** What the law demands goes out, even if it is badly dressed: only what is certain stops it, and advertising, which the law forbids. */
function softened(finding: Finding): Finding {
  const stops = USUAL[finding.rule].reply === 'deny' || ADVERTISING.includes(finding.rule)
  return stops ? finding : { ...finding, severity: 'hint' }
}

/** A policy row in one line, e.g. `kaufland × reply: answer message C (seller university)`. */
function describe(row: PolicyRow): string {
  return `${row.marketplace} × ${row.kind}: ${row.verdict} ${row.channel} ${row.certainty} (${row.source})`
}

/** Answers go where the table says answer; what we start goes where it says allow or must. */
function allowedChannel(row: PolicyRow): 'mail' | 'message' | undefined {
  const fits = row.kind === 'reply' ? row.verdict === 'answer' : row.verdict === 'allow' || row.verdict === 'must'
  return fits ? textChannel(row.channel) : undefined
}

/** A released text takes the way that answers take on this marketplace: a denied row names none. */
function releasedChannel(row: PolicyRow, table: PolicyTable): 'mail' | 'message' | undefined {
  if (row.certainty === 'C') return undefined
  return textChannel(row.channel) ?? textChannel(verdictFor(table, row.marketplace, 'reply').channel)
}

function textChannel(channel: Channel): 'mail' | 'message' | undefined {
  return channel === 'mail' || channel === 'message' ? channel : undefined
}

function denialSentence(row: PolicyRow, locale: string | undefined): string {
  const german = locale?.startsWith('de') === true
  if (row.verdict === 'push') {
    return german
      ? `Der Marktplatz informiert den Käufer selbst, sobald ihm das Ereignis gemeldet ist; ein eigener Text geht nicht hinaus. Grundlage: ${row.source}.`
      : `The marketplace informs the buyer itself once it is told of the event; no text of ours is sent. Ground: ${row.source}.`
  }
  return german
    ? `Diese Nachricht ist dort nicht erlaubt. Grundlage: ${row.source}.`
    : `This message is not allowed there. Ground: ${row.source}.`
}

function findingsSentence(findings: readonly Finding[]): string {
  return findings.map(({ message, excerpt }) => (excerpt === '' ? message : `${message} ("${excerpt}")`)).join(' ')
}
