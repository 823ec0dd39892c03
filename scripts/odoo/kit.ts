import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  copyAddons,
  createFrom,
  dropDatabase,
  ensureTemplate,
  forgetAddons,
  installAddons,
  readRecord,
  type Addons,
} from './databases.ts'
import { defaultHome, openHome, type Home } from './home.ts'
import { odooShell } from './odoo.ts'
import { DEFAULT_PORT, type Options } from './options.ts'
import { runningPostgres, startPostgres, stopPostgres } from './postgres.ts'
import { ensureServer, folder, knownPorts, runningCall, stopServer } from './server.ts'
import { installPackages, unpackOdoo } from './system.ts'

/** What a test needs to reach a server of the kit; the content of its env.json. */
export interface OdooEnv {
  url: string
  db: string
  user: string
  password: string
  /** for JSON-2, of the same user */
  apiKey: string
  /** an empty database for the ledger, of a role that may create others */
  postgresUrl: string
  /** whether our addons are installed in the database */
  addons: boolean
}

/** Where this project's addons stand. */
export const ADDON_SOURCE = join(import.meta.dirname, '..', '..', 'odoo-addon')

/** Everything up to a healthy server: packages, Odoo, PostgreSQL, template, database, server. Safe to repeat. */
export async function up(options: Options): Promise<{ env: OdooEnv; was: 'started' | 'running' }> {
  installPackages()
  const home = openHome(options.home)
  const versions = unpackOdoo(home)
  await startPostgres(home)
  const addons = options.addon === 'ours' ? copyAddons(home, ADDON_SOURCE) : undefined

  if (options.database === 'fresh' || mustBeMadeAnew(home, options.db, addons)) {
    const template = ensureTemplate(home, versions, addons)
    await stopServersOf(home, options.db)
    createFrom(home, template, options.db)
  } else if (addons !== undefined && readRecord(home, options.db)?.addons !== addons.hash) {
    await stopServersOf(home, options.db)
    installAddons(home, options.db, addons)
  }
  const call = { db: options.db, addons: addons?.dir ?? null, smtpPort: options.smtpPort }
  const was = await ensureServer(home, options.port, call)
  forgetAddons(
    home,
    knownPorts(home).map((port) => runningCall(home, port)?.addons ?? ''),
  )
  return { env: writeEnv(home, options), was }
}

/** A database that is missing, or that holds our addons where none are wanted, cannot be kept. */
function mustBeMadeAnew(home: Home, db: string, addons: Addons | undefined): boolean {
  const record = readRecord(home, db)
  return record === undefined || (addons === undefined && record.addons !== null)
}

/** Stops one server, or all of them and PostgreSQL. Gives the names of what was stopped. */
export async function down(options: Options): Promise<string[]> {
  if (!existsSync(join(options.home, 'postgres'))) return []
  const home = openHome(options.home)
  const stopped: string[] = []
  for (const port of options.scope === 'server' ? [options.port] : knownPorts(home)) {
    if (await stopServer(home, port)) stopped.push(`Odoo on port ${String(port)}`)
  }
  if (options.scope === 'everything' && (await stopPostgres(home))) stopped.push('PostgreSQL')
  return stopped
}

/** The env.json of a server that `up` started, of CARE_ODOO_PORT or the usual port if none is named. Throws if there is none. */
export function readEnv(where: { home?: string; port?: number } = {}): OdooEnv {
  const home = where.home ?? defaultHome()
  const port = String(where.port ?? process.env['CARE_ODOO_PORT'] ?? DEFAULT_PORT)
  return JSON.parse(readFileSync(join(home, 'servers', port, 'env.json'), 'utf8')) as OdooEnv
}

/**
 * Runs Python in `odoo shell` on a database and gives what it printed. `env` is the superuser's; what shall stay must be
 * committed by `env.cr.commit()`. Takes some 3 s to start. Throws with the traceback if the code fails.
 */
export function runShell(db: string, code: string, where: { home?: string } = {}): string {
  const home = openHome(where.home ?? defaultHome())
  return odooShell(home, { db, addons: addonsOf(home, db) }, code)
}

/**
 * A new database as a copy of the template that `up` last built, with or without our addons; an old one of that name goes.
 * Servers that run on the old one are stopped. Serve it by `up` with the same `db` and a port of its own.
 */
export async function freshDatabase(db: string, which: { addon: 'ours' | 'none'; home?: string }): Promise<void> {
  const home = openHome(which.home ?? defaultHome())
  await startPostgres(home)
  const addons = which.addon === 'ours' ? copyAddons(home, ADDON_SOURCE) : undefined
  const template = ensureTemplate(home, unpackOdoo(home), addons)
  await stopServersOf(home, db)
  createFrom(home, template, db)
}

/** Drops a database of the kit with its files; a server on it is stopped first. */
export async function removeDatabase(db: string, where: { home?: string } = {}): Promise<void> {
  const home = openHome(where.home ?? defaultHome())
  await stopServersOf(home, db)
  dropDatabase(home, db)
}

function addonsOf(home: Home, db: string): string | undefined {
  const hash = readRecord(home, db)?.addons
  return hash === undefined || hash === null ? undefined : join(home.addons, hash)
}

async function stopServersOf(home: Home, db: string): Promise<void> {
  for (const port of knownPorts(home)) {
    if (runningCall(home, port)?.db === db) await stopServer(home, port)
  }
}

function writeEnv(home: Home, options: Options): OdooEnv {
  const record = readRecord(home, options.db)
  if (record === undefined) throw new Error(`The kit knows no database ${options.db}.`)
  const env = {
    url: `http://127.0.0.1:${String(options.port)}`,
    db: options.db,
    user: 'admin',
    password: 'admin',
    apiKey: record.apiKey,
    postgresUrl: runningPostgres(home).ledgerUrl,
    addons: record.addons !== null,
  }
  const text = `${JSON.stringify(env, null, 2)}\n`
  writeFileSync(join(folder(home, options.port), 'env.json'), text)
  if (options.port === DEFAULT_PORT) writeFileSync(join(home.dir, 'env.json'), text)
  return env
}
