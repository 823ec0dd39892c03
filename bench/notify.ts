import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { instant } from '../src/domain/time.ts'
import type { StoreOptions } from '../src/ledger/store.ts'
import { type HandedOver, runPart, runParts, start, type Task } from './notify/part.ts'
import { serverUrl } from './server-url.ts'

const HELP = `npm run bench:notify -- [--mails 3000] [--rounds 3] [--warm-up 1000] [--queued 100000] [--quick] [--out FILE]

Order confirmations of a web shop, text and HTML, about 10 kB each: planned, gated, written and handed to a local mail server,
on a real ledger, without Odoo (its answers come out of memory). Beside it, in the same run, nodemailer alone hands over
the same mails ready written, by its own pool. On PostgreSQL four processes share
the work, the embedded database has one. The mail server is a process of its own that reads all and keeps nothing.
Each process, nodemailer's too, first sends mails that are not counted (--warm-up): what is measured is a service that has
run for a while. A process sends its first mails slower.
Then the memory of an idle process, with an empty outbox and with rows that wait.
Prints progress on stderr and one JSON document as the last line of stdout.

  --quick   400 mails after 200, one round, 10,000 rows: some seconds, for CI
PostgreSQL: DATABASE_URL (a role that may create databases), else the server that "npm run odoo:up" started; without one only the
embedded database is measured.
`

const { values } = parseArgs({
  options: {
    mails: { type: 'string' },
    rounds: { type: 'string' },
    'warm-up': { type: 'string' },
    queued: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const mails = Number(values.mails ?? (values.quick ? 400 : 3000))
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
const queued = Number(values.queued ?? (values.quick ? 10_000 : 100_000))
/** Mails that each process sends before the clock runs: what is measured is a service that has run for a while. */
const warmUp = Number(values['warm-up'] ?? (values.quick ? 200 : 1000))
/** With so many lines a mail has about 10 kB. */
const LINES = 2

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

interface Place {
  readonly name: 'postgresql' | 'embedded'
  /** Processes that share the work. */
  readonly workers: number
  /** Part of what nodemailer does alone. */
  readonly wanted: number
  /** An empty ledger, and how it is thrown away. */
  readonly empty: () => Promise<{ readonly where: StoreOptions; readonly drop: () => Promise<void> }>
}

const places: readonly Place[] = [
  ...serverPlaces(),
  {
    name: 'embedded',
    workers: 1,
    wanted: 0.25,
    empty: () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'mc-bench-notify-'))
      return Promise.resolve({
        where: { dataDir },
        drop: () => {
          rmSync(dataDir, { recursive: true, force: true })
          return Promise.resolve()
        },
      })
    },
  },
]

const sink = start('sink')
const smtpPort = await new Promise<number>((resolve) => {
  sink.once('message', ({ port }: { port: number }) => {
    resolve(port)
  })
})
const task: Task = { mails, warmUp, lines: LINES, smtpPort, at: instant(new Date()) }

const alone: HandedOver[] = []
const ours = new Map<string, HandedOver[]>(places.map(({ name }) => [name, []]))
let bytesEach = 0
for (let round = 1; round <= rounds; round += 1) {
  // nodemailer before and after, so that whatever else the machine does falls on both.
  await measure('nodemailer alone', alone, () => runPart('nodemailer', task))
  for (const { name, workers, empty } of places) {
    const { where, drop } = await empty()
    try {
      await measure(name, ours.get(name) ?? [], () => productWith(workers, where), workers)
    } finally {
      await drop()
    }
    await measure('nodemailer alone', alone, () => runPart('nodemailer', task))
  }
}
sink.disconnect()

const baseline = perSecond(alone)
const results = places.map(({ name, workers, wanted }) => {
  const runs = ours.get(name) ?? []
  return {
    ledger: name,
    workers,
    perSecond: round(perSecond(runs)),
    cpuMsEach: round(cpuMsEach(runs), 2),
    ratio: round(perSecond(runs) / baseline, 2),
    wanted,
  }
})
const memory = []
for (const place of places) memory.push({ ledger: place.name, ...(await memoryOf(place)) })

