import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServers, startMailServers } from '../../scripts/mail/kit.ts'
import { type Hospital, openHospital } from '../commands/hospital.ts'

let hospital: Hospital
let servers: MailServers

beforeAll(async () => {
  servers = await startMailServers({ dir: mkdtempSync(join(tmpdir(), 'care-doctor-')) })
  hospital = await openHospital()
})
afterAll(async () => {
  await hospital.close()
  await servers.close()
})

const box = () => ({
  ...{ IMAP_URL: servers.imapUrl, IMAP_USER: 'service@lindenhof.example', IMAP_PASSWORD: 'secret' },
  ...{ AUTHSERV_ID: 'mx.lindenhof.example', JUNK_FOLDER: 'off' },
  SIGNATURE: 'Ihr Team, Lindenhof GmbH, Sitz: Kassel, Amtsgericht Kassel, HRB 12345, Geschäftsführerin: Kim Linde',
})

test('a mailbox that can be read is well', async () => {
  const told = await hospital.doctor({ shop: box() })
  expect([...told.faults.values()]).toEqual([])
  expect(told.checks.find(({ name }) => name === 'account shop mailbox')?.detail).toContain('takes the login')
  expect(told.checks.find(({ name }) => name === 'account shop folder INBOX')?.detail).toBe('can be read')
})

test('a wrong password is told as that, and the mail server is looked at all the same', async () => {
  const told = await hospital.doctor({ shop: { ...box(), IMAP_PASSWORD: 'wrong' } })
  expect(told).toMatchObject({ code: 1, ok: false })
  expect(told.faults.get('account shop mailbox')).toMatchObject({
    level: 'error',
    remedy: expect.stringContaining('IMAP_PASSWORD') as string,
  })
  expect(told.checks.find(({ name }) => name === 'account shop mail')?.ok).toBe(true)
  expect(told.stdout).not.toContain('wrong')
})

test('folders that are not there are told by their names', async () => {
  const told = await hospital.doctor({ shop: { ...box(), IMAP_FOLDER: 'INBOX,Shop', SENT_FOLDER: 'Gesendet' } })
  expect(told.faults.get('account shop folder Shop')).toMatchObject({ level: 'error' })
  expect(told.faults.get('account shop folder Gesendet')).toMatchObject({ level: 'warning' })
})

test('what nobody vouches for is told, and what a company has to say in its letters', async () => {
  const told = await hospital.doctor({
    shop: { ...box(), AUTHSERV_ID: undefined, SHOP_NAME: 'Lindenhof GmbH', SIGNATURE: 'Ihr Team' },
  })
  expect(told.faults.get('account shop senders')).toMatchObject({
    level: 'warning',
    remedy: expect.stringContaining('AUTHSERV_ID') as string,
  })
  expect(told.faults.get('account shop signature')?.detail).toBe(
    'answers from Web shop lack what § 35a GmbHG, § 80 AktG asks of business letters: legal form, seat, register court, register number, managing directors',
  )
  expect(told).toMatchObject({ code: 0, ok: true })
})
