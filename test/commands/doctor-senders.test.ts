import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ResolveTxt } from '../../src/mail/sender-domain.ts'
import { type Hospital, openHospital } from './hospital.ts'

let hospital: Hospital

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const service = { MAIL_FROM: 'Lindenhof <service@lindenhof.de>' }
const publishing =
  (records: Readonly<Record<string, readonly string[]>>): ResolveTxt =>
  (name) =>
    Promise.resolve(records[name] ?? null)

test('a domain that publishes nothing is told with what to publish, and stops nothing', async () => {
  const told = await hospital.doctor({ service, patient: { resolveTxt: publishing({}) } })
  expect(told).toMatchObject({ code: 0, ok: true })
  expect(told.faults.get('sender lindenhof.de SPF')).toMatchObject({
    level: 'warning',
    detail: 'no record: receivers and marketplaces may take the mails for forged',
    remedy: expect.stringContaining('v=spf1') as string,
  })
  expect(told.faults.get('sender lindenhof.de DMARC')).toMatchObject({
    remedy: expect.stringContaining('p=none') as string,
  })
})

test('a domain that publishes everything is well, and is asked for once for all accounts', async () => {
  const asked: string[] = []
  const records = publishing({
    'lindenhof.de': ['v=spf1 mx -all'],
    '_dmarc.lindenhof.de': ['v=DMARC1; p=reject'],
    'default._domainkey.lindenhof.de': ['v=DKIM1; p=MIGf'],
  })
  const resolveTxt: ResolveTxt = (name) => {
    asked.push(name)
    return records(name)
  }
  const told = await hospital.doctor({ service, patient: { resolveTxt } })
  expect([...told.faults.values()]).toEqual([])
  expect(asked.filter((name) => name === 'lindenhof.de')).toHaveLength(1)
})

test('without a name server nothing is said of the domain', async () => {
  const told = await hospital.doctor({
    service,
    patient: { resolveTxt: () => Promise.reject(Object.assign(new Error('away'), { code: 'ETIMEOUT' })) },
  })
  expect([...told.faults.values()]).toEqual([])
  expect(told.checks.find(({ name }) => name === 'sender lindenhof.de')?.detail).toContain('ETIMEOUT')
})

test('says how often a mailbox is looked into', async () => {
  const shop = { IMAP_URL: 'imaps://127.0.0.1:9', IMAP_USER: 'shop', IMAP_PASSWORD: 'secret' }
  const told = await hospital.doctor({ service, shop })
  expect(told.checks.find(({ name }) => name === 'schedule mirror')?.detail).toMatch(/shop every \d+ s/)
})
