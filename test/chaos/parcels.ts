import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { startSandbox, type KauflandSandbox } from '../../connectors/kaufland/sandbox.ts'
import { readEnv } from '../../scripts/odoo/kit.ts'
import { openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import type { AccountCount } from '../../src/flows/count.ts'
import { type BuiltJob, runJob } from '../../src/flows/passes.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { command, played } from './processes.ts'
import { type Proxy, startProxy } from './proxy.ts'

export interface Outcome {
  readonly killed: boolean
  readonly count: AccountCount | undefined
  /** Parcels of which only a person can tell whether they arrived. */
  readonly unknown: readonly {
    readonly id: string
    readonly payload: { readonly line: string; readonly reference: string }
  }[]
}

/** Processes that hand parcels over between a real Odoo and a stand-in of the marketplace, and can be killed on the way. */
export interface ParcelWorld {
  /** Begins every order number and every key of this run. */
  readonly run: string
  readonly marketplace: KauflandSandbox
  readonly clerk: Clerk
  readonly rpc: Rpc
  readonly proxies: { readonly odoo: Proxy; readonly marketplace: Proxy }
  /** An order on both sides: pieces of the article `POT`, which both know by its number. */
  order(number: string, pieces: number): Promise<void>
  /** One `run tracking` in a process of its own; `arm` may aim a proxy at it. */
  track(more?: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<Outcome>
  /** These jobs, one after the other, in this process: where nothing is killed this takes a third of the time. */
  here(jobs: readonly BuiltJob[]): Promise<AccountCount | undefined>
  resolve(id: string, decision: 'sent' | 'not-sent'): Promise<void>
  /** `carrier reference` of what the marketplace holds, line by line. */
  parcels(number: string): readonly (readonly string[])[]
  /** How many notes of ours stand on a delivery. */
  notes(picking: number): Promise<number>
  close(): Promise<void>
}

export async function startParcelWorld(settings = ''): Promise<ParcelWorld> {
  const run = `p${String(Date.now() % 100_000_000)}`
  const env = readEnv({ port: Number(process.env['CARE_ODOO_PORT'] ?? 18069) })
  const bridge = new OdooBridge({
    url: env.url,
    db: env.db,
    user: env.user,
    password: env.password,
    clock: systemClock,
  })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  const marketplace = await startSandbox({})
  const target = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const proxies = {
    odoo: await startProxy(target(env.url)),
    marketplace: await startProxy(target(marketplace.baseUrl)),
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mc-parcels-'))
  const accounts = path.join(folder, 'accounts')
  mkdirSync(accounts)
  const lines = {
    CONNECTOR: 'kaufland',
    BASE_URL: `http://127.0.0.1:${String(proxies.marketplace.port)}/v2`,
    ...marketplace.settings,
    ORDERS_REF: `^(${run}K[0-9]+)$`,
    MODE: 'live',
    START_FROM: new Date(Date.now() - 1000).toISOString(),
  }
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(path.join(accounts, `${run}-market.env`), `${text.join('')}${settings}`)
  const childEnv: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    ODOO_URL: `http://127.0.0.1:${String(proxies.odoo.port)}`,
    ODOO_DB: env.db,
    ODOO_USER: env.user,
    ODOO_PASSWORD: env.password,
    DATA_DIR: path.join(folder, 'data'),
    ACCOUNTS_DIR: accounts,
    READBACK_WAIT: '0s',
    JOBS: 'tracking',
  }
  await clerk.product({ key: `${run}.POT`, name: 'Topf', price: 20, stock: 900, code: `${run}-POT` })
  await clerk.carrier({ name: 'DHL' })
  await clerk.customer({
    key: `${run}.buyer`,
    name: 'Jonas Keller',
    language: 'de_DE',
    street: 'Am Markt 1',
    zip: '04109',
    city: 'Leipzig',
    country: 'DE',
  })
  return {
    run,
    marketplace,
    clerk,
    rpc,
    proxies,
    async order(number, pieces) {
      const sold = [{ sku: `${run}-POT`, title: 'Topf', quantity: pieces }]
      marketplace.trade.enter({ order: number, buyer: { id: '77', name: 'Jonas Keller' }, lines: sold })
      await clerk.orderConfirmed({
        key: number,
        customer: `${run}.buyer`,
        lines: [{ product: `${run}.POT`, quantity: pieces }],
        clientOrderRef: number,
      })
    },
    track: (more = {}, arm = undefined) => child({ ...childEnv, ...more }, arm),
    here: (jobs) => inThisProcess(jobs, childEnv),
    resolve: async (id, decision) => {
      await command(['outbox', 'resolve', id, decision], childEnv)
    },
    parcels: (number) =>
      marketplace.trade
        .lines(number)
        .map(({ parcels }) => parcels.map(({ carrier, reference }) => `${carrier} ${reference}`)),
    notes: async (picking) =>
      (await rpc('mail.message', 'search_count', [
        [
          ['model', '=', 'stock.picking'],
          ['res_id', '=', picking],
          ['message_id', '=like', `<${run}-market.r.%`],
        ],
      ])) as number,
    async close() {
      for (const proxy of Object.values(proxies)) await proxy.close()
      bridge.close()
      await marketplace.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function inThisProcess(jobs: readonly BuiltJob[], env: NodeJS.ProcessEnv): Promise<AccountCount | undefined> {
  const settings = loadSettings({ env, cwd: process.cwd(), registry: connectors })
  const app = await openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
  try {
    let last: AccountCount | undefined
    for (const job of jobs) last = (await runJob(job, app.accounts, app.ports)).accounts[0]
    return last
  } finally {
    await app.close()
  }
}

export async function child(env: NodeJS.ProcessEnv, arm: ((kill: () => void) => void) | undefined): Promise<Outcome> {
  const outcome = await played(env, arm)
  if (outcome.killed) return { killed: true, count: undefined, unknown: [] }
  const last = outcome.document as Pick<Outcome, 'unknown'> & { results: { accounts: AccountCount[] }[] }
  return { killed: false, count: last.results[0]?.accounts[0], unknown: last.unknown }
}
