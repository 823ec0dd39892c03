import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type App, openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { type Service, startService } from '../../src/service.ts'
import { silent } from '../ledger/database.ts'
import { mailOf, type RealServers, realServers } from './imap-world.ts'
import { smtpAt } from './mails.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

let servers: RealServers
let proxy: TcpProxy
let odoo: OdooSandbox
const mailer = createMailer({ clock: systemClock, log: silent })
beforeAll(async () => {
  servers = await realServers()
  proxy = await tcpProxy(servers)
  odoo = await startOdooSandbox()
})
afterAll(async () => {
  await mailer.close()
  await odoo.close()
  await proxy.close()
  await servers.close()
})

interface Serving {
  readonly app: App
  readonly service: Service
  /** A buyer's mail, as the world outside hands it over. */
  deliver(token: string): Promise<void>
  /** How often a text stands in Odoo. */
  standing(token: string): number
  health(): Promise<Record<string, { ok: boolean; detail: string }>>
  end(): Promise<void>
}

/** The service with one mailbox, read through the proxy. */
async function serve(name: string, pollSeconds: number): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'care-serve-'))
  const address = `${name}@example.org`
  mkdirSync(join(folder, 'accounts'))
  const lines = {
    ...{ CONNECTOR: 'mailbox', MODE: 'live', START_FROM: '2026-01-01T00:00:00Z' },
    IMAP_URL: `imap://127.0.0.1:${String(proxy.port)}`,
    ...{ IMAP_USER: address, IMAP_PASSWORD: 'secret', MESSAGE_POLL_SECONDS: String(pollSeconds) },
    ...{ SMTP_URL: servers.smtpUrl, MAIL_FROM: address },
  }
  const text = Object.entries(lines).map(([key, value]) => `${key}='${value}'\n`)
  writeFileSync(join(folder, 'accounts', `${name}.env`), text.join(''))
  const { url, db, user, password } = odoo
  const env = {
    ...{ ODOO_URL: url, ODOO_DB: db, ODOO_USER: user, ODOO_PASSWORD: password, DATA_DIR: join(folder, 'data') },
    ...{ HTTP_PORT: '0', LOG_LEVEL: 'silent' },
  }
  const settings = loadSettings({ env, cwd: folder, registry: connectors })
  const app = await openApp({ settings, registry: connectors, log: silent })
  await app.ports.odoo.setup()
  const service = await startService(app)
  return {
    app,
    service,
    async deliver(token) {
      const connection = await mailer.acquire(smtpAt(servers.smtpUrl))
      try {
        await connection.send({ raw: Buffer.from(mailOf(token)), envelope: { from: 'buyer@example.net', to: address } })
      } finally {
        connection.release()
      }
    },
    standing: (token) => odoo.state.rows('mail.message', [['body', 'ilike', token]]).length,
    async health() {
      const response = await fetch(`${service.address}/health/ready`)
      const { checks } = (await response.json()) as { checks: { name: string; ok: boolean; detail: string }[] }
      return Object.fromEntries(checks.map((check) => [check.name, check]))
    },
    async end() {
      await service.stop()
      await app.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const within = (what: () => unknown, seconds: number) =>
  expect.poll(what, { timeout: 3 * seconds * 1000, interval: 50 })

test('a mail stands on a ticket seconds after it was delivered, though nobody polls', async () => {
  const serving = await serve('idle', 3_600)
  await within(async () => (await serving.health())['mailbox idle']?.ok, 10).toBe(true)
  for (const token of ['Frage-eins', 'Frage-zwei', 'Frage-drei']) {
    await serving.deliver(token)
    await within(() => serving.standing(token), 8).toBe(1)
  }
  const began = Date.now()
  await serving.end()
  expect(Date.now() - began).toBeLessThan(5_000)
})

test('a mailbox that was away is read as soon as it is there again, whatever pause its account had', async () => {
  const serving = await serve('away', 1)
  await within(async () => (await serving.health())['mailbox away']?.ok, 10).toBe(true)
  proxy.refuse()
  await within(async () => (await serving.health())['account away']?.ok, 15).toBe(false)
  const { 'mailbox away': check } = await serving.health()
  expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('does not listen since') })
  await serving.deliver('Kam-inzwischen')
  proxy.accept()
  await within(() => serving.standing('Kam-inzwischen'), 20).toBe(1)
  await within(async () => (await serving.health())['account away']?.ok, 10).toBe(true)
  await serving.end()
})
