import { DateTime } from 'luxon'
import type { CaseAction, CaseFacts } from '../domain/case.ts'
import { oneLine } from '../domain/text.ts'
import type { Account } from '../domain/account.ts'
import type { Instant } from '../domain/time.ts'
import type { CaseActionRule } from '../kit/connector.ts'
import type { CaseToShow } from '../odoo/case-ports.ts'
import type { OpenAccount } from './context.ts'
import { agentLanguage, type Texts } from './texts.ts'

export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** Words about the cases of an account, in its language unless the reader's is known. */
export function caseWords({ account, manifest }: OpenAccount, texts: Texts, language = account.language): Words {
  return (key, values) => texts(language, `case.${key}`, { marketplace: manifest.label, ...values })
}

/** "Return 123: Terracotta pot". */
export const caseTitle = ({ type, id, article }: CaseFacts, t: Words): string =>
  t('title', { type: t(`type.${type}`), id, article: article === null ? t('no_article') : oneLine(article) })

export const caseState = ({ state }: Pick<CaseFacts, 'state'>, t: Words): string => t(`state.${state}`)

/** What the buyer gave as the reason, in words where we have any, else as the marketplace says it. */
export function caseReason({ reason }: CaseFacts, t: Words): string | null {
  if (reason === null) return null
  const words = t(`reason.${reason}`)
  return words.endsWith(`reason.${reason}`) ? reason.replaceAll('_', ' ') : words
}

/** What deciding so does, said before it is done. */
export function consequence(rule: CaseActionRule, t: Words): string {
  const parts = [t(rule.paysBuyer ? 'does.pays' : 'does.pays_not')]
  if (rule.startsConversation) parts.push(t('does.starts'))
  else if (rule.text === 'required') parts.push(t('does.needs_text'))
  return parts.join(' ')
}

/** What can be decided now, with what it does. */
export function choices(facts: CaseFacts, { manifest, connector }: OpenAccount, t: Words): CaseToShow['actions'] {
  if (connector.cases?.decide === undefined) return []
  return facts.allowed.flatMap((action) => {
    const rule = manifest.caseActions?.[action]
    return rule === undefined ? [] : [{ action, consequence: consequence(rule, t), text: rule.text }]
  })
}

/** The message that tells of a case as it is now: facts, the buyer's words, and what can be decided. */
export function caseMessage(facts: CaseFacts, opened: OpenAccount, texts: Texts): string {
  const t = caseWords(opened, texts)
  const reason = caseReason(facts, t)
  const parcel = facts.tracking
  const lines = [
    t('head', { type: t(`type.${facts.type}`), id: facts.id, state: caseState(facts, t) }),
    t('article', {
      article: facts.article === null ? t('no_article') : oneLine(facts.article),
      quantity: facts.quantity,
    }),
    ...(reason === null ? [] : [t('reason_line', { reason })]),
    ...(facts.note === null || facts.note.trim() === '' ? [] : [t('note', { note: facts.note.trim() })]),
    ...(parcel === undefined ? [] : [t('parcel', { parcel: [parcel.carrier, parcel.reference].join(' ').trim() })]),
    ...(facts.decideBy === null ? [] : [t('decide_by', { by: shownTime(facts.decideBy, opened.account, texts) })]),
  ]
  const actions = choices(facts, opened, t)
  if (actions.length === 0) return lines.join('\n')
  const list = actions.map(({ action, consequence: does }) => `– ${actionWord(action, t)}: ${does}`)
  return [...lines, '', t('choices'), ...list, t('how')].join('\n')
}

export const actionWord = (action: CaseAction, t: Words): string => t(`action.${action}`)

function shownTime(at: Instant, { timeZone, language }: Account, texts: Texts): string {
  const local = DateTime.fromISO(at, { zone: timeZone }).setLocale(agentLanguage(language))
  return local.toFormat(texts(language, 'deadline.format'))
}
