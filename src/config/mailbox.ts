import type { MailboxSettings } from '../domain/account.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { defined } from './defined.ts'
import { optional, section, withDefault } from './field.ts'
import { imapUrl, partsFaults } from './mail-server.ts'
import type { Read } from './read.ts'
import type { Givens } from './sources.ts'
import { brands, domains, folderList, httpUrl, oneOf, text, Wrong, yesNo } from './values.ts'

export const mailbox = section({
  title: 'Mailbox',
  intro: 'For connectors that read a mailbox. Nothing in it is changed unless MARK_SEEN or SENT_FOLDER says so.',
  only: 'mailbox',
  shape: {
    IMAP_URL: optional(imapUrl, {
      description: 'Mailbox to read: imaps:// = TLS, imap:// = STARTTLS if offered.',
      example: 'imaps://mail.example.com:993',
      inExample: 'imaps://mail.example.com:993',
      secret: true,
    }),
    IMAP_USER: optional(text, {
      description: 'Login at the mailbox.',
      example: 'shop@example.com',
      inExample: 'shop@example.com',
    }),
    IMAP_PASSWORD: optional(text, {
      description: 'Its password.',
      example: 'change-me',
      inExample: 'change-me',
      secret: true,
    }),
    IMAP_FOLDER: withDefault(folderList, 'INBOX', {
      description:
        'Folders to read, comma list. News of the first one are noticed at once, of others within MESSAGE_POLL_SECONDS.',
      example: 'INBOX,INBOX/Shop',
    }),
    JUNK_FOLDER: optional(text, {
      description:
        "Folder where mails of the marketplace itself are looked for too, if AUTHSERV_ID says that they are genuine; off = nowhere. Without it: the mailbox's own junk folder.",
      example: 'Spam',
    }),
    SENT_FOLDER: optional(text, { description: 'Folder that keeps a copy of each answer.', example: 'Sent' }),
    MARK_SEEN: withDefault(yesNo, 'no', {
      description: 'Whether mails are marked as seen once they are on a ticket.',
      example: 'yes',
    }),
    AUTHSERV_ID: optional(text, {
      description:
        "Name by which the account's own mail server signs Authentication-Results. Without it nobody can tell forged mails: they are marked as not verified.",
      example: 'mx.example.com',
      inExample: 'mx.example.com',
    }),
    OWN_DOMAINS: optional(domains, {
      description: 'Domains of your own, comma list: mails from there are no questions of buyers.',
      example: 'example.com',
    }),
    BRANDS: optional(brands, {
      description:
        'Further addresses that arrive in this mailbox, each with the sender of its answers: address = sender, comma list. Mails to any other address are answered from MAIL_FROM.',
      example: 'shop-b@example.com = Shop B <shop-b@example.com>',
    }),
    MAIL_AUTH: withDefault(oneOf('password', 'microsoft', 'google'), 'password', {
      description: 'How to log in at the mailbox: by password, or by a token of Microsoft or Google.',
      example: 'microsoft',
    }),
    OAUTH_TENANT: optional(text, {
      description: 'Tenant at Microsoft; only for MAIL_AUTH=microsoft.',
      example: 'common',
    }),
    OAUTH_CLIENT_ID: optional(text, {
      description: 'Client id of the application that you registered at Microsoft or Google.',
      example: 'change-me',
    }),
    OAUTH_CLIENT_SECRET: optional(text, {
      description: 'Its client secret, if it has one.',
      example: 'change-me',
      secret: true,
    }),
    OAUTH_URL: optional(httpUrl, {
      description: 'Replaces the addresses where Microsoft or Google give out tokens, e.g. for a stand-in.',
      example: 'http://127.0.0.1:9020',
    }),
  },
})

type Values = Read<typeof mailbox.shape>
type Declaration = Pick<ConnectorDeclaration, 'manifest' | 'mail'>

/** The connector's buyers are read from a mailbox, always or where an account names one. */
const readsMails = ({ manifest, mail }: Declaration): boolean => manifest.transport === 'mail' || mail !== undefined

/**
 * What is wrong with the settings of the mailbox together.
 * @param declaration absent where the connector is at fault itself
 */
export function mailboxFaults(given: Givens, values: Values, declaration: Declaration | undefined): [string, Wrong][] {
  const names = Object.keys(mailbox.shape).filter((name) => given.has(name))
  if (declaration !== undefined && !readsMails(declaration)) {
    const remedy = 'Take it out.'
    return names.map((name) => [
      name,
      new Wrong(`is set, but ${declaration.manifest.label} is not read by mail`, remedy),
    ])
  }
  if (!given.has('IMAP_URL')) return unnamed(names, declaration)
  return values.MAIL_AUTH === undefined || values.MAIL_AUTH === 'password'
    ? [...passwordFaults(given, values), ...junkFaults(values)]
    : [...tokenFaults(given, values), ...junkFaults(values)]
}

