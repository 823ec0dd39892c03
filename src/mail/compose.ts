import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { Permanent } from '../domain/errors.ts'
import { headerText, mailbox, recipient } from './address.ts'
import type { OutgoingMail } from './ports.ts'

export interface ComposedMail {
  readonly envelope: { readonly from: string; readonly to: string }
  /** The whole message, RFC 5322. The same mail gives the same bytes. */
  readonly raw: Buffer
}

const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/

/**
 * Writes a mail: text and HTML as alternatives, the logo inside, the headers of an automatic mail (RFC 3834, so that no
 * vacation note answers it).
 * @throws Permanent if the recipient's address or the Message-ID is not valid; Misconfigured if the sender's is not
 */
export async function compose(mail: OutgoingMail): Promise<ComposedMail> {
  const from = mailbox(mail.from, 'MAIL_FROM')
  const to = recipient(mail.to)
  if (!MESSAGE_ID.test(mail.messageId)) {
    throw new Permanent('The Message-ID is not of the form <…@…>, so nothing was sent.', { code: 'message-id' })
  }
  const composer = new MailComposer({
    from,
    to,
    ...(mail.replyTo === undefined ? {} : { replyTo: mailbox(mail.replyTo, 'The answer address') }),
    subject: headerText(mail.subject),
    messageId: mail.messageId,
    date: new Date(mail.date),
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: mail.logo === undefined ? [] : [logoPart(mail.logo)],
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    boundaryPrefix: 'part',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
  return { envelope: { from: from.address, to: to.address }, raw: await composer.compile().build() }
}

function logoPart(logo: NonNullable<OutgoingMail['logo']>) {
  return {
    cid: logo.cid,
    contentType: logo.mimeType,
    content: Buffer.from(logo.bytes),
    filename: `logo.${logo.mimeType.split('/')[1]?.replace(/\W.*/, '') ?? 'img'}`,
    contentDisposition: 'inline',
  }
}
