import { clean, normalise, tidy } from '../../domain/text.ts'
import { newWords } from './cut.ts'
import { htmlLines } from './html.ts'
import { hasWords, type Line, textLines } from './line.ts'
import { marked } from './mark.ts'

/** Nobody writes more: what stands beyond is looked at by no pattern. UTF-16 units. */
const TEXT_MAX_CHARS = 200_000
const HTML_MAX_CHARS = 1_000_000

/**
 * The words of a mail that are new: quotes, header blocks, signatures of programs and disclaimers cut, answers between quoted lines kept with
 * the lines they answer. HTML is read by what clients put around quotes, else the text by patterns; nothing is fetched or executed.
 * @param words `text` = all words of the mail, `html` = as the sender wrote it
 * @returns `reply` is never empty where `text` has words; `trimmed` = `text` says more than `reply`
 */
export function trimReply(words: { readonly text: string; readonly html: string | null }): {
  readonly reply: string
  readonly trimmed: boolean
} {
  const text = clean(words.text)
  const whole = tidy(text)
  const reply = fromHtml(words.html, text) ?? fromText(text)
  if (reply === null || !hasWords(reply)) return { reply: whole, trimmed: false }
  return { reply, trimmed: normalise(reply) !== normalise(whole) }
}

/** Null where no element tells of a quote, nothing new is found, or the HTML says what the text does not: hidden words, another mail. */
function fromHtml(html: string | null, text: string): string | null {
  if (html === null || html.trim() === '') return null
  const read = htmlLines(clean(html.slice(0, HTML_MAX_CHARS)))
  const reply = read?.quoted === true ? cut(read.lines) : null
  return reply !== null && says(text, reply) ? reply : null
}

/** Every word, web addresses aside, stands in the text. */
function says(text: string, reply: string): boolean {
  const known = new Set(wordsOf(text))
  return wordsOf(reply.replace(/https?:\/\/\S+/gi, ' ')).every((word) => known.has(word))
}

const wordsOf = (text: string): string[] => text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Null where nothing new is found, or the text is endless and no quote begins in what is looked at. */
function fromText(text: string): string | null {
  const head = text.slice(0, TEXT_MAX_CHARS)
  const reply = cut(textLines(head))
  return reply !== null && head.length < text.length && normalise(reply) === normalise(head) ? null : reply
}

function cut(lines: readonly Line[]): string | null {
  const reply = newWords(marked(lines))
  return reply === null ? null : tidy(clean(reply))
}
