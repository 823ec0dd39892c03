import { TextDecoder } from 'node:util'

/** Names that mails use and the platform's decoder does not know (https://encoding.spec.whatwg.org). */
const ALIASES: Readonly<Record<string, string>> = {
  ansi: 'windows-1252',
  cp932: 'shift_jis',
  'windows-932': 'shift_jis',
  cp936: 'gbk',
  'windows-936': 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'windows-950': 'big5',
  eucjp: 'euc-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'x-gb18030': 'gb18030',
  'iso-8859-1-windows-1252': 'windows-1252',
}

/** Labels that say nothing: what has no label is UTF-8 where it can be. */
const SAYS_NOTHING =
  /^(?:|utf-?8|us-ascii|ascii|unknown-8bit|x-unknown|unknown|default|binary|7bit|8bit|none|ansi_x3\.4-1968)$/

export interface DecodedText {
  readonly text: string
  /** Why it was not read as it was labelled; null = it was. */
  readonly trouble: string | null
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const lenientUtf8 = new TextDecoder('utf-8')
const western = new TextDecoder('windows-1252')

/**
 * Decodes words. A byte order mark decides before the label; what is labelled as one byte a character and is valid UTF-8 beyond ASCII
 * is UTF-8; what is labelled UTF-8 and is not is read as windows-1252, unless only little of it is broken.
 * @param label charset parameter as it stands
 * @returns without null characters: no database takes them
 */
export function decodeText(bytes: Uint8Array, label: string | undefined): DecodedText {
  const { text, trouble } = decoded(bytes, normalLabel(label))
  return { text: text.includes('\0') ? text.replaceAll('\0', '') : text, trouble }
}

function decoded(bytes: Uint8Array, label: string): DecodedText {
  const marked = byMark(bytes)
  if (marked !== undefined) return { text: new TextDecoder(marked).decode(bytes), trouble: null }
  const wide = SAYS_NOTHING.test(label) ? unmarkedWide(bytes) : undefined
  if (wide !== undefined) return { text: new TextDecoder(wide).decode(bytes), trouble: null }
  if (/^(?:x-)?(?:unicode-1-1-)?utf-?7(?:-imap)?$/.test(label)) return fromUtf7(bytes)
  if (SAYS_NOTHING.test(label)) return asUtf8(bytes)
  const decoder = decoderOf(label)
  if (decoder === undefined) {
    const { text } = asUtf8(bytes)
    return { text, trouble: 'unknown charset: read as what it looks like' }
  }
  return mislabelled(bytes, decoder) ?? { text: decoder.decode(bytes), trouble: null }
}

const normalLabel = (label: string | undefined): string =>
  (label ?? '')
    .toLowerCase()
    .replace(/[\s"'<>]/g, '')
    .replace(/\*.*$/, '')
    .slice(0, 60)

const decoders = new Map<string, TextDecoder | undefined>()

function decoderOf(label: string): TextDecoder | undefined {
  if (decoders.has(label)) return decoders.get(label)
  const spellings = [
    ALIASES[label],
    label,
    label.replace(/^x-/, ''),
    label.replace(/^(?:cp|ms|ibm)-?(?=125\d$)/, 'windows-'),
  ]
  const known = spellings.flatMap((spelling) => (spelling === undefined ? [] : [platformDecoder(spelling)]))
  const decoder = known.find((one) => one !== undefined)
  if (decoders.size < 500) decoders.set(label, decoder)
  return decoder
}

function platformDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

/** Every second byte of Western words is null in UTF-16. */
function unmarkedWide(bytes: Uint8Array): string | undefined {
  const size = Math.min(bytes.length, 2000)
  const nulls = [0, 0]
  for (let at = 0; at < size; at += 1) if (bytes[at] === 0) nulls[at % 2] = (nulls[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = nulls
  if (size < 8) return undefined
  if (odd > size * 0.4 && even < size * 0.05) return 'utf-16le'
  return even > size * 0.4 && odd < size * 0.05 ? 'utf-16be' : undefined
}

function asUtf8(bytes: Uint8Array): DecodedText {
  const text = strictUtf8(bytes)
  if (text !== undefined) return { text, trouble: null }
  const lenient = lenientUtf8.decode(bytes)
  const broken = lenient.split('\u{fffd}').length - 1
  const whole = (lenient.match(/[\u0080-\ufffc]/g) ?? []).length
  if (whole > broken * 4) return { text: lenient, trouble: 'some characters are no UTF-8' }
  return { text: western.decode(bytes), trouble: 'no UTF-8: read as windows-1252' }
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** UTF-8 under another label: words of another charset are next to never valid UTF-8 beyond ASCII. */
function mislabelled(bytes: Uint8Array, decoder: TextDecoder): DecodedText | undefined {
  if (/^(?:utf-|iso-2022|replacement)/.test(decoder.encoding) || isAscii(bytes)) return undefined
  const text = strictUtf8(bytes)
  if (text === undefined) return undefined
  const oneByte = /^(?:windows-|iso-|koi8|ibm|macintosh|x-mac)/.test(decoder.encoding)
  return oneByte || decoder.decode(bytes).includes('\u{fffd}')
    ? { text, trouble: `UTF-8 labelled ${decoder.encoding}` }
    : undefined
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false
  return true
}

/** RFC 2152: runs of UTF-16 in base64 between `+` and `-`. */
function fromUtf7(bytes: Uint8Array): DecodedText {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const text = source.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) =>
    run === '' ? '+' : utf16be(Buffer.from(run, 'base64')),
  )
  return { text, trouble: null }
}

function utf16be(bytes: Buffer): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
  return even.swap16().toString('utf16le')
}
