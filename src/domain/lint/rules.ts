/** A finding of grade `deny` keeps the text from going out; a hint goes to whoever wrote it. */
export type Severity = 'deny' | 'hint'

/** How much a rule counts in answers of agents and in notifications; `off` = not looked for. */
export interface RuleSetting {
  readonly reply: Severity | 'off'
  readonly notification: Severity | 'off'
  /** Page, law or plain inference it rests on. */
  readonly source: string
}

export const LINT_RULES = [
  'link',
  'mail-address',
  'phone-number',
  'messenger',
  'messenger-name',
  'off-platform',
  'marketing',
  'gift',
  'review',
  'rating-pressure',
  'cancel-pressure',
  'personal-data',
  'thanks',
  'auto-answer',
  'language',
  'form',
  'html',
  'shouting',
  'repeated',
  'placeholder',
  'empty',
  'too-long',
] as const
export type LintRule = (typeof LINT_RULES)[number]

/** What makes a mail advertising, wherever it stands in it. */
export const ADVERTISING: readonly LintRule[] = ['marketing', 'gift', 'review']

const CONTACT = 'a marketplace wants trade and talk to stay on it; stated for each where a source was found'
const SERVICE =
  '§ 7 UWG: a service mail stays neutral; BGH 10 July 2018, VI ZR 225/17: asking for a review is advertising'
const QUALITY =
  'own rule: we write our notifications ourselves; a late answer costs more than an odd one, so agents get a hint'
const UNREADY = 'own rule: a text that is not ready is sent nowhere'

const certain = (source: string): RuleSetting => ({ reply: 'deny', notification: 'deny', source })
const soft = (source: string): RuleSetting => ({ reply: 'hint', notification: 'deny', source })

/**
 * How a rule counts where a marketplace says nothing else. What is certain denies; what is only likely denies in notifications, whose
 * texts are ours, and is a hint in answers: an answer that is late loses the account too.
 */
export const USUAL: Readonly<Record<LintRule, RuleSetting>> = {
  link: certain(CONTACT),
  'mail-address': certain(CONTACT),
  'phone-number': certain(CONTACT),
  messenger: certain(CONTACT),
  'messenger-name': soft('own rule: naming a messenger may also be about the goods'),
  'off-platform': soft(CONTACT),
  marketing: soft(SERVICE),
  gift: soft(SERVICE),
  review: soft(SERVICE),
  'rating-pressure': certain('inference: every marketplace that says anything about it forbids it'),
  'cancel-pressure': soft('inference: what is forbidden at two marketplaces is started nowhere by itself'),
  'personal-data': soft(
    'inference from Art. 5 GDPR: the order brings what it needs; a missing address may be asked for in a single case',
  ),
  thanks: {
    reply: 'off',
    notification: 'off',
    source: 'own rule: thanks alone harm nobody where no marketplace forbids them',
  },
  'auto-answer': soft('inference: an automatic answer is no answer'),
  language: soft(QUALITY),
  form: soft(QUALITY),
  html: soft(QUALITY),
  shouting: soft(QUALITY),
  repeated: soft(QUALITY),
  placeholder: certain(UNREADY),
  empty: certain(UNREADY),
  'too-long': certain(UNREADY),
}
