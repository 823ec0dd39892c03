import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { startSandbox } from '../../connectors/kaufland/sandbox.ts'
import { connectors } from '../../connectors/index.ts'
import { readEnv } from '../../scripts/odoo/kit.ts'
import { type App, confirmOdoo, openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Rpc } from '../../src/demo/clerk/steps.ts'
import { enterModes } from '../../src/flows/modes.ts'
import { accountName } from '../../src/domain/ids.ts'
import { decideCase } from '../../src/flows/case-decide.ts'
import { BUILT_JOBS, type JobResult, runJob } from '../../src/flows/passes.ts'
import { type Differences, differences, rebind } from '../../src/flows/rebind.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { startMailSink } from '../../src/mail/sink.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'

/** The Odoo of the suite: a database of its own, since it is put back in time. */
export const env = readEnv({ port: Number(process.env['CARE_RESTORE_PORT'] ?? 18071) })

/** What of parcels and returns the marketplace holds, and how often Odoo tells of it. */
export interface Handed {
  /** `order line: reference`. */
  readonly parcels: readonly string[]
  /** `order: decision`. */
  readonly decisions: readonly string[]
  /** Notes on deliveries and orders, and messages of cases and decisions on tickets; sorted. */
  readonly told: readonly string[]
}

/** What people outside can count. */
export interface Counted {
  readonly tickets: number
  readonly answers: number
  readonly mails: number
}

export interface RestoreWorld {
  readonly name: string
  /** Where the ledger lies now; a database address or a folder. */
  ledger: { folder: string } | { databaseUrl: string }
  buyerWrites(text: string, conversation?: string): string
  agentAnswers(conversation: string, text: string): Promise<void>
  orders(number: number): Promise<void>
  /** An order of the marketplace, on both sides. */
  sells(number: number, pieces: number): Promise<void>
  /** Its delivery is done; where it was done before this restore, it is done once more. */
  ships(number: number, reference: string): Promise<void>
  /** The buyer sends it back, and it arrives. */
  sendsBack(number: number): void
  /** A person accepts the return. */
  accepts(number: number): Promise<void>
  handed(): Promise<Handed>
  ticketOf(conversation: string): Promise<number | undefined>
  /** Texts and `message_id`s on the conversation's ticket. */
  chatter(conversation: string): Promise<readonly { readonly body: string; readonly message_id: string }[]>
  readonly rpc: Rpc
  /** One `run all`. */
  run(): Promise<readonly JobResult[]>
  /** As `ledger rebind`, dry or done. */
  rebind(how: 'dry' | 'done'): Promise<Differences>
  /** A rebind in a process of its own that is killed (-9) right after its n-th commit. Resolves to whether it came so far. */
  rebindKilledAt(commit: number): Promise<boolean>
  /** Ends the process's hold on the ledger, as a restart does. */
  release(): Promise<void>
  withApp<T>(work: (app: App) => Promise<T>): Promise<T>
  counted(): Promise<Counted>
  folder(name: string): string
  copyFolder(from: string, to: string): Promise<void>
  close(): Promise<void>
}

const AT_HOME = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' } as const

