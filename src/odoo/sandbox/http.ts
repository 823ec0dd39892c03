import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { accessDenied, OdooError, userError } from './errors.ts'
import { dispatch, publicMethod, type Call } from './dispatch.ts'
import type { Env } from './env.ts'
import type { Faults, FaultKind } from './faults.ts'

/** What the server needs to know of the Odoo behind it. */
export interface Behind {
  readonly base: Env['base']
  readonly db: string
  readonly faults: Faults
  readonly requests: string[]
  /** The user's id, or undefined. A password may also be an API key. */
  login(user: string, secret: string): number | undefined
  checks(uid: number, secret: string): boolean
  byApiKey(key: string): number | undefined
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly type?: string
}

/** Every page of a neutralized database carries this banner. */
const NEUTRALIZED = '<span id="oe_neutralize_banner">Database neutralized</span>'
const VERSION = [19, 0, 0, 'final', 0, '']

/** Odoo's HTTP face: `/jsonrpc`, `/json/2`, `/web/version`, `/web/health`, on 127.0.0.1. */
export class SandboxServer {
  private readonly behind: Behind
  private readonly sockets = new Set<Socket>()
  private server: Server | undefined
  port = 0

  constructor(behind: Behind) {
    this.behind = behind
  }

  /** @param port 0 = the system chooses; afterwards the same port is kept. */
  async listen(port: number): Promise<void> {
    const server = createServer((request, response) => {
      void this.handle(request, response)
    })
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    this.port = (server.address() as AddressInfo).port
    this.server = server
  }

  /** Cuts every connection and refuses new ones. */
  async stop(): Promise<void> {
    const { server } = this
    this.server = undefined
    if (server === undefined) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: string
    try {
      body = await text(request)
    } catch {
      return
    }
    const answer = this.answer(request, body)
    if (answer === 'cut') request.socket.destroy()
    else if (answer !== 'silence') {
      response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json; charset=utf-8' })
      response.end(answer.body)
    }
  }

  private answer(request: IncomingMessage, body: string): Answer | 'cut' | 'silence' {
    const path = new URL(request.url ?? '/', 'http://odoo').pathname
    if (path === '/web/health') return { status: 200, body: '{"status": "pass"}' }
    if (path === '/web/version') return json(200, { version_info: VERSION, version: '19.0' })
    if (path === '/jsonrpc') return this.jsonRpc(body)
    if (path === '/web/login') return page(200, this.neutralized() ? NEUTRALIZED : 'Log in')
    const [, model, method] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    if (model !== undefined && method !== undefined && request.method === 'POST') {
      return this.json2(request, model, method, body)
    }
    if (path.startsWith('/json/2')) return failed(404, 'NotFound', 'Did you mean POST /json/2/<model>/<method>?')
    return page(404, '404 Not Found')
  }

  private neutralized(): boolean {
    return [...this.behind.base.store.rows('ir.config_parameter').values()].some(
      (row) => row['key'] === 'database.is_neutralized',
    )
  }

  private jsonRpc(body: string): Answer | 'cut' | 'silence' {
    let asked: { id?: unknown; params?: { service?: string; method?: string; args?: unknown[] } }
    try {
      asked = JSON.parse(body) as typeof asked
    } catch {
      return page(400, 'Invalid JSON data')
    }
    const { service, method, args = [] } = asked.params ?? {}
    const envelope = { jsonrpc: '2.0', id: asked.id ?? null }
    const reply = (work: () => unknown): Answer => {
      try {
        return json(200, { ...envelope, result: work() })
      } catch (error) {
        return json(200, {
          ...envelope,
          error: { code: 0, message: 'Odoo Server Error', data: data(error) },
        })
      }
    }
    if (service === 'common') return reply(() => this.common(method, args))
    if (service !== 'object' || (method !== 'execute_kw' && method !== 'execute')) {
      return reply(() => {
        throw new OdooError('builtins.NameError', `Method not available ${String(method)}`)
      })
    }
    const [db, uid, secret, model, name, positional, kwargs] = args
    const call: Call = {
      model: String(model),
      method: String(name),
      args: Array.isArray(positional) ? (positional as unknown[]) : [],
      kwargs: (kwargs ?? {}) as Call['kwargs'],
    }
    return this.withFaults(call, reply, () => {
      this.database(db)
      if (!this.behind.checks(Number(uid), String(secret))) throw accessDenied()
      if (call.method === 'create' && call.args.length === 0) {
        throw new OdooError('builtins.IndexError', 'list index out of range')
      }
      return dispatch(this.behind.base, Number(uid), call)
    })
  }

  private common(method: string | undefined, args: readonly unknown[]): unknown {
    if (method === 'version') {
      return { server_version: '19.0', server_version_info: VERSION, server_serie: '19.0', protocol_version: 1 }
    }
    if (method !== 'authenticate' && method !== 'login') {
      throw new OdooError('builtins.NameError', `Method not available ${String(method)}`)
    }
    this.database(args[0])
    return this.behind.login(String(args[1]), String(args[2])) ?? false
  }

