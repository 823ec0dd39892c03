import { describe, expect, test } from 'vitest'
import { isReserved, type ResolveTxt, senderDomain } from '../../src/mail/sender-domain.ts'

const zone =
  (records: Readonly<Record<string, readonly string[]>>): ResolveTxt =>
  (name) =>
    Promise.resolve(records[name] ?? null)

const KEY = 'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ'

describe('the domain of a sender', () => {
  test('that names its servers, its key and what becomes of others is seen whole', async () => {
    const resolve = zone({
      'lindenhof.de': ['google-site-verification=x', 'v=spf1 include:_spf.lindenhof.de ~all'],
      '_dmarc.lindenhof.de': ['v=DMARC1; p=quarantine; rua=mailto:dmarc@lindenhof.de'],
      'selector1._domainkey.lindenhof.de': [KEY],
    })
    await expect(senderDomain('lindenhof.de', resolve)).resolves.toEqual({
      domain: 'lindenhof.de',
      spf: { records: 1, all: '~', redirects: false },
      dmarc: { records: 1, policy: 'quarantine' },
      dkim: ['selector1'],
    })
  })

  test('with nothing of it lacks all of it', async () => {
    await expect(senderDomain('lindenhof.de', zone({}))).resolves.toMatchObject({
      spf: { records: 0, all: null },
      dmarc: { records: 0, policy: null },
      dkim: [],
    })
  })

  test('below an organisation keeps to the rule of the organisation', async () => {
    const resolve = zone({ '_dmarc.lindenhof.de': ['v=DMARC1;p=reject'] })
    await expect(senderDomain('post.lindenhof.de', resolve)).resolves.toMatchObject({ dmarc: { policy: 'reject' } })
  })

  test('with two rules has none that counts, and "all" without a sign lets everybody', async () => {
    const resolve = zone({ 'lindenhof.de': ['v=spf1 mx all', 'v=spf1 -all', 'v=spf10 -all'] })
    await expect(senderDomain('lindenhof.de', resolve)).resolves.toMatchObject({ spf: { records: 2, all: '+' } })
  })

  test('whose key was taken back has none', async () => {
    const resolve = zone({ 'mail._domainkey.lindenhof.de': ['v=DKIM1; p='] })
    await expect(senderDomain('lindenhof.de', resolve)).resolves.toMatchObject({ dkim: [] })
  })
})

test.each(['shop.example', 'example.com', 'mail.example.org', 'localhost', 'a.test'])('%s is nobody’s', (domain) => {
  expect(isReserved(domain)).toBe(true)
})

test.each(['lindenhof.de', 'example.de', 'myexample.com'])('%s may be somebody’s', (domain) => {
  expect(isReserved(domain)).toBe(false)
})
