/**
 * What a line of a mail is: new words (`own`), somebody's words repeated (`quote`), the line that names whom and when (`attribution`),
 * everything below a header block (`rest`), a mail handed on (`forward`), what a program or a person puts under every mail (`signature`),
 * or indented by HTML without telling why (`indent`).
 */
export type Mark = 'own' | 'quote' | 'attribution' | 'rest' | 'forward' | 'signature' | 'indent'

export interface Line {
  /** Without the marks of a quote. */
  readonly text: string
  readonly mark: Mark
  /** How often it is quoted; 0 = not. */
  readonly depth: number
}

/** Longer lines are a person's own: no program writes such an attribution or header. */
export const PATTERN_MAX_CHARS = 400

export const isBlank = (line: Line): boolean => line.text.trim() === ''

/** Anything a person may have meant as an answer, be it `?` or a smile; not bare rules and quote marks. */
export const hasWords = (text: string): boolean => /[^\s>*_=|~#\-\u00ad\u200b-\u200f\u2060\ufeff]/.test(text)

/** Lines of a plain text; `>` tells how often one is quoted. */
export function textLines(text: string): Line[] {
  return text.split('\n').map((raw) => {
    const { depth, rest } = unquoted(raw)
    return depth === 0 ? { text: raw.trimEnd(), mark: 'own', depth } : { text: rest, mark: 'quote', depth }
  })
}

/** `> > text` is quoted twice. Four spaces before the first mark are a person's own layout. */
function unquoted(raw: string): { depth: number; rest: string } {
  let depth = 0
  let at = raw.startsWith(' >') ? 1 : 0
  while (raw[at] === '>') {
    depth += 1
    at += 1
    if (raw[at] === ' ' && raw[at + 1] === '>') at += 1
  }
  if (depth === 0) return { depth, rest: raw }
  const rest = raw.slice(raw[at] === ' ' ? at + 1 : at)
  return { depth, rest: rest.trimEnd() }
}