  private database(db: unknown): void {
    if (db === this.behind.db) return
    throw new OdooError(
      'psycopg2.OperationalError',
      `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${String(db)}" does not exist\n`,
    )
  }

  private json2(request: IncomingMessage, model: string, method: string, body: string): Answer | 'cut' | 'silence' {
    const db = request.headers['x-odoo-database']
    if (db !== undefined && db !== this.behind.db) {
      return page(404, '404 Not Found')
    }
    const key = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (key === undefined) {
      const hint = 'User not authenticated, use an API Key with a Bearer Authorization header.'
      return failed(401, 'Unauthorized', hint)
    }
    const uid = this.behind.byApiKey(key)
    if (uid === undefined) return failed(401, 'Unauthorized', 'Invalid apikey')
    let named: Record<string, unknown>
    try {
      named = JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>
    } catch {
      return failed(400, 'BadRequest', 'could not parse the body as json')
    }
    const { ids = [], ...kwargs } = named
    const call: Call = { model, method, args: [], kwargs }
    const reply = (work: () => unknown): Answer => {
      try {
        return json(200, work() ?? null)
      } catch (error) {
        return inJson2(error)
      }
    }
    return this.withFaults(call, reply, () => this.runJson2(uid, call, ids))
  }

  private runJson2(uid: number, call: Call, ids: unknown): unknown {
    if (this.behind.base.models[call.model] === undefined) {
      throw new OdooError('werkzeug.exceptions.NotFound', `the model '${call.model}' does not exist`, 404)
    }
    const method = publicMethod(this.behind.base, call)
    const none = Array.isArray(ids) && ids.length === 0
    if (method.on === 'model' && !none) {
      throw new OdooError(
        'werkzeug.exceptions.UnprocessableEntity',
        `cannot call ${call.model}.${call.method} with ids`,
        422,
      )
    }
    const result = dispatch(this.behind.base, uid, { ...call, args: method.on === 'model' ? [] : [ids] })
    return call.method === 'create' && typeof result === 'number' ? [result] : result
  }

  private withFaults(
    call: Call,
    reply: (work: () => unknown) => Answer,
    work: () => unknown,
  ): Answer | 'cut' | 'silence' {
    this.behind.requests.push(`${call.model}.${call.method}`)
    const fault = this.behind.faults.next(call.model, call.method)
    return fault === undefined ? reply(work) : this.goWrong(fault, call, reply, work)
  }

  private goWrong(
    fault: FaultKind,
    call: Call,
    reply: (work: () => unknown) => Answer,
    work: () => unknown,
  ): Answer | 'cut' | 'silence' {
    switch (fault) {
      case 'status-500':
        return page(500, 'Internal Server Error')
      case 'cut-before':
        return 'cut'
      case 'cut-after':
        reply(work)
        return 'cut'
      case 'silence':
        return 'silence'
      case 'serialization':
        return reply(() => collided(call))
      case 'restart':
        for (const socket of this.sockets) socket.destroy()
        return 'cut'
    }
  }
}

/** `load` tells collisions as a message, every other method as an error. */
function collided(call: Call): unknown {
  const message = 'could not serialize access due to concurrent update\n'
  if (call.method !== 'load') throw new OdooError('psycopg2.errors.SerializationFailure', message)
  return { ids: false, messages: [{ type: 'error', message, record: 0, rows: { from: 0, to: 0 } }], nextrow: 0 }
}

function data(error: unknown): object {
  const { pythonName, message } = error instanceof OdooError ? error : unexpected(error)
  return { name: pythonName, message, arguments: [message], context: {}, debug: '' }
}

function inJson2(error: unknown): Answer {
  const known = error instanceof OdooError ? error : unexpected(error)
  if (known.pythonName === 'builtins.AttributeError') return failed(404, 'NotFound', known.message)
  if (known.pythonName === 'builtins.TypeError') {
    const words = known.message.replace(/^\S+\(\) /, '').replace(/missing 1 required positional/, 'missing a required')
    return failed(422, 'UnprocessableEntity', words)
  }
  return json(known.status, data(known))
}

/** A fault of the sandbox itself: said as such, so that nobody takes it for Odoo's. */
function unexpected(error: unknown): OdooError {
  return userError(`The sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
}

const failed = (status: number, name: string, message: string): Answer =>
  json(status, { name: `werkzeug.exceptions.${name}`, message, arguments: [message, status], context: {}, debug: '' })

const page = (status: number, words: string): Answer => ({
  status,
  body: `<!doctype html><title>Odoo</title><p>${words}</p>`,
  type: 'text/html; charset=utf-8',
})

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) })

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
