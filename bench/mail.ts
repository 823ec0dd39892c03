import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { readEnv } from '../scripts/odoo/kit.ts'
import { fill, type RealServers, realServers } from '../test/mail/imap-world.ts'
import { type Arrival, arrivals } from './mail/arrival.ts'
import type { BoxPassed, BoxTask } from './mail/box.ts'
import { type LedgerPlace, ledgerPlaces } from './mail/ledgers.ts'
import { type BuyersMail, buyersMail } from './mail/mails.ts'
import type { NaivePassed, NaiveTask } from './mail/naive.ts'
import { openShop } from './mail/shop.ts'
import { runPart } from './notify/part.ts'

const HELP = `npm run bench:mail -- [--mails 2000] [--place 600] [--arrivals 100] [--naive 100] [--quick] [--out FILE]

A mailbox on a real Dovecot, filled by a real OpenSMTPD, and a real Odoo 19 with our addon.
1. A full box of mails of 3 to 30 kB (text, HTML, both, with files) into the ledger, on PostgreSQL and on the embedded
   database, and from there into Odoo: mails a second, CPU of the process by step, its memory, Odoo's calls.
2. The same mails by the script one would write first: fetch one, parse it, create a ticket, the next.
3. Single mails of buyers while \`serve\` runs: from the mail server's 250 to the ticket.
Prints progress on stderr and one JSON document as the last line of stdout.

  --mails N     mails in the box
  --place N     so many of them get their tickets (whole batches)
  --arrivals N  single mails, about one a second
  --naive N     mails for the naive way
  --quick       --mails 200 --place 150 --arrivals 20 --naive 20
Needs root, Dovecot and OpenSMTPD (scripts/mail/kit.ts names the packages) and the Odoo of "npm run odoo:up"; CARE_ODOO_PORT names
another. PostgreSQL: DATABASE_URL (a role that may create databases), else the server of "npm run odoo:up".
`

