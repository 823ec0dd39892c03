import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Logger } from 'pino'
import { type App, openApp } from '../app.ts'
import { loadSettings } from '../config/settings.ts'
import { Misconfigured } from '../domain/errors.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import type { Sandbox } from '../kit/sandbox.ts'
import { systemClock } from '../kit/system-clock.ts'
import { type MailSink, startMailSink } from '../mail/sink.ts'
import { OdooBridge } from '../odoo/bridge.ts'
import { startOdooSandbox } from '../odoo/sandbox/sandbox.ts'
import { createClerk } from './clerk.ts'
import type { Clerk, Rpc } from './clerk/steps.ts'

/** A real Odoo to play against instead of the embedded one. */
export interface OdooAddress {
  readonly url: string
  readonly db: string
  readonly user: string
  readonly password: string
  /** Makes the service speak JSON-2. */
  readonly apiKey?: string
  /** As whom the service works, if not as the clerk. */
  readonly service?: { readonly user: string; readonly password: string }
}

export interface DemoOptions {
  readonly registry: readonly ConnectorDeclaration[]
  readonly log: Logger
  readonly odoo?: OdooAddress
  /** Kept after the demo; absent = a folder of its own, removed at the end. */
  readonly dataDir?: string
  readonly httpPort: number
  /** Pause between two polls of a marketplace, in seconds. */
  readonly pollSeconds: number
}

/** Everything the demo plays with: an app on embedded servers, and those who write, buy and answer. */
export interface World {
  readonly app: App
  readonly clerk: Clerk
  /** Plain calls as the clerk's user. */
  readonly rpc: Rpc
  readonly sink: MailSink
  readonly marketplace: { readonly account: string; readonly label: string; readonly sandbox: Sandbox }
  readonly shop: { readonly account: string }
  /** A relay address of some marketplace, which no notification may reach. */
  readonly relayAddress: string
  readonly odoo: { readonly kind: 'sandbox' | 'server'; readonly version: string; readonly url: string }
  close(): Promise<void>
}

/** The demo tells the same story every time, so its start line stands still. */
const START_FROM = '2026-01-01T00:00:00Z'
/** Order numbers of the demo, recognisable in a real Odoo. */
export const MARKETPLACE_REF = '^(MCDEMO[0-9]{2})$'
export const SHOP_REF = '^(DEMO-[0-9]{4})$'

/** Starts the demo's servers and the app on them. If one does not start, those that did are ended: nothing keeps the process. */
export async function startWorld(options: DemoOptions): Promise<World> {
  const closers: Closer[] = []
  const close = async (): Promise<void> => {
    for (const end of closers.toReversed()) await end()
  }
  try {
    return { ...(await started(options, (end) => closers.push(end))), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Closer = () => Promise<void> | void

async function started(options: DemoOptions, atEnd: (end: Closer) => void): Promise<Omit<World, 'close'>> {
  const embedded = options.odoo === undefined ? await startOdooSandbox() : undefined
  if (embedded !== undefined) atEnd(() => embedded.close())
  const address = options.odoo ?? embedded
  if (address === undefined) throw new Misconfigured('The demo has no Odoo.')
  const declaration = options.registry.find(({ sandbox }) => sandbox !== undefined)
  const start = await declaration?.sandbox?.()
  if (declaration === undefined || start === undefined) throw new Misconfigured('No connector brings a sandbox.')
  const sandbox = await start({})
  atEnd(() => sandbox.close())
  const sink = await startMailSink()
  atEnd(() => sink.close())
  const folder = mkdtempSync(path.join(tmpdir(), 'marketplace-care-demo-'))
  atEnd(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const dataDir = options.dataDir ?? path.join(folder, 'data')
  const shop = shopConnector(options.registry)
  const accounts = { marketplace: `${declaration.name}-demo`, shop: `${shop.name}-demo` }
  writeAccounts(
    folder,
    {
      [accounts.marketplace]: {
        CONNECTOR: declaration.name,
        BASE_URL: sandbox.baseUrl,
        ...sandbox.settings,
        ORDERS_REF: MARKETPLACE_REF,
        NOTIFY: 'order_confirmed',
      },
      [accounts.shop]: {
        CONNECTOR: shop.name,
        ORDERS_REF: SHOP_REF,
        NOTIFY: 'order_confirmed,shipped,delivered,refund_issued',
        SHOP_NAME: 'Lindenhof Garten & Haus',
        SHOP_COLOR: '#2f6b4f',
        SHOP_IMPRINT:
          'Lindenhof Garten & Haus GmbH | Lindenstraße 12 | 04109 Leipzig | Amtsgericht Leipzig, HRB 00000 | USt-IdNr. DE000000000',
      },
    },
    { pollSeconds: options.pollSeconds },
  )
  const settings = loadSettings({
    env: {
      ODOO_URL: address.url,
      ODOO_DB: address.db,
      ODOO_USER: options.odoo?.service?.user ?? address.user,
      ODOO_PASSWORD: options.odoo?.service?.password ?? address.password,
      ...(options.odoo?.apiKey === undefined ? {} : { ODOO_API_KEY: options.odoo.apiKey }),
      DATA_DIR: dataDir,
      ACCOUNTS_DIR: path.join(folder, 'accounts'),
      SMTP_URL: sink.url,
      MAIL_FROM: 'Lindenhof Garten & Haus <service@lindenhof.example>',
      HTTP_PORT: String(options.httpPort),
      READBACK_WAIT: '0s',
      POLL_SECONDS: '2',
    },
    cwd: folder,
    registry: options.registry,
  })
  const app = await openApp({ settings, registry: options.registry, log: options.log })
  atEnd(() => app.close())
  const bridge = new OdooBridge({
    url: address.url,
    db: address.db,
    user: address.user,
    password: address.password,
    clock: systemClock,
  })
  atEnd(() => {
    bridge.close()
  })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const info = await app.ports.odoo.info()
  return {
    app,
    clerk: createClerk(rpc),
    rpc,
    sink,
    marketplace: { account: accounts.marketplace, label: declaration.manifest.label, sandbox },
    shop: { account: accounts.shop },
    relayAddress: `kunde-0815@${relayDomain(options.registry)}`,
    odoo: { kind: embedded === undefined ? 'server' : 'sandbox', version: info.version, url: address.url },
  }
}

/** The connector whose notifications leave as mails and which has no conversations: an own shop. */
function shopConnector(registry: readonly ConnectorDeclaration[]): ConnectorDeclaration {
  const found = registry.find(
    ({ manifest, open }) => open !== undefined && manifest.notifyBy === 'mail' && manifest.ordersByName,
  )
  if (found === undefined) throw new Misconfigured('No connector of an own shop is registered.')
  return found
}

function relayDomain(registry: readonly ConnectorDeclaration[]): string {
  const patterns = registry.flatMap(({ manifest }) => manifest.relayDomains)
  return (patterns.find((pattern) => !pattern.includes('*')) ?? patterns[0] ?? '').replace('*', 'de')
}

function writeAccounts(
  folder: string,
  accounts: Record<string, Record<string, string>>,
  { pollSeconds }: { pollSeconds: number },
): void {
  const directory = path.join(folder, 'accounts')
  mkdirSync(directory)
  for (const [name, own] of Object.entries(accounts)) {
    const lines = {
      MODE: 'live',
      START_FROM,
      NOTIFY_MAX_AGE: 'off',
      MESSAGE_POLL_SECONDS: String(pollSeconds),
      LANGUAGE: 'de',
      ...own,
    }
    const text = Object.entries(lines)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n')
    writeFileSync(path.join(directory, `${name}.env`), `${text}\n`)
  }
}
