import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startSandbox } from '../connectors/kaufland/sandbox.ts'
import type { OdooEnv } from '../scripts/odoo/kit.ts'
import { createClerk } from '../src/demo/clerk.ts'
import type { Rpc } from '../src/demo/clerk/steps.ts'
import { systemClock } from '../src/kit/system-clock.ts'
import { OdooBridge } from '../src/odoo/bridge.ts'

/** How long people wait, in milliseconds, each round in its order. */
export interface Latency {
  /** A buyer writes on the marketplace → the ticket (or the message on it) stands in Odoo; polled every second. */
  readonly toOdoo: readonly number[]
  /** An agent posts the answer in Odoo → the marketplace has it; POLL_SECONDS=2, REPLY_HOLD=0. */
  readonly toBuyer: readonly number[]
}

const POLL_MS = 50
const GIVE_UP_MS = 60_000

/** Plays rounds of question and answer against `serve` in a process of its own, a real Odoo and the marketplace's sandbox. */
export async function latency(env: OdooEnv, run: string, rounds: number): Promise<Latency> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mc-latency-'))
  const marketplace = await startSandbox({})
  const bridge = new OdooBridge({
    url: env.url,
    db: env.db,
    user: env.user,
    password: env.password,
    clock: systemClock,
  })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  writeAccount(folder, run, marketplace.baseUrl, marketplace.settings)
  const service = serve(folder, env)
  try {
    const toOdoo: number[] = []
    const toBuyer: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const asked = performance.now()
      const conversation = marketplace.writes({
        order: `${run}${String(round)}`,
        buyer: { id: String(round), name: 'Buyer' },
        role: 'buyer',
        text: `Question ${String(round)}`,
      })
      const ticketId = await until(() => ticketOf(rpc, run, conversation))
      toOdoo.push(Math.round(performance.now() - asked))
      await clerk.answers({ key: `${run}.${String(round)}`, ticketId, html: '<p>Gern.</p>' })
      const answered = performance.now()
      await until(() => Promise.resolve(hasAnswer(marketplace, conversation)))
      toBuyer.push(Math.round(performance.now() - answered))
    }
    // The first round holds the start of the service.
    return { toOdoo: toOdoo.slice(1), toBuyer: toBuyer.slice(1) }
  } finally {
    await stop(service)
    bridge.close()
    await marketplace.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeAccount(folder: string, name: string, baseUrl: string, settings: Readonly<Record<string, string>>): void {
  mkdirSync(path.join(folder, 'accounts'))
  const keys = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  const start = new Date(Date.now() - 60_000).toISOString()
  writeFileSync(
    path.join(folder, 'accounts', `${name}.env`),
    `CONNECTOR=kaufland\nMODE=live\nBASE_URL=${baseUrl}\nSTART_FROM=${start}\nMESSAGE_POLL_SECONDS=1\nREPLY_HOLD=0\n${keys.join('')}`,
  )
}

function serve(folder: string, env: OdooEnv): ChildProcess {
  return spawn(process.execPath, [path.resolve('src/cli.ts'), 'serve'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      ODOO_URL: env.url,
      ODOO_DB: env.db,
      ODOO_USER: env.user,
      ODOO_PASSWORD: env.password,
      HTTP_PORT: '0',
      LOG_LEVEL: 'silent',
    },
  })
}

async function stop(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return
  const ended = new Promise((resolve) => service.once('exit', resolve))
  service.kill('SIGTERM')
  await ended
}

async function ticketOf(rpc: Rpc, account: string, conversation: string): Promise<number | undefined> {
  const domain = [
    ['module', '=', '__mc__'],
    ['name', '=', `${account}.t.${conversation}`],
  ]
  const rows = (await rpc('ir.model.data', 'search_read', [domain], { fields: ['res_id'], limit: 1 })) as {
    res_id: number
  }[]
  return rows[0]?.res_id
}

function hasAnswer(marketplace: Awaited<ReturnType<typeof startSandbox>>, conversation: string): boolean | undefined {
  const found = marketplace.conversations().find(({ id }) => id === conversation)
  return found?.messages.some(({ role }) => role === 'seller') === true ? true : undefined
}

/** Asks until there is an answer. @throws after a minute */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + GIVE_UP_MS
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`Nothing arrived within ${String(GIVE_UP_MS / 1000)} s.`)
    await systemClock.sleep(POLL_MS)
  }
}
