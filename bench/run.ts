import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { readEnv, type OdooEnv, runShell } from '../scripts/odoo/kit.ts'
import { systemClock } from '../src/kit/system-clock.ts'
import { createOdoo } from '../src/odoo/odoo.ts'
import { type Latency, latency } from './latency.ts'
import { naive } from './naive.ts'
import { ormLimit } from './orm.ts'
import { placeAll } from './place.ts'

const HELP = `npm run bench -- [--conversations 500] [--quick] [--out FILE]

Mirrors conversations with one message and one contact each into a real Odoo 19, Odoo's calls only:
by the naive odoo-await script, by the bridge without and with our addon, and inside Odoo's own process.
Then asks and answers through \`serve\` and takes the time from the marketplace to the ticket and back.
Prints progress on stderr and one JSON document as the last line of stdout.

  --quick   100 conversations for the naive way and the rest alike
Servers: started by "npm run odoo:up" where they are not there yet; CARE_ODOO_PORT and CARE_ODOO_PLAIN_PORT name others.
`

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '500' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const conversations = values.quick ? 100 : Number(values.conversations)
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const withAddon = server('CARE_ODOO_PORT', ['--port', '18069'])
const plain = server('CARE_ODOO_PLAIN_PORT', ['--port', '18070', '--db', 'care_plain', '--no-addon'])
const run = `bench-${String(Date.now())}`

say(`naive odoo-await script, ${String(conversations)} conversations, one by one …`)
const naiveWay = await naive(plain, run, conversations)
say(`  ${each(naiveWay.seconds)} ms each, ${String(naiveWay.calls)} calls`)
const rows = []
for (const [name, env] of [
  ['without the addon', plain],
  ['with the addon', withAddon],
] as const) {
  for (const transport of ['jsonrpc', 'json2'] as const) {
    say(`bridge ${name}, ${transport} …`)
    const odoo = createOdoo({
      ...env,
      ...(transport === 'json2' ? { apiKey: env.apiKey } : {}),
      transport,
      clock: systemClock,
    })
    const placed = await placeAll(odoo, `${run}-${transport}`, conversations)
    await odoo.close()
    const times = naiveWay.seconds / placed.seconds
    say(`  ${each(placed.seconds)} ms each, ${String(placed.calls)} calls, ${times.toFixed(1)} times the naive way`)
    rows.push({
      way: name,
      transport,
      msEach: Number(each(placed.seconds)),
      calls: placed.calls,
      by: placed.by,
      timesNaive: Number(times.toFixed(1)),
    })
  }
}
say(`Odoo's own ORM, in odoo shell …`)
const limit = ormLimit((code) => runShell(plain.db, code), run, conversations)
say(`  ${each(limit)} ms each`)

const rounds = values.quick ? 5 : 20
say(`question and answer through serve, ${String(rounds)} times …`)
const waits = summary(await latency(plain, `${run}-wait`, rounds))
say(`  to the ticket ${waits.toOdoo.median} ms, to the buyer ${waits.toBuyer.median} ms (median)`)

const document = {
  machine: { cores: cpus().length, node: process.version },
  conversations,
  naive: { msEach: Number(each(naiveWay.seconds)), calls: naiveWay.calls },
  bridge: rows,
  orm: { msEach: Number(each(limit)) },
  latencyMs: waits,
}
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(document, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(document)}\n`)

function each(seconds: number): string {
  return ((seconds * 1000) / conversations).toFixed(1)
}

function summary({ toOdoo, toBuyer }: Latency) {
  const of = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b)
    return { rounds: sorted.length, median: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 }
  }
  return { toOdoo: of(toOdoo), toBuyer: of(toBuyer) }
}

/** The server of that port, started with the kit's defaults where no port is named. */
function server(variable: string, options: readonly string[]): OdooEnv {
  const port = process.env[variable]
  if (port !== undefined) return readEnv({ port: Number(port) })
  execFileSync('npm', ['run', '--silent', 'odoo:up', '--', ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
  return readEnv({ port: Number(options[1]) })
}
