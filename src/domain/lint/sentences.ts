import { folded } from './readable.ts'
import { type Span, spansOf } from './span.ts'

export interface Word extends Span {
  /** Folded, for comparing. */
  readonly key: string
}

export interface Sentence extends Span {
  readonly words: readonly Word[]
}

/** A full stop (not `5. Januar`), exclamation or question mark before a space; a blank line; the beginning of a list item. */
const BOUNDARY = /(?:(?<!\d)\.|[!?…])["'”“»)\]]{0,3}(?=\s)|\n[ \t]{0,20}(?=\n|[-*•]\s)|[;|]/g
const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)*|[%★⭐☆]/gu
const LONGEST_WORD = 60
/** Nobody writes longer ones; a text without any stop is cut, so that a wording is looked for in few words. */
const WORDS_MAX = 150

/** The sentences of a text with their words, in order; together they cover it. */
export function sentencesOf(text: string): Sentence[] {
  const ends = [...spansOf(text, BOUNDARY).map(({ end }) => end), text.length]
  const words = spansOf(text, WORD).map(({ start, end }) => ({
    start,
    end,
    key: folded(text.slice(start, Math.min(end, start + LONGEST_WORD))),
  }))
  const sentences: Sentence[] = []
  let from = 0
  let start = 0
  for (const end of ends) {
    while ((words[from]?.start ?? end) < end) {
      let to = from
      while (to - from < WORDS_MAX && (words[to]?.start ?? end) < end) to += 1
      const next = Math.min(end, words[to]?.start ?? end)
      sentences.push({ start, end: next, words: words.slice(from, to) })
      from = to
      start = next
    }
    start = end
  }
  return sentences
}

const SHOWN_MAX = 200

/** The sentence in which a place lies, on one line, at most 200 characters. */
export function sentenceAt(text: string, sentences: readonly Sentence[], { start, end }: Span): string {
  const found = lastStartingBefore(sentences, start)
  const from = Math.max(found?.start ?? start, start - SHOWN_MAX)
  const to = Math.min(Math.max(found?.end ?? end, end), from + 2 * SHOWN_MAX)
  const chars = Array.from(text.slice(from, to).replace(/\s+/g, ' ').trim())
  return chars.length <= SHOWN_MAX ? chars.join('') : `${chars.slice(0, SHOWN_MAX - 1).join('')}…`
}

function lastStartingBefore(sentences: readonly Sentence[], place: number): Sentence | undefined {
  let low = 0
  let high = sentences.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sentences[middle]?.start ?? Infinity) <= place) low = middle + 1
    else high = middle
  }
  return sentences[low - 1]
}
