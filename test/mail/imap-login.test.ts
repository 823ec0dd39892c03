import { type AddressInfo, createServer, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { MailboxSettings } from '../../src/domain/account.ts'
import { Misconfigured } from '../../src/domain/errors.ts'
import { accountName } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { createMailboxes } from '../../src/mail/imap/mailboxes.ts'
import type { Mailboxes } from '../../src/mail/imap/ports.ts'

const silent = pino({ level: 'silent' })
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

type Answer = (rest: string, tag: string, socket: Socket) => string | undefined

/** A server that knows as much of IMAP as a login takes; what else it answers to a command's name stands in `answers`. */
async function imapServer(answers: Readonly<Record<string, Answer>>, capability = 'IMAP4rev1 SASL-IR AUTH=XOAUTH2') {
  const said: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.write(`* OK [CAPABILITY ${capability}] ready\r\n`)
    socket.on('data', (bytes) => {
      for (const line of bytes.toString('latin1').split('\r\n')) {
        const [, tag, name = '', rest = ''] = /^(\S+) (\S+)(?: (.*))?$/.exec(line) ?? []
        if (tag === undefined) continue
        said.push(`${name} ${rest}`.trim())
        const answer = answers[name]?.(rest, tag, socket)
        if (answer !== undefined) socket.write(answer)
        else if (name === 'CAPABILITY') socket.write(`* CAPABILITY ${capability}\r\n${tag} OK done\r\n`)
        else socket.write(`${tag} OK done\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  )
  return { port: (server.address() as AddressInfo).port, said }
}

function mailboxes(): Mailboxes {
  const limits = { connectMs: 2_000, commandMs: 1_000, silenceMs: 1_000 }
  const made = createMailboxes({ clock: systemClock, log: silent, limits })
  ends.unshift(() => made.close())
  return made
}

const settings = (port: number, change: Partial<MailboxSettings>): MailboxSettings => ({
  ...{ host: '127.0.0.1', port, secure: false, user: 'shop@example.org', auth: 'password', password: 'secret-1' },
  ...{ folders: ['INBOX'], markSeen: false, ownDomains: [], brands: [] },
  ...change,
})

const logIn = (port: number, change: Partial<MailboxSettings> = {}) =>
  mailboxes().use({ account: { name: accountName('shop') }, mailbox: settings(port, change) }, () =>
    Promise.resolve('in'),
  )

/** What the client proves itself with (SASL XOAUTH2). */
const tokenOf = (rest: string): string =>
  /Bearer ([^\x01]+)/.exec(Buffer.from(rest.split(' ').at(-1) ?? '', 'base64').toString())?.[1] ?? ''

test('a token that is refused is replaced once', async () => {
  const { port, said } = await imapServer({
    AUTHENTICATE: (rest, tag) =>
      tokenOf(rest) === 'fresh' ? `${tag} OK in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] no\r\n`,
  })
  const asked: (string | undefined)[] = []
  const accessToken = (refused?: string) => {
    asked.push(refused)
    return Promise.resolve(refused === undefined ? 'stale' : 'fresh')
  }
  expect(await logIn(port, { auth: 'microsoft', accessToken })).toBe('in')
  expect(asked).toEqual([undefined, 'stale'])
  expect(said.filter((line) => line.startsWith('AUTHENTICATE')).map(tokenOf)).toEqual(['stale', 'fresh'])
})

test('an access that was withdrawn is for a person to grant again', async () => {
  const { port } = await imapServer({ AUTHENTICATE: (_, tag) => `${tag} NO [AUTHENTICATIONFAILED] no\r\n` })
  const accessToken = () => Promise.resolve('token-1')
  await expect(logIn(port, { auth: 'google', accessToken })).rejects.toMatchObject({
    kind: 'misconfigured',
    message: expect.stringContaining('marketplace-care authorize shop'),
  })
})

test('a login that is refused for now is tried again, one that is refused for good is not', async () => {
  const table = [
    ['[UNAVAILABLE] busy', 'retryable'],
    ['[LIMIT] too many connections', 'retryable'],
    ['[AUTHENTICATIONFAILED] shop@example.org unknown', 'misconfigured'],
    ['[EXPIRED] change your password', 'misconfigured'],
    ['no', 'misconfigured'],
  ]
  for (const [words, kind] of table) {
    const { port } = await imapServer({ LOGIN: (_, tag) => `${tag} NO ${words ?? ''}\r\n` }, 'IMAP4rev1')
    const fault: unknown = await logIn(port).catch((error: unknown) => error)
    expect(fault).toMatchObject({ kind, systemic: true })
    expect(String(fault)).not.toMatch(/secret-1|shop@example\.org/)
  }
})

test('a connection that breaks during the login says nothing of the password', async () => {
  const cut: Answer = (_, __, socket) => {
    socket.destroy()
    return ''
  }
  const { port } = await imapServer({ LOGIN: cut }, 'IMAP4rev1')
  await expect(logIn(port)).rejects.toMatchObject({ kind: 'retryable', systemic: true })
})

test('a server that says goodbye, or nothing like IMAP, is tried again later', async () => {
  for (const greeting of ['* BYE too busy\r\n', 'SSH-2.0-x\r\n', '']) {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(greeting))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(
      () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve()
          })
        }),
    )
    const { port } = server.address() as AddressInfo
    await expect(logIn(port)).rejects.toMatchObject({ kind: 'retryable', systemic: true })
  }
})

test('whoever has no token is told by its provider, in its own words', async () => {
  const { port } = await imapServer({})
  const fault = new Misconfigured('Google ended the access. Grant it again.')
  await expect(logIn(port, { auth: 'google', accessToken: () => Promise.reject(fault) })).rejects.toBe(fault)
})
