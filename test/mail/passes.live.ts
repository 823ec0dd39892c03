import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type MailServers, startMailServers } from '../../scripts/mail/kit.ts'
import { type App, openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk } from '../../src/demo/clerk/steps.ts'
import { accountName } from '../../src/domain/ids.ts'
import { dryRun } from '../../src/flows/dry-run.ts'
import { type BuiltJob, type JobResult, runJob } from '../../src/flows/passes.ts'
import { reconcile } from '../../src/flows/reconcile.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { composeAnswer } from '../../src/mail/answer.ts'
import type { ComposedMail } from '../../src/mail/compose.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { smtpAt } from './mails.ts'

/*
 * Whole passes over a mailbox, by the settings that a seller writes: OpenSMTPD takes the buyer's mail, Dovecot holds it, the service reads
 * it, an agent answers, and the answer lies in the buyer's mailbox.
 */

const SHOP = 'service@lindenhof.example'
const BUYER = 'maria@example.org'

let servers: MailServers
let odoo: OdooSandbox
let app: App
let bridge: OdooBridge
let clerk: Clerk
const folder = mkdtempSync(join(tmpdir(), 'care-passes-'))

beforeAll(async () => {
  servers = await startMailServers({ dir: mkdtempSync(join(tmpdir(), 'care-mail-')) })
  await makeFolder('Sent')
  odoo = await startOdooSandbox({})
  mkdirSync(join(folder, 'accounts'))
  writeFileSync(
    join(folder, 'accounts', 'post.env'),
    [
      'CONNECTOR=mailbox',
      'MODE=live',
      'START_FROM=2020-01-01T00:00:00Z',
      `IMAP_URL=${servers.imapUrl}`,
      `IMAP_USER=${SHOP}`,
      'IMAP_PASSWORD=secret',
      `SMTP_URL=${servers.smtpUrl}`,
      `MAIL_FROM=Lindenhof <${SHOP}>`,
      'SENT_FOLDER=Sent',
      'SIGNATURE=Lindenhof GmbH',
    ].join('\n'),
  )
  const env = {
    ODOO_URL: odoo.url,
    ODOO_DB: odoo.db,
    ODOO_USER: odoo.user,
    ODOO_PASSWORD: odoo.password,
    DATA_DIR: join(folder, 'data'),
    ACCOUNTS_DIR: join(folder, 'accounts'),
    SERVICE_SECRET: 'a secret of thirty-two letters or so',
  }
  const settings = loadSettings({ env, cwd: folder, registry: connectors })
  app = await openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
  await app.ports.odoo.setup()
  bridge = new OdooBridge({
    ...{ url: odoo.url, db: odoo.db, user: odoo.user, password: odoo.password },
    clock: systemClock,
  })
  clerk = createClerk((model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}]))
})

afterAll(async () => {
  await app.close()
  bridge.close()
  await odoo.close()
  await servers.close()
  rmSync(folder, { recursive: true, force: true })
})

const pass = (job: BuiltJob): Promise<JobResult> => runJob(job, app.accounts, app.ports)
const lies = (address: string) => expect.poll(() => servers.mails(address).length, { timeout: 15_000 })

async function makeFolder(name: string): Promise<void> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: Number(new URL(servers.imapUrl).port), secure: false, logger: false },
    auth: { user: SHOP, pass: 'secret' },
    tls: { rejectUnauthorized: false },
  })
  await client.connect()
  await client.mailboxCreate(name)
  await client.logout()
}

/** By SMTP, as any mail comes. */
async function arrives(mail: ComposedMail): Promise<void> {
  const connection = await app.ports.mailer.acquire(smtpAt(servers.smtpUrl))
  await connection.send(mail)
  connection.release()
}

const fromBuyer = (messageId: string, text: string, answers: string | null = null): Promise<ComposedMail> =>
  composeAnswer({
    from: `Maria Sommer <${BUYER}>`,
    to: { address: SHOP },
    subject: 'Frage zu S00042',
    text,
    messageId,
    date: systemClock.now(),
    answers: { messageId: answers, references: [] },
    files: [],
  })

const bounced = (about: string): ComposedMail => ({
  envelope: { from: 'mailer-daemon@mx.example', to: SHOP },
  raw: Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example',
      `To: ${SHOP}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <bounce1@mx.example>',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your mail could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      `Final-Recipient: rfc822; ${BUYER}`,
      'Action: failed',
      'Status: 5.2.2',
      'Diagnostic-Code: smtp; 552 5.2.2 mailbox full',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${about}`,
      'Subject: Re: Frage',
      '',
      '--b--',
      '',
    ].join('\r\n'),
  ),
})

test('a question comes in, is answered, answered again, and a bounce opens the ticket once more', async () => {
  await arrives(await fromBuyer('<q1@example.org>', 'Wann kommt mein Paket?'))
  await lies(SHOP).toBe(1)
  expect((await dryRun('mirror', app.accounts, app.ports)).accounts[0]).toMatchObject({ ok: true, received: 1 })
  expect((await pass('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 1, set_aside: 0 })

  const post = accountName('post')
  const { ledger, outbox } = app.ports
  const [first] = await ledger.mails.list(post, { limit: 10 })
  const conversation = first?.conversation ?? ('' as never)
  const ticketId = (await ledger.conversation(post, conversation))?.ticket?.id ?? 0
  await clerk.answers({ key: 'answer', ticketId, html: '<p>Es ist <b>unterwegs</b>.</p>' })
  expect((await pass('reply')).accounts[0]).toMatchObject({ ok: true, delivered: 1, failed: 0, unknown: 0 })
  await lies(BUYER).toBe(1)
  const sent = await simpleParser(Buffer.from(servers.mails(BUYER)[0] ?? '', 'latin1'))
  expect(sent).toMatchObject({ subject: 'Re: Frage zu S00042', inReplyTo: '<q1@example.org>', html: false })
  expect(sent.text?.trim()).toBe('Es ist unterwegs.\n\nLindenhof GmbH')
  expect(sent.from?.text).toContain(SHOP)
  expect(sent.headers.has('auto-submitted')).toBe(false)

  await arrives(await fromBuyer('<q2@example.org>', 'Danke, und wann genau?', sent.messageId ?? ''))
  await lies(SHOP).toBe(2)
  expect((await pass('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 1 })
  const listed = await ledger.mails.list(post, { limit: 10 })
  expect(new Set(listed.map((mail) => mail.conversation)).size).toBe(1)

  await arrives(bounced(sent.messageId ?? ''))
  await lies(SHOP).toBe(3)
  expect((await pass('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 0, set_aside: 1 })
  const [failed] = await outbox.list({ state: 'failed' })
  expect(failed?.reason).toContain('552 5.2.2 mailbox full')

  const [opened] = app.accounts
  if (opened === undefined) throw new Error('there is no account')
  expect(await reconcile(opened, app.ports)).toMatchObject({ seen: 3, mirrored: 2, missing: [] })
  expect((await pass('reconcile')).accounts[0]).toMatchObject({ ok: true, received: 3, duplicates: 3 })
  // The copy of the answer lies where the account wants it, and is nobody's question.
  const copies = await app.ports.mailboxes?.use(
    { account: opened.account, mailbox: opened.mail?.mailbox ?? ('' as never) },
    async (line) => {
      await line.open('Sent')
      return line.uids(0, systemClock.now())
    },
  )
  expect(copies).toHaveLength(1)
})
