import { KNOWN_LANGUAGES, type KnownLanguage, stopwordOf } from './stopwords.ts'

const WORD = /\p{L}+/gu
/** Longer texts say no more about their language. */
const LOOKED_AT_CHARS = 20_000

/** With fewer words nothing is said. */
const WORDS_MIN = 8
/** So many small words of the language must be there … */
const SMALL_WORDS_MIN = 5
/** … so large a part of all words, … */
const SHARE_MIN = 0.22
/** … and so many times as much as of the next language. */
const LEAD = 2

/**
 * The language of a text, told by its small words; undefined unless it is sure: short texts, lists of names and texts in two languages
 * are no language here.
 */
export function languageOf(text: string): KnownLanguage | undefined {
  const words = text.slice(0, LOOKED_AT_CHARS).toLowerCase().match(WORD) ?? []
  if (words.length < WORDS_MIN) return undefined
  const points = new Map<KnownLanguage, number>(KNOWN_LANGUAGES.map((language) => [language, 0]))
  const seen = new Map<KnownLanguage, number>()
  for (const word of words) {
    const languages = stopwordOf(word)
    for (const language of languages) {
      points.set(language, (points.get(language) ?? 0) + 1 / languages.length)
      seen.set(language, (seen.get(language) ?? 0) + 1)
    }
  }
  const [first, second] = [...points].toSorted(([, a], [, b]) => b - a)
  if (first === undefined || second === undefined) return undefined
  const [language, score] = first
  const small = seen.get(language) ?? 0
  const sure = small >= SMALL_WORDS_MIN && small / words.length >= SHARE_MIN && score >= LEAD * second[1]
  return sure ? language : undefined
}

/** Whether a text is surely in another language than the one wanted (`de`, `de_AT`); never for languages that are not told apart here. */
export function isOtherLanguage(text: string, wanted: string): boolean {
  const code = KNOWN_LANGUAGES.find((known) => wanted.toLowerCase().split(/[_-]/)[0] === known)
  const found = code === undefined ? undefined : languageOf(text)
  return found !== undefined && found !== code
}
