import type { Part } from './parts.ts'

export interface DecodedBody {
  readonly bytes: Buffer
  readonly trouble: string | null
}

/** The bytes that a part carries (RFC 2045, 6). What cannot be decoded comes as far as it can, or as it stands. */
export function decodedBody({ encoding, body }: Pick<Part, 'encoding' | 'body'>): DecodedBody {
  if (encoding.includes('base64')) return fromBase64(body)
  if (encoding.includes('quoted')) return { bytes: fromQuotedPrintable(body), trouble: null }
  if (/^(?:x-)?uu/.test(encoding)) return fromUuencode(body.toString('latin1'))
  return { bytes: body, trouble: null }
}

/** Padding ends a unit; some senders pad every line. */
function fromBase64(body: Buffer): DecodedBody {
  if (!looksBase64(body)) return { bytes: body, trouble: 'labelled base64 and is none: kept as it stands' }
  const text = body.toString('latin1').trimEnd()
  const padding = text.indexOf('=')
  if (padding < 0 || /^=+$/.test(text.slice(padding, padding + 4))) {
    const rest = padding < 0 ? '' : text.slice(padding).replace(/^[=\s]+/, '')
    if (rest === '') return { bytes: Buffer.from(text, 'base64'), trouble: cutOff(text) }
  }
  const units = text.split(/=+/)
  return { bytes: Buffer.concat(units.map((unit) => Buffer.from(unit, 'base64'))), trouble: null }
}

function looksBase64(body: Buffer): boolean {
  const sample = body.toString('latin1', 0, 2000)
  const strange = sample.match(/[^A-Za-z0-9+/=\s_-]/g)?.length ?? 0
  const blanks = sample.match(/\S [A-Za-z]/g)?.length ?? 0
  return strange + blanks <= sample.length / 20
}

/** Encoders pad to whole groups of four. */
function cutOff(text: string): string | null {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1).trim()
  return lastLine.length % 4 === 0 ? null : 'base64 cut off: kept as far as it goes'
}

const EQUALS = 0x3d

function fromQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length)
  let size = 0
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] as number
    if (byte !== EQUALS) {
      out[size++] = byte
      continue
    }
    const high = hexDigit(body[at + 1])
    const low = hexDigit(body[at + 2])
    if (high >= 0 && low >= 0) {
      out[size++] = high * 16 + low
      at += 2
      continue
    }
    const next = softBreak(body, at)
    if (next < 0) out[size++] = byte
    else at = next
  }
  return out.subarray(0, size)
}

/** Index of the line feed where the line ends after `=` and white space; -1 = it does not. */
function softBreak(body: Buffer, at: number): number {
  let next = at + 1
  while (body[next] === 0x20 || body[next] === 0x09 || body[next] === 0x0d) next += 1
  return next >= body.length || body[next] === 0x0a ? next : -1
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

const UU_BEGIN = /^begin [0-7]{3,4} (.{1,200})$/

function fromUuencode(text: string): DecodedBody {
  const [file] = uuencodedFiles(text).files
  return file === undefined
    ? { bytes: Buffer.from(text, 'latin1'), trouble: 'uuencode without its frame: kept as it stands' }
    : { bytes: file.bytes, trouble: null }
}

/** Files that old programs write into the words themselves, and the words without them. */
export function uuencodedFiles(text: string): {
  readonly text: string
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[]
} {
  if (!/^begin [0-7]{3,4} /m.test(text)) return { text, files: [] }
  const lines = text.split(/\r?\n/)
  const files: { name: string; bytes: Buffer }[] = []
  const words: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const name = UU_BEGIN.exec(lines[at] ?? '')?.[1]
    const end = name === undefined ? -1 : uuEnd(lines, at + 1)
    if (name === undefined || end < 0) {
      words.push(lines[at] ?? '')
    } else {
      files.push({ name: name.trim(), bytes: uuBytes(lines.slice(at + 1, end)) })
      at = end
    }
  }
  return files.length === 0 ? { text, files } : { text: words.join('\n'), files }
}

/** Index of the line `end` after lines of uuencode alone; -1 = these are words. */
function uuEnd(lines: readonly string[], start: number): number {
  let at = start
  while (at < lines.length && /^[ -`]{1,63}$/.test(lines[at] ?? '') && lines[at] !== 'end') at += 1
  return at > start && lines[at]?.trimEnd() === 'end' ? at : -1
}

function uuBytes(lines: readonly string[]): Buffer {
  const bytes: number[] = []
  for (const line of lines) {
    const size = (line.charCodeAt(0) - 32) & 63
    const start = bytes.length
    for (let at = 1; bytes.length - start < size; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((offset) => uuDigit(line, at + offset))
      bytes.push(((a << 2) | (b >> 4)) & 255, ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255)
    }
    bytes.length = start + size
  }
  return Buffer.from(bytes)
}

/** Programs drop blanks at the end of a line; a blank is 0. */
const uuDigit = (line: string, at: number): number => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0)
