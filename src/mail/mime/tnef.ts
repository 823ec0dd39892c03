import type { FoundFile } from './files.ts'
import type { Forms } from './text-choice.ts'

export interface TnefContent {
  readonly files: readonly FoundFile[]
  readonly words: readonly Forms[]
  /** Why not all of it could be read; null = all was. */
  readonly trouble: string | null
}

const FILES_MAX = 200
const SIGNATURE = 0x223e9f78
const ATTACHMENT_BEGINS = 0x9002
const ATTACHMENT_TITLE = 0x8010
const ATTACHMENT_DATA = 0x800f
const ATTACHMENT_PROPERTIES = 0x9005
const BODY = 0x800c
const UNREADABLE = 'winmail.dat could not be read whole: kept as a file'

interface OpenFile {
  name: string | null
  longName: string | null
  mimeType: string | null
  bytes: Buffer | null
}

/**
 * Files in Outlook's own wrapping (winmail.dat, MS-OXTNEF). Nothing is unpacked or decompressed: the result is never larger than what is
 * read. Formatted text (compressed RTF) is left out; such mails carry their words a second time.
 */
export function readTnef(bytes: Buffer): TnefContent {
  const files: OpenFile[] = []
  const words: Forms[] = []
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return { files: [], words: [], trouble: UNREADABLE }
  let at = 6
  let whole = true
  while (at + 9 <= bytes.length) {
    const id = bytes.readUInt16LE(at + 1)
    const size = bytes.readUInt32LE(at + 5)
    const value = bytes.subarray(at + 9, at + 9 + size)
    if (value.length < size || files.length > FILES_MAX) {
      whole = false
      break
    }
    if (id === ATTACHMENT_BEGINS) files.push({ name: null, longName: null, mimeType: null, bytes: null })
    else if (id === BODY) words.push({ plain: text(value), html: null })
    else whole = addTo(files.at(-1), id, value) && whole
    at += 9 + size + 2
  }
  return {
    files: files.flatMap(({ longName, name, mimeType, bytes: content }) =>
      content === null
        ? []
        : [{ filename: longName ?? name, mimeType: mimeType ?? 'application/octet-stream', bytes: content }],
    ),
    words,
    trouble: whole && files.every((file) => file.bytes !== null) ? null : UNREADABLE,
  }
}

function addTo(file: OpenFile | undefined, id: number, value: Buffer): boolean {
  if (file === undefined) return true
  if (id === ATTACHMENT_TITLE) file.name = text(value)
  else if (id === ATTACHMENT_DATA) file.bytes = value
  else if (id === ATTACHMENT_PROPERTIES) return addProperties(file, value)
  return true
}

const text = (value: Buffer): string => value.toString('latin1').replace(/\0[\s\S]*$/, '')

const LONG_NAME = 0x3707
const MIME_TAG = 0x370e
const DATA = 0x3701

/** MAPI properties of an attachment (MS-OXTNEF 2.1.3.4); stops where it meets what it does not know. */
function addProperties(file: OpenFile, value: Buffer): boolean {
  try {
    return readProperties(file, value)
  } catch (error) {
    // A length that leads beyond the end.
    if (error instanceof RangeError) return false
    throw error
  }
}

function readProperties(file: OpenFile, value: Buffer): boolean {
  const count = value.readUInt32LE(0)
  let at = 4
  for (let property = 0; property < Math.min(count, 500); property += 1) {
    const type = value.readUInt16LE(at)
    const id = value.readUInt16LE(at + 2)
    at += 4
    if (id >= 0x8000) at = afterName(value, at)
    const fixed = FIXED_SIZES[type & 0x0fff]
    if (fixed !== undefined && (type & 0x1000) === 0) {
      at += fixed
      continue
    }
    const values = value.readUInt32LE(at)
    at += 4
    for (let index = 0; index < Math.min(values, 100); index += 1) {
      const size = value.readUInt32LE(at)
      const content = value.subarray(at + 4, at + 4 + size)
      if (content.length < size) return false
      keep(file, id, type, content)
      at += 4 + size + ((4 - (size % 4)) % 4)
    }
  }
  return true
}

function keep(file: OpenFile, id: number, type: number, content: Buffer): void {
  const words = (): string =>
    (type === 0x1f ? content.toString('utf16le') : content.toString('latin1')).replace(/\0[\s\S]*$/, '')
  if (id === LONG_NAME) file.longName = words()
  else if (id === MIME_TAG) file.mimeType = /^[\w.+-]+\/[\w.+-]+$/.exec(words().toLowerCase())?.[0] ?? null
  // An embedded mail or document begins with the id of its interface, 16 bytes.
  else if (id === DATA && file.bytes === null) file.bytes = type === 0x0d ? content.subarray(16) : content
}

/** Bytes of a property's value by its type, padded to four. */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
}

/** A named property carries its set and its number or name. */
function afterName(value: Buffer, start: number): number {
  const kind = value.readUInt32LE(start + 16)
  if (kind === 0) return start + 24
  const size = value.readUInt32LE(start + 20)
  return start + 24 + size + ((4 - (size % 4)) % 4)
}
