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
export const hasWords = (text: string): boolean => /[^\s>*_=|~#\-\u00ad\u1427\u200b-\u200f\u2060\ufeff]/.test(text)

/** Lines of a plain text; `>` tells how often one is quoted. A single one below no colon is a person's own mark (`> 30 mm`). */
export function textLines(text: string): Line[] {
  const raws = text.split('\n')
  const lines = raws.map((raw, index): Line => {
    const { depth, rest } = unquoted(raw)
    if (depth === 0 || closesAddress(raw, raws[index - 1])) return { text: raw.trimEnd(), mark: 'own', depth: 0 }
    return { text: rest, mark: 'quote', depth }
  })
  const only = lines.findIndex((line) => line.mark === 'quote')
  const above = lines.slice(0, Math.max(only, 0)).findLast((line) => !isBlank(line))
  if (only === lines.findLastIndex((line) => line.mark === 'quote') && above?.text.endsWith(':') === false) {
    lines[only] = { text: (raws[only] ?? '').trimEnd(), mark: 'own', depth: 0 }
  }
  return lines
}

/** An attribution wrapped within its address: the `>` at the start of the line closes it. */
const closesAddress = (raw: string, above: string | undefined): boolean =>
  above !== undefined &&
  raw.endsWith(':') &&
  raw.length < 60 &&
  !above.startsWith('>') &&
  above.lastIndexOf('<') > above.lastIndexOf('>')

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