/** A marketplace, a shop and a mailbox of their own around the suite's Odoo. */
export async function restoreWorld(name: string): Promise<RestoreWorld> {
  const root = mkdtempSync(path.join(tmpdir(), 'mc-restores-'))
  const marketplace = await startSandbox({})
  const sink = await startMailSink()
  const bridge = new OdooBridge({
    url: env.url,
    db: env.db,
    user: env.user,
    password: env.password,
    clock: systemClock,
  })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  const from = new Date(Date.now() - 1000).toISOString()
  writeAccounts(root, name, { from, baseUrl: marketplace.baseUrl, keys: marketplace.settings })
  let answers = 0
  const sold: string[] = []
  /** Opening an embedded database takes seconds: it stays open until the ledger lies elsewhere. */
  let opened: { where: string; app: App } | undefined
  const release = async (): Promise<void> => {
    await opened?.app.close()
    opened = undefined
  }
  const world: RestoreWorld = {
    name,
    ledger: { folder: path.join(root, 'ledger') },
    buyerWrites: (text, conversation) =>
      marketplace.writes({
        ...(conversation === undefined ? {} : { conversation }),
        order: `${name}K1`,
        buyer: { id: '77', name: 'Jonas Keller' },
        role: 'buyer',
        text,
      }),
    async agentAnswers(conversation, text) {
      const ticketId = (await world.ticketOf(conversation)) ?? 0
      await clerk.answers({
        key: `${name}.a${String((answers += 1))}.${String(Date.now())}`,
        ticketId,
        html: `<p>${text}</p>`,
      })
    },
    async orders(number) {
      const key = `${name}.W${String(number)}`
      await clerk.product({ key: `${name}.pot`, name: 'Topf', price: 24.9, stock: 500 })
      await clerk.customer({
        key: `${key}.c`,
        name: 'Maria Sommer',
        email: `maria${String(number)}@example.org`,
        language: 'de_DE',
        ...AT_HOME,
      })
      const lines = [{ product: `${name}.pot`, quantity: 1 }]
      await clerk.orderConfirmed({ key, customer: `${key}.c`, lines, clientOrderRef: `${name}W${String(number)}` })
    },
    async sells(number, pieces) {
      const order = `${name}K${String(number)}`
      if (!sold.includes(order)) sold.push(order)
      const code = `${name}-MUG`
      await clerk.product({ key: `${name}.mug`, name: 'Becher', price: 9.9, stock: 500, code })
      await clerk.customer({ key: `${name}.jonas`, name: 'Jonas Keller', language: 'de_DE', ...AT_HOME })
      marketplace.trade.enter({
        order,
        buyer: { id: '77', name: 'Jonas Keller' },
        lines: [{ sku: code, title: 'Becher', quantity: pieces }],
      })
      const lines = [{ product: `${name}.mug`, quantity: pieces }]
      await clerk.orderConfirmed({ key: order, customer: `${name}.jonas`, lines, clientOrderRef: order })
    },
    async ships(number, trackingRef) {
      const order = `${name}K${String(number)}`
      await clerk.carrier({ name: 'DHL' })
      const key = `${order}.s${String((answers += 1))}`
      await clerk.shipped({ key, order, carrier: 'DHL', trackingRef })
    },
    sendsBack(number) {
      const units = marketplace.trade.returns({ order: `${name}K${String(number)}`, reason: 'wrong_article' })
      for (const unit of units) marketplace.trade.arrives(unit)
    },
    accepts: (number) =>
      world.withApp(async ({ accounts, ports }) => {
        const opened = accounts.find(({ account }) => account.connector === 'kaufland')
        const account = accountName(`${name}-market`)
        const cases = await ports.ledger.cases.list({ account, which: 'open', limit: 50 })
        for (const stored of cases.filter(({ facts }) => facts.order === `${name}K${String(number)}`)) {
          if (opened === undefined) throw new Error('no account')
          const wish = { action: 'accept', text: null, by: 'Anna', language: 'en' }
          const { kind, sentence } = await decideCase(stored, wish, opened, ports)
          if (kind !== 'planned') throw new Error(sentence)
        }
      }),
    async handed() {
      const { trade } = marketplace
      const domain = [['message_id', '=like', `<${name}-market.%`]]
      const fields = ['message_id', 'model']
      const notes = (await rpc('mail.message', 'search_read', [domain], { fields })) as {
        message_id: string
        model: string
      }[]
      return {
        parcels: sold.flatMap((order) =>
          trade
            .lines(order)
            .flatMap(({ parcels }, at) => parcels.map(({ reference }) => `${order} ${String(at)}: ${reference}`)),
        ),
        decisions: trade
          .cases()
          .flatMap(({ order, decisions }) => decisions.map(({ action }) => `${order}: ${action}`)),
        told: notes
          .filter(({ message_id: id, model }) => model !== 'helpdesk.ticket' || /\.case\./.test(id))
          .map(({ message_id: id, model }) => `${model} ${id}`)
          .toSorted(),
      }
    },
    async ticketOf(conversation) {
      const domain = [
        ['module', '=', '__mc__'],
        ['name', '=', `${name}-market.t.${conversation}`],
      ]
      const [row] = (await rpc('ir.model.data', 'search_read', [domain], { fields: ['res_id'], limit: 1 })) as {
        res_id: number
      }[]
      return row?.res_id
    },
    async chatter(conversation) {
      const domain = [
        ['model', '=', 'helpdesk.ticket'],
        ['res_id', '=', await world.ticketOf(conversation)],
      ]
      return (await rpc('mail.message', 'search_read', [domain], { fields: ['body', 'message_id'], order: 'id' })) as {
        body: string
        message_id: string
      }[]
    },
    rpc,
    release,
    async withApp(work) {
      const where = JSON.stringify(world.ledger)
      if (opened?.where !== where) {
        await release()
        opened = { where, app: await open(world.ledger, root, sink.url) }
      }
      return work(opened.app)
    },
    run: () =>
      world.withApp(async (app) => {
        await confirmOdoo(app)
        await enterModes(app.accounts, app.ports)
        const results: JobResult[] = []
        for (const job of BUILT_JOBS) results.push(await runJob(job, app.accounts, app.ports))
        return results
      }),
    rebind: (how) =>
      world.withApp(async ({ accounts, ports }) => {
        const found = await differences(accounts, ports)
        if (how === 'done') await rebind(found, 'tester', accounts, ports)
        return found
      }),
    async rebindKilledAt(commit) {
      await release()
      const environment = {
        PATH: process.env['PATH'],
        DIE_AT_COMMIT: String(commit),
        ...settingsOf(world.ledger, root, sink.url),
      }
      const child = spawn(process.execPath, ['test/restores/rebinding.ts'], { env: environment, stdio: 'inherit' })
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
      if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the rebind ended with ${String(code)}`)
      return signal === 'SIGKILL'
    },
    async counted() {
      const mine = [
        ['message_id', '=like', `<${name}-market.%`],
        ['model', '=', 'helpdesk.ticket'],
        ['message_type', '=', 'email'],
      ]
      const placed = (await rpc('mail.message', 'search_read', [mine], { fields: ['res_id'] })) as { res_id: number }[]
      const seller = marketplace
        .conversations()
        .flatMap(({ messages }) => messages.filter(({ role }) => role === 'seller'))
      return {
        tickets: new Set(placed.map(({ res_id }) => res_id)).size,
        answers: seller.length,
        mails: sink.mails().length,
      }
    },
    folder: (folder) => path.join(root, folder),
    async copyFolder(source, target) {
      await release()
      rmSync(target, { recursive: true, force: true })
      cpSync(source, target, { recursive: true })
    },
    async close() {
      await release()
      bridge.close()
      await marketplace.close()
      await sink.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
  return world
}

function writeAccounts(
  root: string,
  name: string,
  { from, baseUrl, keys }: { from: string; baseUrl: string; keys: Readonly<Record<string, unknown>> },
): void {
  const accounts = path.join(root, 'accounts')
  mkdirSync(accounts)
  const shared = `MODE=live\nSTART_FROM=${from}\nTRANSIT_DAYS=*:0\nSHIPPED_WAIT=0\nREPLY_HOLD=0s\n`
  const own = Object.entries(keys).map(([key, value]) => `${key}=${String(value)}\n`)
  writeFileSync(
    path.join(accounts, `${name}-market.env`),
    `CONNECTOR=kaufland\nBASE_URL=${baseUrl}\n${own.join('')}ORDERS_REF=^(${name}K[0-9]+)$\n${shared}`,
  )
  writeFileSync(
    path.join(accounts, `${name}-shop.env`),
    `CONNECTOR=webshop\nORDERS_REF=^(${name}W[0-9]+)$\nNOTIFY=order_confirmed\n${shared}`,
  )
}

const settingsOf = (ledger: RestoreWorld['ledger'], root: string, smtpUrl: string): Record<string, string> => ({
  ODOO_URL: env.url,
  ODOO_DB: env.db,
  ODOO_USER: env.user,
  ODOO_PASSWORD: env.password,
  ACCOUNTS_DIR: path.join(root, 'accounts'),
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'Shop <shop@example.org>',
  READBACK_WAIT: '0s',
  ...('folder' in ledger ? { DATA_DIR: ledger.folder } : { DATABASE_URL: ledger.databaseUrl }),
})

function open(ledger: RestoreWorld['ledger'], root: string, smtpUrl: string): Promise<App> {
  const settings = loadSettings({ env: settingsOf(ledger, root, smtpUrl), cwd: root, registry: connectors })
  return openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
}
