import type { NodemailerError } from 'nodemailer/lib/errors'
import { type Fault, isFault, Misconfigured, Permanent, Retryable, Unknown } from '../domain/errors.ts'
import type { SmtpSettings } from '../domain/account.ts'

/**
 * What became of a mail is decided by one line: the first read of the message, which the client does only after the server's
 * 354. Before it nothing can have been delivered; after it only the server's own code says what happened.
 */
export type SendStage = 'before-message' | 'message-read'

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH/i
const CODE = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3}))?/

export const serverName = (smtp: SmtpSettings): string => `${smtp.host}:${String(smtp.port)}`

// No fault carries the library's error as its cause: its text repeats the server's words, and with them addresses and logins.

/** Why no connection came about. Always systemic: no mail of this account would fare better. */
export function connectFault(error: unknown, smtp: SmtpSettings): Fault {
  // No token to log in with: its provider's fault says why.
  if (isFault(error)) return error
  const { code, reply, responseCode, detail } = known(error, credentials(smtp))
  const server = serverName(smtp)
  if (CERTIFICATE.test(detail)) {
    return new Misconfigured(
      `The certificate of the mail server ${server} is not accepted (${detail}). No mail is sent through it until the ` +
        `server has a valid one for the name in SMTP_URL.`,
    )
  }
  if (code === 'EAUTH' && !(responseCode >= 400 && responseCode < 500)) {
    return new Misconfigured(
      `The mail server ${server} refuses the login (${reply || detail}). No mail is sent through it until this is ` +
        `corrected: check SMTP_USER and SMTP_PASSWORD, then: marketplace-care doctor`,
    )
  }
  return new Retryable(
    `The mail server ${server} cannot be used now (${reply || detail}). Nothing was sent; it is tried again by itself. If ` +
      `this stays, check SMTP_URL.`,
    { systemic: true },
  )
}

/** What a server may repeat of a login, as it is or as it was handed over. */
function credentials({ user, password }: SmtpSettings): readonly string[] {
  const said = [user ?? '', password ?? '', `\0${user ?? ''}\0${password ?? ''}`]
  return [...said, ...said.map((text) => Buffer.from(text).toString('base64'))]
}

/** What a failed send means for the mail. */
export function sendFault(error: unknown, stage: SendStage, smtp: SmtpSettings, hidden: readonly string[]): Fault {
  const { reply, words, responseCode, command, detail, code } = known(error, hidden)
  const server = serverName(smtp)
  if (responseCode >= 400 && responseCode < 600) {
    return codeFault({ server, reply, words, responseCode, command })
  }
  if (stage === 'message-read') {
    return new Unknown(
      `The connection to ${server} ended while the mail was being handed over (${detail}). It may have been delivered: it ` +
        `is not sent again by itself. Look at the recipient's side or the server's log, then: marketplace-care outbox resolve`,
    )
  }
  if (code === 'EMESSAGE') {
    return new Permanent(`The mail is larger than ${server} takes, so it was not sent.`, { code: 'size' })
  }
  return new Retryable(
    `The connection to ${server} ended before the mail was handed over (${detail}). Nothing was sent; it is tried again.`,
  )
}

/** The server takes no more over this connection; over another one it may. */
export class SessionOver extends Retryable {}

/** What a connection that is gone leaves behind. */
const LOST: readonly string[] = ['ECONNECTION', 'ESOCKET', 'ECONNRESET', 'EPIPE']

/**
 * Servers end a session by a number of mails of their own choosing: politely with 4xx to MAIL FROM, hanging up (421) or not, or by
 * hanging up alone.
 */
export const endsSession = (error: unknown, stage: SendStage): boolean => {
  const { responseCode, command, code } = known(error)
  if (responseCode === 0) return stage === 'before-message' && LOST.includes(code)
  return command === 'MAIL FROM' && responseCode >= 400 && responseCode < 500
}

/** The address is refused for good, whatever is sent to it. */
export class RecipientRefused extends Permanent {}

/** Enhanced codes that speak of the address: 5.1.x without the sender's, 5.2.1 mailbox disabled (RFC 3463, RFC 7505). */
const ADDRESS_CODE = /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)$/
/** Without one: mailbox unavailable, not local, name not allowed (RFC 5321), said of the recipient. */
const ADDRESS_REPLIES: readonly number[] = [550, 551, 553]

