import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyStore, type TestStore } from '../ledger/database.ts'
import { type BoxOptions, boxWorld, type BoxWorld, type RealServers, realServers } from './imap-world.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

let servers: RealServers
let store: TestStore
let proxy: TcpProxy
const ends: (() => Promise<void>)[] = []
beforeAll(async () => {
  servers = await realServers()
  store = await emptyStore()
  proxy = await tcpProxy(servers)
})
afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await proxy.close()
  await store.close()
  await servers.close()
})

interface Watched extends BoxWorld {
  readonly news: () => number
  readonly listening: () => boolean
  readonly fault: () => string | undefined
  stop(): Promise<void>
}

/** A mailbox that is listened to, through the proxy. */
async function watched(options: Partial<BoxOptions> = {}): Promise<Watched> {
  const world = await boxWorld({ servers, store, port: proxy.port, ...options })
  let news = 0
  const watch = world.mailboxes.watch(world.owner, () => {
    news += 1
  })
  const stop = async () => {
    await watch.stop()
    await world.mailboxes.close()
  }
  ends.push(stop)
  const box = {
    ...world,
    stop,
    news: () => news,
    listening: () => watch.state().listening,
    fault: () => watch.state().fault,
  }
  return box
}

/** On a busy machine servers take their time: how fast it is, `npm run bench:imap` and `bench:mail` tell. */
const soon = (what: () => unknown) => expect.poll(what, { timeout: 30_000, interval: 20 })

test('a new mail is told of at once, and whoever listens reads it', async () => {
  const box = await watched()
  await soon(box.listening).toBe(true)
  await soon(box.news).toBe(1)
  for (let n = 1; n <= 3; n += 1) {
    await box.put(`mail ${String(n)}`)
    await soon(box.news).toBe(n + 1)
    expect(await box.fetch()).toMatchObject({ kept: 1 })
  }
})

test('reading in between does not end listening', async () => {
  const box = await watched()
  await soon(box.listening).toBe(true)
  for (let n = 0; n < 5; n += 1) await box.fetch()
  const before = box.news()
  await box.put('after passes')
  await soon(box.news).toBeGreaterThan(before)
  expect(await box.fetch()).toMatchObject({ kept: 1 })
})

test('a server that is started again is listened to again, and what came meanwhile is told', async () => {
  const box = await watched()
  await soon(box.listening).toBe(true)
  proxy.refuse()
  await soon(box.listening).toBe(false)
  await box.put('while it was away')
  await soon(box.fault).toContain('cannot be used now')
  const before = box.news()
  proxy.accept()
  await soon(box.listening).toBe(true)
  expect(box.news()).toBeGreaterThan(before)
  expect(await box.fetch()).toMatchObject({ kept: 1 })
})

test('a connection that stands still while nothing happens is noticed and replaced', async () => {
  const box = await watched({ limits: { silenceMs: 1_000, commandMs: 1_000, connectMs: 1_500 } })
  await soon(box.listening).toBe(true)
  proxy.stall()
  await soon(box.listening).toBe(false)
  proxy.cut()
  proxy.flow()
  await soon(box.listening).toBe(true)
  await box.put('after it')
  expect(await box.fetch()).toMatchObject({ kept: 1 })
})

test('other folders are read by polling while the first is listened to', async () => {
  const world = await boxWorld({ servers, store })
  const box = await watched({ mailbox: { folders: ['INBOX', 'Kunden'], user: world.owner.mailbox.user } })
  await world.outside((client) => client.mailboxCreate('Kunden'))
  await soon(box.listening).toBe(true)
  await world.put('there', { folder: 'Kunden' })
  expect(await box.fetch()).toMatchObject({ kept: 1 })
  const before = box.news()
  await world.put('here')
  await soon(box.news).toBeGreaterThan(before)
})

test('a refused login is told of, and whoever listens waits for somebody to correct it', async () => {
  const box = await watched({ mailbox: { password: 'wrong' } })
  await soon(box.fault).toContain('refuses the login')
  expect(box.listening()).toBe(false)
})

test('it ends soon, listening or not', async () => {
  const [one, other] = [await watched(), await watched({ port: 1 })]
  await soon(one.listening).toBe(true)
  await soon(other.fault).toBeDefined()
  const began = Date.now()
  await Promise.all([one.stop(), other.stop()])
  expect(Date.now() - began).toBeLessThan(10_000)
})
