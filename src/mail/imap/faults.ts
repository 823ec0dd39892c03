import type { MailboxSettings } from '../../domain/account.ts'
import { type Fault, isFault, Misconfigured, Retryable } from '../../domain/errors.ts'

/** Host and port, as faults name them. */
export const boxName = ({ host, port }: MailboxSettings): string => `${host}:${String(port)}`

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH/i
/** Response codes of a login that is refused for now (RFC 5530, RFC 9051). */
const FOR_NOW = /^(?:UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|SERVERBUG|THROTTLED)$/i

/** The server understood and said no: the connection is in order, and the same again would be refused again. */
export class ServerRefusal extends Retryable {}

/** The connection is gone, or nobody knows what comes over it next. */
export class ConnectionLost extends Retryable {}

/** What the library says of an error, as far as it may be shown: codes, never words that could hold an address. */
export interface KnownError {
  readonly code: string
  readonly refused: boolean
  readonly loginRefused: boolean
  readonly missing: boolean
  readonly serverCode: string
}

export function known(error: unknown): KnownError {
  const { code, responseStatus, authenticationFailed, mailboxMissing, serverResponseCode } = (error ?? {}) as {
    code?: unknown
    responseStatus?: unknown
    authenticationFailed?: unknown
    mailboxMissing?: unknown
    serverResponseCode?: unknown
  }
  const refused = responseStatus === 'NO' || responseStatus === 'BAD'
  return {
    code: typeof code === 'string' ? code : '',
    refused,
    // The library says so of a connection that broke during the login, too.
    loginRefused: authenticationFailed === true && refused,
    missing: mailboxMissing === true,
    serverCode: typeof serverResponseCode === 'string' ? serverResponseCode : '',
  }
}

/** Why no connection came about. Always systemic: nothing of this account can be read. */
export function connectFault(error: unknown, mailbox: MailboxSettings, account: string): Fault {
  // No token to log in with: its provider's fault says why.
  if (isFault(error)) return error
  const { code, loginRefused, serverCode } = known(error)
  const server = boxName(mailbox)
  if (CERTIFICATE.test(code)) {
    return new Misconfigured(
      `The certificate of the mailbox server ${server} is not accepted (${code}). No mail of account ${account} is read until the server has a valid one for the name in IMAP_URL.`,
    )
  }
  if (loginRefused && !FOR_NOW.test(serverCode)) return loginFault(mailbox, account, serverCode)
  if (error instanceof Error && error.message === 'Unsupported authentication mechanism') {
    return new Misconfigured(
      `The mailbox server ${server} offers no login that fits MAIL_AUTH=${mailbox.auth}. No mail of account ${account} is read. Check MAIL_AUTH, and that IMAP_URL begins with imaps:// where the server wants encryption.`,
    )
  }
  return new Retryable(
    `The mailbox server ${server} cannot be used now (${serverCode || code || 'connection closed'}). No mail of account ${account} was read; nothing is lost, and it is tried again by itself. If this stays, check IMAP_URL.`,
    { systemic: true },
  )
}

function loginFault(mailbox: MailboxSettings, account: string, serverCode: string): Misconfigured {
  const said = serverCode === '' ? '' : ` (${serverCode})`
  const what = `The mailbox server ${boxName(mailbox)} refuses the login of account ${account}${said}. No mail of it is read until this is corrected`
  return new Misconfigured(
    mailbox.auth === 'password'
      ? `${what}: the password may have changed or expired. Check IMAP_USER and IMAP_PASSWORD, then: marketplace-care doctor`
      : `${what}: the access was withdrawn, or does not cover this mailbox. Grant it again: marketplace-care authorize ${account}`,
  )
}

/** Why a step on a connection failed. Nothing of it is lost: what was not stored is read again. */
export function stepFault(error: unknown, mailbox: MailboxSettings, account: string, step: string): Fault {
  if (isFault(error)) return error
  const { code, refused, serverCode } = known(error)
  const server = boxName(mailbox)
  if (refused) {
    return new ServerRefusal(
      `The mailbox server ${server} refuses to ${step} for account ${account}${serverCode === '' ? '' : ` (${serverCode})`}. Nothing is lost; it is tried again by itself. If this stays, look into the server's log.`,
      { systemic: true },
    )
  }
  return new ConnectionLost(
    `The connection to the mailbox server ${server} ended while account ${account} was to ${step} (${code || 'connection closed'}). Nothing is lost; what was not stored is read again.`,
    { systemic: true },
  )
}

export function folderMissing(account: string, folder: string): Misconfigured {
  return new Misconfigured(
    `The mailbox of account ${account} has no folder "${folder}". Nothing is read from there or kept there. Correct IMAP_FOLDER, JUNK_FOLDER or SENT_FOLDER (as the server spells it), or make the folder, then: marketplace-care doctor`,
  )
}
