import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { Permanent } from '../domain/errors.ts'
import type { AnswerToken } from '../domain/threading.ts'
import { isAnswerToken } from '../domain/threading.ts'
import type { Instant } from '../domain/time.ts'
import { headerText, mailbox, recipient } from './address.ts'
import { type ComposedMail, fileName } from './compose.ts'

/** An agent's answer to a mail. */
export interface AnswerMail {
  /** Exactly the registered address: some marketplaces hand over mails of no other sender. */
  readonly from: string
  /** The Reply-To of the mail that it answers, plus part and all. */
  readonly to: { readonly name?: string; readonly address: string }
  readonly subject: string
  readonly text: string
  /** Own, deterministic: see `answerMessageId`. */
  readonly messageId: string
  readonly date: Instant
  /** The mail that it answers, as the sender named it, with what that one refers to; strangers' words. */
  readonly answers: { readonly messageId: string | null; readonly references: readonly string[] }
  readonly files: readonly { readonly filename: string; readonly mimeType: string; readonly bytes: Uint8Array }[]
}

/** Most servers take 25 MB; encoded, a mail is a third larger than what it holds. */
const FILES_MAX_BYTES = 18 * 1024 * 1024
/** The first one and the newest: enough for every mail program to put it in its place (RFC 5322 asks for all, headers have an end). */
const REFERENCES_MAX = 20
const SUBJECT_MAX = 240
/** Printable ASCII in angle brackets: anything else could end the header or the line. */
const SAFE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/

/**
 * Writes an answer: plain text in UTF-8, files after it, no HTML. A person wrote it, so it carries no mark of an automatic mail.
 * @throws Permanent if the recipient's address is not valid or the files are too large; Misconfigured if the sender's is not valid
 */
export async function composeAnswer(mail: AnswerMail): Promise<ComposedMail> {
  const from = mailbox(mail.from, 'MAIL_FROM')
  const to = recipient(mail.to)
  const sum = mail.files.reduce((bytes, file) => bytes + file.bytes.length, 0)
  if (sum > FILES_MAX_BYTES) {
    throw new Permanent(
      `The files of the answer have ${String(Math.ceil(sum / 1024 / 1024))} MB, more than mail servers take. Nothing was sent. Make them smaller or split the answer in two.`,
      { code: 'size' },
    )
  }
  const inReplyTo = safeId(mail.answers.messageId)
  const references = chainOf(mail.answers.references, inReplyTo)
  const composer = new MailComposer({
    from,
    to,
    subject: headerText(mail.subject).slice(0, SUBJECT_MAX),
    messageId: mail.messageId,
    date: new Date(mail.date),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references.length === 0 ? {} : { references: [...references] }),
    text: mail.text,
    attachments: mail.files.map(({ filename, mimeType, bytes }) => ({
      filename: fileName(filename),
      contentType: mimeType,
      content: Buffer.from(bytes),
      contentDisposition: 'attachment' as const,
    })),
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    boundaryPrefix: 'part',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    textEncoding: 'quoted-printable',
  })
  return { envelope: { from: from.address, to: to.address }, raw: await composer.compile().build() }
}

const safeId = (id: string | null): string | undefined => (id !== null && SAFE_ID.test(id) ? id : undefined)

/** What the answered mail refers to and that mail itself, each once, oldest first. */
function chainOf(earlier: readonly string[], answered: string | undefined): readonly string[] {
  const chain = [...new Set([...earlier.filter((id) => SAFE_ID.test(id) && id !== answered), answered ?? []].flat())]
  const [first] = chain
  if (first === undefined || chain.length <= REFERENCES_MAX) return chain
  return [first, ...chain.slice(1 - REFERENCES_MAX)]
}

/** One `Re:` before what the mail was called, whatever stood there in whatever language. */
export function replySubject(subject: string): string {
  const bare = headerText(subject).replace(/^(?:(?:re|aw|antw|antwort|sv|rif|odp|ref|vs)(?:\s*\[\d+\])?\s*:\s*)+/i, '')
  return bare === '' ? 'Re:' : `Re: ${bare}`
}

/** The domain of an address as written in a setting. */
const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'marketplace-care'

/**
 * Message-ID of an answer: the same for every try of it, so that the receiver's side can tell a repetition, and with the token by which
 * an answer to it finds its conversation.
 */
export function answerMessageId(
  account: string,
  dedupeKey: string,
  { token, from }: { readonly token: AnswerToken | undefined; readonly from: string },
): string {
  const hash = createHash('sha256').update(dedupeKey).digest('hex').slice(0, 16)
  return `<${account}.a.${token ?? 'x'}.${hash}@${domainOf(from)}>`
}

/** Whether a Message-ID is of the form that mails of this account have. */
export const isOwnMessageId = (account: string, messageId: string): boolean =>
  messageId.startsWith(`<${account}.a.`) || messageId.startsWith(`<${account}.n.`)

const LOOKED_THROUGH_CHARS = 200_000
const TOKENS_MAX = 20

/** Tokens of this account's answers in any of these texts (headers, quoted headers), each once. */
export function answerTokensIn(account: string, texts: Iterable<string>): readonly AnswerToken[] {
  const found = new Set<AnswerToken>()
  const name = account.replace(/[^a-z0-9-]/g, '')
  for (const text of texts) {
    const within = text.slice(0, LOOKED_THROUGH_CHARS)
    for (const [, token = ''] of within.matchAll(
      new RegExp(`\\b${name}\\.a\\.([0-9a-f-]{32,53})\\.[0-9a-f]{16}@`, 'g'),
    )) {
      if (isAnswerToken(token)) found.add(token)
      if (found.size === TOKENS_MAX) return [...found]
    }
  }
  return [...found]
}
