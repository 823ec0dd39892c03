import { CASE_ACTIONS, type CaseAction, type CaseId } from '../domain/case.ts'
import type { Effect, NewEffect, StoredVerdict } from '../domain/effect.ts'
import { guard, type GuardVerdict } from '../domain/guard.ts'
import type { OrderRef } from '../domain/ids.ts'
import type { CaseActionRule } from '../kit/connector.ts'
import type { StoredCase } from '../ledger/case-ports.ts'
import { actionWord, caseState, caseTitle, caseWords, consequence, type Words } from './case-words.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { agentLanguage } from './texts.ts'
import { storedVerdict } from './verdict.ts'

/** What a person decides on a case. */
export interface CaseWish {
  readonly action: string
  readonly text: string | null
  /** The person's name. */
  readonly by: string
  /** The decision's own number where it was taken (a record in Odoo): the same one is planned once. */
  readonly ref?: string
  /** Of the sentences that come back. */
  readonly language: string
}

/** What a decision's row carries. */
export interface DecisionPayload {
  readonly case: CaseId
  readonly order: OrderRef
  readonly round: number
  readonly text: string | null
  readonly by: string
  readonly title: string
  readonly decision?: string
}

export type CaseDecided =
  | { readonly kind: 'planned'; readonly effect: Effect; readonly sentence: string }
  /** The guard stopped its words: the row stands there and can be released. */
  | { readonly kind: 'held'; readonly effect: Effect; readonly verdict: StoredVerdict; readonly sentence: string }
  | { readonly kind: 'refused'; readonly sentence: string }

/** A decision that may be planned, as far as is known without asking the marketplace. */
export interface FitDecision {
  readonly action: CaseAction
  readonly rule: CaseActionRule
  readonly text: string | null
  /** What it does, in words. */
  readonly consequence: string
}

/** Whether a wish fits the case, the marketplace's rules and the account; else the sentence why not. Changes nothing. */
export function fitDecision(
  { facts }: StoredCase,
  wish: CaseWish,
  opened: OpenAccount,
  { texts }: Pick<FlowPorts, 'texts'>,
): FitDecision | { readonly refused: string } {
  const { account, manifest, connector } = opened
  const t = caseWords(opened, texts, wish.language)
  const action = CASE_ACTIONS.find((known) => known === wish.action)
  if (action === undefined) return { refused: t('refused.unknown_action', { action: wish.action }) }
  const rule = manifest.caseActions?.[action]
  const word = actionWord(action, t)
  const text = wish.text === null || wish.text.trim() === '' ? null : wish.text.trim()
  const refused = (key: string, values: Record<string, string | number> = {}) => ({
    refused: t(`refused.${key}`, { action: word, ...values }),
  })
  if (account.mode === 'read') return refused('reads_only', { account: account.name })
  if (rule === undefined || connector.cases?.decide === undefined) return refused('not_offered')
  if (!facts.allowed.includes(action)) return refused('not_allowed', { state: caseState(facts, t) })
  if (rule.text === 'required' && text === null) return refused('text_missing')
  if (rule.text === 'none' && text !== null) return refused('text_unwanted')
  const max = rule.textMaxChars ?? Infinity
  if (text !== null && text.length > max) return refused('text_long', { chars: text.length, max })
  return { action, rule, text, consequence: consequence(rule, t) }
}

/** Plans a decision, whoever took it and wherever. */
export async function decideCase(
  stored: StoredCase,
  wish: CaseWish,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<CaseDecided> {
  const t = caseWords(opened, ports.texts, wish.language)
  const fit = fitDecision(stored, wish, opened, ports)
  if ('refused' in fit) {
    // Whoever asked may have died before he could say that it was planned; by now the case may have moved on because of it.
    const { account, facts } = stored
    const there = wish.ref === undefined ? undefined : await ports.ledger.cases.decisionOf(account, facts.id, wish.ref)
    return there === undefined ? { kind: 'refused', sentence: fit.refused } : decided(there, t)
  }
  const verdict = judge(fit, opened, ports)
  const denied = verdict?.kind === 'denied'
  const result = await ports.ledger.cases.planDecision(stored.number, {
    firstRound: await firstRound(stored, fit.action, ports),
    ...(wish.ref === undefined ? {} : { ref: wish.ref }),
    effect: (round) => ({
      ...toEffect(stored, fit, wish, round, opened, ports),
      ...(verdict === undefined ? {} : { verdict: storedVerdict(verdict) }),
      ...(denied ? { state: 'suppressed', reason: verdict.reason } : {}),
    }),
  })
  if (result.kind === 'busy') {
    const other = actionWord(result.effect.kind as CaseAction, t)
    return { kind: 'refused', sentence: t('refused.busy', { action: other }) }
  }
  ports.outbox.wake()
  return decided(result.effect, t)
}

function decided(effect: Effect, t: Words): CaseDecided {
  const { state, reason, verdict } = effect
  if (state === 'suppressed' && verdict !== null && (reason === 'linter' || reason === 'policy_deny')) {
    const words = verdict.findings.map(({ message, excerpt }) => (excerpt === '' ? message : `${message} (${excerpt})`))
    const sentence = t('refused.linter', { reason: words.length === 0 ? verdict.policy : words.join(' ') })
    return { kind: 'held', effect, verdict, sentence }
  }
  return { kind: 'planned', effect, sentence: t('taken', { action: actionWord(effect.kind as CaseAction, t) }) }
}

/** The guard's word on the text to the buyer; undefined = there is none. */
export function judge(
  { rule, text }: Pick<FitDecision, 'rule' | 'text'>,
  { account, manifest }: OpenAccount,
  { policy }: Pick<FlowPorts, 'policy'>,
  overridden = false,
): GuardVerdict | undefined {
  if (text === null) return undefined
  return guard(
    {
      marketplace: account.connector,
      kind: 'reply',
      text,
      ...(rule.textMaxChars === undefined ? {} : { textMaxChars: rule.textMaxChars }),
      rules: manifest.textRules,
      knownLinks: [],
      locale: agentLanguage(account.language),
      formality: account.formality,
      overridden,
    },
    policy,
  )
}

/** Rounds that a lost ledger knows nothing of: Odoo's receipts tell them. */
async function firstRound(
  { account, facts }: StoredCase,
  action: CaseAction,
  { ledger, odoo }: FlowPorts,
): Promise<number> {
  for (let round = await ledger.cases.rounds(account, facts.id); ; round += 1) {
    const dedupeKey = decisionKey({ account, facts }, action, round)
    if (!(await odoo.receipts.done([{ account, dedupeKey }])).has(dedupeKey)) return round
  }
}

const decisionKey = ({ account, facts }: Pick<StoredCase, 'account' | 'facts'>, action: CaseAction, round: number) =>
  `case:${account}:${facts.id}:${action}:${String(round)}`

function toEffect(
  stored: StoredCase,
  { action, text }: FitDecision,
  { by, ref }: CaseWish,
  round: number,
  opened: OpenAccount,
  { texts }: FlowPorts,
): NewEffect {
  const { account, facts, conversation } = stored
  const payload: DecisionPayload = {
    case: facts.id,
    order: facts.order,
    round,
    text,
    by,
    title: caseTitle(facts, caseWords(opened, texts)),
    ...(ref === undefined ? {} : { decision: ref }),
  }
  return {
    account,
    flow: 'returns',
    kind: action,
    dedupeKey: decisionKey(stored, action, round),
    state: 'planned',
    conversation,
    payload,
  }
}
