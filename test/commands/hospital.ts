import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectors } from '../../connectors/index.ts'
import { type KauflandSandbox, startSandbox } from '../../connectors/kaufland/sandbox.ts'
import { openAccount, openOdoo } from '../../src/app.ts'
import { diagnose } from '../../src/commands/doctor.ts'
import type { Check } from '../../src/commands/doctor/finding.ts'
import { asking, type Patient } from '../../src/commands/doctor/patient.ts'
import type { CommandIo } from '../../src/commands/command.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { type MailSink, startMailSink } from '../../src/mail/sink.ts'
import { createMailboxes } from '../../src/mail/imap/mailboxes.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { emptyStore, silent, type TestStore } from '../ledger/database.ts'

/** As the command has it. */
const LIMIT_MS = 15_000

/** Settings by name; undefined takes one out. */
export type Change = Readonly<Record<string, string | undefined>>

export interface Told {
  readonly code: number
  readonly ok: boolean
  readonly checks: readonly Check[]
  /** What is not as it should be, by name. */
  readonly faults: ReadonlyMap<string, Check>
  readonly stdout: string
  readonly stderr: string
}

export interface Hospital {
  readonly odoo: OdooSandbox
  readonly marketplace: KauflandSandbox
  readonly sink: MailSink
  readonly store: TestStore
  readonly folder: string
  /** Looks at everything, with settings changed for this one look; `--json` unless told otherwise. */
  doctor(options?: {
    readonly service?: Change
    readonly kaufland?: Change
    readonly shop?: Change
    readonly account?: string
    readonly readable?: CommandIo['terminal'] | 'pipe'
    readonly patient?: Partial<Patient>
    /** What every marketplace tells of its credential. */
    readonly check?: OpenConnector['check']
  }): Promise<Told>
  close(): Promise<void>
}

/** A marketplace account and a shop, with orders of both, on real local servers: nothing is wrong with it. */
export async function openHospital(): Promise<Hospital> {
  const folder = mkdtempSync(join(tmpdir(), 'mc-doctor-'))
  const [odoo, marketplace, sink, store] = await Promise.all([
    startOdooSandbox(),
    startSandbox({}),
    startMailSink(),
    emptyStore(),
  ])
  for (const name of ['accounts', 'data']) mkdirSync(join(folder, name), { mode: 0o700 })
  for (const reference of ['M1000001', 'M1000002', 'W5001', 'W5002', 'W5003', null]) {
    odoo.state.create('sale.order', { partner_id: 1, client_order_ref: reference ?? false, state: 'sale' })
  }
  const own = { service: serviceOf({ odoo, sink }), kaufland: kauflandOf(marketplace), shop: SHOP }
  await setUp(odoo)

  return {
    ...{ odoo, marketplace, sink, store, folder },
    async doctor({ service = {}, kaufland = {}, shop = {}, account, readable, patient, check } = {}) {
      writeEnv(join(folder, 'accounts', 'kaufland-de.env'), { ...own.kaufland, ...kaufland })
      writeEnv(join(folder, 'accounts', 'shop.env'), { ...own.shop, ...shop })
      const env = Object.fromEntries(
        Object.entries({ ...own.service, ...service }).filter(([, value]) => value !== undefined),
      )
      const settings = loadSettings({ env, cwd: folder, registry: connectors })
      const ports = { clock: systemClock, log: silent }
      const bridge = openOdoo(settings.odoo, ports)
      const mailer = createMailer(ports)
      const mailboxes = createMailboxes(ports)
      const heard = listener(readable)
      try {
        const opened = settings.accounts.map((one) => openAccount(one, connectors, ports))
        const accounts =
          check === undefined ? opened : opened.map((one) => ({ ...one, connector: { ...one.connector, check } }))
        const all = {
          ...{ settings, registry: connectors, accounts, odoo: bridge, mailer, mailboxes },
          clock: systemClock,
          cwd: folder,
        }
        const code = await diagnose({ json: readable === undefined, account }, heard.io, {
          ...all,
          store,
          odooInfo: asking(bridge, LIMIT_MS),
          inspection: bridge.inspection(),
          resolveTxt: () => Promise.resolve(null),
          ...patient,
        })
        return { code, ...heard.told() }
      } finally {
        await mailboxes.close()
        await mailer.close()
        await bridge.close()
      }
    },
    async close() {
      await Promise.all([store.close(), odoo.close(), marketplace.close(), sink.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const SHOP: Change = {
  ...{ CONNECTOR: 'webshop', MODE: 'live', ORDERS_REF: '^(W\\d+)$' },
  NOTIFY: 'order_confirmed,shipped,delivered,refund_issued,withdrawal_receipt',
}

const kauflandOf = ({ baseUrl, settings }: KauflandSandbox): Change => ({
  ...{ CONNECTOR: 'kaufland', MODE: 'live', BASE_URL: baseUrl, ORDERS_REF: '^(M\\d{7})$' },
  ...settings,
})

const serviceOf = ({ odoo, sink }: Pick<Hospital, 'odoo' | 'sink'>): Change => ({
  ...{ ODOO_URL: odoo.url, ODOO_DB: odoo.db, ODOO_USER: odoo.service.login, ODOO_PASSWORD: odoo.service.password },
  ...{ SMTP_URL: sink.url, MAIL_FROM: 'Lindenhof <service@lindenhof.example>', DATA_DIR: './data' },
})

/** The team with its stages, made by the administrator; OCA's own stages are kept to OCA's team. */
async function setUp({ url, db, user, password, state }: OdooSandbox): Promise<void> {
  const [team] = state.rows('helpdesk.ticket.team', [], ['id'])
  const mailing = state.rows('helpdesk.ticket.stage', [['mail_template_id', '!=', false]], ['id'])
  const ids = mailing.map(({ id }) => Number(id))
  state.write('helpdesk.ticket.stage', ids, { team_ids: [[6, 0, [team?.['id']]]] })
  const admin = openOdoo({ url, db, user, password, transport: 'jsonrpc' }, { clock: systemClock, log: silent })
  await admin.setup()
  await admin.close()
}

function writeEnv(path: string, values: Change): void {
  const lines = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}='${value}'\n`]))
  writeFileSync(path, lines.join(''))
  chmodSync(path, 0o600)
}

function listener(readable: CommandIo['terminal'] | 'pipe') {
  let stdout = ''
  let stderr = ''
  const io: CommandIo = {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    stdin: () => Promise.resolve(''),
    ...(readable === undefined || readable === 'pipe' ? {} : { terminal: readable }),
  }
  const told = (): Omit<Told, 'code'> => {
    const document = readable === undefined ? stdout : '{"ok":true,"checks":[]}'
    const { ok, checks } = JSON.parse(document.trim().split('\n').at(-1) ?? '') as { ok: boolean; checks: Check[] }
    const faults = new Map(checks.filter((check) => !check.ok).map((check) => [check.name, check]))
    return { ok, checks, faults, stdout, stderr }
  }
  return { io, told }
}
