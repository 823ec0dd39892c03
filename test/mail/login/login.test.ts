import { describe, expect, test } from 'vitest'
import type { MailboxSettings } from '../../../src/domain/account.ts'
import { accountName } from '../../../src/domain/ids.ts'
import { instant } from '../../../src/domain/time.ts'
import { inMemory, type Token } from '../../../src/kit/tokens.ts'
import { grantPorts, mailAccess } from '../../../src/mail/login/access.ts'
import { byBrowser } from '../../../src/mail/login/browser.ts'
import { byDeviceCode, type GrantPorts } from '../../../src/mail/login/grant.ts'
import { providerOf } from '../../../src/mail/login/providers.ts'
import { handClock } from '../hand-clock.ts'
import { type LoginStandIn, loginStandIn } from './stand-in.ts'

const ACCOUNT = accountName('amazon-de')
const START = instant('2026-11-22T10:00:00Z')

const mailbox = (auth: 'microsoft' | 'google', url: string): MailboxSettings => ({
  ...{ host: 'imap.example.com', port: 993, secure: true, user: 'shop@example.com', folders: ['INBOX'] },
  ...{ auth, markSeen: false, ownDomains: [], brands: [] },
  oauth: { clientId: 'client', clientSecret: 'client-secret', url },
})

async function world(auth: 'microsoft' | 'google' = 'microsoft') {
  const standIn = await loginStandIn()
  const clock = handClock(START)
  const settings = mailbox(auth, standIn.url)
  const grant = grantPorts(ACCOUNT, settings, { clock })
  if (grant === undefined) throw new Error('no grant')
  const keep = inMemory()
  const access = mailAccess(ACCOUNT, settings, { keep, clock })
  if (access === undefined) throw new Error('no access')
  return { standIn, clock, grant, keep, access }
}

const confirm = (grant: GrantPorts, standIn: LoginStandIn, after = 1) => {
  const waited: number[] = []
  const shown: string[] = []
  const done = byDeviceCode(grant, {
    show: ({ code, page }) => shown.push(`${code} ${page}`),
    wait(ms) {
      waited.push(ms)
      if (waited.length >= after) standIn.person = 'confirms'
      return Promise.resolve()
    },
  })
  return { done, waited, shown }
}

describe('access by a code for another device', () => {
  test('is kept once the person has confirmed, and asked for at the pace the provider wants', async () => {
    const { standIn, grant } = await world()
    const { done, waited, shown } = confirm(grant, standIn, 3)
    await expect(done).resolves.toMatchObject({
      access: 'A-1',
      refresh: 'R-1',
      expiresAt: instant('2026-11-22T11:00:00Z'),
    })
    expect(waited).toEqual([5000, 5000, 5000])
    expect(shown).toEqual(['ABCD-EFGH https://example.com/device'])
  })

  test('is not given where the person declines', async () => {
    const { standIn, grant } = await world()
    const done = byDeviceCode(grant, {
      show: () => undefined,
      wait() {
        standIn.person = 'declines'
        return Promise.resolve()
      },
    })
    await expect(done).rejects.toThrow(/the access was declined.*authorize amazon-de/)
  })

  test('ends where nobody confirms in time', async () => {
    const { grant, clock } = await world()
    const done = byDeviceCode(grant, {
      show: () => undefined,
      wait(ms) {
        clock.advance(ms)
        return Promise.resolve()
      },
    })
    await expect(done).rejects.toThrow(/nobody confirmed in time/)
  })

  test('is not to be had from Google, which is said with what to do', async () => {
    const { grant } = await world('google')
    await expect(byDeviceCode(grant, { show: () => undefined, wait: () => Promise.resolve() })).rejects.toThrow(
      /--browser/,
    )
  })
})

describe('access by the browser', () => {
  const open = (
    grant: GrantPorts,
    visit: (page: string) => Promise<unknown>,
    signal = new AbortController().signal,
  ): Promise<Token> => byBrowser(grant, { user: 'shop@example.com', port: 0, signal, show: (page) => void visit(page) })

  test('is kept once the page has led back with the code and our proof', async () => {
    const { standIn, grant } = await world('google')
    standIn.person = 'confirms'
    const token = open(grant, (page) => fetch(page))
    await expect(token).resolves.toMatchObject({ access: 'A-2', refresh: 'R-2' })
    expect(standIn.asked[0]).toMatchObject({ grant_type: 'authorization_code', client_secret: 'client-secret' })
  })

  test('is not given where the person declines', async () => {
    const { standIn, grant } = await world('google')
    standIn.person = 'declines'
    const token = open(grant, (page) => fetch(page))
    await expect(token).rejects.toThrow(/the access was declined/)
  })

  test('takes no code that it did not ask for', async () => {
    const { standIn, grant } = await world('google')
    const ended = new AbortController()
    const answers: number[] = []
    const token = open(
      grant,
      async (page) => {
        const back = new URL(new URL(page).searchParams.get('redirect_uri') ?? '')
        back.search = '?state=forged&code=C-9'
        answers.push((await fetch(back)).status)
        ended.abort()
      },
      ended.signal,
    )
    await expect(token).rejects.toThrow(/nobody confirmed in time/)
    expect(answers).toEqual([400])
    expect(standIn.asked).toEqual([])
  })
})

describe('a kept token', () => {
  test('is renewed before it ends, and what renews it next is kept in place of the one before', async () => {
    const { standIn, grant, keep, access, clock } = await world()
    await keep.store(await confirm(grant, standIn).done)
    await expect(access()).resolves.toBe('A-1')
    clock.advance(3590_000)
    await expect(access()).resolves.toBe('A-2')
    clock.advance(3590_000)
    await expect(access()).resolves.toBe('A-3')
    expect([...standIn.good]).toEqual(['R-3'])
  })

  test('that the mailbox refuses is replaced at once', async () => {
    const { standIn, grant, keep, access } = await world()
    await keep.store(await confirm(grant, standIn).done)
    await expect(access('A-1')).resolves.toBe('A-2')
  })

  test('that was never given says what to do', async () => {
    const { access } = await world()
    await expect(access()).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('marketplace-care authorize amazon-de') as string,
    })
  })

  test('whose access was withdrawn says what to do, and shows no words of the answer', async () => {
    const { standIn, grant, keep, access, clock } = await world()
    await keep.store(await confirm(grant, standIn).done)
    standIn.withdrawn = true
    clock.advance(3590_000)
    await expect(access()).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringMatching(/invalid_grant.*authorize amazon-de/) as string,
    })
  })

  test('outlives a provider that is down for a while', async () => {
    const { standIn, grant, keep, access, clock } = await world()
    await keep.store(await confirm(grant, standIn).done)
    clock.advance(3590_000)
    standIn.broken = 503
    await expect(access()).rejects.toMatchObject({ kind: 'retryable' })
    standIn.broken = 200
    await expect(access()).rejects.toMatchObject({ kind: 'retryable' })
    standIn.broken = undefined
    await expect(access()).resolves.toBe('A-2')
  })
})

test('the providers are asked at their own addresses', () => {
  expect(providerOf('microsoft', 'contoso.com')).toMatchObject({
    tokenUrl: 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token',
    deviceUrl: 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/devicecode',
  })
  expect(providerOf('google')).toMatchObject({ tokenUrl: 'https://oauth2.googleapis.com/token' })
})
