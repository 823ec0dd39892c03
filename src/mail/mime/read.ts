import type { ParsedMail } from '../../domain/mail.ts'
import { automaticOf } from '../automatic.ts'
import { trimReply } from '../trim/trim.ts'
import { addressesOf, idsOf } from './addresses.ts'
import { senderProof } from './auth-results.ts'
import { contentOf } from './content.ts'
import { dateOf } from './date.ts'
import { type FoundFile, namedFiles } from './files.ts'
import { type RawField, splitHead } from './head.ts'
import { mailIdentity } from './identity.ts'
import { type Outline, outlineOf } from './parts.ts'
import { rawWords } from './raw-words.ts'
import { deliveryReport } from './report.ts'
import { hasWords } from './text-choice.ts'
import { isEndlesslyNested } from './visible-html.ts'
import { headerText, unicode } from './words.ts'

export interface ReadOptions {
  /** As the account's own server names itself in Authentication-Results; absent = nothing is believed. */
  readonly authservId?: string
}

/** Where an address stands by which a mail reached a mailbox. */
const DELIVERED = new Set([
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-delivered-to',
  'original-recipient',
])

/**
 * Reads a mail from its bytes at once, in this thread.
 * @throws what a fault of ours throws: `parseMail` sees to it
 */
export const readMail = (bytes: Uint8Array, options: ReadOptions): ParsedMail =>
  readOutline(bytes, outlineOf(bytes), options)

/** As `readMail`, where the mail is taken apart already. */
export function readOutline(bytes: Uint8Array, outline: Outline, options: ReadOptions): ParsedMail {
  const troubles = new Set(outline.troubles)
  const { text: words, html, files } = contentOf(outline.root, troubles)
  const text = outline.over && !hasWords(words) ? rawWords(outline.root.body) : words
  const signs = signsOf(outline.root.fields, text)
  return {
    ...headOf(outline.root.fields, options),
    ...signs,
    ...trimReply({ text, html: html !== null && isEndlesslyNested(html) ? null : html }),
    html,
    files: namedFiles(mailIdentity(bytes), outline.over ? [...files, wholeMail(bytes)] : files),
    troubles: [...troubles],
    report: deliveryReport(outline.root, signs),
    automatic: automaticOf(signs),
  }
}

/**
 * A mail that cannot be read: its raw words, and itself as a file.
 * @param fields of its head, where that can be read
 */
export function unreadMail(
  bytes: Uint8Array,
  fields: readonly RawField[],
  trouble: string,
  options: ReadOptions,
): ParsedMail {
  const text = rawWords(splitHead(bytes).body)
  const signs = signsOf(fields, text)
  return {
    ...headOf(fields, options),
    ...signs,
    reply: text,
    trimmed: false,
    html: null,
    files: namedFiles(mailIdentity(bytes), [wholeMail(bytes)]),
    troubles: [trouble],
    report: null,
    automatic: automaticOf({ ...signs, text: '' }),
  }
}

const wholeMail = (bytes: Uint8Array): FoundFile => ({ filename: 'mail.eml', mimeType: 'message/rfc822', bytes })

type Signs = Pick<ParsedMail, 'headers' | 'from' | 'subject' | 'text'>

function signsOf(fields: readonly RawField[], text: string): Signs {
  return {
    headers: headersOf(fields),
    from: addressesOf(valuesOf(fields, 'from')),
    subject: headerText(valuesOf(fields, 'subject')[0] ?? ''),
    text,
  }
}

type Head = Pick<
  ParsedMail,
  'messageId' | 'inReplyTo' | 'references' | 'sender' | 'replyTo' | 'to' | 'cc' | 'deliveredTo' | 'date' | 'proof'
>

function headOf(fields: readonly RawField[], { authservId }: ReadOptions): Head {
  const raw = (name: string): string[] => valuesOf(fields, name)
  return {
    messageId: idsOf(unicode(raw('message-id')[0] ?? ''))[0] ?? null,
    inReplyTo: idsOf(unicode(raw('in-reply-to').join(' '))),
    references: idsOf(unicode(raw('references').join(' '))),
    sender: addressesOf(raw('sender'))[0] ?? null,
    replyTo: addressesOf(raw('reply-to')),
    to: addressesOf(raw('to')),
    cc: addressesOf(raw('cc')),
    deliveredTo: deliveredTo(fields),
    date: dateOf(raw('date')[0] ?? ''),
    proof: senderProof(raw('authentication-results'), authservId),
  }
}

const valuesOf = (fields: readonly RawField[], name: string): string[] =>
  fields.flatMap((field) => (field.name === name ? [field.value] : []))

function headersOf(fields: readonly RawField[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  for (const { name, value } of fields) {
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [headerText(value)])
    else values.push(headerText(value))
  }
  return headers
}

function deliveredTo(fields: readonly RawField[]): string[] {
  const values = fields.flatMap(({ name, value }) => (DELIVERED.has(name) ? [value.replace(/^rfc822;/i, '')] : []))
  return [...new Set(addressesOf(values).map(({ address }) => address))]
}
