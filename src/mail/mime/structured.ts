import { decodeText } from './charset.ts'
import { decodedWords, unicode } from './words.ts'

/** A value such as `text/plain; charset=utf-8`. */
export interface Structured {
  /** Before the first `;`, in lower case, without comments. */
  readonly value: string
  /** By name in lower case; of two the first counts. */
  readonly params: ReadonlyMap<string, string>
}

const PARAMS_MAX = 100
const RAW_MAX_CHARS = 16 * 1024

/**
 * Reads a value with parameters: comments, quoted strings, continuations and charsets of RFC 2231, encoded words where they do not
 * belong, names with blanks that nobody quoted.
 * @param raw each byte one character, as `fieldsOf` gives it
 */
export function structured(raw: string): Structured {
  const pieces = piecesOf(unicode(raw.slice(0, RAW_MAX_CHARS)))
  const [first = '', ...others] = pieces
  const sections = new Map<string, { at: number; encoded: boolean; value: string }[]>()
  for (const piece of others.slice(0, PARAMS_MAX)) {
    const equals = piece.indexOf('=')
    if (equals <= 0) continue
    const name = /^([^*]*)(?:\*(\d{1,3}))?(\*)?$/.exec(piece.slice(0, equals).trim().toLowerCase())
    if (name?.[1] === undefined || name[1] === '') continue
    const section = {
      at: Number(name[2] ?? 0),
      encoded: name[3] !== undefined,
      value: unquoted(piece.slice(equals + 1)),
    }
    const kind = name[2] === undefined && name[3] === undefined ? name[1] : `${name[1]}*`
    sections.set(kind, [...(sections.get(kind) ?? []), section])
  }
  return { value: withoutComments(first).trim().toLowerCase(), params: joined(sections) }
}

function joined(
  sections: ReadonlyMap<string, { at: number; encoded: boolean; value: string }[]>,
): ReadonlyMap<string, string> {
  const params = new Map<string, string>()
  for (const [name, [first]] of sections)
    if (!name.endsWith('*') && first !== undefined) params.set(name, decodedWords(first.value))
  for (const [name, parts] of sections) {
    if (!name.endsWith('*')) continue
    const value = continued(parts)
    // The form of RFC 2231 stands for what the plain one can only hint at.
    if (value !== '') params.set(name.slice(0, -1), value)
  }
  return params
}

/** RFC 2231, 3 and 4.1: sections by number; the first may name the charset; only those whose name ends in `*` are percent-encoded. */
function continued(parts: readonly { at: number; encoded: boolean; value: string }[]): string {
  const ordered = parts.toSorted((one, other) => one.at - other.at)
  const head = ordered[0]
  const named = head?.encoded === true ? /^([^']*)'[^']*'(.*)$/s.exec(head.value) : null
  const bytes: Buffer[] = []
  for (const [index, part] of ordered.entries()) {
    if (index > 0 && part.at === ordered[index - 1]?.at) continue
    const value = index === 0 && named !== null ? (named[2] ?? '') : part.value
    bytes.push(part.encoded ? percentDecoded(value) : Buffer.from(value, 'utf8'))
  }
  return decodedWords(decodeText(Buffer.concat(bytes), named?.[1]).text)
}

function percentDecoded(value: string): Buffer {
  const latin = Buffer.from(value, 'utf8').toString('latin1')
  return Buffer.from(
    latin.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
    'latin1',
  )
}

/** Split at `;` outside quotes. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted && char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      pieces.push(text.slice(start, at))
      start = at + 1
    }
  }
  // A quote that never ends would swallow every parameter after it.
  if (quoted && pieces.length === 0) return text.split(';')
  return [...pieces, text.slice(start)]
}

function unquoted(value: string): string {
  const text = value.trim()
  if (!text.startsWith('"'))
    return withoutComments(text)
      .trim()
      .replace(/^'(.*)'$/s, '$1')
  const end = closing(text)
  return text.slice(1, end).replace(/\\(["\\])/g, '$1')
}

function closing(text: string): number {
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}

/** A comment begins after white space or at the start: `name=Invoice(1).pdf` has none. */
const withoutComments = (text: string): string =>
  text.includes('(') ? text.replace(/(^|[ \t])\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '$1') : text
