import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Home } from './home.ts'
import { odooShell, runOdoo } from './odoo.ts'
import { databaseExists, ODOO_ROLE, sql } from './postgres.ts'
import { capture, say } from './run.ts'
import type { Versions } from './system.ts'

const STANDARD_MODULES = ['sale_management', 'sale_stock', 'stock_delivery', 'account', 'rating']
const OCA_MODULES = ['', '_sale', '_sla', '_rating', '_merge'].map((part) => `helpdesk_mgmt${part}`)
/** The first becomes the users' own language; de_DE alone would leave English switched off. */
const LANGUAGES = 'en_US,de_DE'
const OUR_MODULES = ['marketplace_care', 'marketplace_care_helpdesk_mgmt']

/** A copy of our addons, made so that the servers' user can read it wherever the sources stand. */
export interface Addons {
  hash: string
  dir: string
  modules: string[]
}

/** What the kit remembers of a database it made. */
export interface DatabaseRecord {
  apiKey: string
  /** hash of our addons installed in it, or null without them */
  addons: string | null
}

/** Copies our addons into the home, one folder per content; none if there are none yet. */
export function copyAddons(home: Home, source: string): Addons | undefined {
  const modules = OUR_MODULES.filter((name) => existsSync(join(source, name, '__manifest__.py')))
  if (modules.length === 0) return undefined
  const hash = hashOf(
    modules
      .flatMap((name) => filesBelow(join(source, name)))
      .map((file) => `${relative(source, file)}\0${readFileSync(file, 'base64')}`),
  )
  const dir = join(home.addons, hash)
  if (!existsSync(dir)) {
    const half = `${dir}.half`
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half, { recursive: true })
    for (const name of modules)
      cpSync(join(source, name), join(half, name), { recursive: true, filter: (file) => !file.endsWith('__pycache__') })
    capture('chmod', ['-R', 'a+rX', half])
    capture('mv', [half, dir])
  }
  return { hash, dir, modules }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Removes copies of our addons that no database and no server (given by the folders in use) needs any more. */
export function forgetAddons(home: Home, inUse: string[]): void {
  const needed = readdirSync(home.databases)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readRecord(home, file.slice(0, -'.json'.length))?.addons)
  for (const hash of readdirSync(home.addons)) {
    const dir = join(home.addons, hash)
    if (!needed.includes(hash) && !inUse.includes(dir)) rmSync(dir, { recursive: true, force: true })
  }
}

/** The template that fits: built if it is missing, from the standard modules or from that template plus our addons. */
export function ensureTemplate(home: Home, versions: Versions, addons: Addons | undefined): string {
  const base = `care_template_${hashOf([JSON.stringify(versions), LANGUAGES, ...STANDARD_MODULES, ...OCA_MODULES])}`
  if (readRecord(home, base) === undefined) buildBase(home, base)
  if (addons === undefined) return base
  const extended = `${base}_${addons.hash}`
  if (readRecord(home, extended) === undefined) buildExtended(home, base, extended, addons)
  return extended
}

function buildBase(home: Home, name: string): void {
  say('building the template database with demo data (some two minutes)')
  for (const old of namesLike(home, 'care\\_template\\_%')) dropDatabase(home, old)
  const modules = [...STANDARD_MODULES, ...OCA_MODULES].join(',')
  sql(home, 'postgres', `CREATE DATABASE ${name} OWNER ${ODOO_ROLE} TEMPLATE template0`)
  runOdoo(
    home,
    { db: name },
    ['-i', modules, '--with-demo', '--load-language', LANGUAGES],
    join(home.logs, 'template.log'),
  )
  const apiKey = odooShell(
    home,
    { db: name },
    "print(env['res.users.apikeys'].with_user(2)._generate('rpc', 'test', False))\nenv.cr.commit()\n",
  )
  writeRecord(home, name, { apiKey, addons: null })
}

function buildExtended(home: Home, base: string, name: string, addons: Addons): void {
  say('building the template database with our addons')
  for (const old of namesLike(home, `${base}\\_%`)) dropDatabase(home, old)
  copyDatabase(home, base, name)
  runOdoo(
    home,
    { db: name, addons: addons.dir },
    ['-i', addons.modules.join(',')],
    join(home.logs, 'template-addons.log'),
  )
  const record = readRecord(home, base)
  if (record !== undefined) writeRecord(home, name, { ...record, addons: addons.hash })
}

function namesLike(home: Home, pattern: string): string[] {
  return sql(home, 'postgres', `SELECT datname FROM pg_database WHERE datname LIKE '${pattern}'`)
    .split('\n')
    .filter(Boolean)
}

/** A new database as a copy of a template, with its own identity: another `database.uuid`, another birthday of its company. */
export function createFrom(home: Home, template: string, name: string): void {
  const record = readRecord(home, template)
  if (record === undefined) throw new Error(`There is no template ${template}.`)
  dropDatabase(home, name)
  copyDatabase(home, template, name)
  sql(
    home,
    name,
    `UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid';
     UPDATE res_company SET create_date = now() AT TIME ZONE 'UTC' WHERE id = 1;`,
  )
  writeRecord(home, name, record)
}

/** Installs or updates our addons in a database that stands; its data stays. No server may run on it. */
export function installAddons(home: Home, name: string, addons: Addons): void {
  const record = readRecord(home, name)
  if (record === undefined) throw new Error(`The kit knows no database ${name}.`)
  say(record.addons === null ? `installing our addons in ${name}` : `updating our addons in ${name}`)
  const modules = addons.modules.join(',')
  // -i for an addon that is new among them, -u for those that are there.
  runOdoo(home, { db: name, addons: addons.dir }, ['-i', modules, '-u', modules], join(home.logs, `${name}-addons.log`))
  writeRecord(home, name, { ...record, addons: addons.hash })
}

/** Drops a database with its files and its record, whoever is connected. */
export function dropDatabase(home: Home, name: string): void {
  sql(home, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  rmSync(filestore(home, name), { recursive: true, force: true })
  rmSync(recordFile(home, name), { force: true })
}

/** The kit's record of a database, none if the database is not there or was left half made. */
export function readRecord(home: Home, name: string): DatabaseRecord | undefined {
  if (!existsSync(recordFile(home, name)) || !databaseExists(home, name)) return undefined
  return JSON.parse(readFileSync(recordFile(home, name), 'utf8')) as DatabaseRecord
}

function writeRecord(home: Home, name: string, record: DatabaseRecord): void {
  writeFileSync(recordFile(home, name), `${JSON.stringify(record)}\n`)
}

function recordFile(home: Home, name: string): string {
  return join(home.databases, `${name}.json`)
}

export function copyDatabase(home: Home, template: string, name: string): void {
  sql(home, 'postgres', `CREATE DATABASE ${name} OWNER ${ODOO_ROLE} TEMPLATE ${template}`)
  const files = filestore(home, template)
  // Odoo never changes a stored file, so hard links are copies.
  if (existsSync(files) && !existsSync(filestore(home, name)))
    capture('cp', ['-al', files, filestore(home, name)], { owner: home.owner })
}

function filestore(home: Home, name: string): string {
  return join(home.data, 'filestore', name)
}

function hashOf(parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 8)
}
