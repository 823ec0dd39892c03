import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { type KauflandSandbox, startSandbox } from '../../connectors/kaufland/sandbox.ts'
import { openOdoo } from '../../src/app.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import { instant } from '../../src/domain/time.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { sendCommand } from '../../src/ledger/control.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'

const silent = pino({ level: 'silent' })

type Lines = Readonly<Record<string, string>>

/** A service in a process of its own, between a stand-in of Kaufland and a small Odoo. */
export interface Served {
  readonly marketplace: KauflandSandbox
  readonly odoo: OdooSandbox
  readonly clerk: Clerk
  /** Its web address. */
  address(): string
  buyerWrites(text: string, at?: Date): string
  /** An agent answers on the conversation's ticket; `key` makes it unique. */
  agentAnswers(conversation: string, key: string, text: string): Promise<void>
  /** Odoo as it was when the service was set up; the number of its first ticket is somebody else's then. */
  odooOfYesterday(): Promise<void>
  /** Ticket of a conversation, once it is there. */
  ticketOf(conversation: string): Promise<number | undefined>
  /** The marketplace's copy of the seller's answers. */
  answers(conversation: string): readonly string[]
  /** A buyer orders in the shop that has this number; mails go to `<number>@example.org`. */
  buyerOrders(number: string): Promise<void>
  /** Another command in the same folder; resolves to its exit code. */
  command(...args: readonly string[]): Promise<number>
  /** Writes an account file anew: it counts from the next start. */
  account(name: string, lines: Lines): void
  /** Changes settings of the service: they count from the next start. */
  change(settings: Lines): void
  start(): Promise<void>
  /** A start that comes to nothing. */
  startsInVain(): Promise<{ readonly code: number | null; readonly stderr: string }>
  /** As a service manager stops it. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface ServeOptions {
  /** Of the service, besides what every service here has. */
  readonly settings: Lines
  /** Besides `kaufland-de`. */
  readonly accounts?: Readonly<Record<string, Lines>>
  /** Where `kaufland-de` finds its marketplace, which listens there. */
  readonly wayToMarketplace?: (port: number) => Promise<number>
  /** What runs instead of the command line. */
  readonly program?: string
}

