import type { SmtpSettings } from '../domain/account.ts'
import { value, Wrong } from './values.ts'

/** A mail server as its address names it. */
export interface MailServer {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly user?: string
  readonly password?: string
}

const mailServer = (plain: string, plainPort: number, securePort: number) =>
  value((given): MailServer | Wrong => {
    const url = URL.canParse(given) ? new URL(given) : undefined
    const secure = url?.protocol === `${plain}s:`
    if (url === undefined || (!secure && url.protocol !== `${plain}:`) || url.hostname === '') {
      return new Wrong(
        'is not the address of a mail server',
        `Write ${plain}s://host:port, or ${plain}:// for STARTTLS.`,
      )
    }
    if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
      return new Wrong('holds more than a mail server', 'End it behind the port.')
    }
    const credentials = readCredentials(url)
    if (credentials instanceof Wrong) return credentials
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    return { host, port: Number(url.port) || (secure ? securePort : plainPort), secure, ...credentials }
  })

/** `smtp://` = STARTTLS if offered, `smtps://` = TLS. */
export const smtpUrl = mailServer('smtp', 587, 465)
export const imapUrl = mailServer('imap', 143, 993)

function readCredentials(url: URL): { user?: string; password?: string } | Wrong {
  try {
    return {
      ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    }
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return new Wrong('has a % in its user or password that is not encoded', 'Write %25 for %, %40 for @ and %2F for /.')
  }
}

/** Address, user and password of a mail server as given, each by itself. */
export interface MailServerParts {
  readonly server: MailServer | undefined
  readonly user: string | undefined
  readonly password: string | undefined
}

/** What is wrong with the parts together; `name` is `SMTP` or `IMAP`. */
export function partsFaults(name: 'SMTP' | 'IMAP', { server, user, password }: MailServerParts): [string, Wrong][] {
  if (server === undefined) return []
  const faults: [string, Wrong][] = []
  const once = `Keep it in one place, ${name}_URL or the setting of its own.`
  if (server.user !== undefined && user !== undefined) {
    faults.push([`${name}_USER`, new Wrong(`is given, and a user in ${name}_URL too`, once)])
  }
  if (server.password !== undefined && password !== undefined) {
    faults.push([`${name}_PASSWORD`, new Wrong(`is given, and a password in ${name}_URL too`, once)])
  }
  const hasUser = (user ?? server.user) !== undefined
  const hasPassword = (password ?? server.password) !== undefined
  if (hasUser && !hasPassword)
    faults.push([`${name}_PASSWORD`, new Wrong('is missing for the user', 'Give the password.')])
  if (hasPassword && !hasUser) faults.push([`${name}_USER`, new Wrong('is missing for the password', 'Give the user.')])
  return faults
}

/** The mail server to send by; undefined without an address. */
export function smtpSettings({ server, user, password }: MailServerParts): SmtpSettings | undefined {
  if (server === undefined) return undefined
  const finalUser = user ?? server.user
  const finalPassword = password ?? server.password
  return {
    host: server.host,
    port: server.port,
    secure: server.secure,
    ...(finalUser === undefined ? {} : { user: finalUser }),
    ...(finalPassword === undefined ? {} : { password: finalPassword }),
  }
}
