import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { type MailServers, startMailServers } from '../../scripts/mail/kit.ts'
import type { MailboxSettings } from '../../src/domain/account.ts'
import { type Instant, instant } from '../../src/domain/time.ts'
import type { OpenAccount } from '../../src/flows/context.ts'
import { emptyCount } from '../../src/flows/count.ts'
import { type Fetched, fetchMail, type FetchPorts } from '../../src/flows/mail-fetch.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import type { LedgerMails } from '../../src/ledger/mail-ports.ts'
import type { MailboxLimits } from '../../src/mail/imap/line.ts'
import { createMailboxes } from '../../src/mail/imap/mailboxes.ts'
import type { BoxOwner, Mailboxes, MailboxLine } from '../../src/mail/imap/ports.ts'
import type { Store } from '../../src/ledger/store.ts'
import { emptyStore, silent } from '../ledger/database.ts'
import { newAccount } from '../ledger/samples.ts'

export interface RealServers extends MailServers {
  readonly dir: string
  readonly port: number
}

export async function realServers(): Promise<RealServers> {
  const dir = mkdtempSync(join(tmpdir(), 'care-imap-'))
  const servers = await startMailServers({ dir })
  return { ...servers, dir, port: Number(new URL(servers.imapUrl).port) }
}

export const LONG_AGO = instant('2020-01-01T00:00:00Z')

export interface BoxWorld {
  readonly owner: BoxOwner
  readonly opened: OpenAccount
  readonly store: Store
  readonly mailboxes: Mailboxes
  readonly mails: LedgerMails
  /** One pass. */
  fetch(): Promise<Fetched>
  /** Texts of what is kept and waits to be sorted, oldest first. */
  kept(): Promise<readonly string[]>
  /** Does something to the mailbox from outside. */
  outside<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>
  /** Puts a mail into a folder. */
  put(text: string, options?: { folder?: string; at?: Instant; header?: string }): Promise<void>
}

export interface BoxOptions {
  readonly servers: RealServers
  readonly store?: Store
  /** In place of Dovecot's own. */
  readonly port?: number
  readonly mailbox?: Partial<MailboxSettings>
  readonly startFrom?: Instant
  readonly senders?: readonly string[]
  readonly limits?: Partial<MailboxLimits>
  /** Stands between the pass and the connection. */
  readonly between?: (line: MailboxLine) => MailboxLine
}

let boxes = 0

/** A mailbox of its own on the real server, an account that reads it, and a ledger. */
export async function boxWorld(options: BoxOptions): Promise<BoxWorld> {
  const { servers, startFrom = LONG_AGO } = options
  const store = options.store ?? (await emptyStore())
  const name = newAccount()
  const user = `box${String((boxes += 1))}@example.org`
  const mailbox: MailboxSettings = {
    host: '127.0.0.1',
    port: options.port ?? servers.port,
    secure: false,
    user,
    password: 'secret',
    auth: 'password',
    folders: ['INBOX'],
    markSeen: false,
    ownDomains: [],
    brands: [],
    ...options.mailbox,
  }
  const opened = {
    account: { name, startFrom },
    mail: { channel: { senders: options.senders ?? [] }, mailbox },
  } as unknown as OpenAccount
  const owner: BoxOwner = { account: { name }, mailbox }
  const limits = { connectMs: 5_000, commandMs: 5_000, silenceMs: 5_000, ...options.limits }
  const real = createMailboxes({ clock: systemClock, log: silent, limits })
  const { between = (line: MailboxLine) => line } = options
  const mailboxes: Mailboxes = { ...real, use: (box, work) => real.use(box, (line) => work(between(line))) }
  const ports: FetchPorts = {
    ledger: store.ledger,
    odoo: { now: () => Promise.resolve(LONG_AGO) } as unknown as FetchPorts['odoo'],
    clock: systemClock,
    log: silent,
    mailboxes,
  }
  const mails = store.ledger.mails
  const outside: BoxWorld['outside'] = async (work) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: servers.port,
      secure: false,
      auth: { user, pass: 'secret' },
      tls: { rejectUnauthorized: false },
      logger: false,
    })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.logout()
    }
  }
  return {
    owner,
    opened,
    store,
    mailboxes,
    mails,
    fetch: () => fetchMail(opened, emptyCount(opened.account.name), ports),
    kept: async () =>
      (await mails.unsorted(name, { mails: 100_000, bytes: 1e9 })).map(({ bytes }) =>
        Buffer.from(bytes).toString('latin1'),
      ),
    outside,
    put: (text, { folder = 'INBOX', at, header = '' } = {}) =>
      outside(async (client) => {
        await client.append(folder, mailOf(text, header), [], at === undefined ? undefined : new Date(at))
      }),
  }
}

export const mailOf = (text: string, header = ''): string =>
  `From: Buyer <buyer@example.net>\r\nTo: shop@example.org\r\nMessage-ID: <${text.replaceAll(/\W/g, '-')}@example.net>\r\n` +
  `${header}Subject: ${text.slice(0, 40)}\r\n\r\n${text}\r\n`

/** Lays mails straight into the folder of a mailbox that nobody has opened yet, as a full one would hold them. */
export function fill(
  servers: RealServers,
  user: string,
  number: number,
  mail: (n: number) => { text: string; at: Date },
): void {
  const box = join(servers.dir, 'boxes', user)
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(box, part), { recursive: true })
  for (let n = 0; n < number; n += 1) {
    const { text, at } = mail(n)
    const seconds = Math.floor(at.getTime() / 1000)
    const file = join(box, 'cur', `${String(seconds)}.M${String(n).padStart(7, '0')}.test,S=${String(text.length)}:2,S`)
    writeFileSync(file, text)
    utimesSync(file, seconds, seconds)
  }
  execFileSync('chown', ['-R', 'mail:mail', box])
}
