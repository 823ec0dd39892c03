/** One header field: its name in lower case, its value unfolded, each byte one character (latin1). */
export interface RawField {
  readonly name: string
  readonly value: string
}

const LF = 0x0a
const CR = 0x0d

/** Header fields that are looked at; what stands beyond is not read. */
export const FIELDS_MAX = 2000
/** Bytes of a head that are looked at. */
export const HEAD_MAX_BYTES = 1024 * 1024

const FIELD = /^[!-9;-~]{1,200}[ \t]*:/

/**
 * Parts a mail (or a part of one) at the first empty line. Line ends may be CRLF, LF or CR CR LF; a mail without any LF is read by its
 * CRs. What does not begin with a field has no head: all of it is body.
 * @param of a whole mail: mbox' `From ` line and empty lines before the head are left out; a part of one: an empty line ends its head
 */
export function splitHead(
  bytes: Uint8Array,
  of: 'mail' | 'part' = 'mail',
): { readonly head: Buffer; readonly body: Buffer } {
  const whole = withLineFeeds(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (of === 'part' && /^\r{0,3}\n/.test(lineAt(whole, 0))) return halves(whole, 0, 0)
  const start = headStart(whole)
  const end = start < 0 ? 0 : headEnd(whole, start)
  return start < 0 ? { head: whole.subarray(0, 0), body: whole } : halves(whole, start, end)
}

function halves(whole: Buffer, start: number, end: number): { head: Buffer; body: Buffer } {
  let body = end
  while (whole[body] === CR) body += 1
  return { head: whole.subarray(start, end), body: whole.subarray(whole[body] === LF ? body + 1 : end) }
}

/** Old systems end lines with CR alone; CR means a line end only where no LF does. */
function withLineFeeds(bytes: Buffer): Buffer {
  if (bytes.includes(LF) || !bytes.includes(CR)) return bytes
  const copy = Buffer.from(bytes)
  for (let at = copy.indexOf(CR); at >= 0; at = copy.indexOf(CR, at + 1)) copy[at] = LF
  return copy
}

/** Where the first field begins; -1 = there is no head. */
function headStart(bytes: Buffer): number {
  let start = 0
  while (bytes[start] === CR || bytes[start] === LF) start += 1
  if (/^>?From [^\r\n:]*/.test(lineAt(bytes, start))) {
    const next = bytes.indexOf(LF, start)
    if (next >= 0 && FIELD.test(lineAt(bytes, next + 1))) start = next + 1
  }
  return FIELD.test(lineAt(bytes, start)) ? start : -1
}

const lineAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + 300)

/** Where the empty line begins; without one, the first line that is no field and continues none. */
function headEnd(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(LF, start); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    let next = at + 1
    while (bytes[next] === CR) next += 1
    if (bytes[next] === LF) return at + 1
  }
  for (let at = bytes.indexOf(LF, start); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const line = lineAt(bytes, at + 1)
    if (line !== '' && !/^[ \t]/.test(line) && !FIELD.test(line)) return at + 1
  }
  return bytes.length
}

/** A head's fields, topmost first; `cut` = there are more of them than are read. */
export function fieldsOf(head: Buffer): { readonly fields: readonly RawField[]; readonly cut: boolean } {
  const fields: { name: string; lines: string[] }[] = []
  let cut = head.length > HEAD_MAX_BYTES
  for (const ended of head.toString('latin1', 0, HEAD_MAX_BYTES).split('\n')) {
    const line = withoutEnd(ended)
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.lines.push(line)
    } else if (FIELD.test(line)) {
      if (fields.length === FIELDS_MAX) {
        cut = true
        break
      }
      const colon = line.indexOf(':')
      fields.push({ name: line.slice(0, colon).trim().toLowerCase(), lines: [line.slice(colon + 1)] })
    }
  }
  return { fields: fields.map(({ name, lines }) => ({ name, value: unfolded(lines) })), cut }
}

function withoutEnd(line: string): string {
  let end = line.length
  while (end > 0 && line.charCodeAt(end - 1) === CR) end -= 1
  return end === line.length ? line : line.slice(0, end)
}

/** The line break goes, its white space stays (RFC 5322, 2.2.3); a CR within a value is no line of its own. */
const unfolded = (lines: readonly string[]): string => lines.join('').replaceAll('\r', ' ').trim()
