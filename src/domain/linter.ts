import { findMailAddresses } from './lint/addresses.ts'
import { findLinks, linkHost, linkKey } from './lint/links.ts'
import { findPhoneNumbers } from './lint/phones.ts'
import { findPlaceholders } from './lint/placeholders.ts'
import { merged, type Span } from './lint/span.ts'
import { lintMessage, tooLongMessage } from './lint/words.ts'

/** What a text to the buyers of a marketplace may hold. */
export interface TextRules {
  /** `tracking` = only links to the parcel tracking given with the text. */
  readonly links: 'forbidden' | 'tracking' | 'allowed'
  readonly mailAddresses: 'forbidden' | 'allowed'
  readonly phoneNumbers: 'forbidden' | 'allowed'
  /** The marketplace's own domains, subdomains included: naming them is never a finding. */
  readonly ownSites?: readonly string[]
}

export type LintRule = 'link' | 'mail-address' | 'phone-number' | 'placeholder' | 'empty' | 'too-long'

export interface Finding {
  readonly rule: LintRule
  /** For people, says what to do. */
  readonly message: string
  /** The place, at most 60 characters. */
  readonly excerpt: string
}

export interface LintOptions {
  readonly rules: TextRules
  /** Links that belong there (parcel tracking); they count where the rules say `tracking`. */
  readonly knownLinks: readonly string[]
  /** In characters as people count them (code points). */
  readonly textMaxChars?: number
  /** Language of the messages: `de`, else English. */
  readonly locale?: string
  /** Values from the shop's data that stand in the text (names of products and people): not looked at. */
  readonly dataValues?: readonly string[]
}

/** More places of one rule say nothing new. */
const PLACES_MAX = 10
const EXCERPT_MAX_CHARS = 60

/**
 * Looks through a plain text before it goes to a buyer. Takes time in proportion to the text, whatever it holds.
 * @returns what must be changed, at most ten places a rule; nothing = the text may go
 */
export function lint(text: string, options: LintOptions): Finding[] {
  const { rules, textMaxChars, locale } = options
  const shown = readable(text)
  if (shown.trim() === '') return [{ rule: 'empty', message: lintMessage('empty', locale), excerpt: '' }]
  const own = withoutData(shown, options.dataValues ?? [])
  const { addresses, links, telephones } = contacts(own)
  const place = (rule: LintRule) => (span: Span) => ({
    rule,
    message: lintMessage(rule, locale),
    excerpt: excerpt(own, span),
  })
  const chars = textMaxChars === undefined ? 0 : Array.from(text).length
  return [
    ...(rules.links === 'allowed'
      ? []
      : links
          .filter((link) => !isWelcome(own, link, options))
          .slice(0, PLACES_MAX)
          .map(place('link'))),
    ...(rules.mailAddresses === 'allowed' ? [] : addresses.slice(0, PLACES_MAX).map(place('mail-address'))),
    ...(rules.phoneNumbers === 'allowed' ? [] : telephones.slice(0, PLACES_MAX).map(place('phone-number'))),
    ...findPlaceholders(own).slice(0, PLACES_MAX).map(place('placeholder')),
    ...(textMaxChars === undefined || chars <= textMaxChars
      ? []
      : [{ rule: 'too-long' as const, message: tooLongMessage(chars, textMaxChars, locale), excerpt: '' }]),
  ]
}

/** Mail addresses, links and telephone numbers; a place counts as what begins first there, so that no domain of a mail address is a link. */
function contacts(text: string): { addresses: Span[]; links: Span[]; telephones: Span[] } {
  const addresses = findMailAddresses(text)
  const links = findLinks(text)
  const telephones = findPhoneNumbers(text)
  const places = new Set(merged([...addresses, ...links, ...telephones]))
  const standing = (spans: Span[]): Span[] => spans.filter((span) => places.has(span))
  return { addresses: standing(addresses), links: standing(links), telephones: standing(telephones) }
}

/** As a reader sees it: look-alike characters in their plain form, invisible ones gone. */
function readable(text: string): string {
  return text.normalize('NFKC').replace(/[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
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
  if (rules.ownSites?.some((site) => host === site || host.endsWith(`.${site}`)) === true) return true
  return rules.links === 'tracking' && knownLinks.some((known) => linkKey(known) === linkKey(link))
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
