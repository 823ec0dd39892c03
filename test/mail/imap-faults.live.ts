import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFault } from '../../src/domain/errors.ts'
import { ConnectionLost, ServerRefusal } from '../../src/mail/imap/faults.ts'
import type { MailboxLine } from '../../src/mail/imap/ports.ts'
import { emptyStore, type TestStore } from '../ledger/database.ts'
import { type BoxOptions, boxWorld, type BoxWorld, fill, mailOf, type RealServers, realServers } from './imap-world.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

let servers: RealServers
let store: TestStore
let proxy: TcpProxy
const worlds: BoxWorld[] = []
beforeAll(async () => {
  servers = await realServers()
  store = await emptyStore()
  proxy = await tcpProxy(servers)
})
afterAll(async () => {
  for (const { mailboxes } of worlds) await mailboxes.close()
  await proxy.close()
  await store.close()
  await servers.close()
})

async function box(options: Omit<BoxOptions, 'servers' | 'store'> = {}): Promise<BoxWorld> {
  const world = await boxWorld({ servers, store, ...options })
  worlds.push(world)
  return world
}

const viaProxy = (limits: BoxOptions['limits'] = {}) => box({ port: proxy.port, limits })

/** The fault of a pass that is to fail. */
async function faultOf(pass: Promise<unknown>) {
  try {
    await pass
  } catch (error) {
    if (isFault(error)) return error
    throw error
  }
  throw new Error('the pass went well')
}

const lines = (world: BoxWorld) => world.kept().then((mails) => mails.map((mail) => mail.trim().split('\r\n').at(-1)))

describe('a mailbox that does not let us in', () => {
  test('for its password: nothing is read until somebody corrects it', async () => {
    const world = await box({ mailbox: { password: 'wrong-one' } })
    const fault = await faultOf(world.fetch())
    expect(fault).toMatchObject({ kind: 'misconfigured', systemic: true })
    expect(fault.message).toContain('IMAP_PASSWORD')
    expect(fault.message).not.toContain('wrong-one')
    expect(fault.message).not.toContain(world.owner.mailbox.user)
  })

  test('for a token where it takes none', async () => {
    const world = await box({ mailbox: { auth: 'google', accessToken: () => Promise.resolve('token-1') } })
    expect(await faultOf(world.fetch())).toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('MAIL_AUTH=google'),
    })
  })

  test('for a folder that it does not have', async () => {
    const world = await box({ mailbox: { folders: ['INBOX', 'Kundne'] } })
    await world.put('in the first')
    expect(await faultOf(world.fetch())).toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('no folder "Kundne"'),
    })
    expect(await lines(world)).toEqual(['in the first'])
  })

  test('for nobody is there', async () => {
    const world = await box({ port: 1 })
    expect(await faultOf(world.fetch())).toMatchObject({ kind: 'retryable', systemic: true })
  })

  test('for it takes the connection and says nothing', async () => {
    const silent = await tcpProxy(servers)
    silent.stall()
    const world = await box({ port: silent.port, limits: { connectMs: 700 } })
    const began = Date.now()
    expect(await faultOf(world.fetch())).toMatchObject({ kind: 'retryable', systemic: true })
    expect(Date.now() - began).toBeLessThan(2_500)
    await silent.close()
  })
})

