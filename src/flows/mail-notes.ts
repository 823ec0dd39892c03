import { DateTime } from 'luxon'
import { formatMoney } from '../domain/money.ts'
import { escapeHtml, oneLine } from '../domain/text.ts'
import type { MailNotes } from '../ledger/mail-ports.ts'
import type { OpenAccount } from './context.ts'
import { agentLanguage, type Texts } from './texts.ts'

/** What makes a reader careful stands before the words of the mail, the rest after them. */
export interface NotesHtml {
  readonly before: string
  readonly after: string
}

const WARNINGS: readonly MailNotes['marks'][number][] = ['forged', 'look_alike']

/** Marks and hints of a mail for agents, in the account's language. */
export function mailNotesHtml(
  { marks, noAnswer, links = [], answerBy, refund }: MailNotes,
  { account, manifest }: OpenAccount,
  texts: Texts,
): NotesHtml {
  const t = (key: string, values: Readonly<Record<string, string>> = {}): string =>
    texts(account.language, `mail.${key}`, { marketplace: manifest.label, ...values })
  const warnings = marks.filter((mark) => WARNINGS.includes(mark))
  const small = marks.filter((mark) => !WARNINGS.includes(mark)).map((mark) => escapeHtml(t(`mark.${mark}`)))
  if (noAnswer !== undefined) small.push(escapeHtml(oneLine(noAnswer)))
  if (answerBy !== undefined) {
    const local = DateTime.fromISO(answerBy, { zone: account.timeZone }).setLocale(agentLanguage(account.language))
    const by = local.toFormat(texts(account.language, 'deadline.format'))
    small.push(escapeHtml(t('answer_by', { by })))
  }
  if (refund !== undefined && refund.times > 1) {
    const amount = refund.together.map((sum) => formatMoney(sum, agentLanguage(account.language))).join(', ')
    small.push(escapeHtml(t('refunds', { order: refund.order, amount, times: String(refund.times) })))
  }
  small.push(...links.flatMap(({ label, url }) => linkHtml(label, url)))
  return {
    before: warnings.map((mark) => `<p><strong>${escapeHtml(t(`mark.${mark}`))}</strong></p>`).join(''),
    after: small.map((sentence) => `<p><small>${sentence}</small></p>`).join(''),
  }
}

/** An agent's own click, never ours. */
function linkHtml(label: string, url: string): string[] {
  if (!/^https:\/\//i.test(url)) return []
  return [`<a href="${escapeHtml(url)}" rel="noopener noreferrer nofollow">${escapeHtml(oneLine(label))}</a>`]
}