const { values } = parseArgs({
  options: {
    mails: { type: 'string' },
    place: { type: 'string' },
    arrivals: { type: 'string' },
    naive: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const wish = (given: string | undefined, quick: number, usual: number): number =>
  Number(given ?? (values.quick ? quick : usual))
const inBox = wish(values.mails, 200, 2000)
const toPlace = wish(values.place, 150, 600)
const single = wish(values.arrivals, 20, 100)
const naiveMails = wish(values.naive, 20, 100)

/** Parts that run in processes of their own, as the runner of the notification bench finds them. */
const IN_BOX = '../mail/box'
const NAIVE = '../mail/naive'
/** What the channel is to reach; judged on a machine that does nothing else. */
const WANTED = { toLedgerPerSecond: 100, toOdooPerSecond: 30, p95Ms: 2000 } as const

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
const mb = (bytes: number): number => Math.round(bytes / 2 ** 20)
const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))

const odoo = readEnv()
const run = `b${String(Date.now() % 100_000_000)}`
const servers = await realServers()
try {
  const places = ledgerPlaces()
  const series = { run, to: `${run}@care.example`, at: mailTime }
  const mails = Array.from({ length: inBox }, (_, n) => buyersMail(n, series))
  const bytesEach = Math.round(mails.reduce((sum, { raw }) => sum + raw.length, 0) / inBox)
  say(`${String(inBox)} mails of ${String(bytesEach)} bytes on average`)

  const boxes = []
  for (const place of places) boxes.push(await fullBox(place, mails))
  const naive = await naiveWay(mails)
  const [first] = places
  const arrived = first === undefined ? undefined : await singleMails(first)

  const document = {
    machine: { cores: cpus().length, node: process.version },
    mails: inBox,
    bytesEach,
    wanted: WANTED,
    boxes,
    naive,
    arrivals: arrived,
  }
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(document, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify(document)}\n`)
} finally {
  await servers.close()
}

/** The newest came a moment ago, one every two minutes. */
function mailTime(n: number): Date {
  return new Date(Math.floor(Date.now() / 1000 - (inBox - n) * 120) * 1000)
}

async function fullBox({ name, empty }: LedgerPlace, mails: readonly BuyersMail[]) {
  const ledger = await empty()
  const shop = openShop(`${run}-${name}`, servers, odoo, ledger.env)
  try {
    lay(servers, shop.address, mails)
    const task: BoxTask = { env: shop.env, place: toPlace }
    const passed = await runPart<BoxPassed>(IN_BOX, task)
    if (passed.messages !== mails.length)
      throw new Error(`${name}: ${String(passed.messages)} of ${String(mails.length)} mails became messages.`)
    const figures = { ledger: name, ...boxFigures(passed) }
    say(
      `${name.padEnd(10)} fetch ${String(figures.fetchPerSecond)}/s, into the ledger ${String(figures.toLedgerPerSecond)}/s, into Odoo ` +
        `${String(figures.toOdooPerSecond)}/s with ${String(figures.odooCalls)} calls; CPU ms each ${JSON.stringify(figures.cpuMsEach)}; ` +
        `memory MB ${JSON.stringify(figures.memoryMb)}`,
    )
    return figures
  } finally {
    shop.close()
    await ledger.drop()
  }
}

function boxFigures({ idle, messages, placed, fetch, sort, place, odooCalls, odooCallsBy }: BoxPassed) {
  const each = (cpuSeconds: number, mails: number): number => rounded((cpuSeconds * 1000) / mails, 2)
  const rest = sort.cpuSeconds - sort.parseCpuSeconds - sort.showCpuSeconds
  return {
    fetchPerSecond: Math.round(messages / fetch.seconds),
    toLedgerPerSecond: Math.round(messages / (fetch.seconds + sort.seconds)),
    placed,
    toOdooPerSecond: rounded(placed / place.seconds),
    odooCalls,
    odooCallsBy,
    cpuMsEach: {
      fetch: each(fetch.cpuSeconds, messages),
      parse: each(sort.parseCpuSeconds, messages),
      showHtml: each(sort.showCpuSeconds, messages),
      sort: each(rest, messages),
      place: each(place.cpuSeconds, placed),
    },
    memoryMb: { idle: mb(idle), fetch: mb(fetch.peak), sort: mb(sort.peak), place: mb(place.peak) },
  }
}

async function naiveWay(mails: readonly BuyersMail[]) {
  const user = `${run}-naive@care.example`
  const some = mails.slice(0, naiveMails)
  lay(servers, user, some)
  const task: NaiveTask = { imapUrl: servers.imapUrl, user, odoo, mails: some.length }
  const { mails: number, seconds, cpuSeconds, odooCalls, peak } = await runPart<NaivePassed>(NAIVE, task)
  const figures = {
    mails: number,
    perSecond: rounded(number / seconds),
    cpuMsEach: rounded((cpuSeconds * 1000) / number, 2),
    odooCalls,
    memoryMb: mb(peak),
  }
  say(
    `naive      ${String(figures.perSecond)}/s into Odoo with ${String(odooCalls)} calls, ${String(figures.cpuMsEach)} ms of CPU each`,
  )
  return figures
}

async function singleMails({ name, empty }: LedgerPlace) {
  const ledger = await empty()
  const shop = openShop(`${run}-s`, servers, odoo, ledger.env)
  try {
    const found = await arrivals({ shop, servers, odoo, databaseUrl: ledger.databaseUrl, mails: single })
    const times = found.map(({ placed }) => placed).toSorted((a, b) => a - b)
    const at = (part: number): number => times[Math.ceil(times.length * part) - 1] ?? 0
    const figures = {
      ledger: name,
      mails: times.length,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      maxMs: at(1),
      medianMsFrom250: {
        told: middle(found, 'told'),
        kept: middle(found, 'kept'),
        sorted: middle(found, 'sorted'),
        placed: middle(found, 'placed'),
      },
    }
    say(
      `single     median ${String(figures.medianMs)} ms, 95 % within ${String(figures.p95Ms)} ms, at most ${String(figures.maxMs)} ms; ` +
        JSON.stringify(figures.medianMsFrom250),
    )
    return figures
  } finally {
    shop.close()
    await ledger.drop()
  }
}

function middle(found: readonly Arrival[], of: keyof Arrival): number | null {
  const times = found.flatMap((one) => one[of] ?? []).toSorted((a, b) => a - b)
  return times[Math.floor((times.length - 1) / 2)] ?? null
}

/** Mails that lie in a mailbox nobody has opened yet. */
function lay(at: RealServers, user: string, mails: readonly BuyersMail[]): void {
  fill(at, user, mails.length, (n) => ({ text: mails[n]?.raw.toString('latin1') ?? '', at: mailTime(n) }))
}
