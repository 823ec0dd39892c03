import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailServers, type MailServers } from '../../scripts/mail/kit.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { faultProxy, type Place } from './fault-proxy.ts'
import { handClock } from './hand-clock.ts'
import { aMail, sendOne, silent, smtpAt } from './mails.ts'

let servers: MailServers
beforeAll(async () => {
  servers = await startMailServers({ dir: mkdtempSync(join(tmpdir(), 'care-mail-')) })
})
afterAll(() => servers.close())

const mailer = createMailer({ clock: handClock(), log: silent, sendTimeoutMs: 3_000 })
afterAll(() => mailer.close())

const delivered = (address: string) => expect.poll(() => servers.mails(address).length, { timeout: 15_000 })

test('a mail passes OpenSMTPD and lies in the mailbox as it was written', async () => {
  const subject = 'Größe 38½ – Ihre Bestellung S00042 🌷'
  const address = 'plain@example.org'
  await sendOne(mailer, smtpAt(servers.smtpUrl), aMail({ subject, to: { name: 'Anna "A" Müller', address } }))
  await delivered(address).toBe(1)
  const mail = await simpleParser(Buffer.from(servers.mails(address)[0] ?? '', 'latin1'))
  expect(mail).toMatchObject({ subject, messageId: '<webshop.n.1f0c@example.com>' })
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
  expect(mail.text?.trim()).toBe('Guten Tag Anna Müller,\n\nIhre Bestellung ist da.')
})

test("a mail goes by STARTTLS and login through Dovecot's submission", async () => {
  const address = 'submitted@example.org'
  const smtp = { ...smtpAt(servers.submissionUrl), user: 'shop', password: 'secret' }
  await sendOne(mailer, smtp, aMail({ to: { address } }))
  await delivered(address).toBe(1)
  expect(servers.mails(address)[0]).toContain('with ESMTPSA')
})

test('a wrong password is a wrong setting', async () => {
  const smtp = { ...smtpAt(servers.submissionUrl), user: 'shop', password: 'wrong' }
  await expect(mailer.check(smtp)).rejects.toMatchObject({ kind: 'misconfigured' })
  await expect(mailer.check({ ...smtp, password: 'secret' })).resolves.toMatchObject({ loggedIn: true })
})

describe('a connection that breaks before OpenSMTPD', () => {
  const table: [place: Place, how: 'cut' | 'stall', kind: string, arrived: number][] = [
    ['before-data', 'cut', 'retryable', 0],
    ['inside-data', 'cut', 'unknown', 0],
    ['inside-data', 'stall', 'unknown', 0],
    ['after-final-dot', 'cut', 'unknown', 1],
    ['after-final-dot', 'stall', 'unknown', 1],
  ]
  test.each(table)('%s, %s: %s', async (place, how, kind, arrived) => {
    const proxy = await faultProxy(smtpAt(servers.smtpUrl))
    const address = `${place}-${how}@example.org`
    proxy.next(place, how)
    const smtp = smtpAt(`smtp://127.0.0.1:${String(proxy.port)}`)
    await expect(sendOne(mailer, smtp, aMail({ to: { address } }))).rejects.toMatchObject({ kind })
    // What came through behind it shows that the server has done with this one.
    await sendOne(mailer, smtp, aMail({ to: { address: `after-${address}` } }))
    await delivered(`after-${address}`).toBe(1)
    await delivered(address).toBe(arrived)
    await proxy.close()
  })
})