function unnamed(names: readonly string[], declaration: Declaration | undefined): [string, Wrong][] {
  const remedy = 'Give the address of the mailbox, e.g. IMAP_URL=imaps://mail.example.com'
  if (declaration?.manifest.transport === 'mail') {
    return [['IMAP_URL', new Wrong(`is missing: ${declaration.manifest.label} is read by mail`, remedy)]]
  }
  return names.map((name) => [name, new Wrong('is set, but no mailbox is named', remedy)])
}

function passwordFaults(given: Givens, { IMAP_URL: server, IMAP_USER: user, IMAP_PASSWORD: password }: Values) {
  const faults = partsFaults('IMAP', { server, user, password })
  const nobody = server !== undefined && (user ?? server.user ?? password ?? server.password) === undefined
  if (nobody && !given.has('IMAP_USER'))
    faults.push(['IMAP_USER', new Wrong('is missing', 'Give the login at the mailbox, and IMAP_PASSWORD.')])
  for (const name of ['OAUTH_TENANT', 'OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET', 'OAUTH_URL'])
    if (given.has(name))
      faults.push([
        name,
        new Wrong('is set, but the login is by password', 'Set MAIL_AUTH=microsoft or google, or take it out.'),
      ])
  return faults
}

function tokenFaults(given: Givens, { IMAP_URL: server, IMAP_USER: user, MAIL_AUTH: auth }: Values): [string, Wrong][] {
  const faults: [string, Wrong][] = []
  if (server !== undefined && user !== undefined && server.user !== undefined)
    faults.push(['IMAP_USER', new Wrong('is given, and a user in IMAP_URL too', 'Keep it in one place.')])
  if (server !== undefined && server.user === undefined && !given.has('IMAP_USER'))
    faults.push([
      'IMAP_USER',
      new Wrong('is missing', 'Give the address of the mailbox; the token is asked for by it.'),
    ])
  if (given.has('IMAP_PASSWORD') || server?.password !== undefined)
    faults.push([
      'IMAP_PASSWORD',
      new Wrong(`is set, but MAIL_AUTH is ${auth ?? ''}`, 'Take it out: the login is by token.'),
    ])
  if (!given.has('OAUTH_CLIENT_ID'))
    faults.push([
      'OAUTH_CLIENT_ID',
      new Wrong(
        `is missing for MAIL_AUTH=${auth ?? ''}`,
        'Register an application there and give its client id (docs/mail.md).',
      ),
    ])
  if (auth === 'google' && given.has('OAUTH_TENANT'))
    faults.push(['OAUTH_TENANT', new Wrong('is set, but Google has none', 'Take it out.')])
  return faults
}

/** A folder is read for everything, or for the marketplace's own mails alone. */
function junkFaults({ IMAP_FOLDER: folders, JUNK_FOLDER: junk }: Values): [string, Wrong][] {
  if (junk === undefined || folders?.includes(junk) !== true) return []
  return [['JUNK_FOLDER', new Wrong('is among IMAP_FOLDER too', 'Name it in one of the two.')]]
}

/** The mailbox of an account whose settings are without fault; undefined where it has none. */
export function mailboxSettings(values: Values): MailboxSettings | undefined {
  const { IMAP_URL: server } = values
  if (server === undefined) return undefined
  const auth = values.MAIL_AUTH ?? 'password'
  return defined({
    host: server.host,
    port: server.port,
    secure: server.secure,
    user: values.IMAP_USER ?? server.user ?? '',
    password: values.IMAP_PASSWORD ?? server.password,
    auth,
    oauth:
      auth === 'password' || values.OAUTH_CLIENT_ID === undefined
        ? undefined
        : defined({
            tenant: values.OAUTH_TENANT,
            clientId: values.OAUTH_CLIENT_ID,
            clientSecret: values.OAUTH_CLIENT_SECRET,
            url: values.OAUTH_URL,
          }),
    folders: values.IMAP_FOLDER ?? ['INBOX'],
    junkFolder: values.JUNK_FOLDER,
    authservId: values.AUTHSERV_ID,
    markSeen: values.MARK_SEEN ?? false,
    sentFolder: values.SENT_FOLDER,
    ownDomains: values.OWN_DOMAINS ?? [],
    brands: values.BRANDS ?? [],
  })
}
