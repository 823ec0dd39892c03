import type { MailboxSettings } from '../../domain/account.ts'

/** How a mail provider lets a program into a mailbox by token instead of password (OAuth 2.0, RFC 6749). */
export interface Provider {
  readonly label: string
  /** Where a person grants access in the browser. */
  readonly authorizeUrl: string
  readonly tokenUrl: string
  /** Where a code for another device is given out (RFC 8628); absent = not for mailboxes. */
  readonly deviceUrl?: string
  readonly scope: string
  /** What else the provider wants to be asked, so that the access can be renewed without the person. */
  readonly extra: Readonly<Record<string, string>>
}

/**
 * Microsoft 365 and Outlook.com: learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth".
 * Google: developers.google.com/identity/protocols/oauth2, "native-app" and "limited-input-device" (whose list of scopes has none for
 * mail, hence no codes for other devices), and developers.google.com/gmail/imap/xoauth2-protocol.
 * @param url stands for the provider's own addresses, e.g. a stand-in for tests
 */
export function providerOf(
  auth: Exclude<MailboxSettings['auth'], 'password'>,
  tenant = 'common',
  url?: string,
): Provider {
  const at = (base: string, path: string): string => `${(url ?? base).replace(/\/$/, '')}${path}`
  if (auth === 'microsoft') {
    const login = 'https://login.microsoftonline.com'
    const path = `/${encodeURIComponent(tenant)}/oauth2/v2.0`
    return {
      label: 'Microsoft',
      authorizeUrl: at(login, `${path}/authorize`),
      tokenUrl: at(login, `${path}/token`),
      deviceUrl: at(login, `${path}/devicecode`),
      scope: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
      extra: {},
    }
  }
  return {
    label: 'Google',
    authorizeUrl: at('https://accounts.google.com', '/o/oauth2/v2/auth'),
    tokenUrl: at('https://oauth2.googleapis.com', '/token'),
    scope: 'https://mail.google.com/',
    extra: { access_type: 'offline', prompt: 'consent' },
  }
}
