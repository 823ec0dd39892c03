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
import { BUILT_JOBS, type JobResult, runJob } from '../../src/flows/passes.ts'
import { type Differences, differences, rebind } from '../../src/flows/rebind.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { startMailSink } from '../../src/mail/sink.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'

/** The Odoo of the suite: a database of its own, since it is put back in time. */
export const env = readEnv({ port: Number(process.env['CARE_RESTORE_PORT'] ?? 18071) })

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
  ticketOf(conversation: string): Promise<number | undefined>
  /** Texts and `message_id`s on the conversation's ticket. */
  chatter(conversation: string): Promise<readonly { readonly body: string; readonly message_id: string }[]>
  readonly rpc: Rpc
  /** One `run all`. */
  run(): Promise<readonly JobResult[]>
  /** As `ledger rebind`, dry or done. */
  rebind(how: 'dry' | 'done'): Promise<Differences>
  /** Ends the process's hold on the ledger, as a restart does. */
  release(): Promise<void>
  withApp<T>(work: (app: App) => Promise<T>): Promise<T>
  counted(): Promise<Counted>
  folder(name: string): string
  copyFolder(from: string, to: string): Promise<void>
  close(): Promise<void>
}

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
        street: 'Lindenstr. 7',
        zip: '04155',
        city: 'Leipzig',
        country: 'DE',
      })
      const lines = [{ product: `${name}.pot`, quantity: 1 }]
      await clerk.orderConfirmed({ key, customer: `${key}.c`, lines, clientOrderRef: `${name}W${String(number)}` })
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

function open(ledger: RestoreWorld['ledger'], root: string, smtpUrl: string): Promise<App> {
  const settings = loadSettings({
    env: {
      ODOO_URL: env.url,
      ODOO_DB: env.db,
      ODOO_USER: env.user,
      ODOO_PASSWORD: env.password,
      ACCOUNTS_DIR: path.join(root, 'accounts'),
      SMTP_URL: smtpUrl,
      MAIL_FROM: 'Shop <shop@example.org>',
      READBACK_WAIT: '0s',
      ...('folder' in ledger ? { DATA_DIR: ledger.folder } : { DATABASE_URL: ledger.databaseUrl }),
    },
    cwd: root,
    registry: connectors,
  })
  return openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
}
