import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { connectors } from '../connectors/index.ts'
import webshop from '../connectors/webshop/index.ts'
import { type OdooEnv, readEnv, removeDatabase } from '../scripts/odoo/kit.ts'
import { openAccount } from '../src/app.ts'
import { accountName } from '../src/domain/ids.ts'
import { collectPolicy } from '../src/domain/policy.ts'
import { instant, plusSeconds } from '../src/domain/time.ts'
import type { FlowPorts } from '../src/flows/context.ts'
import { NOTIFICATION_KINDS } from '../src/domain/notification.ts'
import { storeFeedCursor } from '../src/flows/feed-cursor.ts'
import { notify } from '../src/flows/notify.ts'
import { createTexts } from '../src/flows/texts.ts'
import { systemClock } from '../src/kit/system-clock.ts'
import { openStore } from '../src/ledger/store.ts'
import { createRenderer } from '../src/mail/render.ts'
import { createMailer } from '../src/mail/smtp.ts'
import { createOdoo } from '../src/odoo/odoo.ts'
import { account } from './account.ts'
import { createOrders, type SalesTable } from './feed/sales.ts'

const HELP = `npm run bench:feed -- [--small 1000] [--large 100000] [--changed 100] [--rounds 7] [--quick] [--keep] [--out FILE]

A pass over the change feeds of a real Odoo 19 in which so many orders changed since the last one, once with few orders in the
database and once with many: what it costs must follow what changed, not what is there. The orders are made by SQL, here alone.
On a database of its own (bench_feed), served on CARE_BENCH_PORT (default 18076) and thrown away at the end unless --keep is given.
Prints progress on stderr and one JSON document as the last line of stdout.

  --quick   200 and 5,000 orders, 20 changed, three rounds
`

const { values } = parseArgs({
  options: {
    small: { type: 'string' },
    large: { type: 'string' },
    changed: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const small = Number(values.small ?? (values.quick ? 200 : 1000))
const large = Number(values.large ?? (values.quick ? 5000 : 100_000))
const changed = Number(values.changed ?? (values.quick ? 20 : 100))
const rounds = Number(values.rounds ?? (values.quick ? 3 : 7))
const port = process.env['CARE_BENCH_PORT'] ?? '18076'
const DATABASE = 'bench_feed'

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
const kit = (command: string, ...options: readonly string[]): void => {
  execFileSync('npm', ['run', '--silent', command, '--', '--port', port, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

interface Passed {
  readonly orders: number
  readonly ms: readonly number[]
  readonly calls: number
  readonly by: Readonly<Record<string, number>>
}

say(`Odoo on port ${port}, database ${DATABASE} …`)
kit('odoo:up', '--db', DATABASE, '--fresh')
try {
  const env = readEnv({ port: Number(port) })
  const sales = await createOrders(env)
  const few = await passes(env, sales, small)
  const many = await passes(env, sales, large)
  await sales.close()
  const ratio = middle(many.ms) / middle(few.ms)
  const document = {
    machine: { cores: cpus().length, node: process.version },
    changed,
    rounds,
    passes: [few, many].map(({ ms, ...rest }) => ({ ...rest, ms: Math.round(middle(ms)), all: ms.map(Math.round) })),
    ratio: Number(ratio.toFixed(2)),
    // Of the quickest passes: on a machine that does other things too they say more.
    ratioOfBest: Number((Math.min(...many.ms) / Math.min(...few.ms)).toFixed(2)),
    wanted: 1.2,
    sameCalls: few.calls === many.calls,
  }
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(document, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify(document)}\n`)
} finally {
  if (!values.keep) {
    kit('odoo:down')
    await removeDatabase(DATABASE)
  }
}

/** Passes with so many orders in Odoo, each after some of them changed. The first one is not counted: it fills caches. */
async function passes(env: OdooEnv, sales: SalesTable, orders: number): Promise<Passed> {
  await sales.grow(orders)
  say(`${String(orders)} orders in Odoo, ${String(changed)} of them change before each pass …`)
  const ms: number[] = []
  let last: { total: number; by: Readonly<Record<string, number>> } = { total: 0, by: {} }
  const world = await open(env)
  try {
    await world.begin()
    for (let round = 0; round <= rounds; round += 1) {
      await sales.touch(changed)
      world.ports.odoo.resetCalls()
      const started = performance.now()
      const [count] = await notify([world.opened], world.ports)
      if (count?.ok !== true) throw new Error(count?.error ?? 'The pass told nothing.')
      if (round > 0) ms.push(performance.now() - started)
      last = world.ports.odoo.calls()
      await sales.settle()
    }
  } finally {
    await world.close()
  }
  say(`  ${middle(ms).toFixed(0)} ms a pass, ${String(last.total)} calls`)
  return { orders, ms, calls: last.total, by: last.by }
}

/** The service as it runs, on a ledger in memory; orders belong to nobody here, so that a pass is reading alone. */
async function open(env: OdooEnv) {
  const log = pino({ level: 'silent' })
  const clock = systemClock
  const store = await openStore({ memory: true }, { clock, log })
  const odoo = createOdoo({ ...env, transport: 'json2', clock, log })
  const mailer = createMailer({ clock, log })
  const ports: FlowPorts = {
    ...{ ledger: store.ledger, outbox: store.outbox, odoo, clock, log, mailer },
    policy: collectPolicy(connectors),
    renderer: createRenderer({}),
    texts: createTexts(),
    relayDomains: [],
    readbackWaitSeconds: [30],
    timeZone: 'Europe/Berlin',
  }
  const name = accountName('bench-feed')
  const shop = {
    ...account(name),
    connector: webshop.name,
    notify: NOTIFICATION_KINDS,
    startFrom: plusSeconds(instant(new Date()), -90 * 86_400),
    ordersRef: /^(never)$/,
    own: webshop.config.parse({}),
  }
  return {
    ports,
    opened: openAccount(shop, connectors, { clock, log }),
    /** The feeds have been read up to now. */
    async begin() {
      const writeDate = (await odoo.now()).slice(0, 19).replace('T', ' ')
      for (const feed of ['orders', 'pickings', 'refunds', 'paid-invoices', 'payments', 'transactions', 'goods-back'])
        await storeFeedCursor(store.ledger, feed, [name], { writeDate, id: 0 })
    },
    async close() {
      await mailer.close()
      await odoo.close()
      await store.close()
    },
  }
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
