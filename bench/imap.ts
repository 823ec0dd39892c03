import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Instant, instant } from '../src/domain/time.ts'
import { systemClock } from '../src/kit/system-clock.ts'
import { openStore, type Store } from '../src/ledger/store.ts'
import { emptyStore, onServer, silent } from '../test/ledger/database.ts'
import { boxWorld, type BoxWorld, fill, mailOf, type RealServers, realServers } from '../test/mail/imap-world.ts'
import { tcpProxy } from '../test/mail/tcp-proxy.ts'

/*
 * Measures reading a mailbox on a real Dovecot (root and its packages needed, see scripts/mail/kit.ts); the ledger is the embedded one,
 * or, with TEST_SUITE=postgres, the server of TEST_DATABASE_URL. One JSON document.
 *   node bench/imap.ts [--mails 2000] [--first 200000] [--news 20]
 */
const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '2000' },
    first: { type: 'string', default: '0' },
    news: { type: 'string', default: '20' },
  },
})

const START = instant('2026-03-10T12:00:00Z')
const seconds = (since: number): number => Math.round((performance.now() - since) / 10) / 100

/** 3 to 30 kB, as mails with signatures and quotes are. */
function mailOfSize(n: number): string {
  const line = `${String(n)} Guten Tag, wo bleibt meine Bestellung? Ich warte seit einer Woche darauf.\r\n`
  const bytes = 3_000 + ((n * 7919) % 27_000)
  return mailOf(`mail ${String(n)}`) + line.repeat(Math.ceil(bytes / line.length))
}

/** Where an installation has it: on disk, or on a server. */
async function storeOnDisk(): Promise<Store> {
  if (onServer) return emptyStore()
  const dataDir = mkdtempSync(join(tmpdir(), 'care-bench-imap-'))
  const store = await openStore({ dataDir }, { clock: systemClock, log: silent })
  return {
    ...store,
    async close() {
      await store.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return Math.round((user + system) / 10_000) / 100
}

async function full(servers: RealServers, number: number) {
  const world = await boxWorld({ servers, store: await storeOnDisk(), startFrom: START })
  let bytes = 0
  fill(servers, world.owner.mailbox.user, number, (n) => {
    const text = mailOfSize(n)
    bytes += text.length
    return { text, at: new Date(Date.parse(START) + n * 1000) }
  })
  const began = performance.now()
  const cpu = process.cpuUsage()
  const { kept } = await world.fetch()
  const [took, own] = [seconds(began), cpuSeconds(cpu)]
  await close(world)
  return { mails: kept, bytes, seconds: took, per_second: Math.round(kept / took), cpu_seconds: own }
}

/** Only the last hundred are newer than the start line. */
async function firstContact(servers: RealServers, number: number) {
  const proxy = await tcpProxy(servers)
  const world = await boxWorld({
    servers,
    port: proxy.port,
    store: await storeOnDisk(),
    startFrom: START,
    limits: { commandMs: 120_000, silenceMs: 300_000 },
  })
  const text = mailOf('old')
  fill(servers, world.owner.mailbox.user, number, (n) => ({
    text: n >= number - 100 ? mailOf(`mail ${String(n)}`) : text,
    at: new Date(Date.parse(START) + (n - number + 100) * 60_000),
  }))
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const began = performance.now()
  const { kept } = await world.fetch()
  const took = seconds(began)
  const received = proxy.received()
  const memory = Math.round((process.memoryUsage().rss - before) / 1e6)
  const again = performance.now()
  await world.fetch()
  const second = seconds(again)
  await close(world)
  await proxy.close()
  const first = { in_box: number, kept, seconds: took, received_bytes: received, rss_growth_mb: memory }
  return { ...first, next_pass_seconds: second }
}

/** From the end of the delivery to the ledger, by listening. */
async function news(servers: RealServers, number: number) {
  const world = await boxWorld({ servers, store: await storeOnDisk(), startFrom: START })
  let told = Promise.withResolvers<undefined>()
  const watch = world.mailboxes.watch(world.owner, () => {
    told.resolve(undefined)
  })
  await told.promise
  await world.fetch()
  const ms: number[] = []
  const now = (): Instant => instant(new Date())
  for (let n = 0; n < number; n += 1) {
    told = Promise.withResolvers()
    await world.put(`news ${String(n)}`, { at: now() })
    const began = performance.now()
    await told.promise
    await world.fetch()
    ms.push(performance.now() - began)
  }
  await watch.stop()
  await close(world)
  const sorted = ms.toSorted((a, b) => a - b).map(Math.round)
  return { mails: number, median_ms: sorted[Math.floor(number / 2)], p95_ms: sorted[Math.ceil(number * 0.95) - 1] }
}

async function close({ mailboxes, store }: BoxWorld): Promise<void> {
  await mailboxes.close()
  await store.close()
}

const servers = await realServers()
try {
  const result = {
    ledger: onServer ? 'postgresql' : 'embedded',
    full: await full(servers, Number(values.mails)),
    news: await news(servers, Number(values.news)),
    ...(values.first === '0' ? {} : { first_contact: await firstContact(servers, Number(values.first)) }),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await servers.close()
}
