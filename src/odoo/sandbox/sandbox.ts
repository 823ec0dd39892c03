import { createHash } from 'node:crypto'
import { instant, type Instant } from '../../domain/time.ts'
import { RIGHTS, SERVICE_GROUPS } from './access.ts'
import { withAddon, withAddonRights } from './addon/addon.ts'
import { seedAddon } from './addon/seed.ts'
import { create, write } from './crud.ts'
import { Env } from './env.ts'
import { Faults, type OdooFault } from './faults.ts'
import { SandboxServer } from './http.ts'
import type { Values } from './model.ts'
import { read } from './read.ts'
import { assemble, STANDARD } from './registry.ts'
import { seed, type SeedUser } from './seed.ts'
import { Store } from './store.ts'

export interface OdooSandboxOptions {
  /** 0 (default) = the system chooses. */
  readonly port?: number
  /** Odoo's clock; default the machine's. */
  readonly now?: () => Instant
  /** Of the administrator; default admin/admin. */
  readonly login?: string
  readonly password?: string
  /** Installs our addons; default without. */
  readonly addon?: boolean
}

export interface SandboxUser extends SeedUser {
  readonly apiKey: string
}

export interface SandboxMail {
  readonly id: number
  readonly subject: string
  /** Every address it would go to; empty where no recipient has one. */
  readonly to: readonly string[]
  /** Names of recipients, with or without an address. */
  readonly recipients: readonly string[]
  readonly model: string
  readonly resId: number
}

/** An Odoo 19 with OCA's helpdesk in this process, over HTTP on 127.0.0.1. */
export interface OdooSandbox {
  readonly url: string
  readonly db: string
  /** The administrator. */
  readonly user: string
  readonly password: string
  readonly apiKey: string
  /** A plain user with just the groups that the service needs. */
  readonly service: SandboxUser
  /** A helpdesk agent who reads mails. */
  readonly agent: SandboxUser
  /** Outgoing mails so far, oldest first. */
  mails(): readonly SandboxMail[]
  /** Calls so far as `model.method`, failed ones included. */
  requests(): readonly string[]
  /** Lets the next matching calls go wrong. */
  fail(fault: OdooFault): void
  /** Changes users, rights and settings as the database's superuser. */
  readonly state: SandboxState
  /** Cuts every connection and refuses new ones, as a server that is down; the data stays. */
  stop(): Promise<void>
  /** Listens again on the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

/** The database from inside, without rights. */
export interface SandboxState {
  rows(model: string, domain?: readonly unknown[], fields?: readonly string[]): readonly Record<string, unknown>[]
  create(model: string, values: Values): number
  write(model: string, ids: readonly number[], values: Values): void
  /** Backs everything up; the answer restores it. */
  backup(): () => void
  /** A user with just these groups (external ids). */
  addUser(user: { login: string; password: string; name?: string; groups: readonly string[] }): SandboxUser
}

const DB = 'sandbox'
const SUPERUSER = 1
const ADDON_SERVICE_GROUPS = ['base.group_user', 'marketplace_care.group_service']

/** Starts an Odoo in this process; `close` ends it. */
export async function startOdooSandbox(options: OdooSandboxOptions = {}): Promise<OdooSandbox> {
  const now = options.now ?? (() => instant(new Date()))
  const store = new Store(now)
  store.indexBy('ir.model.data', (row) => `${String(row['module'])}.${String(row['name'])}`)
  const addon = options.addon ?? false
  const models = assemble(addon ? withAddon(STANDARD) : STANDARD)
  const base = { store, models, rights: addon ? withAddonRights(RIGHTS) : RIGHTS }
  const root = new Env(base, SUPERUSER, {}, true)
  const admin = withKey({ login: options.login ?? 'admin', password: options.password ?? 'admin' })
  const service = withKey({ login: 'marketplace-care', password: 'service' })
  const agent = withKey({ login: 'agent', password: 'agent' })
  store.transaction(() => {
    seed(root, { admin, service, agent, serviceGroups: addon ? ADDON_SERVICE_GROUPS : SERVICE_GROUPS })
    if (addon) seedAddon(root.with({ tracking_disable: true }))
  })

  const faults = new Faults()
  const requests: string[] = []
  const users = new Users(root)
  const server = new SandboxServer({
    base,
    db: DB,
    faults,
    requests,
    login: (login, secret) => users.login(login, secret),
    checks: (uid, secret) => users.checks(uid, secret),
    byApiKey: (key) => users.byApiKey(key),
  })
  await server.listen(options.port ?? 0)

  return {
    url: `http://127.0.0.1:${String(server.port)}`,
    db: DB,
    user: admin.login,
    password: admin.password,
    apiKey: admin.apiKey,
    service,
    agent,
    mails: () => mailsOf(root),
    requests: () => [...requests],
    fail: (fault) => {
      faults.add(fault)
    },
    state: stateOf(root),
    stop: () => server.stop(),
    start: () => server.listen(server.port),
    close: () => server.stop(),
  }
}

/** The same user has the same key in every sandbox. */
function withKey({ login, password }: SeedUser): SandboxUser {
  return { login, password, apiKey: createHash('sha1').update(`${login}:${password}`).digest('hex') }
}

/** Who may log in; a password may also be the user's API key. */
class Users {
  private readonly root: Env

  constructor(root: Env) {
    this.root = root
  }

  login(login: string, secret: string): number | undefined {
    const uid = this.root.find('res.users', [['login', '=', login]])
    return uid !== undefined && this.checks(uid, secret) ? uid : undefined
  }

  checks(uid: number, secret: string): boolean {
    const row = this.root.row('res.users', uid)
    const password = row?.['secret']
    if (typeof password !== 'string' || password === '' || row?.['active'] !== true) return false
    return secret === password || secret === withKey({ login: String(row['login']), password }).apiKey
  }

  byApiKey(key: string): number | undefined {
    return [...this.root.rows('res.users').keys()].find((uid) => {
      const row = this.root.row('res.users', uid)
      return key !== row?.['secret'] && this.checks(uid, key)
    })
  }
}

function stateOf(root: Env): SandboxState {
  const { store } = root
  return {
    rows: (model, domain = [], fields) =>
      read(root, model, root.with({ active_test: false }).search(model, domain), fields),
    create: (model, values) => store.transaction(() => create(root, model, values)),
    write: (model, ids, values) => {
      store.transaction(() => {
        write(root, model, ids, values)
      })
    },
    backup: () => store.snapshot(),
    addUser: ({ login, password, name = login, groups }) => {
      const ids = groups.map((group) => root.ref(group) ?? unknownGroup(group))
      store.transaction(() => create(root, 'res.users', { login, password, name, group_ids: [[6, 0, ids]] }))
      return withKey({ login, password })
    },
  }
}

function unknownGroup(group: string): never {
  throw new Error(`The sandbox knows no group ${group}; see access.ts.`)
}

function mailsOf(root: Env): SandboxMail[] {
  return [...root.rows('mail.mail').values()].map((row) => {
    const partners = (row['recipient_ids'] ?? []) as readonly number[]
    const own = typeof row['email_to'] === 'string' ? [row['email_to']] : []
    const addresses = partners.map((partner) => root.value('res.partner', partner, 'email'))
    return {
      id: row.id,
      subject: String(root.get('mail.mail', row, 'subject') || ''),
      to: [...own, ...addresses.filter((address) => typeof address === 'string')],
      recipients: partners.map((partner) => String(root.nameOf('res.partner', partner))),
      model: String(root.get('mail.mail', row, 'model')),
      resId: Number(root.get('mail.mail', row, 'res_id')),
    }
  })
}
