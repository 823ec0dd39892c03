import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { Permanent } from '../domain/errors.ts'
import { headerLine, headerText, mailbox, recipient } from './address.ts'
import { mimeBytes } from './mime-bytes.ts'
import type { InlineImage, OutgoingMail } from './ports.ts'

export interface ComposedMail {
  readonly envelope: { readonly from: string; readonly to: string }
  /** The whole message, RFC 5322. The same mail gives the same bytes. */
  readonly raw: Buffer
}

const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/

/**
 * Writes a mail: text and HTML as alternatives (the plainest first), pictures beside the HTML, files after both, the headers of an
 * automatic mail (RFC 3834, so that no vacation note answers it).
 * @throws Permanent if the recipient's address or the Message-ID is not valid, or the mail is too large; Misconfigured if the
 * sender's address is not valid
 */
export function compose(mail: OutgoingMail): ComposedMail {
  const from = mailbox(mail.from, 'MAIL_FROM')
  const to = recipient(mail.to)
  if (!MESSAGE_ID.test(mail.messageId)) {
    throw new Permanent('The Message-ID is not of the form <…@…>, so nothing was sent.', { code: 'message-id' })
  }
  const pictures = [...(mail.logo === undefined ? [] : [mail.logo]), ...(mail.images ?? [])]
  const files = mail.attachments ?? []
  checkSize([...pictures, ...files])
  const composer = new MailComposer({
    from,
    to,
    ...(mail.replyTo === undefined ? {} : { replyTo: mailbox(mail.replyTo, 'The answer address') }),
    subject: headerText(mail.subject),
    messageId: mail.messageId,
    date: new Date(mail.date),
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: [...pictures.map(picturePart), ...files.map(filePart)],
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    boundaryPrefix: 'part',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    // Our languages have Latin letters: counting them in every mail finds nothing else.
    textEncoding: 'quoted-printable',
  })
  return { envelope: { from: from.address, to: to.address }, raw: mimeBytes(composer.compile()) }
}

/** Most servers take 10 MB; encoded, a mail is a third larger than what it holds. */
const ENCLOSED_MAX_BYTES = 7 * 1024 * 1024

function checkSize(parts: readonly { readonly bytes: Uint8Array }[]): void {
  const sum = parts.reduce((bytes, part) => bytes + part.bytes.length, 0)
  if (sum <= ENCLOSED_MAX_BYTES) return
  throw new Permanent(
    `The pictures and files of the mail have ${String(Math.ceil(sum / 1024))} kB, more than mail servers take. Nothing was sent. Make the files in LEGAL_FILES or the pictures in Odoo smaller.`,
    { code: 'size' },
  )
}

const picturePart = ({ cid, mimeType, bytes }: InlineImage) => ({
  cid,
  contentType: mimeType,
  content: Buffer.from(bytes),
  filename: `${fileName(cid)}.${/^image\/(\w+)/.exec(mimeType)?.[1] ?? 'img'}`,
  contentDisposition: 'inline' as const,
})

const filePart = ({ filename, mimeType, bytes }: NonNullable<OutgoingMail['attachments']>[number]) => ({
  filename: fileName(filename),
  contentType: mimeType,
  content: Buffer.from(bytes),
  contentDisposition: 'attachment' as const,
})

/** One line without what a path or a header could be made of. */
export const fileName = (name: string): string =>
  headerLine(name)
    .replace(/[/\\:*?"<>|]/g, '-')
    .replace(/^\.+/, '')
    .slice(-100) || 'file'