export async function serve({ settings, accounts = {}, wayToMarketplace, program }: ServeOptions): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'care-alarms-'))
  const [marketplace, firstOdoo] = await Promise.all([startSandbox({}), startOdooSandbox()])
  let odoo = firstOdoo
  const { url, db, user, password } = odoo
  const baseUrl = new URL(marketplace.baseUrl)
  if (wayToMarketplace !== undefined) baseUrl.port = String(await wayToMarketplace(Number(baseUrl.port)))
  mkdirSync(join(folder, 'accounts'))
  let ofService: Lines = {
    ODOO_URL: url,
    ODOO_DB: db,
    ODOO_USER: user,
    ODOO_PASSWORD: password,
    DATA_DIR: join(folder, 'data'),
    HTTP_PORT: '0',
    POLL_SECONDS: '0.5',
    ALERT_AFTER: '6s',
    LOG_LEVEL: 'warn',
    ...settings,
  }
  const change = (changes: Lines): void => {
    ofService = { ...ofService, ...changes }
    write(join(folder, '.env'), ofService)
  }
  const account = (name: string, lines: Lines): void => {
    write(join(folder, 'accounts', `${name}.env`), lines)
  }
  change(settings['DATABASE_URL'] === undefined ? {} : { DATA_DIR: '' })
  account('kaufland-de', {
    CONNECTOR: 'kaufland',
    MODE: 'live',
    BASE_URL: baseUrl.href,
    MESSAGE_POLL_SECONDS: '1',
    START_FROM: '2026-01-01T00:00:00Z',
    ...marketplace.settings,
  })
  for (const [name, lines] of Object.entries(accounts)) account(name, lines)

  const processes = inFolder(folder, program ?? resolve('src/cli.ts'))
  const caller = new OdooBridge({ url, db, user, password, clock: systemClock })
  const rpc: Rpc = (model, method, args, kwargs) => caller.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  const written = new Map<string, string>()
  const ticketOf = async (conversation: string): Promise<number | undefined> => {
    const domain = [
      ['model', '=', 'helpdesk.ticket'],
      ['body', 'ilike', written.get(conversation)],
    ]
    const rows = (await rpc('mail.message', 'search_read', [domain], { fields: ['res_id'] })) as { res_id: number }[]
    if (rows.length > 1) throw new Error(`a message of ${conversation} stands ${String(rows.length)} times in Odoo`)
    return rows[0]?.res_id
  }
  let running: Running | undefined
  const stop = async (): Promise<void> => {
    await running?.stop()
    running = undefined
  }
  const served: Served = {
    marketplace,
    get odoo() {
      return odoo
    },
    clerk,
    async odooOfYesterday() {
      const before = odoo
      await before.close()
      odoo = await earlierOdoo(before)
    },
    address: () => running?.address ?? '',
    ticketOf,
    account,
    change,
    buyerWrites(text, at) {
      const buyer = { id: '77', name: 'Jonas Keller' }
      const when = at === undefined ? {} : { at: instant(at) }
      const conversation = marketplace.writes({ order: 'K1', buyer, role: 'buyer', text, ...when })
      written.set(conversation, text)
      return conversation
    },
    async agentAnswers(conversation, key, text) {
      await clerk.answers({ key, ticketId: (await ticketOf(conversation)) ?? 0, html: `<p>${text}</p>` })
    },
    answers: (conversation) =>
      (marketplace.conversations().find(({ id }) => id === conversation)?.messages ?? [])
        .filter(({ role }) => role === 'seller')
        .map(({ text }) => text),
    buyerOrders: (number) => order(clerk, number),
    async command(...args) {
      // Asked as another process asks it, without the seconds of that process's start.
      const { DATA_DIR: dataDir = '' } = ofService
      const nobody = { stdout: () => undefined, stderr: () => undefined }
      const code =
        dataDir === '' ? undefined : await sendCommand(dataDir, { argv: args, stdin: '', cwd: folder }, nobody)
      return code ?? processes.exitCode(args)
    },
    async start() {
      running = await processes.serve()
    },
    startsInVain: processes.servesInVain,
    stop,
    async close() {
      await stop()
      caller.close()
      await Promise.all([marketplace.close(), odoo.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    const code = await processes.exitCode(['setup'])
    if (code !== 0) throw new Error(`setup ended with ${String(code)}`)
    await served.start()
    return served
  } catch (error) {
    await served.close()
    throw error
  }
}

/** A database that was made at the same moment, so that it is the same one, on the same port. */
async function earlierOdoo({ url, state }: OdooSandbox): Promise<OdooSandbox> {
  const [company] = state.rows('res.company', [['id', '=', 1]], ['create_date'])
  const made = instant(`${String(company?.['create_date']).replace(' ', 'T')}Z`)
  let seeding = true
  const earlier = await startOdooSandbox({
    port: Number(new URL(url).port),
    now: () => (seeding ? made : systemClock.now()),
  })
  seeding = false
  const { db, user, password } = earlier
  const admin = openOdoo({ url, db, user, password, transport: 'jsonrpc' }, { clock: systemClock, log: silent })
  await admin.setup()
  await admin.close()
  earlier.state.create('helpdesk.ticket', { name: 'Somebody else', description: 'x' })
  return earlier
}

async function order(clerk: Clerk, number: string): Promise<void> {
  const customer = `${number}.customer`
  const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE', language: 'de_DE' } as const
  await clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  await clerk.customer({ key: customer, name: 'Maria Sommer', email: `${number}@example.org`.toLowerCase(), ...home })
  const lines = [{ product: 'pot', quantity: 1 }]
  await clerk.orderConfirmed({ key: number, customer, lines, clientOrderRef: number })
}

function write(file: string, lines: Lines): void {
  const given = Object.entries(lines).filter(([, value]) => value !== '')
  writeFileSync(file, given.map(([name, value]) => `${name}=${JSON.stringify(value)}\n`).join(''))
}

interface Running {
  readonly address: string
  stop(): Promise<void>
}

/** The processes of one service. */
function inFolder(folder: string, program: string) {
  // What outlives a process and is no data lies in the folder too.
  const place = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder } }
  const spawned = () => {
    const child = spawn(process.execPath, [program, 'serve'], { ...place, stdio: ['ignore', 'ignore', 'pipe'] })
    const output = { stderr: '' }
    child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()))
    return { child, output }
  }
  return {
    exitCode: (args: readonly string[]): Promise<number> =>
      new Promise((done) => {
        const child = execFile(process.execPath, [program, ...args], place, () => {
          done(child.exitCode ?? -1)
        })
      }),
    async serve(): Promise<Running> {
      const { child, output } = spawned()
      const { promise, resolve: found, reject } = Promise.withResolvers<string>()
      child.stderr.on('data', () => {
        const address = /listens on (http:\/\/\S+),/.exec(output.stderr)?.[1]
        if (address !== undefined) found(address)
      })
      child.once('exit', (code) => {
        reject(new Error(`serve ended with ${String(code)}: ${output.stderr}`))
      })
      return {
        address: await promise,
        async stop() {
          child.kill('SIGTERM')
          await ended(child)
        },
      }
    },
    async servesInVain() {
      const { child, output } = spawned()
      return { code: await ended(child), stderr: output.stderr }
    },
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}
