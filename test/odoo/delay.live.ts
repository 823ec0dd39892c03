import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { startSandbox, type KauflandSandbox } from '../../connectors/kaufland/sandbox.ts'
import { readEnv } from '../../scripts/odoo/kit.ts'
import { type App, openApp } from '../../src/app.ts'
import { outboxCommand } from '../../src/commands/outbox.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import type { Effect } from '../../src/domain/effect.ts'
import { runJob } from '../../src/flows/passes.ts'
import type { NotifyPayload } from '../../src/flows/notify-rules.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { type MailSink, startMailSink } from '../../src/mail/sink.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'

// Promised dates of a real Odoo: proposed before they break, let go by a person, told once, by mail or by a marketplace's message.

const HOUR_MS = 3_600_000
const run = `y${String(Date.now() % 100_000_000)}`
const folder = mkdtempSync(path.join(tmpdir(), 'mc-delay-'))
let app: App
let bridge: OdooBridge
let clerk: Clerk
let rpc: Rpc
let sink: MailSink
let marketplace: KauflandSandbox

beforeAll(async () => {
  const env = readEnv({ port: Number(process.env['CARE_ODOO_PORT'] ?? 18069) })
  const access = { url: env.url, db: env.db, user: env.user, password: env.password }
  bridge = new OdooBridge({ ...access, clock: systemClock })
  rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  clerk = createClerk(rpc)
  sink = await startMailSink()
  marketplace = await startSandbox({})
  const accounts = path.join(folder, 'accounts')
  mkdirSync(accounts)
  const common = { NOTIFY: 'delayed', MODE: 'live', START_FROM: new Date(Date.now() - HOUR_MS).toISOString() }
  const files = {
    shop: {
      CONNECTOR: 'webshop',
      ORDERS_REF: `^(${run}W[0-9]+)$`,
      SMTP_URL: sink.url,
      MAIL_FROM: 'Lindenhof <service@lindenhof.example>',
      ...common,
    },
    market: {
      CONNECTOR: 'kaufland',
      ORDERS_REF: `^(${run}K[0-9]+)$`,
      BASE_URL: marketplace.baseUrl,
      ...marketplace.settings,
      ...common,
    },
  }
  for (const [name, lines] of Object.entries(files))
    writeFileSync(
      path.join(accounts, `${run}-${name}.env`),
      Object.entries(lines)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    )
  const login = { ODOO_URL: env.url, ODOO_DB: env.db, ODOO_USER: env.user, ODOO_PASSWORD: env.password }
  const settings = loadSettings({
    env: { ...login, DATA_DIR: path.join(folder, 'data'), ACCOUNTS_DIR: accounts, READBACK_WAIT: '0s' },
    cwd: folder,
    registry: connectors,
  })
  app = await openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
  await clerk.product({ key: `${run}.POT`, name: 'Topf', price: 20, stock: 90, code: `${run}-POT` })
  await clerk.product({ key: `${run}.RARE`, name: 'Rarität', price: 20, stock: 0, code: `${run}-RARE` })
  await clerk.carrier({ name: 'DHL' })
  const address = { language: 'de_DE', street: 'Am Markt 1', zip: '04109', city: 'Leipzig', country: 'DE' } as const
  await clerk.customer({ key: `${run}.jonas`, name: 'Jonas Keller', email: `jonas.${run}@buyer.example`, ...address })
  await clerk.customer({ key: `${run}.anna`, name: 'Anna Weber', ...address })
})
afterAll(async () => {
  await app.close()
  bridge.close()
  await sink.close()
  await marketplace.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An order whose delivery date is so many hours from now. */
async function promised(ref: string, hours: number, product = 'POT', customer = 'jonas'): Promise<number> {
  const lines = [{ product: `${run}.${product}`, quantity: 1 }]
  const { id } = await clerk.orderConfirmed({ key: ref, customer: `${run}.${customer}`, lines, clientOrderRef: ref })
  await promise(id, hours)
  return id
}
const promise = (id: number, hours: number) =>
  rpc('sale.order', 'write', [
    [id],
    { commitment_date: new Date(Date.now() + hours * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ') },
  ])

const pass = async () => (await runJob('notify', app.accounts, app.ports)).accounts
const delayOf = async (id: number): Promise<Effect<NotifyPayload> | undefined> =>
  (await app.ports.outbox.list({})).find(({ kind, source }) => kind === 'delayed' && source?.id === id) as
    Effect<NotifyPayload> | undefined
const approve = async (id: string) => {
  const io = { stdout: () => undefined, stderr: () => undefined, stdin: () => Promise.resolve('') }
  const context = { io, app, registry: connectors, log: app.log, cwd: folder, runs: 'here' } as const
  expect(await outboxCommand.run({ ...context, args: ['approve', id] })).toBe(0)
}
async function notes(id: number): Promise<readonly string[]> {
  const domain = [
    ['model', '=', 'sale.order'],
    ['res_id', '=', id],
    ['message_id', '=like', `<${run}-%`],
  ]
  const rows = await rpc('mail.message', 'search_read', [domain], { fields: ['body'], order: 'id' })
  return (rows as { body: string }[]).map(({ body }) => body)
}
const written = (order: string) =>
  marketplace
    .conversations()
    .filter((conversation) => conversation.order === order)
    .flatMap(({ messages }) => messages.filter(({ role }) => role === 'seller').map(({ text }) => text))

test('a promise for tomorrow that cannot hold is proposed on the order; let go it is one mail, and the receipt stands there', async () => {
  const ref = `${run}W1`
  const id = await promised(ref, 12)
  await pass()
  const proposed = await delayOf(id)
  expect(proposed).toMatchObject({ state: 'proposed', payload: { delay: { onItsWay: false, again: false } } })
  expect((await notes(id)).join()).toContain(`outbox approve ${String(proposed?.id)}`)
  expect(sink.mails()).toEqual([])
  await approve(proposed?.id ?? '')
  for (let passes = 0; passes < 2; passes += 1) await pass()
  const mails = sink.mails().filter(({ subject, text }) => `${subject} ${text}`.includes(ref))
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain('Topf')
  expect(await delayOf(id)).toMatchObject({ state: 'done' })
  expect(await notes(id)).toHaveLength(2)
})

test('goods that are not there are the reason; when they are promised for later it is taken back', async () => {
  const id = await promised(`${run}W2`, 12, 'RARE')
  await pass()
  expect(await delayOf(id)).toMatchObject({ state: 'proposed', payload: { delay: { reason: 'stock' } } })
  await promise(id, 24 * 30)
  await pass()
  expect(await delayOf(id)).toMatchObject({ state: 'suppressed', reason: 'too_late' })
  expect((await notes(id)).at(-1)).toContain('zurückgezogen')
})

test('what has left, or has time, or was promised by nobody, is left alone', async () => {
  const gone = await promised(`${run}W3`, 12)
  await clerk.shipped({ key: `${run}W3.s`, order: `${run}W3`, carrier: 'DHL', trackingRef: `${run}R3` })
  const calm = await promised(`${run}W4`, 24 * 20)
  const lines = [{ product: `${run}.POT`, quantity: 1 }]
  const free = await clerk.orderConfirmed({
    key: `${run}W5`,
    customer: `${run}.jonas`,
    lines,
    clientOrderRef: `${run}W5`,
  })
  await pass()
  for (const id of [gone, calm, free.id]) expect(await delayOf(id)).toBeUndefined()
})

test('on a marketplace it is one message of its own, found again where its confirmation was lost', async () => {
  const ref = `${run}K1`
  const lines = [{ sku: `${run}-POT`, title: 'Topf', quantity: 1 }]
  marketplace.trade.enter({ order: ref, buyer: { id: '77', name: 'Anna Weber' }, lines })
  const id = await promised(ref, 12, 'POT', 'anna')
  await pass()
  const proposed = await delayOf(id)
  expect(proposed).toMatchObject({ state: 'proposed' })
  await approve(proposed?.id ?? '')
  marketplace.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'lose-answer' } })
  for (let passes = 0; passes < 3; passes += 1) await pass()
  expect(written(ref)).toHaveLength(1)
  expect(written(ref)[0]).not.toMatch(/https?:|@/)
  expect(await delayOf(id)).toMatchObject({ state: 'done' })
  expect(sink.mails().some(({ text }) => text.includes(ref))).toBe(false)
})

test('what the marketplace promised counts where Odoo knows no date, and what a carrier tells of a parcel on its way', async () => {
  const ref = `${run}K2`
  const lines = [{ sku: `${run}-POT`, title: 'Topf', quantity: 1 }]
  const deliverBy = new Date(Date.now() + 12 * HOUR_MS).toISOString() as never
  marketplace.trade.enter({ order: ref, buyer: { id: '77', name: 'Anna Weber' }, lines, deliverBy })
  const order = [{ product: `${run}.POT`, quantity: 1 }]
  const { id } = await clerk.orderConfirmed({ key: ref, customer: `${run}.anna`, lines: order, clientOrderRef: ref })
  const way = await promised(`${run}W6`, 12)
  await clerk.shipped({ key: `${run}W6.s`, order: `${run}W6`, carrier: 'DHL', trackingRef: `${run}R6, ${run}R7` })
  const now = new Date().toISOString() as never
  const expected = new Date(Date.now() + 72 * HOUR_MS).toISOString() as never
  await app.ports.ledger.carrier.record('aggregator', [{ reference: `${run}R7`, state: 'moving', at: now, expected }])
  await pass()
  expect(await delayOf(id)).toMatchObject({ state: 'proposed' })
  expect(await delayOf(way)).toMatchObject({ state: 'proposed', payload: { delay: { onItsWay: true, expected } } })
})
