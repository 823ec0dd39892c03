import { attributionOf, endsLikeOne, type Surety } from './attribution.ts'
import { headerBlockLines } from './header-block.ts'
import { isBlank, type Line, type Mark, PATTERN_MAX_CHARS } from './line.ts'
import { Elsewhere } from './elsewhere.ts'
import { isRuled, separatorOf } from './separator.ts'

/** An attribution is at most so many lines long once a program has wrapped it. */
const ATTRIBUTION_LINES_MAX = 5
const QUOTED_HEADERS_MAX = 10
const ANNOUNCED_LINES_MAX = 6
const BLANKS_MAX = 6

/**
 * Looks at the lines that nothing has marked yet and marks what programs write above quotes, in any of the languages.
 * Every place is looked at once, with a bound on how far it looks ahead, so the time grows with the length alone.
 */
export function marked(given: readonly Line[]): Line[] {
  const lines = handedOn(given)
  const elsewhere = new Elsewhere()
  const texts = lines.map((line) => line.text)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as Line
    if (line.mark === 'indent') {
      at = indented(lines, at) - 1
      continue
    }
    if (line.mark === 'quote' && quotedHeaders(lines, texts, at) > 0) {
      set(lines, at, lines.length, 'rest')
      break
    }
    if (line.mark !== 'own' || isBlank(line)) continue
    const found = beginning(lines, texts, at, elsewhere)
    if (found === null) continue
    const quoted = quoteFollows(lines, at + found.lines)
    if (quoted) set(lines, at, at + found.lines, found.mark === 'forward' ? 'forward' : 'attribution')
    else if (found.surety === 'sure') {
      set(lines, at, lines.length, found.mark)
      break
    }
    at += found.lines - 1
  }
  return lines
}

const BEFORE: readonly Mark[] = ['quote', 'attribution', 'rest']

/** What is quoted whole and begins with the words for it is a mail handed on. */
function handedOn(given: readonly Line[]): Line[] {
  const lines = [...given]
  let forwarded = false
  let inside = false
  for (const [at, line] of lines.entries()) {
    if (!BEFORE.includes(line.mark)) {
      inside &&= isBlank(line)
      forwarded &&= inside
      continue
    }
    if (!inside && !isBlank(line)) {
      inside = true
      forwarded = separatorOf(line.text) === 'forward'
    }
    if (forwarded) lines[at] = { ...line, mark: 'forward' }
  }
  return lines
}

interface Beginning {
  readonly lines: number
  readonly mark: 'rest' | 'forward'
  readonly surety: Surety
}

/** What begins at this line, if something does. */
function beginning(
  lines: readonly Line[],
  texts: readonly string[],
  at: number,
  elsewhere: Elsewhere,
): Beginning | null {
  const text = texts[at] ?? ''
  const separator = separatorOf(text.trim())
  if (separator !== null) return { lines: 1 + blockBelow(texts, at + 1), mark: separator, surety: 'sure' }
  const ruled = isRuled(text.trim()) ? blockBelow(texts, at + 1) : 0
  if (ruled > 0) return { lines: 1 + ruled, mark: 'rest', surety: 'sure' }
  const headers = headerBlockLines(texts, at)
  if (headers > 0) return announced(lines, at) ? null : { lines: headers, mark: 'rest', surety: 'sure' }
  const parts: string[] = []
  for (let count = 1; count <= ATTRIBUTION_LINES_MAX; count += 1) {
    const next = lines[at + count - 1]
    if (next === undefined || next.mark !== 'own' || isBlank(next)) return null
    parts.push(next.text.trim())
    const joined = parts.join(' ')
    if (joined.length > PATTERN_MAX_CHARS) return null
    if (!endsLikeOne(joined)) continue
    // Somebody's own words may stand right above an attribution that is whole without them.
    if (parts.some((_, from) => from > 0 && attributionOf(parts.slice(from).join(' ')) === 'sure')) return null
    const surety = attributionOf(joined) ?? elsewhere.attributionOf(joined)
    // Where a sentence ends here, none goes on below.
    return surety === null ? null : { lines: count, mark: 'rest', surety }
  }
  return null
}

/** A web form's mail: one paragraph that ends in a colon, and its fields. They are what is new. */
function announced(lines: readonly Line[], at: number): boolean {
  const above = lines.slice(Math.max(0, at - ANNOUNCED_LINES_MAX), at)
  const words = above.filter((line) => !isBlank(line))
  return at <= ANNOUNCED_LINES_MAX && words.length > 0 && words.length <= 2 && words.at(-1)?.text.endsWith(':') === true
}

function blockBelow(texts: readonly string[], from: number): number {
  let at = from
  while (at < from + 2 && (texts[at] ?? '').trim() === '') at += 1
  const headers = headerBlockLines(texts, at)
  return headers === 0 ? 0 : at - from + headers
}

/** Orange quotes the headers and leaves the older mail below them as it was. @returns where the quote ends; 0 = it is another */
function quotedHeaders(lines: readonly Line[], texts: readonly string[], at: number): number {
  if (lines[at - 1]?.mark === 'quote') return 0
  let end = at
  while (end < at + QUOTED_HEADERS_MAX && lines[end]?.mark === 'quote') end += 1
  if (lines[end]?.mark === 'quote') return 0
  const first = at + (/^Message du \d/i.test(texts[at] ?? '') ? 1 : 0)
  const block = headerBlockLines(texts, first)
  return block > 0 && texts.slice(first + block, end).every((text) => text.trim() === '') ? end : 0
}

/** A quote stands below, blank lines aside. */
function quoteFollows(lines: readonly Line[], from: number): boolean {
  for (let at = from; at < Math.min(lines.length, from + 4); at += 1) {
    const line = lines[at] as Line
    if (line.mark === 'quote' || line.mark === 'indent') return true
    if (!isBlank(line)) return false
  }
  return false
}

/** An indented run is quoted where an attribution stands above it, else somebody's own. @returns where it ends */
function indented(lines: Line[], from: number): number {
  let end = from
  while (lines[end]?.mark === 'indent') end += 1
  let above = from - 1
  while (above > from - BLANKS_MAX && above >= 0 && isBlank(lines[above] as Line)) above -= 1
  const quoted = lines[above]?.mark === 'attribution'
  for (let at = from; at < end; at += 1) {
    const line = lines[at] as Line
    lines[at] = quoted ? { ...line, mark: 'quote', depth: 1 } : { ...line, mark: 'own' }
  }
  return quoted ? end : from
}

function set(lines: Line[], from: number, to: number, mark: Mark): void {
  for (let at = from; at < Math.min(to, lines.length); at += 1) {
    const line = lines[at] as Line
    if (line.mark === 'own' || line.mark === 'indent' || line.mark === 'signature') lines[at] = { ...line, mark }
  }
}
