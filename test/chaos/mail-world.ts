import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { startMailServers } from '../../scripts/mail/kit.ts'
import { readEnv } from '../../scripts/odoo/kit.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { command, played } from './processes.ts'
import { type Proxy, startProxy } from './proxy.ts'

/** What a pass in a process of its own said. */
export interface PassOutcome {
  readonly killed: boolean
  readonly results: readonly {
    readonly job: string
    readonly accounts: readonly { readonly ok: boolean; readonly waiting: number; readonly error?: string }[]
  }[]
  readonly unknown: readonly { readonly id: string; readonly flow: string; readonly messageId?: string }[]
}

/** A message of the account as it stands in Odoo. */
export interface Placed {
  readonly messageId: string
  readonly text: string
  readonly ticket: number
}

export interface MailChaosWorld {
  readonly run: string
  readonly address: string
  readonly clerk: Clerk
  readonly proxies: { readonly imap: Proxy; readonly smtp: Proxy; readonly odoo: Proxy }
  /** Hands mails to OpenSMTPD, as the world outside does; resolves once all are taken. */
  deliver(mails: readonly { readonly from: string; readonly raw: string }[]): Promise<void>
  /** So many mails lie in the mailbox. */
  boxHolds(mails: number): Promise<void>
  /** `run mirror` and `run reply` in a process of their own. */
  passes(more?: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<PassOutcome>
  /** A command of the service, with its output. */
  command(args: readonly string[]): Promise<string>
  placed(): Promise<readonly Placed[]>
  /** Raw mails that lie in a buyer's mailbox. */
  mailsOf(address: string): readonly string[]
  close(): Promise<void>
}

/** A mailbox on Dovecot, filled by OpenSMTPD, an Odoo, and proxies between them and the service. */
export async function startMailChaos(): Promise<MailChaosWorld> {
  const run = `m${String(Date.now() % 100_000_000)}`
  const address = `${run}@care.example`
  const env = readEnv({ port: Number(process.env['CARE_ODOO_PORT'] ?? 18069) })
  const bridge = new OdooBridge({ ...env, clock: systemClock })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const servers = await startMailServers({ dir: mkdtempSync(path.join(tmpdir(), 'care-chaos-mail-')) })
  const at = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const proxies = {
    imap: await startProxy(at(servers.imapUrl)),
    smtp: await startProxy(at(servers.smtpUrl)),
    odoo: await startProxy(at(env.url)),
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mc-chaos-mail-'))
  const accounts = path.join(folder, 'accounts')
  mkdirSync(accounts)
  const settings = {
    ...{ CONNECTOR: 'mailbox', MODE: 'live', START_FROM: new Date(Date.now() - 60_000).toISOString() },
    IMAP_URL: `imap://127.0.0.1:${String(proxies.imap.port)}`,
    ...{ IMAP_USER: address, IMAP_PASSWORD: 'secret' },
    SMTP_URL: `smtp://127.0.0.1:${String(proxies.smtp.port)}`,
    MAIL_FROM: `Shop <${address}>`,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`)
  writeFileSync(path.join(accounts, `${run}.env`), lines.join(''))
  const childEnv: NodeJS.ProcessEnv = {
    ...{ PATH: process.env['PATH'], DATA_DIR: path.join(folder, 'data'), ACCOUNTS_DIR: accounts },
    ODOO_URL: `http://127.0.0.1:${String(proxies.odoo.port)}`,
    ...{ ODOO_DB: env.db, ODOO_USER: env.user, ODOO_PASSWORD: env.password },
    ...{ READBACK_WAIT: '0s', SERVICE_SECRET: 'a-secret-of-the-test-and-nobody-else', JOBS: 'mirror reply' },
  }

  return {
    ...{ run, address, clerk: createClerk(rpc), proxies },
    deliver: (mails) => deliver(mails, address, at(servers.smtpUrl).port),
    async boxHolds(mails) {
      const until = Date.now() + 60_000
      while (servers.mails(address).length < mails) {
        if (Date.now() > until)
          throw new Error(`${String(servers.mails(address).length)} of ${String(mails)} mails arrived`)
        await systemClock.sleep(100)
      }
    },
    passes: (more = {}, arm) => passes({ ...childEnv, ...more }, arm),
    command: (args) => command(args, childEnv),
    placed: () => placedBy(run, rpc),
    mailsOf: (buyer) => servers.mails(buyer),
    async close() {
      for (const proxy of Object.values(proxies)) await proxy.close()
      bridge.close()
      await servers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function deliver(
  mails: readonly { readonly from: string; readonly raw: string }[],
  to: string,
  port: number,
): Promise<void> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true })
  const done = (act: (callback: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      act((error) => {
        if (error == null) resolve()
        else reject(error)
      })
    })
  await done((callback) => {
    connection.connect(callback)
  })
  for (const { from, raw } of mails) {
    await done((callback) => {
      connection.send({ from, to }, raw, callback)
    })
  }
  connection.quit()
}

async function passes(env: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<PassOutcome> {
  const outcome = await played(env, arm)
  if (outcome.killed) return { killed: true, results: [], unknown: [] }
  return { killed: false, ...(outcome.document as Omit<PassOutcome, 'killed'>) }
}

async function placedBy(run: string, rpc: Rpc): Promise<readonly Placed[]> {
  const domain = [
    ['message_id', '=like', `<${run}.%`],
    ['message_type', 'in', ['email', 'notification']],
    ['model', '=', 'helpdesk.ticket'],
  ]
  const rows = (await rpc('mail.message', 'search_read', [domain], { fields: ['message_id', 'body', 'res_id'] })) as {
    message_id: string
    body: string
    res_id: number
  }[]
  return rows.map(({ message_id, body, res_id }) => ({ messageId: message_id, text: body, ticket: res_id }))
}
