import type { ParsedMail } from '../../domain/mail.ts'
import { automaticOf } from '../automatic.ts'
import { trimReply } from '../trim/trim.ts'
import { addressesOf, idsOf } from './addresses.ts'
import { senderProof } from './auth-results.ts'
import { type Content, contentOf } from './content.ts'
import { dateOf } from './date.ts'
import { type FoundFile, namedFiles } from './files.ts'
import type { RawField } from './head.ts'
import { mailIdentity } from './identity.ts'
import { outlineOf, type Part } from './parts.ts'
import { deliveryReport } from './report.ts'
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
 * @throws whatever a fault of ours throws: `parseMail` catches it
 */
export function readMail(bytes: Uint8Array, options: ReadOptions): ParsedMail {
  const outline = outlineOf(bytes)
  const troubles = new Set(outline.troubles)
  const content = contentOf(outline.root, troubles)
  const whole: FoundFile[] = outline.over ? [{ filename: 'mail.eml', mimeType: 'message/rfc822', bytes }] : []
  return assembled(bytes, outline.root, { ...content, files: [...content.files, ...whole] }, troubles, options)
}

/** A mail of its head, with words and files from elsewhere. */
export function assembled(
  bytes: Uint8Array,
  root: Part,
  content: Content,
  troubles: ReadonlySet<string>,
  { authservId }: ReadOptions,
): ParsedMail {
  const raw = (name: string): string[] => valuesOf(root.fields, name)
  const headers = headersOf(root.fields)
  const from = addressesOf(raw('from'))
  const subject = headerText(raw('subject')[0] ?? '')
  const signs = { headers, from, subject, text: content.text }
  return {
    messageId: idsOf(unicode(raw('message-id')[0] ?? ''))[0] ?? null,
    inReplyTo: idsOf(unicode(raw('in-reply-to').join(' '))),
    references: idsOf(unicode(raw('references').join(' '))),
    from,
    sender: addressesOf(raw('sender'))[0] ?? null,
    replyTo: addressesOf(raw('reply-to')),
    to: addressesOf(raw('to')),
    cc: addressesOf(raw('cc')),
    deliveredTo: deliveredTo(root.fields),
    subject,
    date: dateOf(raw('date')[0] ?? ''),
    headers,
    text: content.text,
    ...trimReply({ text: content.text, html: content.html }),
    html: content.html,
    files: namedFiles(mailIdentity(bytes), content.files),
    troubles: [...troubles],
    report: deliveryReport(root, signs),
    automatic: automaticOf(signs),
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
