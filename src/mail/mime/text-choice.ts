import { clean, htmlToPlain, tidy } from '../../domain/text.ts'
import { visibleHtml } from './visible-html.ts'

/** Longer HTML is cut: nobody reads it. UTF-16 units. */
const HTML_MAX_CHARS = 4_000_000
const PLAIN_MAX_CHARS = 4_000_000

/** Words that both forms of a mail may carry. */
export interface Forms {
  readonly plain: string | null
  readonly html: string | null
}

/**
 * The words of a mail: the plain part, unless it has none, only says that there is HTML, or says much less than it.
 * Never empty where one of them has words: hidden ones are shown where there are no others.
 */
export function chosenText({ plain, html }: Forms): string {
  const words = plain === null ? '' : tidy(clean(plain.slice(0, PLAIN_MAX_CHARS)))
  if (html === null || (hasWords(words) && !mayBePoorer(words, html))) return words
  const shown = htmlWords(html)
  return isPoorer(words, shown) ? shown : words
}

export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** What a reader of the HTML sees, as text; where that is nothing, all words in it. */
export function htmlWords(html: string): string {
  const text = html.slice(0, HTML_MAX_CHARS)
  const visible = visibleHtml(text)
  const shown = visible === null ? '' : htmlToPlain(visible)
  return hasWords(shown) ? shown : looseWords(text)
}

/** Words between tags, hidden or not. */
export const looseWords = (html: string): string => htmlToPlain(withoutTags(html, '<br>'))

const withoutTags = (html: string, gap: string): string =>
  html
    .replace(/<(style|script|title)\b[^>]{0,2000}>[^<]*(?:<(?!\/\1)[^<]*)*(?:<\/\1[^>]*>|$)/gi, gap)
    .replace(/<!--[^-]*(?:-(?!->)[^-]*)*(?:-->|$)/g, gap)
    .replace(/<[a-z!/?][^<>]*>/gi, gap)

const wordCount = (text: string): number => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0

/** A look from afar, so that the HTML of ordinary mails need not be read. */
function mayBePoorer(plain: string, html: string): boolean {
  const words = wordCount(plain)
  return (
    POINTS_TO_HTML.test(plain.slice(0, 1000)) || wordCount(withoutTags(html.slice(0, 400_000), ' ')) > words * 1.5 + 20
  )
}

function isPoorer(plain: string, shown: string): boolean {
  if (!hasWords(plain)) return hasWords(shown)
  const words = wordCount(plain)
  const others = wordCount(shown)
  return others > words * 2 + 20 || (words < 80 && others > words && POINTS_TO_HTML.test(plain))
}

/** `Your mail program shows no HTML`, in the languages of our marketplaces. */
const POINTS_TO_HTML =
  /\bhtml\b|(?:view|read|see|open) (?:this|the|it)[^.\n]{0,40}(?:browser|online)|im browser|online-?version|dans (?:votre|un) navigateur|nel (?:tuo )?browser|en (?:su|el|tu) navegador|w przegl[aą]darce|v prohl[ií][zž]e[cč]i|in (?:uw|je) browser|в браузере/iu
