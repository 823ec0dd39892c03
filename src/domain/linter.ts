import { findMailAddresses } from './lint/addresses.ts'
import { findDoubled, findHtml, findShouting, isRepeated } from './lint/dress.ts'
import { findWrongForm } from './lint/form.ts'
import { isOtherLanguage } from './lint/language.ts'
import { findLinks, linkHost, linkKey } from './lint/links.ts'
import { findMessengers } from './lint/messengers.ts'
import { findPhoneNumbers } from './lint/phones.ts'
import type { WordedRule } from './lint/phrases.ts'
import { findPlaceholders } from './lint/placeholders.ts'
import { withoutQuotes } from './lint/quotes.ts'
import { readable, unmasked } from './lint/readable.ts'
import { LINT_RULES, type LintRule, type RuleSetting, type Severity, USUAL } from './lint/rules.ts'
import { type Sentence, sentenceAt, sentencesOf } from './lint/sentences.ts'
import { merged, type Span } from './lint/span.ts'
import { findSpokenNumbers } from './lint/spoken-numbers.ts'
import { phrases, WORDED_RULES } from './lint/wordings.ts'
import { lintMessage, tooLongMessage } from './lint/words.ts'
import type { Formality } from './notification.ts'
import type { PolicyKind } from './policy.ts'

export type { LintRule, Severity } from './lint/rules.ts'

/** What a text to the buyers of a marketplace may hold. */
export interface TextRules {
  /** `tracking` = only links to the parcel tracking given with the text, and to `linkHosts`. */
  readonly links: 'forbidden' | 'tracking' | 'allowed'
  readonly mailAddresses: 'forbidden' | 'allowed'
  readonly phoneNumbers: 'forbidden' | 'allowed'
  /** The marketplace's own domains, subdomains included: naming them is never a finding. */
  readonly ownSites?: readonly string[]
  /** Hosts of carriers, subdomains included: where links to the parcel are welcome, these are. */
  readonly linkHosts?: readonly string[]
  /** How rules count here, with the source; what is not named counts as usual. */
  readonly rules?: Readonly<Partial<Record<LintRule, RuleSetting>>>
}

export interface Finding {
  readonly rule: LintRule
  /** For people, says what to do. */
  readonly message: string
  /** The place, at most 60 characters. */
  readonly excerpt: string
  /** The sentence it stands in, at most 200 characters. */
  readonly sentence: string
  /** `deny`: the text must not go; `hint`: the writer is told. */
  readonly severity: Severity
}

export interface LintOptions {
  readonly rules: TextRules
  /** What the text is: an answer where nothing is said. */
  readonly kind?: PolicyKind
  /** Links that belong there (parcel tracking); they count where the rules say `tracking`. */
  readonly knownLinks: readonly string[]
  /** In characters as people count them (code points). */
  readonly textMaxChars?: number
  /** Language of the messages: `de`, else English. */
  readonly locale?: string
  /** Language that the buyer reads; absent = the language is not looked at. */
  readonly buyerLocale?: string
  /** The account's form of address in German; absent = only mixed forms are found. */
  readonly formality?: Formality
  /** What we sent before in this conversation. */
  readonly earlierTexts?: readonly string[]
  /** Numbers of the order: no telephone numbers, however they are written. */
  readonly orderIds?: readonly string[]
  /** Values from the shop's data that stand in the text (names of products and people): not looked at. */
  readonly dataValues?: readonly string[]
}

/** More places of one rule say nothing new. */
const PLACES_MAX = 10
const EXCERPT_MAX_CHARS = 60
/** No message and no mail is longer; of a longer text only so much is looked at, and it is too long. */
const LOOKED_AT_CHARS = 200_000

/** How a rule counts in a text of this kind on this marketplace. */
export function severityOf(rule: LintRule, rules: TextRules, kind: PolicyKind = 'reply'): Severity | 'off' {
  if (rule === 'link' && rules.links === 'allowed') return 'off'
  if (rule === 'mail-address' && rules.mailAddresses === 'allowed') return 'off'
  if (rule === 'phone-number' && rules.phoneNumbers === 'allowed') return 'off'
  return (rules.rules?.[rule] ?? USUAL[rule])[kind === 'reply' ? 'reply' : 'notification']
}

/**
 * Looks through a plain text before it goes to a buyer. Takes time in proportion to the text, whatever it holds.
 * @returns what must or should be changed, at most ten places a rule; without one of severity `deny` the text may go
 */
export function lint(text: string, options: LintOptions): Finding[] {
  const { rules, kind, locale, dataValues = [] } = options
  // One character may stand for a whole phrase, so the readable form is cut as well.
  const shown = readable(text.slice(0, LOOKED_AT_CHARS)).slice(0, LOOKED_AT_CHARS)
  if (!/[\p{L}\p{N}\p{S}]/u.test(shown)) {
    return [{ rule: 'empty', message: lintMessage('empty', locale), excerpt: '', sentence: '', severity: 'deny' }]
  }
  const own = withoutData(shown, dataValues)
  const sentences = sentencesOf(unmasked(own))
  const places = look(own, sentences, options)
  return [
    ...LINT_RULES.flatMap((rule) => {
      const severity = severityOf(rule, rules, kind)
      if (severity === 'off') return []
      return (places.get(rule) ?? []).slice(0, PLACES_MAX).map((span) => ({
        rule,
        message: lintMessage(rule, locale),
        excerpt: excerpt(own, span),
        sentence: sentenceAt(own, sentences, span),
        severity,
      }))
    }),
    ...tooLong(text, options),
  ]
}

