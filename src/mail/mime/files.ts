import { createHash } from 'node:crypto'
import { fileKey } from '../../domain/ids.ts'
import type { MailFile } from '../../domain/mail.ts'
import { safeFilename } from '../../domain/text.ts'

/** A file as it was found, before it has a key and a safe name. */
export interface FoundFile {
  readonly filename: string | null
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly cid?: string
}

/** Endings of what people and programs send; for parts without a name, and for types that say nothing. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  zip: 'application/zip',
  txt: 'text/plain',
  html: 'text/html',
  csv: 'text/csv',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  rtf: 'application/rtf',
  xml: 'application/xml',
  json: 'application/json',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  eml: 'message/rfc822',
  p7m: 'application/pkcs7-mime',
  p7s: 'application/pkcs7-signature',
  asc: 'application/pgp-signature',
}

/** Types that name no ending above but have one of their own. */
const ENDINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(TYPES)
      .reverse()
      .map(([ending, type]) => [type, ending]),
  ),
  'image/jpg': 'jpg',
  'application/ics': 'ics',
  'text/x-vcard': 'vcf',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/pgp-encrypted': 'txt',
  'application/pgp-keys': 'asc',
  'application/ms-tnef': 'dat',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'text/rfc822-headers': 'txt',
  'message/rfc822-headers': 'txt',
}

/**
 * Names files: without paths and characters that deceive, an ending where there is none, the type by the ending where the sender's
 * says nothing, no name twice.
 * @param identity of the mail: keys are the same at every reading of the same mail and differ between mails
 */
export function namedFiles(identity: string, found: readonly FoundFile[]): MailFile[] {
  const names = new Set<string>()
  const keys = new Set<string>()
  return found.map((file, index) => {
    const filename = unused(nameOf(file, index), names)
    const content = createHash('sha256').update(file.bytes).digest('hex').slice(0, 16)
    const key = unused(`${identity.slice(0, 24)}-${content}`, keys)
    return {
      key: fileKey(key),
      filename,
      mimeType: typeOf(file.mimeType, filename),
      bytes: file.bytes,
      ...(file.cid === undefined ? {} : { cid: file.cid }),
    }
  })
}

function nameOf({ filename, mimeType }: FoundFile, index: number): string {
  // Marks of direction make `exe.jpg` of `gpj.exe`.
  const named = filename === null ? '' : filename.replace(/[\u200b-\u200f\u061c\u2060\ufeff]/g, '').trim()
  const safe =
    named === '' || /^[./\\\s]*$/.test(named) ? `file-${String(index + 1)}` : safeFilename(named.normalize('NFC'))
  const ending = ENDINGS[mimeType]
  return /\.[\p{L}\p{N}_-]{1,16}$/u.test(safe) || ending === undefined ? safe : `${safe}.${ending}`
}

function typeOf(mimeType: string, filename: string): string {
  const saysNothing = mimeType === 'application/octet-stream' || mimeType === 'application/binary'
  if (!saysNothing) return mimeType === 'image/jpg' ? 'image/jpeg' : mimeType
  return TYPES[filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
}

/** `photo.jpg`, `photo-2.jpg`. */
function unused(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const ending = dot > 0 ? name.slice(dot) : ''
  let free = name
  for (let count = 2; taken.has(free); count += 1) free = `${stem}-${String(count)}${ending}`
  taken.add(free)
  return free
}
