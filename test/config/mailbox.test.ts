import { describe, expect, test } from 'vitest'
import { goodPost, goodService, withAccounts } from './folder.ts'

const goodShop = ['CONNECTOR=shop', 'ORDERS_TEAM=Website']

const post = (...lines: readonly string[]) => {
  const names = lines.map((line) => line.split('=')[0])
  return [...goodPost.filter((good) => !names.includes(good.split('=')[0])), ...lines]
}
const without = (...names: readonly string[]) => goodPost.filter((good) => !names.includes(good.split('=')[0] ?? ''))

describe('the mailbox of an account', () => {
  test('needs an address and a login, and the rest has its defaults', () => {
    using place = withAccounts({ a: goodPost })
    const [account] = place.load().accounts
    expect(account?.mailbox).toEqual({
      host: 'mail.example.com',
      port: 993,
      secure: true,
      user: 'shop@example.com',
      password: 'imap-secret-1',
      auth: 'password',
      folders: ['INBOX'],
      authservId: 'mx.example.com',
      markSeen: false,
      ownDomains: [],
      brands: [],
    })
    expect(place.load().notes).toEqual([])
  })

  test('may say everything', () => {
    using place = withAccounts({
      a: [
        'CONNECTOR=post',
        'IMAP_URL=imap://mail.example.com:1143',
        'IMAP_USER=shop@example.com',
        'MAIL_AUTH=microsoft',
        'OAUTH_TENANT=example.com',
        'OAUTH_CLIENT_ID=client',
        'OAUTH_CLIENT_SECRET=client-secret-1',
        'OAUTH_URL=http://127.0.0.1:9020',
        'IMAP_FOLDER=INBOX, Kunden/Anfragen, INBOX',
        'JUNK_FOLDER=Spam',
        'SENT_FOLDER=Gesendet',
        'MARK_SEEN=yes',
        'AUTHSERV_ID=mx.example.com',
        'OWN_DOMAINS=@Example.com, büro.example',
        'BRANDS=B@example.com = Shop B <b@example.com>, c@example.com',
      ],
    })
    expect(place.load().accounts[0]?.mailbox).toMatchObject({
      port: 1143,
      secure: false,
      auth: 'microsoft',
      oauth: {
        tenant: 'example.com',
        clientId: 'client',
        clientSecret: 'client-secret-1',
        url: 'http://127.0.0.1:9020',
      },
      folders: ['INBOX', 'Kunden/Anfragen'],
      junkFolder: 'Spam',
      sentFolder: 'Gesendet',
      markSeen: true,
      ownDomains: ['example.com', 'büro.example'],
      brands: [{ address: 'b@example.com', from: 'Shop B <b@example.com>' }, { address: 'c@example.com' }],
    })
  })

  test('an account without a mailbox has none', () => {
    using place = withAccounts({ a: goodShop })
    expect(place.load().accounts[0]?.mailbox).toBeUndefined()
  })

  test('without AUTHSERV_ID it works, and a word is said', () => {
    using place = withAccounts({ a: without('AUTHSERV_ID') })
    expect(place.load().notes).toMatchObject([{ file: 'accounts/a.env', name: 'AUTHSERV_ID' }])
  })

  test.each<[string, readonly string[], readonly string[]]>([
    ['no address', without('IMAP_URL'), ['IMAP_URL is missing: Post is read by mail']],
    ['no login', without('IMAP_USER', 'IMAP_PASSWORD'), ['IMAP_USER is missing']],
    ['no password', without('IMAP_PASSWORD'), ['IMAP_PASSWORD is missing for the user']],
    ['no user', without('IMAP_USER'), ['IMAP_USER is missing for the password']],
    ['two users', post('IMAP_URL=imaps://a@mail.example.com'), ['IMAP_USER is given, and a user in IMAP_URL too']],
    ['no IMAP', post('IMAP_URL=https://mail.example.com'), ['IMAP_URL is not the address of a mail server']],
    ['no way to log in', post('MAIL_AUTH=oauth'), ['MAIL_AUTH is none of the known words']],
    [
      'a token and a password',
      post('MAIL_AUTH=google', 'OAUTH_TENANT=x'),
      [
        'IMAP_PASSWORD is set, but MAIL_AUTH is google',
        'OAUTH_CLIENT_ID is missing for MAIL_AUTH=google',
        'OAUTH_TENANT is set, but Google has none',
      ],
    ],
    ['a client without token', post('OAUTH_CLIENT_ID=x'), ['OAUTH_CLIENT_ID is set, but the login is by password']],
    ['no folder', post('IMAP_FOLDER=","'), ['IMAP_FOLDER names no folder']],
    ['one folder twice', post('JUNK_FOLDER=INBOX'), ['JUNK_FOLDER is among IMAP_FOLDER too']],
    ['no domain', post('OWN_DOMAINS=localhost'), ['OWN_DOMAINS is not a list of domains']],
    ['no brand', post('BRANDS=Shop B'), ['BRANDS is not a list of addresses with their senders']],
    ['a brand twice', post('BRANDS=b@example.com,B@example.com'), ['BRANDS names an address twice']],
    ['no word', post('MARK_SEEN=true'), ['MARK_SEEN is neither yes nor no']],
    [
      'live without a way to answer',
      post('MODE=live'),
      ['SMTP_URL is missing: answers leave by mail', 'MAIL_FROM is missing: answers leave by mail'],
    ],
  ])('%s', (_what, lines, faults) => {
    using place = withAccounts({ a: lines })
    expect(place.faults()).toEqual(faults.map((fault) => `accounts/a.env: ${fault}`))
  })

  test('answers may leave by the mail server of the service', () => {
    const service = [...goodService, 'SMTP_URL=smtp://mail.example.com', 'MAIL_FROM=shop@example.com']
    using place = withAccounts({ a: post('MODE=live') }, service)
    expect(place.faults()).toEqual([])
  })

  test('where nothing is read by mail its settings are a fault, each named', () => {
    using place = withAccounts({ a: [...goodShop, 'IMAP_URL=imaps://mail.example.com', 'SENT_FOLDER=Sent'] })
    expect(place.faults()).toEqual([
      'accounts/a.env: IMAP_URL is set, but Shop is not read by mail',
      'accounts/a.env: SENT_FOLDER is set, but Shop is not read by mail',
    ])
  })

  test('its password is never shown', () => {
    using place = withAccounts({ a: post('IMAP_USER=shop@example.com', 'IMAP_FOLDER=","') })
    expect(JSON.stringify(place.wrong())).not.toContain('imap-secret-1')
  })
})
