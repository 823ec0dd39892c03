import type { ParsedMail } from '../../src/domain/mail.ts'

/** What Amazon puts around the words of a message, taken apart. */
export interface Frame {
  /** What stands before the words: order number, articles. */
  readonly head: string
  /** The words between the markers. */
  readonly words: string
  /** What follows the end marker; null = there is none, so nothing after the words is known to be Amazon's. */
  readonly foot: string | null
}

const DASH = '[-\\u2010-\\u2015]'

/** `------------- Nachricht: -------------`: the words follow the language of the seller's settings and have changed. */
const WORDED = new RegExp(
  `(?<!${DASH})${DASH}{8,60}[^\\S\\n]*([^\\n\\u2010-\\u2015-]{2,60}?)[^\\S\\n]*${DASH}{8,60}`,
  'gu',
)
/** A line of dashes alone. */
const BARE = new RegExp(`^[^\\S\\n]*${DASH}{10,200}[^\\S\\n]*$`, 'gmu')

/** What an end is called in the languages of the shops, and what it has been called. */
const END =
  /^(?:ende|end|fin|fine|final|finalizar|finaliza|einde|eind|koniec|zakończ\p{L}*|slut|avsluta|encerrar|fim|mensagem final)(?!\p{L})/iu

/** Mail programs mark what they quote or forward in a like way: no marker of Amazon's. */
const QUOTE =
  /original|ursprünglich|oorspronkelijk|oryginaln|ursprunglig|d.origine|weitergeleitet|forward|transf[eé]r|inoltrat|reenviad|doorgestuurd|przekazan|vidarebefordra|begin.*forward/iu

/** How Amazon's own lines before the words begin: an order number, or an article. */
const OWN_HEAD = /^\s*#\s*\d{3}-\d{7}-\d{7}|\[?ASIN:?\s*[A-Z0-9]{10}/mu

/** Longer texts are no message through Amazon; what follows is not looked through. */
const LOOKED_AT_CHARS = 400_000

interface Span {
  readonly start: number
  readonly end: number
}

interface Marker extends Span {
  readonly words: string
}

/**
 * Takes a text apart at Amazon's markers. The first begins the words and the last ends them, since a buyer may quote an earlier message
 * with its own markers in between.
 * @returns undefined where there are none
 */
export function frameOf(text: string): Frame | undefined {
  const looked = text.slice(0, LOOKED_AT_CHARS)
  return worded(text, looked) ?? bare(text, looked)
}

function worded(text: string, looked: string): Frame | undefined {
  const markers = Array.from(looked.matchAll(WORDED), ({ index, 0: line, 1: words = '' }): Marker => ({
    start: index,
    end: index + line.length,
    words: words.replace(/[:\s]+$/u, ''),
  })).filter(({ words }) => /\p{L}/u.test(words) && !QUOTE.test(words))
  const [first] = markers
  const last = markers.at(-1)
  if (first === undefined || last === undefined) return undefined
  const begins = END.test(first.words) ? undefined : first
  if (begins === last) return taken(text, last, { start: text.length, end: null })
  const head = headEnd(looked.slice(0, first.start))
  return taken(text, begins ?? { start: head, end: head }, last)
}

/** Lines of dashes without words count only below Amazon's own lines: buyers draw lines, too. */
function bare(text: string, looked: string): Frame | undefined {
  const lines = Array.from(looked.matchAll(BARE), ({ index, 0: line }) => ({ start: index, end: index + line.length }))
  const first = lines[0]
  const last = lines.at(-1)
  if (first === undefined || last === undefined || first === last) return undefined
  if (!OWN_HEAD.test(looked.slice(0, first.start))) return undefined
  return taken(text, first, last)
}

/** Where the first marker is missing: the words begin below the last of Amazon's own lines. */
function headEnd(before: string): number {
  const lines = Array.from(before.matchAll(/^.*(?:#\s*\d{3}-\d{7}-\d{7}|ASIN:?\s*[A-Z0-9]{10}).*$/gmu))
  const last = lines.at(-1)
  return last === undefined ? 0 : last.index + last[0].length
}

const taken = (text: string, begin: Span, end: { readonly start: number; readonly end: number | null }): Frame => ({
  head: text.slice(0, begin.start),
  words: text.slice(begin.end, end.start).trim(),
  foot: end.end === null ? null : text.slice(end.end),
})

/**
 * The words of a message: what stands between the markers, without what the buyer's mail program quotes; where there are no markers or
 * nothing between them, all that is new. Never empty where the mail had words.
 */
export function wordsOf(mail: ParsedMail, frame: Frame | undefined): string {
  const whole = mail.reply.trim() === '' ? mail.text.trim() : mail.reply.trim()
  if (frame === undefined || frame.words === '') return whole
  if (isQuoted(frame.words)) return frame.words.replace(/^> ?/gmu, '').trim()
  // Where the quote was cut within the words, the reply ends there; where it was cut elsewhere, the reply tells nothing about them.
  const trimmed = frameOf(mail.reply)?.words ?? ''
  return trimmed !== '' && sameBeginning(frame.words, trimmed) ? trimmed : frame.words
}

/** Amazon quotes all that was written where it sends a copy. */
const isQuoted = (words: string): boolean => words.split('\n').every((line) => line === '' || line.startsWith('>'))

const sameBeginning = (whole: string, part: string): boolean =>
  whole.replace(/\s+/gu, ' ').startsWith(part.replace(/\s+/gu, ' '))
