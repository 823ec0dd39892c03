import EmailReplyParser from 'email-reply-parser'
import type { Surety } from './attribution.ts'

/**
 * The library's patterns know languages that ours do not (Danish, Finnish, Portuguese, Chinese, Japanese, Korean), but several of them take
 * time that grows with the square or cube of the length: it is asked about single lines, short and few.
 */
const LINE_MAX_CHARS = 200
const QUESTIONS_MAX = 20

export class Elsewhere {
  private questions = 0

  /** Does the library take this line for an attribution? Unsure: a quote must follow. */
  attributionOf(line: string): Surety | null {
    if (line.length > LINE_MAX_CHARS || this.questions >= QUESTIONS_MAX || !/\d/.test(line)) return null
    this.questions += 1
    const fragments = new EmailReplyParser().read(`-\n\n${line}`).getFragments()
    return fragments.some((fragment) => fragment.isQuoted()) ? 'likely' : null
  }
}
