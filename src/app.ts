import type { Logger } from 'pino'
import { carriers } from '../connectors/carriers.ts'
import { openCarrier } from './carriers.ts'
import type { OdooSettings, Settings } from './config/settings.ts'
import type { Account } from './domain/account.ts'
import { Misconfigured } from './domain/errors.ts'
import { collectPolicy } from './domain/policy.ts'
import type { Clock } from './domain/time.ts'
import type { Reach } from './flows/alarm-tell.ts'
import { type Alarms, createAlarms } from './flows/alarms.ts'
import type { FollowedCarrier } from './flows/carrier-poll.ts'
import type { FlowPorts, OpenAccount } from './flows/context.ts'
import { boxOwner, fetchMail } from './flows/mail-fetch.ts'
import type { BuiltJob } from './flows/passes.ts'
import { createTexts } from './flows/texts.ts'
import type { ConnectorDeclaration } from './kit/connector.ts'
import { type Exclusively, exclusively } from './kit/exclusively.ts'
import { createHttp } from './kit/http-client.ts'
import type { Http } from './kit/http.ts'
import { manifestOf } from './kit/manifest-of.ts'
import { systemClock } from './kit/system-clock.ts'
import { inMemory } from './kit/tokens.ts'
import { openStore, type Store } from './ledger/store.ts'
import type { Tokens } from './ledger/tokens.ts'
import { createMailboxes } from './mail/imap/mailboxes.ts'
import type { Mailboxes } from './mail/imap/ports.ts'
import { parseMail } from './mail/mime/parse.ts'
import { shownHtml } from './mail/mime/shown-html.ts'
import { createRenderer, type Renderer } from './mail/render.ts'
import { createMailer } from './mail/smtp.ts'
import { withMailAccess } from './mail-access.ts'
import { createOdoo } from './odoo/odoo.ts'
import type { Odoo } from './odoo/ports.ts'

/** Everything built from the settings: what commands, schedules and the server work with. */
export interface App {
  readonly settings: Settings
  readonly registry: readonly ConnectorDeclaration[]
  readonly accounts: readonly OpenAccount[]
  readonly ports: FlowPorts
  readonly store: Store
  /** Watches over passes and surroundings, and tells the operator. */
  readonly alarms: Alarms
  /** Mailboxes of the accounts that are read by mail. */
  readonly mailboxes: Mailboxes
  readonly log: Logger
  /** Passes of a job run one after another, whether a schedule or a command started them. */
  readonly jobs: Exclusively
  /** Ends connections and gives the data folder free. */
  close(): Promise<void>
}

export interface AppOptions {
  readonly settings: Settings
  readonly registry: readonly ConnectorDeclaration[]
  readonly log: Logger
  readonly clock?: Clock
  /** Kill tests: called after each commit of the ledger. */
  readonly onCommit?: (n: number, name: string) => void
}

/**
 * Composition root: settings → adapters → flows. The embedded database's folder is locked while the app is open.
 * @throws Misconfigured when the folder is in use, the schema is newer, or the ledger belongs to another Odoo
 */
export async function openApp({ settings, registry, log, clock = systemClock, onCommit }: AppOptions): Promise<App> {
  const store = await openStore(settings.store, {
    clock,
    log,
    ...(settings.serviceSecret === undefined ? {} : { secret: settings.serviceSecret }),
    ...(onCommit === undefined ? {} : { onCommit }),
  })
  const odoo = openOdoo(settings.odoo, { clock, log })
  const mailer = createMailer({ clock, log })
  const mailboxes = createMailboxes({ clock, log })
  const ports: FlowPorts = {
    ledger: store.ledger,
    outbox: store.outbox,
    odoo,
    clock,
    log,
    policy: collectPolicy(registry),
    mailer,
    renderer: openRenderer(settings, log),
    texts: createTexts(),
    relayDomains: registry.flatMap(({ manifest }) => manifest.relayDomains),
    readbackWaitSeconds: settings.readbackWaitSeconds,
    timeZone: settings.timeZone,
    carriers: followedCarriers(settings, { clock, log }),
    ...(settings.serviceSecret === undefined ? {} : { answerSecret: settings.serviceSecret }),
    mailReader: { read: (bytes, options) => parseMail(bytes, options), shownHtml },
    mailboxes,
    fetchMail: (opened, count) => fetchMail(opened, count, { ...ports, mailboxes }),
    keepSent: (opened, raw) => keepSent(mailboxes, opened, raw),
  }
  const accounts = settings.accounts.map((account) =>
    openAccount(withMailAccess(account, { clock, log, tokens: store.tokens }), registry, {
      clock,
      log,
      tokens: store.tokens,
    }),
  )
  return {
    settings,
    registry,
    accounts,
    ports,
    store,
    alarms: createAlarms({ ports, accounts, ...alarmOptions(settings) }),
    mailboxes,
    log,
    jobs: exclusively(),
    async close() {
      await mailboxes.close()
      await mailer.close()
      await odoo.close()
      await store.close()
    },
  }
}

