import { fieldsOf, type RawField, splitHead } from './head.ts'
import { structured } from './structured.ts'
import { headerText } from './words.ts'

/** One part of a mail, and the mail itself. Its body is not decoded yet. */
export interface Part {
  readonly fields: readonly RawField[]
  /** Media type in lower case. */
  readonly type: string
  readonly params: ReadonlyMap<string, string>
  /** Content-Disposition in lower case; '' = none. */
  readonly disposition: string
  /** As the sender named it, words decoded; not safe as a name yet. */
  readonly filename: string | null
  /** Content-ID without its angle brackets. */
  readonly cid: string | null
  /** Content-Transfer-Encoding in lower case. */
  readonly encoding: string
  readonly body: Buffer
  /** Of a multipart; empty for any other. */
  readonly children: readonly Part[]
}

export interface Outline {
  readonly root: Part
  /** Parts that hold bytes themselves. */
  readonly leaves: number
  readonly troubles: ReadonlySet<string>
  /** It has more or deeper parts, or a longer head, than are read: what was not taken apart is in no part. */
  readonly over: boolean
}

/** Beyond these a mail is not taken apart further. Real mails have below 100 parts in below 10 levels. */
export const PARTS_MAX = 500
export const DEPTH_MAX = 32

const LF = 0x0a
const CR = 0x0d
const DASH = 0x2d

interface Reading {
  parts: number
  leaves: number
  over: boolean
  readonly troubles: Set<string>
}

/** Takes a mail apart along its boundaries; never throws. Linear in its size: each level of parts is looked through once. */
export function outlineOf(bytes: Uint8Array): Outline {
  const reading: Reading = { parts: 0, leaves: 0, over: false, troubles: new Set() }
  const root = readPart(bytes, 'text/plain', 0, reading)
  return { root, leaves: reading.leaves, troubles: reading.troubles, over: reading.over }
}

function readPart(bytes: Uint8Array, defaultType: string, depth: number, reading: Reading): Part {
  reading.parts += 1
  const { head, body } = splitHead(bytes, depth === 0 ? 'mail' : 'part')
  const { fields, cut } = fieldsOf(head)
  if (cut) over(reading, 'its head is too long: not all of it was read')
  const part = partOf(fields, body, defaultType)
  if (!part.type.startsWith('multipart/')) {
    reading.leaves += 1
    return part
  }
  if (depth >= DEPTH_MAX) {
    over(reading, `parts are nested deeper than ${String(DEPTH_MAX)} levels`)
    return part
  }
  const children = childrenOf(part, depth, reading)
  if (children.length > 0) return { ...part, children }
  if (body.some((byte) => byte > 0x20)) reading.troubles.add('a multipart without parts: shown as it stands')
  return { ...part, type: 'text/plain', encoding: '' }
}

function over(reading: Reading, trouble: string): void {
  reading.over = true
  reading.troubles.add(trouble)
}

function partOf(fields: readonly RawField[], body: Buffer, defaultType: string): Part {
  const raw = (name: string): string => fields.find((field) => field.name === name)?.value ?? ''
  const type = structured(raw('content-type'))
  const disposition = structured(raw('content-disposition'))
  const cid = headerText(raw('content-id')).replace(/^<|>$/g, '').trim()
  const filename = disposition.params.get('filename') ?? type.params.get('name') ?? null
  return {
    fields,
    type: /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(type.value)
      ? type.value
      : loose(type.value, defaultType),
    params: type.params,
    disposition: disposition.value,
    filename: filename === '' ? null : filename,
    cid: cid === '' ? null : cid,
    encoding: /[\w-]+/.exec(raw('content-transfer-encoding').replace(/\([^()]*\)/g, ''))?.[0].toLowerCase() ?? '',
    body,
    children: [],
  }
}

/** `text`, as old senders write, and rubbish. */
function loose(value: string, defaultType: string): string {
  if (value === '' || value === 'text') return defaultType
  return value.startsWith('multipart') ? 'multipart/mixed' : 'application/octet-stream'
}

function childrenOf(part: Part, depth: number, reading: Reading): Part[] {
  const named = part.params.get('boundary')?.trimEnd()
  const bodies = named === undefined || named === '' ? [] : between(part.body, named)
  const guessed = bodies.length > 0 ? undefined : guessedBoundary(part.body)
  const children: Part[] = []
  const defaultType = part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  for (const body of guessed === undefined ? bodies : between(part.body, guessed)) {
    if (reading.parts >= PARTS_MAX) {
      over(reading, `more than ${String(PARTS_MAX)} parts`)
      break
    }
    children.push(readPart(body, defaultType, depth + 1, reading))
  }
  return children
}

/** Where the sender does not say which line parts the parts: the first that begins with two dashes and comes again. */
function guessedBoundary(body: Buffer): string | undefined {
  const boundary = /(?:^|\n)--([\w'()+,./:=?-][\w'()+,./:=? -]{0,199}?)[ \t\r]*\n/.exec(
    body.toString('latin1', 0, 20_000),
  )?.[1]
  return boundary !== undefined && between(body, boundary).length > 0 ? boundary : undefined
}

/** What stands between the lines of a boundary (RFC 2046, 5.1.1), also after its end line, where some gateways add parts. */
function between(body: Buffer, boundary: string): Buffer[] {
  const line = Buffer.from(`--${boundary}`, 'utf8')
  const found: Buffer[] = []
  let start = -1
  for (let at = body.indexOf(line); at >= 0; at = body.indexOf(line, at + 1)) {
    const end = delimiterEnd(body, at, line.length)
    if (end === undefined) continue
    if (start >= 0) found.push(body.subarray(start, contentEnd(body, at, start)))
    start = end.last ? -1 : end.next
    if (found.length > PARTS_MAX) return found
  }
  if (start >= 0 && start < body.length) found.push(body.subarray(start))
  return found
}

function delimiterEnd(body: Buffer, at: number, length: number): { next: number; last: boolean } | undefined {
  if (at > 0 && body[at - 1] !== LF) return undefined
  const last = body[at + length] === DASH && body[at + length + 1] === DASH
  let next = at + length + (last ? 2 : 0)
  while (body[next] === 0x20 || body[next] === 0x09 || body[next] === CR) next += 1
  if (next < body.length && body[next] !== LF) return undefined
  return { next: Math.min(next + 1, body.length), last }
}

/** The line end before a boundary belongs to the boundary. */
function contentEnd(body: Buffer, at: number, start: number): number {
  let end = at
  if (end > start && body[end - 1] === LF) end -= 1
  if (end > start && body[end - 1] === CR) end -= 1
  return end
}