const document = {
  machine: { cores: cpus().length, node: process.version },
  mails,
  rounds,
  warmUp,
  bytesEach,
  nodemailer: { perSecond: round(baseline), cpuMsEach: round(cpuMsEach(alone), 2) },
  results,
  queue: { rows: queued, memory },
}
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(document, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(document)}\n`)

async function measure(name: string, runs: HandedOver[], run: () => Promise<HandedOver>, processes = 1): Promise<void> {
  const result = await run()
  const taken = await takenBySink()
  const expected = mails + warmUp * processes
  if (taken.mails !== expected)
    throw new Error(`${name}: ${String(taken.mails)} mails arrived instead of ${String(expected)}.`)
  bytesEach = Math.round(taken.bytes / taken.mails)
  runs.push(result)
  say(
    `${name.padEnd(17)} ${perSecond([result]).toFixed(0).padStart(5)} mails/s, ${cpuMsEach([result]).toFixed(2)} ms of CPU and ${String(bytesEach)} bytes each`,
  )
}

/** Workers on one ledger: together they send the mails once. */
async function productWith(workers: number, where: StoreOptions): Promise<HandedOver> {
  const tasks = Array.from({ length: workers }, (_, worker) => ({
    ...{ ...task, warmUp: warmUp * workers },
    ...{ where, worker },
  }))
  const runs = await runParts<HandedOver>('product', tasks)
  return {
    mails: runs.reduce((sum, run) => sum + run.mails, 0),
    seconds: Math.max(...runs.map(({ seconds }) => seconds)),
    cpuSeconds: runs.reduce((sum, run) => sum + run.cpuSeconds, 0),
  }
}

function takenBySink(): Promise<{ readonly mails: number; readonly bytes: number }> {
  return new Promise((resolve) => {
    sink.once('message', resolve)
    sink.send('how many')
  })
}

/** The middle of the runs. */
function perSecond(runs: readonly HandedOver[]): number {
  return middle(runs.map((run) => run.mails / run.seconds))
}

function cpuMsEach(runs: readonly HandedOver[]): number {
  return middle(runs.map((run) => (run.cpuSeconds * 1000) / run.mails))
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2
}

function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}

/** Memory of an idle process in MB: with an empty outbox, with rows that wait, and what they add. */
async function memoryOf({ name, empty }: Place) {
  const { where, drop } = await empty()
  const rss = async (plan: number): Promise<number> => (await runPart<{ rss: number }>('queue', { where, plan })).rss
  const figures = await queueFigures(rss).finally(drop)
  say(`${name}: ${String(figures.idleMb)} MB idle, ${String(figures.queuedMb)} MB with ${String(queued)} rows waiting`)
  return figures
}

async function queueFigures(rss: (plan: number) => Promise<number>) {
  const idle = await rss(0)
  await rss(queued)
  const full = await rss(0)
  const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
  return { idleMb: megabytes(idle), queuedMb: megabytes(full), addedMb: megabytes(full - idle) }
}

function serverPlaces(): readonly Place[] {
  const server = serverUrl()
  if (server === undefined) {
    say(
      'No PostgreSQL: neither DATABASE_URL nor a server of "npm run odoo:up". Only the embedded database is measured.',
    )
    return []
  }
  return [
    {
      name: 'postgresql',
      workers: 4,
      wanted: 0.5,
      empty: async () => {
        const name = `bench_notify_${String(process.pid)}`
        const url = new URL(server)
        url.pathname = `/${name}`
        await onServer(server, `create database ${name} encoding 'UTF8' template template0 locale 'C'`)
        return { where: { databaseUrl: url.href }, drop: () => dropped(server, name) }
      },
    },
  ]
}

/** The server's own cleaning of that database (autovacuum) cannot be ended by us: it is over in a moment. */
async function dropped(server: string, name: string, tries = 50): Promise<void> {
  try {
    await onServer(server, `drop database ${name} with (force)`)
  } catch (error) {
    if ((error as { code?: unknown }).code !== '42501' || tries <= 1) throw error
    await setTimeout(200)
    await dropped(server, name, tries - 1)
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