/** All places by rule; rules that do not count here are not looked for. */
function look(text: string, sentences: readonly Sentence[], options: LintOptions): Map<LintRule, readonly Span[]> {
  const counts = (...wanted: readonly LintRule[]): boolean =>
    wanted.some((rule) => severityOf(rule, options.rules, options.kind) !== 'off')
  const plain = unmasked(text)
  const { addresses, links, telephones } = counts('link', 'mail-address', 'phone-number')
    ? contacts(plain, options)
    : NO_CONTACTS
  const messengers = counts('messenger', 'messenger-name') ? findMessengers(plain, sentences) : []
  return new Map<LintRule, readonly Span[]>([
    ['link', links.filter((link) => !isWelcome(text, link, options))],
    ['mail-address', addresses],
    ['phone-number', telephones],
    ['messenger', messengers.filter(({ invites }) => invites)],
    ['messenger-name', messengers.filter(({ invites }) => !invites)],
    ...worded(ownSentences(plain, sentences), options),
    [
      'language',
      options.buyerLocale !== undefined && isOtherLanguage(text, options.buyerLocale) ? [beginning(text)] : [],
    ],
    ['form', isGerman(options) ? findWrongForm(text, options.formality) : []],
    ['html', findHtml(text)],
    ['shouting', findShouting(text)],
    ['repeated', repeated(text, options.earlierTexts ?? [])],
    ['placeholder', findPlaceholders(text)],
  ])
}

/** The sentences in our own words; most texts quote nobody. */
function ownSentences(text: string, sentences: readonly Sentence[]): readonly Sentence[] {
  const own = withoutQuotes(text)
  return own === text ? sentences : sentencesOf(own)
}

/** Wordings cost the most; only those that count here are looked for. */
function worded(sentences: readonly Sentence[], { rules, kind }: LintOptions): [WordedRule, Span[]][] {
  const wanted = new Set(WORDED_RULES.filter((rule) => severityOf(rule, rules, kind) !== 'off'))
  const found = new Map<WordedRule, Span[]>()
  for (const sentence of sentences) {
    for (const { rule, span } of phrases.find(sentence, wanted)) {
      const spans = found.get(rule) ?? []
      if (spans.length <= PLACES_MAX * 10) found.set(rule, [...spans, span])
    }
  }
  return [...found].map(([rule, spans]) => [rule, merged(spans)])
}

interface Contacts {
  readonly addresses: readonly Span[]
  readonly links: readonly Span[]
  readonly telephones: readonly Span[]
}
const NO_CONTACTS: Contacts = { addresses: [], links: [], telephones: [] }

/** Mail addresses, links and telephone numbers; a place counts as what begins first there, so that no domain of a mail address is a link. */
function contacts(text: string, { orderIds }: LintOptions): Contacts {
  const addresses = findMailAddresses(text)
  const links = findLinks(text)
  const telephones = [...findPhoneNumbers(text, orderIds), ...findSpokenNumbers(text)]
  const places = new Set(merged([...addresses, ...links, ...telephones]))
  const standing = (spans: Span[]): Span[] => spans.filter((span) => places.has(span))
  return { addresses: standing(addresses), links: standing(links), telephones: standing(telephones) }
}

/** The form of address is looked at in German texts; whose language nobody named may be one. */
const isGerman = ({ buyerLocale }: LintOptions): boolean => buyerLocale === undefined || buyerLocale.startsWith('de')

function repeated(text: string, earlier: readonly string[]): Span[] {
  if (isRepeated(text, earlier)) return [beginning(text)]
  const doubled = findDoubled(text)
  return doubled === undefined ? [] : [doubled]
}

/** The first words, where the whole text is meant. */
function beginning(text: string): Span {
  const start = text.search(/\S/)
  return { start, end: Math.min(text.length, start + EXCERPT_MAX_CHARS) }
}

function tooLong(text: string, { textMaxChars, locale, rules, kind }: LintOptions): Finding[] {
  const maxChars = textMaxChars ?? LOOKED_AT_CHARS
  const severity = severityOf('too-long', rules, kind)
  if (severity === 'off' || text.length <= maxChars) return []
  const chars = Array.from(text).length
  if (chars <= maxChars) return []
  return [{ rule: 'too-long', message: tooLongMessage(chars, maxChars, locale), excerpt: '', sentence: '', severity }]
}

function withoutData(text: string, values: readonly string[]): string {
  return values
    .map(readable)
    .filter((value) => value.trim().length >= 3)
    .reduce((rest, value) => rest.replaceAll(value, () => '\uFFFC'), text)
}

/** The marketplace's own pages, and the parcel tracking where the rules let it through. */
function isWelcome(text: string, span: Span, { rules, knownLinks }: LintOptions): boolean {
  const link = text.slice(span.start, span.end)
  const host = linkHost(link)
  const isAt = (site: string): boolean => host === site || host.endsWith(`.${site}`)
  if (rules.ownSites?.some(isAt) === true) return true
  if (rules.links !== 'tracking') return false
  return rules.linkHosts?.some(isAt) === true || knownLinks.some((known) => linkKey(known) === linkKey(link))
}

function excerpt(text: string, { start, end }: Span): string {
  const chars = Array.from(
    text
      .slice(start, Math.min(end, start + 2 * EXCERPT_MAX_CHARS))
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return chars.length <= EXCERPT_MAX_CHARS ? chars.join('') : `${chars.slice(0, EXCERPT_MAX_CHARS - 1).join('')}…`
}
