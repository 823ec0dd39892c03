import { createServer } from 'node:net'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { capture, livingPid, say, startDaemon, stopByPidFile, succeeds } from './run.ts'

/** Role and password of Odoo's databases, and of the ledger tests; both may create databases, neither is a superuser. */
export const ODOO_ROLE = 'odoo'
const LEDGER_ROLE = 'care'
const LEDGER_DATABASE = 'care_ledger'
const USUAL_PORT = 18432

export interface Postgres {
  port: number
  /** folder of the Unix socket, over which the cluster's superuser comes in without a password */
  socket: string
  /** for the storage suite: an empty database of a role that may create others */
  ledgerUrl: string
}

/** Our own cluster, apart from the system's: made once, started if it does not run, with both roles. */
export async function startPostgres(home: Home): Promise<Postgres> {
  const data = join(home.postgres, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster(home, data)
  if (!isRunning(home)) await start(home, data)
  const postgres = runningPostgres(home)
  if (!existsSync(join(home.postgres, 'roles-made'))) createRoles(home, postgres)
  return postgres
}

/** The cluster of a home as its port file describes it, running or not. */
export function runningPostgres(home: Home): Postgres {
  const port = Number(readFileSync(join(home.postgres, 'port'), 'utf8'))
  return {
    port,
    socket: join(home.postgres, 'socket'),
    ledgerUrl: `postgres://${LEDGER_ROLE}:${LEDGER_ROLE}@127.0.0.1:${String(port)}/${LEDGER_DATABASE}`,
  }
}

export async function stopPostgres(home: Home): Promise<boolean> {
  // SIGINT is PostgreSQL's fast end; SIGTERM would wait for every client.
  return stopByPidFile(join(home.postgres, 'pid'), 'SIGINT')
}

/** Runs SQL as the cluster's superuser and gives the rows, unaligned. */
export function sql(home: Home, database: string, statements: string): string {
  const { port, socket } = runningPostgres(home)
  const where = ['-h', socket, '-p', String(port), '-U', 'postgres', '-d', database]
  return capture('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...where], {
    owner: home.owner,
    input: statements,
  })
}

/** Whether a database of that name exists. */
export function databaseExists(home: Home, name: string): boolean {
  return sql(home, 'postgres', `SELECT 1 FROM pg_database WHERE datname = '${name}'`) === '1'
}

function isRunning(home: Home): boolean {
  return livingPid(join(home.postgres, 'pid')) !== undefined
}

function createCluster(home: Home, data: string): void {
  say('creating a PostgreSQL cluster')
  const socket = join(home.postgres, 'socket')
  if (!existsSync(socket)) {
    mkdirSync(socket, { mode: 0o700 })
    capture('chown', [`${String(home.owner.uid)}:${String(home.owner.gid)}`, socket])
  }
  const how = ['-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--auth-local=trust', '--auth-host=scram-sha-256']
  capture(program('initdb'), ['-D', data, ...how], { owner: home.owner })
}

async function start(home: Home, data: string): Promise<void> {
  const portFile = join(home.postgres, 'port')
  const port = await freePort(existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : USUAL_PORT)
  writeFileSync(portFile, `${String(port)}\n`)
  const socket = join(home.postgres, 'socket')
  say(`starting PostgreSQL on 127.0.0.1:${String(port)}`)
  const settings = [
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${socket}`,
    'max_connections=200',
    'jit=off',
  ]
  startDaemon(
    program('postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { log: join(home.logs, 'postgres.log'), pid: join(home.postgres, 'pid') },
    { owner: home.owner },
  )
  const ready = ['-q', '-h', socket, '-p', String(port), '-U', 'postgres']
  for (let tries = 0; !succeeds('pg_isready', ready); tries += 1) {
    if (tries === 100 || !isRunning(home))
      throw new Error(`PostgreSQL did not start; see ${join(home.logs, 'postgres.log')}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function createRoles(home: Home, postgres: Postgres): void {
  for (const role of [ODOO_ROLE, LEDGER_ROLE]) {
    if (sql(home, 'postgres', `SELECT 1 FROM pg_roles WHERE rolname = '${role}'`) !== '1') {
      sql(home, 'postgres', `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD '${role}'`)
    }
  }
  if (!databaseExists(home, LEDGER_DATABASE))
    sql(home, 'postgres', `CREATE DATABASE ${LEDGER_DATABASE} OWNER ${LEDGER_ROLE}`)
  writeFileSync(join(home.postgres, 'roles-made'), `${String(postgres.port)}\n`)
}

/** A program of the newest installed PostgreSQL; Debian keeps the server's own out of the PATH. */
function program(name: string): string {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
  return `/usr/lib/postgresql/${String(versions[0])}/bin/${name}`
}

/** The wanted port if nobody listens there, else one that the system chooses. */
async function freePort(wanted: number): Promise<number> {
  return (await listen(wanted)) ?? (await listen(0)) ?? wanted
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(undefined)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined)
      })
    })
  })
}
