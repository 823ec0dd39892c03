import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { ImapFlow } from 'imapflow'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import pg from 'pg'
import type { MailServers } from '../../scripts/mail/kit.ts'
import type { OdooEnv } from '../../scripts/odoo/kit.ts'
import { accountName } from '../../src/domain/ids.ts'
import { mailMessage } from '../../src/domain/threading.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { mailIdentity } from '../../src/mail/mime/identity.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { messageIdOf } from '../../src/odoo/naming.ts'
import { buyersMail } from './mails.ts'
import type { Shop } from './shop.ts'

/** One mail's way, in milliseconds from the moment the mail server took it (250). */
export interface Arrival {
  /** The mailbox tells whoever listens to it. */
  readonly told: number | undefined
  /** Its bytes stand in the ledger. */
  readonly kept: number | undefined
  /** It is a message of a conversation there. */
  readonly sorted: number | undefined
  /** Odoo shows it on a ticket. */
  readonly placed: number
}

export interface ArrivalOptions {
  readonly shop: Shop
  readonly servers: MailServers
  readonly odoo: OdooEnv
  /** Where the ledger can be looked into. */
  readonly databaseUrl: string | undefined
  readonly mails: number
}

const EACH_MS = 1000
const POLL_MS = 40
const GIVE_UP_MS = 90_000
const WARM_UP = 2

interface Sent {
  readonly identity: string
  readonly messageId: string
  readonly at: number
  placed?: number
}

/**
 * Hands mails to the mail server, about one a second whatever became of the last, while `serve` runs in a process of its own and listens
 * to the mailbox; Odoo is asked every few moments which of them it shows.
 */
export async function arrivals({ shop, servers, odoo, databaseUrl, mails }: ArrivalOptions): Promise<Arrival[]> {
  const smtp = Number(new URL(servers.smtpUrl).port)
  // The first one makes the mailbox.
  const sent: Sent[] = [await deliver(smtp, shop, 0)]
  await until(() => servers.mails(shop.address).length > 0, 'a mail in the mailbox')
  const listener = await listen(servers.imapUrl, shop.address)
  const bridge = new OdooBridge({ ...odoo, clock: systemClock })
  const service = serve(shop.env)
  const watch = watchOdoo(bridge, sent, service)
  try {
    for (let n = 1; n <= WARM_UP; n += 1) {
      await until(() => sent.every(({ placed }) => placed !== undefined), 'a mail in Odoo')
      sent.push(await deliver(smtp, shop, n))
    }
    await until(() => sent.every(({ placed }) => placed !== undefined), 'a mail in Odoo')
    const began = Date.now()
    for (let n = 0; n < mails; n += 1) {
      // Not in step with anything that comes every second or so.
      const due = began + n * EACH_MS + ((n * 7919) % 400)
      await systemClock.sleep(Math.max(0, due - Date.now()))
      sent.push(await deliver(smtp, shop, WARM_UP + 1 + n))
    }
    await until(() => sent.every(({ placed }) => placed !== undefined), 'all mails in Odoo')
    const inLedger = databaseUrl === undefined ? new Map<string, InLedger>() : await ledgerTimes(databaseUrl)
    return sent.slice(WARM_UP + 1).map(({ identity, at, placed = 0 }, n) => {
      const since = (moment: number | undefined) => (moment === undefined ? undefined : moment - at)
      const { kept, sorted } = inLedger.get(identity) ?? {}
      const told = since(listener.times[WARM_UP + n])
      return { told, kept: since(kept), sorted: since(sorted), placed: placed - at }
    })
  } finally {
    await watch.stop()
    await stop(service)
    await listener.close()
    bridge.close()
  }
}

/** In a session of its own, as mails come. The time is the moment of the server's 250. */
async function deliver(smtpPort: number, { name, address }: Shop, n: number): Promise<Sent> {
  // Every fifth of a series would be an answer: here each is of another buyer.
  const { from, raw } = buyersMail(n + Math.floor(n / 4), { run: name, to: address, at: () => new Date() })
  const identity = mailIdentity(raw)
  const smtp = await openSmtp(smtpPort)
  await new Promise<void>((done, failed) => {
    smtp.send({ from, to: address }, raw, (error) => {
      if (error == null) done()
      else failed(error)
    })
  })
  const at = Date.now()
  smtp.quit()
  return { identity, messageId: messageIdOf(accountName(name), mailMessage(identity)), at }
}

function openSmtp(port: number): Promise<SMTPConnection> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true })
  return new Promise((done, failed) => {
    connection.once('error', failed)
    connection.connect(() => {
      done(connection)
    })
  })
}

/** Listens beside the service, as it does: when the mailbox told of the second mail, the third, … */
async function listen(imapUrl: string, user: string) {
  const { hostname: host, port } = new URL(imapUrl)
  const client = new ImapFlow({
    host,
    port: Number(port),
    auth: { user, pass: 'secret' },
    tls: { rejectUnauthorized: false },
    logger: false,
    autoIdleDelay: 50,
  })
  const times: number[] = []
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  client.on('exists', ({ count, prevCount }) => {
    for (let n = prevCount; n < count; n += 1) times.push(Date.now())
  })
  return { times, close: () => client.logout() }
}

/** Asks while something is under way, one question at a time. */
function watchOdoo(bridge: OdooBridge, sent: readonly Sent[], service: ChildProcess) {
  let stopped = false
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const open = sent.filter(({ placed }) => placed === undefined)
      if (open.length > 0) {
        const shown = await shownOf(bridge, open)
        for (const one of open) if (shown.has(one.messageId)) one.placed = Date.now()
      }
      if (service.exitCode !== null) throw new Error(`serve ended with ${String(service.exitCode)}`)
      await systemClock.sleep(POLL_MS)
    }
  }
  const running = loop()
  let fault: unknown
  running.catch((error: unknown) => {
    fault = error
    stopped = true
  })
  return {
    async stop() {
      stopped = true
      await running.catch(() => undefined)
      if (fault !== undefined) throw new Error('Odoo could not be asked.', { cause: fault })
    },
  }
}

async function shownOf(bridge: OdooBridge, open: readonly Sent[]): Promise<ReadonlySet<string>> {
  const domain = [['message_id', 'in', open.map(({ messageId }) => messageId)]]
  const rows = await bridge.execute_kw('mail.message', 'search_read', [[domain], { fields: ['message_id'] }])
  return new Set((rows as { message_id: string }[]).map(({ message_id: id }) => id))
}

interface InLedger {
  readonly kept: number
  readonly sorted: number
}

/** By identity. The ledger lies on this machine, so that its clock is ours. */
async function ledgerTimes(databaseUrl: string): Promise<ReadonlyMap<string, InLedger>> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ identity: string; recorded: Date; sorted: Date }>(
      'select identity, recorded, sorted from mails where sorted is not null',
    )
    return new Map(
      rows.map(({ identity, recorded, sorted }) => [identity, { kept: recorded.getTime(), sorted: sorted.getTime() }]),
    )
  } finally {
    await client.end()
  }
}

const serve = (env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [resolve('src/cli.ts'), 'serve'], { env, stdio: ['ignore', 'ignore', 'ignore'] })

async function stop(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return
  const ended = new Promise((done) => service.once('exit', done))
  service.kill('SIGTERM')
  await ended
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + GIVE_UP_MS
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`)
    await systemClock.sleep(POLL_MS)
  }
}
