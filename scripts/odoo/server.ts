import { connect } from 'node:net'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { odooEnvironment, odooOptions, PYTHON } from './odoo.ts'
import { livingPid, say, startDaemon, stopByPidFile } from './run.ts'

/** What a running server was started with. */
export interface ServerCall {
  db: string
  /** folder of our addons, or null without them */
  addons: string | null
  smtpPort: number
}

/** Starts a server and waits until it answers; one that runs with the same call is left alone, another one is replaced. */
export async function ensureServer(home: Home, port: number, call: ServerCall): Promise<'started' | 'running'> {
  if (JSON.stringify(runningCall(home, port)) === JSON.stringify(call) && (await isHealthy(port))) return 'running'
  await stopServer(home, port)
  await assertFree(port)
  mkdirSync(folder(home, port), { recursive: true })
  say(`starting Odoo on http://127.0.0.1:${String(port)}, database ${call.db}`)
  const options = odooOptions(home, { db: call.db, addons: call.addons ?? undefined }, call.smtpPort)
  const http = ['--http-interface', '127.0.0.1', '--http-port', String(port), '--db-filter', `^${call.db}$`]
  writeFileSync(join(folder(home, port), 'call.json'), `${JSON.stringify(call)}\n`)
  startDaemon(
    PYTHON,
    ['-m', 'odoo', 'server', ...options, ...http],
    { log: logFile(home, port), pid: pidFile(home, port) },
    { owner: home.owner, env: odooEnvironment(home) },
  )
  await untilHealthy(home, port)
  return 'started'
}

/** Stops the server of a port if the kit started it. True if one ran. */
export async function stopServer(home: Home, port: number): Promise<boolean> {
  return stopByPidFile(pidFile(home, port))
}

/** The ports of all servers that this home ever started. */
export function knownPorts(home: Home): number[] {
  return existsSync(home.servers) ? readdirSync(home.servers).map(Number).filter(Number.isInteger) : []
}

/** What the server of a port was started with, if it runs. */
export function runningCall(home: Home, port: number): ServerCall | undefined {
  if (livingPid(pidFile(home, port)) === undefined) return undefined
  return JSON.parse(readFileSync(join(folder(home, port), 'call.json'), 'utf8')) as ServerCall
}

export function folder(home: Home, port: number): string {
  return join(home.servers, String(port))
}

function pidFile(home: Home, port: number): string {
  return join(folder(home, port), 'pid')
}

function logFile(home: Home, port: number): string {
  return join(home.logs, `odoo-${String(port)}.log`)
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/web/health?db_server_status=1`, {
      signal: AbortSignal.timeout(5000),
    })
    return answer.ok
  } catch {
    return false
  }
}

async function untilHealthy(home: Home, port: number): Promise<void> {
  for (let tries = 0; !(await isHealthy(port)); tries += 1) {
    if (tries === 300 || livingPid(pidFile(home, port)) === undefined) {
      const words = readFileSync(logFile(home, port), 'utf8').split('\n').slice(-20).join('\n')
      throw new Error(`Odoo did not start; the end of ${logFile(home, port)}:\n${words}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

function assertFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      reject(
        new Error(`Port ${String(port)} is taken by a program that this kit did not start. Another port: --port N`),
      )
    })
    socket.once('error', () => {
      resolve()
    })
  })
}