/** The copy of an answer, where the account wants one. */
async function keepSent(mailboxes: Mailboxes, opened: OpenAccount, raw: Uint8Array): Promise<void> {
  const owner = boxOwner(opened)
  const folder = owner?.mailbox.sentFolder
  if (owner !== undefined && folder !== undefined) await mailboxes.append(owner, folder, raw)
}

/** A slip in an own template must not stop the service: the built-in one stands in. */
function openRenderer({ templatesDir }: Settings, log: Logger): Renderer {
  const renderer = createRenderer(templatesDir === undefined ? {} : { templatesDir })
  for (const fault of renderer.faults) log.warn(`An own template cannot be used, the built-in one is. ${fault}`)
  return renderer
}

/** Carriers that the settings hold a key of. */
export function followedCarriers(
  { carriers: given }: Pick<Settings, 'carriers'>,
  ports: { readonly clock: Clock; readonly log: Logger },
): readonly FollowedCarrier[] {
  return carriers.flatMap((declaration) => {
    const access = given?.access[declaration.name]
    if (access === undefined) return []
    return [{ declaration, carrier: openCarrier(declaration, access, ports), dailyCalls: access.dailyCalls }]
  })
}

/** How the operator is reached. */
export function reachOf({ alerts: { mail: to, webhook }, mail, timeZone }: Settings): Reach {
  const byMail = to !== undefined && mail.smtp !== undefined && mail.from !== undefined
  return {
    timeZone,
    ...(byMail ? { mail: { to, from: mail.from, smtp: mail.smtp } } : {}),
    ...(webhook === undefined ? {} : { webhook }),
  }
}

function alarmOptions(settings: Settings) {
  const { alerts, store } = settings
  const { heartbeat, afterSeconds } = alerts
  return {
    reach: reachOf(settings),
    afterSeconds,
    ...(heartbeat === undefined ? {} : { heartbeatUrl: heartbeat }),
    ...('dataDir' in store ? { dataDir: store.dataDir } : {}),
  }
}

/** What a pass of a job holds while it runs: mirroring one account does not wait for another. */
export const locks = (job: BuiltJob, { accounts }: Pick<App, 'accounts'>): readonly string[] => {
  const mirrors = accounts.map(({ account }) => `mirror:${account.name}`)
  // What tells of cases is placed on the same tickets.
  return job === 'mirror' ? mirrors : job === 'returns' ? [job, ...mirrors] : [job]
}

/** Proves that the ledger belongs to the Odoo of the settings; new marks are added. */
export async function confirmOdoo({ ports }: App): Promise<void> {
  const { marks } = await ports.odoo.info()
  const known = Object.entries(marks).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  await ports.ledger.confirmMarks(Object.fromEntries(known))
}

/**
 * Opens one account with its connector.
 * @param tapped what stands between the connector and its HTTP, to listen
 * @param tokens where tokens live; default this process, for looks that leave the kept ones alone
 */
export function openAccount(
  account: Account,
  registry: readonly ConnectorDeclaration[],
  {
    clock,
    log,
    tapped = (http) => http,
    tokens = () => inMemory(),
  }: { clock: Clock; log: Logger; tapped?: (http: Http) => Http; tokens?: Tokens },
): OpenAccount {
  const declaration = registry.find(({ name }) => name === account.connector)
  if (declaration?.open === undefined) {
    throw new Misconfigured(`Account ${account.name}: the connector ${account.connector} is known, not built yet.`)
  }
  const manifest = manifestOf(declaration, account)
  const baseUrl = account.baseUrl ?? manifest.baseUrl ?? 'https://localhost'
  const direct = createHttp({
    account: account.name,
    allowedHosts: manifest.allowedHosts,
    baseUrl,
    ...(manifest.requestsPerSecond === undefined ? {} : { requestsPerSecond: manifest.requestsPerSecond }),
    ...(manifest.requestWindow === undefined ? {} : { requestWindow: manifest.requestWindow }),
    clock,
    log,
  })
  const ports = { http: tapped(direct), clock, baseUrl, tokenKeep: tokens(account.name) }
  const opened = { account, manifest, connector: declaration.open(account.own, ports) }
  const { mailbox } = account
  if (mailbox === undefined || declaration.mail === undefined) return opened
  return { ...opened, mail: { channel: declaration.mail(account.own, account), mailbox } }
}

/** Odoo as the settings name it. Opens nothing yet. */
export const openOdoo = (settings: OdooSettings, ports: { readonly clock: Clock; readonly log: Logger }): Odoo =>
  createOdoo({ ...odooOptions(settings), ...ports })

function odooOptions({ url, db, user, password, apiKey, transport, company }: OdooSettings) {
  return {
    url,
    db,
    transport,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(company === undefined ? {} : { company }),
  }
}
