import { type Span, spansOf } from './span.ts'
import { stopwordOf } from './stopwords.ts'

/** Tags that programs and people write, and named entities; `< 5 °C` is none. */
const HTML =
  /<\/?(?:a|b|i|u|p|br|hr|em|strong|span|div|font|img|table|tr|td|th|tbody|ul|ol|li|h[1-6]|html|body|head|style|script|center|small|big|blockquote|pre)(?:\s[^<>\n]{0,500})?\/?>|&(?:nbsp|amp|lt|gt|quot|auml|ouml|uuml|Auml|Ouml|Uuml|szlig|euro|#\d{2,5});/gi

/** Every place that holds markup. */
export const findHtml = (text: string): Span[] => spansOf(text, HTML)

/** Four words and more in capitals. */
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}'’]{0,40}(?:[ ,:-]{1,3}\p{Lu}[\p{Lu}'’]{0,40}){3,40}(?![\p{L}\p{N}])/gu
const MARKS = /[!?]{3,}/g
/** Names of goods in capitals hold no small words; a sentence does. */
const SMALL_WORDS_MIN = 2
const LETTERS_MIN = 14

/** So many words in capitals within a sentence are what stands on a label or a display. */
const LABEL_WORDS_MAX = 6

const isWithin = (text: string, start: number, end: number): boolean =>
  /\p{Ll}[ "„“»«]{1,2}$/u.test(text.slice(Math.max(0, start - 4), start)) &&
  /^[ "”“»«]{1,2}\p{Ll}/u.test(text.slice(end, end + 4))

/** Every place that is shouted: a sentence in capitals, or a row of exclamation marks. */
export function findShouting(text: string): Span[] {
  const capitals = spansOf(text, CAPITALS).filter(({ start, end }) => {
    const run = text.slice(start, end)
    const words = run.toLowerCase().match(/\p{L}+/gu) ?? []
    if (words.length <= LABEL_WORDS_MAX && isWithin(text, start, end)) return false
    return run.length >= LETTERS_MIN && words.filter((word) => stopwordOf(word).length > 0).length >= SMALL_WORDS_MIN
  })
  return [...capitals, ...spansOf(text, MARKS).filter(({ start, end }) => text.slice(start, end).includes('!'))]
}

/** Shorter texts are said twice without harm. */
const REPEATED_CHARS = 40

/** What of a text says the same as another: letters and digits alone. */
const essence = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Whether the same was said before in this conversation. */
export function isRepeated(text: string, earlier: readonly string[]): boolean {
  if (earlier.length === 0) return false
  const said = essence(text)
  return said.length >= REPEATED_CHARS && earlier.some((other) => essence(other) === said)
}

const PARAGRAPH = /[^\n]{1,4000}/g

const STOP = /[.!?](?=\s)/g

/** The second of two like paragraphs, or of two like sentences in one: a text that was pasted twice. */
export function findDoubled(text: string): Span | undefined {
  const paragraphs = spansOf(text, PARAGRAPH)
  const doubled = firstDoubled(text, paragraphs)
  if (doubled !== undefined) return doubled
  for (const { start, end } of paragraphs) {
    // Two of them are needed.
    if (end - start < 2 * REPEATED_CHARS) continue
    const found = firstDoubled(text, sentencesWithin(text, start, end))
    if (found !== undefined) return found
  }
  return undefined
}

function sentencesWithin(text: string, start: number, end: number): Span[] {
  const ends = [...spansOf(text.slice(start, end), STOP).map((stop) => start + stop.end), end]
  return ends.map((stop, at) => ({ start: ends[at - 1] ?? start, end: stop }))
}

function firstDoubled(text: string, spans: readonly Span[]): Span | undefined {
  const seen = new Set<string>()
  for (const span of spans) {
    // What it says is never longer than it is.
    if (span.end - span.start < REPEATED_CHARS) continue
    const said = essence(text.slice(span.start, span.end))
    if (said.length < REPEATED_CHARS) continue
    if (seen.has(said)) return span
    seen.add(said)
  }
  return undefined
}