/** Words of servers that do not pass on what we hand over, whoever it is for: Postfix, Exim, Sendmail, qmail, Exchange. */
const NO_RELAY = /\brelay|rcpthosts|authenticat|\bauth\b/i
/** Where servers give no enhanced code: words of those that know no such address, and of those that mind us or the mail. */
const OF_ADDRESS = /unknown|no such|not exist|no mailbox|\bno user|invalid (?:mailbox|recipient|address)/i
const OF_US = /spam|block|black|listed|polic|reputation|denied|rejected|\byour (?:ip|host|server)|\bquota|\bfull\b/i

/** A refusal of the content, of us (5.7.x), or of a full mailbox (5.2.2) says nothing about the address. */
function isUnknownThere({ reply, words, responseCode, command }: Refusal): boolean {
  const enhanced = CODE.exec(reply)?.[2]
  return enhanced === undefined
    ? command === 'RCPT TO' && ADDRESS_REPLIES.includes(responseCode) && (OF_ADDRESS.test(words) || !OF_US.test(words))
    : ADDRESS_CODE.test(enhanced)
}

interface Refusal {
  readonly server: string
  /** What may be shown of the answer. */
  readonly reply: string
  /** All of it; never shown. */
  readonly words: string
  readonly responseCode: number
  readonly command: string
}

const codeOf = (reply: string, responseCode: number): string => reply.match(CODE)?.[0] ?? String(responseCode)

/** An SMTP code is final knowledge: the server did not take the mail. */
function codeFault(refusal: Refusal): Fault {
  const { server, reply, words, responseCode, command } = refusal
  if (responseCode === 530) {
    return new Misconfigured(
      `The mail server ${server} wants a login (${reply}). No mail is sent through it until SMTP_USER and SMTP_PASSWORD are set.`,
    )
  }
  // 503 (bad sequence of commands) speaks of the session, 421 of the server: neither of this mail.
  if (responseCode < 500 || responseCode === 503) {
    return new Retryable(`The mail server ${server} puts the mail off (${reply}). It is tried again later.`, {
      systemic: responseCode === 421,
    })
  }
  // It may be one domain that a smarthost does not want, or all of them: neither the address nor the mail is to blame, and it
  // fails only if that stays.
  if (command === 'RCPT TO' && NO_RELAY.test(words)) {
    return new Retryable(
      `The mail server ${server} does not pass the mail on for us (${reply}). It is tried again later. Check SMTP_USER and ` +
        `SMTP_PASSWORD, and whether the server lets this machine send.`,
    )
  }
  // A sender that is refused is refused for every mail of the account; 552 speaks of this mail's size.
  const ofTheSender = command === 'MAIL FROM' && responseCode !== 552
  if (command !== 'MAIL FROM' && isUnknownThere(refusal)) {
    return new RecipientRefused(
      `The mail server ${server} says that nobody has this address (${reply}). It was not delivered, and no further mail is ` +
        `sent to it. Correct the address of the contact in Odoo, or, if it is right: marketplace-care address clear <address>`,
      { code: codeOf(reply, responseCode) },
    )
  }
  return new Permanent(
    ofTheSender
      ? `The mail server ${server} refuses the sender address (${reply}). Check MAIL_FROM and what the server allows this login to send as.`
      : `The mail server ${server} refuses the mail for good (${reply}). It was not delivered.`,
    { code: codeOf(reply, responseCode), systemic: ofTheSender },
  )
}

/**
 * A server's reply without anything that identifies a person: its codes always, its words only if they hold no address.
 * @param hidden what must not appear: the recipient's address and its parts, the login
 */
export function publicReply(response: string, hidden: readonly string[] = []): string {
  const line = response.split(/\r?\n/).at(-1)?.trim() ?? ''
  const lower = response.toLowerCase()
  const telling = lower.includes('@') || hidden.some((part) => part !== '' && lower.includes(part.toLowerCase()))
  return telling
    ? (CODE.exec(line)?.[0].replace('-', ' ') ?? '')
    : line.replace(CODE, (code) => code.replace('-', ' ')).slice(0, 160)
}

function known(error: unknown, hidden: readonly string[] = []) {
  const {
    code = '',
    response = '',
    responseCode = 0,
    command = '',
    ...rest
  } = error as NodemailerError & {
    originalCode?: string
  }
  const reply = publicReply(response, hidden)
  // The message of a network error names code and host; one that came with a reply repeats it and stays out.
  const original = rest.originalCode ?? ''
  return {
    code,
    reply,
    words: response.replace(/\S+@\S+/g, ''),
    responseCode,
    command,
    detail: original || code || 'connection closed',
  }
}
