import { hasWords, isBlank, type Line } from './line.ts'
import { withoutSignature } from './signature.ts'

/** So many lines of a quote show what an answer between them is about; of a longer one its last paragraph. */
const CONTEXT_LINES_MAX = 6

interface Run {
  readonly kind: 'own' | 'quote' | 'forward'
  readonly lines: readonly Line[]
}

/**
 * The words that are new, as text; null where there are none. Answers between quoted lines keep those they answer, marked `> `; an answer
 * below one whole quote stands alone. A mail handed on is kept: its words are new here.
 */
export function newWords(lines: readonly Line[]): string | null {
  const runs = runsOf(lines)
  const own = runs.flatMap((run, index) => (run.kind === 'own' && hasWords(wordsOf(run)) ? [index] : []))
  const [first] = own
  const last = own.at(-1)
  if (first === undefined || last === undefined) return null
  const quotes = runs.flatMap((run, index) => (run.kind === 'quote' && hasWords(textOf(run.lines)) ? [index] : []))
  const inline = quotes.some((at) => at < last) && quotes.some((at) => at > first)
  const shown = inline ? runs.slice(0, last + 1) : own.map((at) => runs[at] as Run)
  return assembled([...shown, ...runs.filter((run) => run.kind === 'forward')])
}

/** An answer stands right under what it answers. */
function assembled(runs: readonly Run[]): string {
  let text = ''
  let above: Run['kind'] | null = null
  for (const run of runs) {
    const words = { own: wordsOf, quote: context, forward: forwarded }[run.kind](run).replace(/^\n+/, '').trimEnd()
    if (!hasWords(words)) continue
    text += above === null ? words : `${above === 'quote' ? '\n' : '\n\n'}${words}`
    above = run.kind
  }
  return text
}

const textOf = (lines: readonly Line[]): string => lines.map((line) => line.text).join('\n')

const wordsOf = (run: Run): string => textOf(withoutSignature(run.lines))

const forwarded = (run: Run): string => textOf(run.lines)

/** Neighbours of one kind together; blank lines belong to what they stand under; what was there before the mail is gone. */
function runsOf(lines: readonly Line[]): Run[] {
  const runs: { kind: Run['kind']; lines: Line[] }[] = []
  for (const line of lines) {
    if (line.mark === 'rest') continue
    const kind = kindOf(line)
    const last = runs.at(-1)
    if (last !== undefined && (last.kind === kind || (isBlank(line) && kind !== 'forward'))) last.lines.push(line)
    else runs.push({ kind, lines: [line] })
  }
  return runs
}

function kindOf(line: Line): Run['kind'] {
  switch (line.mark) {
    case 'own':
    case 'signature':
    case 'indent':
    case 'rest':
      return 'own'
    case 'quote':
    case 'attribution':
      return 'quote'
    case 'forward':
      return 'forward'
    default: {
      const missing: never = line.mark
      throw new RangeError(`No kind for ${String(missing)}.`)
    }
  }
}

/** The lines of a quote that the words below it answer. */
function context(run: Run): string {
  const quoted = run.lines.filter((line) => line.mark === 'quote')
  const outer = quoted.reduce((least, line) => (isBlank(line) ? least : Math.min(least, line.depth)), Infinity)
  const lines = trimmedBlank(quoted.filter((line) => line.depth === outer || isBlank(line)))
  const short = lines.length <= CONTEXT_LINES_MAX ? lines : lastParagraph(lines)
  return short.map((line) => `> ${line.text}`.trimEnd()).join('\n')
}

function trimmedBlank(lines: readonly Line[]): readonly Line[] {
  const first = lines.findIndex((line) => !isBlank(line))
  const last = lines.findLastIndex((line) => !isBlank(line))
  return first === -1 ? [] : lines.slice(first, last + 1)
}

function lastParagraph(lines: readonly Line[]): readonly Line[] {
  const blank = lines.findLastIndex((line) => isBlank(line))
  return lines.slice(blank + 1).slice(-CONTEXT_LINES_MAX)
}
