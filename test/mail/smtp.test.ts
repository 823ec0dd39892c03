import { createServer, type AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable, Unknown } from '../../src/domain/errors.ts'
import type { Mailer } from '../../src/mail/ports.ts'
import { startMailSink, type MailSink } from '../../src/mail/sink.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { faultProxy, type FaultProxy, type Place } from './fault-proxy.ts'
import { handClock } from './hand-clock.ts'
import { aMail, sendOne, silent, smtpAt } from './mails.ts'

let clock = handClock()
let sink: MailSink
let mailer: Mailer

beforeEach(async () => {
  clock = handClock()
  sink = await startMailSink()
  mailer = createMailer({ clock, log: silent, maxConnections: 2 })
})
afterEach(async () => {
  await sink.close()
  await mailer.close()
})

const sunk = () => sink.mails().map(({ messageId }) => messageId)

describe('before the message was read, nothing can have been delivered', () => {
  test.each([451, 421, 450, 503])('a server that answers %i puts the mail off', async (code) => {
    sink.fail({ kind: 'code', code }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(Retryable)
    expect(sunk()).toEqual([])
    await sendOne(mailer, smtpAt(sink.url))
    expect(sunk()).toEqual(['<webshop.n.1f0c@example.com>'])
  })

  test('a recipient who is refused stays refused, with the code and without the address', async () => {
    sink.fail({ kind: 'code', code: 550 }, 1)
    const refused = sendOne(mailer, smtpAt(sink.url))
    await expect(refused).rejects.toThrow(Permanent)
    await expect(refused).rejects.toMatchObject({ code: '550', systemic: false })
    await expect(refused).rejects.not.toThrow(/anna|example\.org/)
    expect(sunk()).toEqual([])
  })

  test('a sender who is refused concerns the whole account', async () => {
    sink.fail({ kind: 'code', code: 553, at: 'sender' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toMatchObject({ kind: 'permanent', systemic: true })
  })

  test('a server that wants a login says what to set', async () => {
    sink.fail({ kind: 'code', code: 530, at: 'sender' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(/SMTP_USER/)
  })

  test('a cut before DATA is tried again', async () => {
    sink.fail({ kind: 'cut-before-data' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(Retryable)
    await sendOne(mailer, smtpAt(sink.url))
    expect(sunk()).toHaveLength(1)
  })

  test('a mail that is larger than the server takes is not begun', async () => {
    const small = await smtpServer({ size: 1_000 })
    const large = aMail({ text: 'x'.repeat(5_000) })
    await expect(sendOne(mailer, smtpAt(small.url), large)).rejects.toMatchObject({ kind: 'permanent', code: 'size' })
    await small.close()
  })
})

describe('after the message was read, only the server itself knows', () => {
  test.each([
    ['451', Retryable, 451],
    ['554', Permanent, 554],
  ] as const)('its code %s after the final dot is final knowledge', async (_name, fault, code) => {
    sink.fail({ kind: 'code', code, at: 'message' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(fault)
    expect(sunk()).toEqual([])
  })

  test('a cut inside the message leaves it unknown', async () => {
    sink.fail({ kind: 'cut-in-data' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(Unknown)
  })

  test('a lost confirmation leaves it unknown, though the mail arrived', async () => {
    sink.fail({ kind: 'lose-answer' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(Unknown)
    expect(sunk()).toHaveLength(1)
  })

  test('the next mail is not harmed by an earlier fault', async () => {
    sink.fail({ kind: 'lose-answer' }, 1)
    await expect(sendOne(mailer, smtpAt(sink.url))).rejects.toThrow(Unknown)
    await sendOne(mailer, smtpAt(sink.url), aMail({ messageId: '<second@example.com>' }))
    expect(sunk()).toEqual(['<webshop.n.1f0c@example.com>', '<second@example.com>'])
  })
})

describe('a network that fails between us and the server', () => {
  let proxy: FaultProxy
  let hasty: Mailer
  beforeEach(async () => {
    proxy = await faultProxy(smtpAt(sink.url))
    hasty = createMailer({ clock, log: silent, connectTimeoutMs: 1_500, sendTimeoutMs: 600 })
  })
  afterEach(async () => {
    await hasty.close()
    await proxy.close()
  })

  const table: [place: Place, how: 'cut' | 'stall', kind: string, arrived: number][] = [
    ['greeting', 'cut', 'retryable', 0],
    ['greeting', 'stall', 'retryable', 0],
    ['before-data', 'cut', 'retryable', 0],
    ['before-data', 'stall', 'retryable', 0],
    ['inside-data', 'cut', 'unknown', 0],
    ['inside-data', 'stall', 'unknown', 0],
    ['after-final-dot', 'cut', 'unknown', 1],
    ['after-final-dot', 'stall', 'unknown', 1],
  ]
  test.each(table)('%s, %s: %s', async (place, how, kind, arrived) => {
    proxy.next(place, how)
    const sending = sendOne(hasty, smtpAt(`smtp://127.0.0.1:${String(proxy.port)}`))
    await expect(sending).rejects.toMatchObject({ kind })
    expect(sunk()).toHaveLength(arrived)
  })
})

describe('connecting', () => {
  test('a server that is not there: tried again by itself, for the whole account', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    const refused = mailer.acquire({ host: '127.0.0.1', port, secure: false })
    await expect(refused).rejects.toMatchObject({ kind: 'retryable', systemic: true })
    await expect(refused).rejects.toThrow(/ECONNREFUSED/)
  })

  test('a wrong password is a wrong setting, and is not repeated in the message', async () => {
    const strict = await smtpServer({ authOptional: false })
    const smtp = { ...smtpAt(strict.url), user: 'shop', password: 'not-the-one' }
    const refused = mailer.acquire(smtp)
    await expect(refused).rejects.toThrow(Misconfigured)
    await expect(refused).rejects.toThrow(/535.*SMTP_USER and SMTP_PASSWORD/)
    await expect(refused).rejects.not.toThrow(/not-the-one/)
    await expect(mailer.check({ ...smtp, password: 'secret' })).resolves.toMatchObject({ loggedIn: true })
    await strict.close()
  })

  test('TLS from the start and STARTTLS are used where offered; a certificate of this machine is not questioned', async () => {
    const upgraded = await smtpServer({ disabledCommands: [] })
    await sendOne(mailer, smtpAt(upgraded.url))
    const wrapped = await smtpServer({ secure: true })
    await sendOne(mailer, { ...smtpAt(wrapped.url), secure: true })
    expect([...upgraded.secure, ...wrapped.secure]).toEqual([true, true])
    await upgraded.close()
    await wrapped.close()
  })

  test('a certificate that does not hold is a wrong setting', async () => {
    const strict = createMailer({ clock, log: silent, tls: { rejectUnauthorized: true } })
    const upgraded = await smtpServer({ disabledCommands: [] })
    await expect(strict.acquire(smtpAt(upgraded.url))).rejects.toThrow(Misconfigured)
    await expect(strict.acquire(smtpAt(upgraded.url))).rejects.toThrow(/certificate/)
    await strict.close()
    await upgraded.close()
  })

  test('something that is no mail server is not waited for endlessly', async () => {
    const mute = createServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const hasty = createMailer({ clock, log: silent, connectTimeoutMs: 300 })
    const acquired = hasty.acquire({ host: '127.0.0.1', port: (mute.address() as AddressInfo).port, secure: false })
    await expect(acquired).rejects.toMatchObject({ kind: 'retryable', systemic: true })
    mute.close()
  })
})

describe('the pool', () => {
  test('uses a connection again', async () => {
    const server = await smtpServer({})
    for (const n of [1, 2, 3])
      await sendOne(mailer, smtpAt(server.url), aMail({ messageId: `<${String(n)}@example.com>` }))
    expect(server.connections()).toBe(1)
    await server.close()
  })

  test('replaces a connection that the server has closed meanwhile, before anything is sent', async () => {
    await sendOne(mailer, smtpAt(sink.url))
    sink.hangUp()
    await sendOne(mailer, smtpAt(sink.url), aMail({ messageId: '<second@example.com>' }))
    expect(sunk()).toEqual(['<webshop.n.1f0c@example.com>', '<second@example.com>'])
  })

  test('does not use a connection again that nobody used for a while', async () => {
    const server = await smtpServer({})
    await sendOne(mailer, smtpAt(server.url))
    clock.advance(20_000)
    await sendOne(mailer, smtpAt(server.url))
    expect(server.connections()).toBe(2)
    await server.close()
  })

  test('opens no more connections than it may; who comes later waits', async () => {
    const server = await smtpServer({})
    const smtp = smtpAt(server.url)
    const first = await mailer.acquire(smtp)
    const second = await mailer.acquire(smtp)
    const third = mailer.acquire(smtp)
    const fourth = mailer.acquire(smtp)
    first.release()
    second.release()
    ;(await third).release()
    ;(await fourth).release()
    expect(server.connections()).toBe(2)
    await server.close()
  })

  test('a refused connection frees the place for whoever waits', async () => {
    const single = createMailer({ clock, log: silent, maxConnections: 1 })
    const held = await single.acquire(smtpAt(sink.url))
    const waiting = single.acquire(smtpAt(sink.url))
    await sink.close()
    held.release()
    await expect(waiting).rejects.toThrow(Retryable)
    await expect(single.acquire(smtpAt(sink.url))).rejects.toThrow(Retryable)
    await single.close()
  })

  test('does with the connections that the server takes, where it refuses more at once', async () => {
    const few = { open: 0, refused: 0 }
    const server = await smtpServer({
      onConnect(_session, answer) {
        if (few.open < 2) {
          few.open += 1
          answer()
          return
        }
        few.refused += 1
        answer(Object.assign(new Error('too many connections'), { responseCode: 421 }))
      },
      onClose() {
        few.open -= 1
      },
    })
    const wide = createMailer({ clock, log: silent, maxConnections: 4 })
    const mails = Array.from({ length: 20 }, (_, at) => aMail({ messageId: `<${String(at)}@example.com>` }))
    await Promise.all(mails.map((mail) => sendOne(wide, smtpAt(server.url), mail)))
    expect(server.secure).toHaveLength(20)
    expect(few.refused).toBeLessThanOrEqual(2)
    await wide.close()
    await server.close()
  })

  test.each([421, 452])(
    'goes on over a new connection where the server takes only some mails over one (%i)',
    async (code) => {
      const taken = new Map<string, number>()
      const server = await smtpServer({
        onMailFrom(_address, { id }, answer) {
          const mails = taken.get(id) ?? 0
          taken.set(id, mails + 1)
          if (mails < 3) answer()
          else answer(Object.assign(new Error('too many mails in this session'), { responseCode: code }))
        },
      })
      for (let mail = 0; mail < 10; mail += 1) await sendOne(mailer, smtpAt(server.url))
      expect(server.secure).toHaveLength(10)
      expect(server.connections()).toBe(4)
      await server.close()
    },
  )

  test('sends over a new connection what the old one broke off before the message', async () => {
    const proxy = await faultProxy({ port: Number(new URL(sink.url).port) })
    const through = smtpAt(`smtp://127.0.0.1:${String(proxy.port)}`)
    await sendOne(mailer, through)
    proxy.next('before-data', 'cut')
    await sendOne(mailer, through, aMail({ messageId: '<second@example.com>' }))
    expect(sunk()).toEqual(['<webshop.n.1f0c@example.com>', '<second@example.com>'])
    await mailer.close()
    await proxy.close()
  })

  test('a server that puts off the first mail of a connection is not asked again at once', async () => {
    const server = await smtpServer({
      onMailFrom(_address, _session, answer) {
        answer(Object.assign(new Error('too much today'), { responseCode: 452 }))
      },
    })
    await expect(sendOne(mailer, smtpAt(server.url))).rejects.toThrow(Retryable)
    expect(server.connections()).toBe(1)
    await server.close()
  })

  test('closing waits for the mail that is on its way and refuses new ones', async () => {
    const connection = await mailer.acquire(smtpAt(sink.url))
    const closed = mailer.close()
    await expect(mailer.acquire(smtpAt(sink.url))).rejects.toMatchObject({ kind: 'retryable', systemic: true })
    const elsewhere = { host: '127.0.0.1', port: 1, secure: false }
    await expect(mailer.acquire(elsewhere)).rejects.toThrow(/The service is stopping/)
    await connection.send(aMail())
    connection.release()
    await closed
    expect(sunk()).toHaveLength(1)
  })
})

/** A real SMTP server with the user `shop`, password `secret`. */
async function smtpServer(options: ConstructorParameters<typeof SMTPServer>[0]) {
  const seen = { connections: 0, secure: [] as boolean[] }
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect(_session, answer) {
      seen.connections += 1
      answer()
    },
    onAuth(auth, _session, answer) {
      if (auth.password === 'secret') answer(null, { user: 'shop' })
      else answer(new Error('Invalid username or password'))
    },
    onData(stream, session, answer) {
      seen.secure.push(session.secure)
      stream.resume()
      stream.once('end', () => {
        answer()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${String((server.server.address() as AddressInfo).port)}`,
    secure: seen.secure,
    connections: () => seen.connections,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}