describe('a connection that breaks', () => {
  test('anywhere: the next passes go on, and every mail is kept once', async () => {
    const world = await viaProxy()
    const number = 150
    fill(servers, world.owner.mailbox.user, number, (n) => ({
      text:
        mailOf(`mail ${String(n)}`) +
        'x'
          .repeat(70)
          .concat('\r\n')
          .repeat((n * 37) % 400),
      at: new Date(Date.UTC(2026, 2, 10, 12, 0, n)),
    }))
    let cuts = 0
    for (let bytes = 150; cuts < 20; bytes = Math.floor(bytes * 1.55)) {
      proxy.cutAfter(bytes)
      const ended = await world.fetch().then(
        () => 'whole',
        (error: unknown) => error,
      )
      if (ended === 'whole') break
      expect(ended).toMatchObject({ kind: 'retryable', systemic: true })
      cuts += 1
    }
    proxy.cutAfter(Number.POSITIVE_INFINITY)
    await world.fetch()
    expect(cuts).toBeGreaterThan(8)
    const found = (await world.kept()).map((mail) => /^Subject: mail (\d+)\r$/m.exec(mail)?.[1])
    expect(found).toEqual(Array.from({ length: number }, (_, n) => String(n)))
    expect(await world.mails.counts(world.owner.account.name)).toEqual([
      { state: 'kept', reason: null, mails: number, copies: 0 },
    ])
  })

  test('that stands still: the pass ends in time, and the next one reads', async () => {
    const world = await viaProxy({ commandMs: 800, silenceMs: 3_000 })
    await world.put('first')
    await world.fetch()
    await world.put('second')
    proxy.stall()
    const began = Date.now()
    expect(await faultOf(world.fetch())).toMatchObject({ kind: 'retryable', systemic: true })
    // The question whether the connection is still there, and the way to a new one.
    expect(Date.now() - began).toBeLessThan(30_000)
    proxy.cut()
    proxy.flow()
    expect(await world.fetch()).toMatchObject({ kept: 1 })
  })

  test('that is slow: what takes too long ends, what came in order is kept', async () => {
    const world = await viaProxy({ commandMs: 1_500, silenceMs: 3_000 })
    for (let n = 0; n < 6; n += 1) await world.put(`slow ${String(n)} ${'x'.repeat(15_000)}`)
    await world.mailboxes.use(world.owner, (line) => line.open('INBOX'))
    proxy.slow(10_000)
    let passes = 1
    for (; passes < 12; passes += 1) {
      const ended = await world.fetch().catch((error: unknown) => error)
      if (!(ended instanceof Error)) break
      expect(ended).toMatchObject({ kind: 'retryable', systemic: true })
    }
    proxy.slow(undefined)
    expect((await lines(world)).length).toBe(6)
    expect(passes).toBeGreaterThan(1)
  })
})

describe('one mail that the server cannot give', () => {
  const poisoned = (uid: number, fault: () => Error) =>
    box({
      between: (line) =>
        new Proxy(line, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name)
            if (typeof value !== 'function') return value
            if (name !== 'bodies') return value.bind(target) as unknown
            return async function* (...ask: Parameters<MailboxLine['bodies']>) {
              for await (const body of target.bodies(...ask)) {
                if (body.uid === uid) throw fault()
                yield body
              }
            }
          },
        }),
    })

  test('because it refuses: it is listed, the rest is read at once', async () => {
    const world = await poisoned(3, () => new ServerRefusal('no', { systemic: true }))
    for (const text of ['1', '2', '3', '4', '5']) await world.put(text)
    expect(await world.fetch()).toMatchObject({ kept: 5, setAside: 1 })
    expect(await lines(world)).toEqual(['1', '2', '4', '5'])
    expect(await world.mails.list(world.owner.account.name, { state: 'aside', limit: 9 })).toMatchObject([
      { reason: 'not_fetched' },
    ])
  })

  test('because it ends the connection: after five tries it is listed, and the rest is read', async () => {
    const world = await poisoned(3, () => new ConnectionLost('gone', { systemic: true }))
    for (const text of ['1', '2', '3', '4', '5']) await world.put(text)
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await faultOf(world.fetch())).toMatchObject({ kind: 'retryable' })
      expect(await lines(world)).toEqual(['1', '2'])
    }
    expect(await world.fetch()).toMatchObject({ kept: 3, setAside: 1 })
    expect(await lines(world)).toEqual(['1', '2', '4', '5'])
    expect(await world.fetch()).toMatchObject({ kept: 0 })
  })
})
