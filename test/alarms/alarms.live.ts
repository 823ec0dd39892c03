import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServers, startMailServers } from '../../scripts/mail/kit.ts'
import { serve, type Served } from './service.ts'
import { mountSmallDisk, NO_MOUNT, type SmallDisk } from './small-disk.ts'

/** A service of its own process, told over: each alarm is provoked outside and seen in a real mailbox and at a webhook. */
const OPS = 'ops@example.org'
const soon = { timeout: 30_000, interval: 200 }

let servers: MailServers
let disk: SmallDisk | undefined
let service: Served

beforeAll(async () => {
  servers = await startMailServers({ dir: mkdtempSync(join(tmpdir(), 'care-mail-')) })
  disk = mountSmallDisk({ megabytes: 160 })
  service = await serve({
    DATA_DIR: join(disk?.folder ?? mkdtempSync(join(tmpdir(), 'care-data-')), 'data'),
    SMTP_URL: servers.smtpUrl,
    MAIL_FROM: 'Lindenhof <service@lindenhof.example>',
    ALERT_MAIL: OPS,
  })
})
afterAll(async () => {
  await service.close()
  disk?.close()
  await servers.close()
})

const subjects = async (): Promise<readonly string[]> => {
  const mails = await Promise.all(servers.mails(OPS).map((raw) => simpleParser(Buffer.from(raw, 'latin1'))))
  return mails.map(({ subject = '' }) => subject)
}

/** What a mailbox and the webhook have to hold; several alarms of one look may share a mail. */
async function told(alarm: string, title: string, state: 'open' | 'cleared'): Promise<void> {
  await expect.poll(() => service.told().filter((call) => call === `${alarm} ${state}`).length, soon).toBe(1)
  const over = (subject: string): boolean => /^Marketplace Care(: \d+ alarms)? over: /.test(subject)
  const inMailbox = async (): Promise<number> =>
    (await subjects()).filter((subject) => subject.includes(title) && over(subject) === (state === 'cleared')).length
  await expect.poll(inMailbox, soon).toBe(1)
}

test('the heartbeat is called once the service works', async () => {
  await expect.poll(() => service.beat.calls().length, soon).toBe(1)
})

test('a refused key: told, and over when a run by hand gets through', async () => {
  service.marketplace.fail({ path: /./, times: 1, how: { kind: 'status', status: 401 } })
  await told('account_paused', 'Account paused (kaufland-de)', 'open')
  const page = await fetch(`${service.address}/console`)
  expect(await page.text()).toContain('Account paused')
  expect(await service.command('run', 'mirror')).toBe(0)
  await told('account_paused', 'Account paused (kaufland-de)', 'cleared')
})

test('an answer that is refused for good: told, and over when a person lets it go once more', async () => {
  const conversation = service.buyerWrites('Wo bleibt mein Paket?')
  await expect.poll(() => service.ticketOf(conversation), soon).toBeDefined()
  service.marketplace.fail({ method: 'POST', path: /messages/, times: 1, how: { kind: 'status', status: 400 } })
  await service.agentAnswers(conversation, 'answer.1', 'Es ist unterwegs.')
  await told('effects_failed', 'Refused for good (kaufland-de)', 'open')
  const [id] = service.hook.calls().findLast(({ body }) => body['alarm'] === 'effects_failed')?.body[
    'effects'
  ] as string[]
  expect(await service.command('outbox', 'resolve', id ?? '', 'not-sent', '--by', 'Anna')).toBe(0)
  await told('effects_failed', 'Refused for good (kaufland-de)', 'cleared')
  await expect.poll(() => service.answers(conversation), soon).toEqual(['Es ist unterwegs.'])
})

test('an Odoo that is away: told after ALERT_AFTER, and over', async () => {
  await service.odoo.stop()
  await told('odoo_away', 'Odoo away', 'open')
  await service.odoo.start()
  await told('odoo_away', 'Odoo away', 'cleared')
})

test('a full disk: told, nothing is taken on and nothing lost, and all goes on when there is room', async (context) => {
  if (disk === undefined) return context.skip(NO_MOUNT)
  disk.fill({ leaveMegabytes: 10 })
  await told('disk_full', 'Disk full', 'open')
  const health = await fetch(`${service.address}/health/ready`)
  expect(health.status).toBe(503)
  expect(await health.json()).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: 'disk', ok: false })]) as unknown,
  })
  const conversation = service.buyerWrites('Ist der Platz schon knapp?')
  expect(await service.command('run', 'mirror')).toBe(1)
  expect(await service.ticketOf(conversation)).toBeUndefined()
  disk.free()
  await told('disk_full', 'Disk full', 'cleared')
  await expect.poll(() => service.ticketOf(conversation), soon).toBeDefined()
  await service.agentAnswers(conversation, 'answer.2', 'Nein, es ist wieder welcher da.')
  await expect.poll(() => service.answers(conversation), soon).toEqual(['Nein, es ist wieder welcher da.'])
})

test('nothing was told twice', () => {
  const calls = service.told()
  expect(calls.toSorted()).toEqual([...new Set(calls)].toSorted())
})
