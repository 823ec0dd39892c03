import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { readEnv } from '../../scripts/odoo/kit.ts'
import { openApp } from '../../src/app.ts'
import { factCommand } from '../../src/commands/fact.ts'
import { outboxCommand } from '../../src/commands/outbox.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import type { Effect } from '../../src/domain/effect.ts'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { runJob } from '../../src/flows/passes.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { child, type Outcome } from './parcels.ts'
import { command } from './processes.ts'
import { type ArrivedMail, serverPost, sinkPost } from './post.ts'
import { type Proxy, startProxy } from './proxy.ts'

/** Processes that tell buyers of a real Odoo's orders by a real mail server, and can be killed on the way. */
export interface NotifyWorld {
  /** Begins every order number and every key of this run. */
  readonly run: string
  readonly account: string
  readonly clerk: Clerk
  readonly rpc: Rpc
  /** Of the administrator. */
  readonly access: { readonly url: string; readonly db: string; readonly user: string; readonly password: string }
  readonly proxies: { readonly odoo: Proxy; readonly mail: Proxy }
  /** An order of pots, or of what is not in the house; gives its number at the shop, its id and name in Odoo. */
  order(
    n: number | string,
    pieces?: number,
    customer?: string,
    product?: 'POT' | 'RARE',
  ): Promise<{ readonly ref: string; readonly id: number; readonly name: string }>
  /** The delivery date of an order: so many hours from now. */
  promise(orderId: number, hours: number): Promise<void>
  /** One `run notify`; in a process of its own `arm` may aim a proxy at it. */
  pass(more?: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<NotifyOutcome>
  /** A command of the service; here only `fact` and `outbox`. */
  command(args: readonly string[]): Promise<void>
  /** All mails that arrived, or those about one order. */
  mails(ref?: string): readonly ArrivedMail[]
  /** All rows of the outbox; only with passes here. */
  rows(): Promise<readonly Effect[]>
  /** Notes of ours on an order. */
  notes(orderId: number): Promise<readonly string[]>
  close(): Promise<void>
}

export type NotifyOutcome = Omit<Outcome, 'unknown'> & {
  readonly unknown: readonly { readonly id: string; readonly messageId: string | undefined }[]
}

/**
 * @param more further settings of the account
 * @param passes in processes of their own, which can be killed, or here, which is faster
 * @param post `servers`: OpenSMTPD and Dovecot (only with passes here); else a server of our own
 */
export async function startNotifyWorld({
  more = {},
  passes,
  post: how = 'sink',
}: {
  more?: Readonly<Record<string, string>>
  passes: 'here' | 'own process'
  post?: 'sink' | 'servers'
}): Promise<NotifyWorld> {
  const run = `n${String(Date.now() % 100_000_000)}`
  const account = `${run}-shop`
  const env = readEnv({ port: Number(process.env['CARE_ODOO_PORT'] ?? 18069) })
  const access = { url: env.url, db: env.db, user: env.user, password: env.password }
  const bridge = new OdooBridge({ ...access, clock: systemClock })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  const email = `jonas.${run}@buyer.example`
  const post = how === 'sink' ? await sinkPost() : await serverPost(email)
  const target = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const proxies = { odoo: await startProxy(target(env.url)), mail: await startProxy(target(post.url)) }
  const folder = mkdtempSync(path.join(tmpdir(), 'mc-notify-'))
  const accounts = path.join(folder, 'accounts')
  mkdirSync(accounts)
  const lines = {
    CONNECTOR: 'webshop',
    ORDERS_REF: `^(${run}W[0-9]+)$`,
    NOTIFY: NOTIFICATION_KINDS.join(','),
    MODE: 'live',
    SHIPPED_WAIT: '0',
    ...more,
    NOTIFY_MAX_PER_ORDER: '50',
    START_FROM: new Date(Date.now() - 1000).toISOString(),
    SMTP_URL: `smtp://127.0.0.1:${String(proxies.mail.port)}`,
    MAIL_FROM: 'Lindenhof <service@lindenhof.example>',
  }
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(path.join(accounts, `${account}.env`), text.join(''))
  const childEnv: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    ODOO_URL: `http://127.0.0.1:${String(proxies.odoo.port)}`,
    ODOO_DB: env.db,
    ODOO_USER: env.user,
    ODOO_PASSWORD: env.password,
    DATA_DIR: path.join(folder, 'data'),
    ACCOUNTS_DIR: accounts,
    JOBS: 'notify',
  }
  await clerk.product({ key: `${run}.POT`, name: 'Topf', price: 20, stock: 900, code: `${run}-POT` })
  await clerk.product({ key: `${run}.RARE`, name: 'Rarität', price: 20, stock: 0, code: `${run}-RARE` })
  await clerk.carrier({ name: 'DHL' })
  await clerk.customer({
    key: `${run}.buyer`,
    name: 'Jonas Keller',
    email,
    language: 'de_DE',
    street: 'Am Markt 1',
    zip: '04109',
    city: 'Leipzig',
    country: 'DE',
  })
  const app =
    passes === 'here'
      ? await openApp({
          settings: loadSettings({ env: childEnv, cwd: folder, registry: connectors }),
          registry: connectors,
          log: pino({ level: 'silent' }),
        })
      : undefined
  /** What was taken by the mail server lies in the mailbox. */
  const arrived = async (): Promise<void> => {
    const rows = (await app?.ports.outbox.list({ state: 'done', limit: 1000 })) ?? []
    await post.await(
      rows.flatMap(({ result: { messageId, to } }) =>
        typeof messageId === 'string' && to === email ? [messageId] : [],
      ),
    )
  }
  return {
    run,
    account,
    clerk,
    rpc,
    access,
    proxies,
    async order(n, pieces = 1, customer = `${run}.buyer`, product = 'POT') {
      const ref = `${run}W${String(n)}`
      const lines = [{ product: `${run}.${product}`, quantity: pieces }]
      const made = await clerk.orderConfirmed({ key: ref, customer, lines, clientOrderRef: ref })
      return { ref, ...made }
    },
    async promise(id, hours) {
      const by = new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
      await rpc('sale.order', 'write', [[id], { commitment_date: by }])
    },
    async pass(more = {}, arm = undefined) {
      if (app === undefined) return (await child({ ...childEnv, ...more }, arm)) as unknown as NotifyOutcome
      const { accounts: counts } = await runJob('notify', app.accounts, app.ports)
      await arrived()
      return { killed: false, count: counts[0], unknown: [] }
    },
    async command(args) {
      if (app === undefined) {
        await command(args, childEnv)
        return
      }
      const io = { stdout: () => undefined, stderr: () => undefined, stdin: () => Promise.resolve('') }
      const context = { io, app, registry: connectors, log: app.log, cwd: folder, runs: 'here' } as const
      await (args[0] === 'outbox' ? outboxCommand : factCommand).run({ ...context, args: args.slice(1) })
      await arrived()
    },
    mails(ref) {
      // W1 is no part of W10.
      const named = new RegExp(`${ref ?? ''}(?![0-9])`)
      return post.mails().filter(({ subject, text: body }) => ref === undefined || named.test(`${subject}\n${body}`))
    },
    async rows() {
      return (await app?.ports.outbox.list({ limit: 1000 })) ?? []
    },
    async notes(orderId) {
      const domain = [
        ['model', '=', 'sale.order'],
        ['res_id', '=', orderId],
        ['message_id', '=like', `<${account}.%`],
      ]
      const rows = (await rpc('mail.message', 'search_read', [domain], { fields: ['body'], order: 'id' })) as {
        body: string
      }[]
      return rows.map(({ body }) => body)
    },
    async close() {
      await app?.close()
      for (const proxy of Object.values(proxies)) await proxy.close()
      bridge.close()
      await post.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
