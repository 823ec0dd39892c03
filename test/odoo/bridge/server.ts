import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { plusMs, type Clock, type Instant } from '../../../src/domain/time.ts'

export interface AskedCall {
  readonly model: string
  readonly method: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** What the stand-in answers to a call; an OdooError becomes Odoo's error answer. */
export type Handler = (call: AskedCall) => unknown

/** An error as Odoo's Python names it. */
export class OdooError extends Error {
  readonly python: string

  constructor(python: string, message: string) {
    super(message)
    this.python = python
  }
}

type Spoiler = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** The protocols of Odoo over a handler of our own, and ways to spoil the exchange. */
export interface StandIn {
  readonly url: string
  /** Calls that reached the handler. */
  readonly calls: AskedCall[]
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  /** The next requests end like this instead of being answered, log-ins apart from all others. */
  spoil(...spoilers: Spoiler[]): void
  spoilLogin(...spoilers: Spoiler[]): void
  close(): Promise<void>
}

export const cut: Spoiler = (request) => {
  request.socket.destroy()
}
export const cutJson: Spoiler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"jsonrpc": "2.0", "res')
  response.socket?.end()
}
export const silent: Spoiler = () => undefined
export const answers =
  (status: number, body: string, headers: Record<string, string> = {}): Spoiler =>
  (_, response) => {
    response.writeHead(status, headers).end(body)
  }

export async function standIn(handler: Handler): Promise<StandIn> {
  const calls: AskedCall[] = []
  const requests: StandIn['requests'] = []
  const spoilers: Spoiler[] = []
  const loginSpoilers: Spoiler[] = []
  const server = createServer((request, response) => {
    void receive(request).then((body) => {
      requests.push({ path: request.url ?? '', headers: request.headers })
      const spoiler = (isLogin(request, body) ? loginSpoilers : spoilers).shift()
      if (spoiler !== undefined) spoiler(request, response, body)
      else reply(request, response, body, (call) => (calls.push(call), handler(call)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls,
    requests,
    spoil: (...more) => spoilers.push(...more),
    spoilLogin: (...more) => loginSpoilers.push(...more),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A clock moved by hand; sleeping moves it. */
export function handClock(start: string): Clock & { now(): Instant; slept: number[]; move(ms: number): void } {
  let at = start as Instant
  const slept: number[] = []
  return {
    now: () => at,
    slept,
    move: (ms) => (at = plusMs(at, ms)),
    sleep: (ms) => {
      slept.push(ms)
      at = plusMs(at, ms)
      return Promise.resolve()
    },
  }
}

function reply(request: IncomingMessage, response: ServerResponse, body: string, handler: Handler): void {
  const path = request.url ?? ''
  if (path.startsWith('/web/version')) json(response, 200, { version_info: [19, 0], version: '19.0' })
  else if (path === '/jsonrpc') jsonRpc(response, body, handler)
  else json2(path, request, response, body, handler)
}

function jsonRpc(response: ServerResponse, body: string, handler: Handler): void {
  const { params } = JSON.parse(body) as { params: { method: string; args: unknown[] } }
  const error = (python: string, message: string): void => {
    json(response, 200, {
      jsonrpc: '2.0',
      id: 1,
      error: { message: 'Odoo Server Error', data: { name: python, message } },
    })
  }
  if (params.method === 'authenticate') {
    json(response, 200, { jsonrpc: '2.0', id: 1, result: params.args[2] === 'right' ? 7 : false })
    return
  }
  const [, , , model, method, args, kwargs] = params.args as [string, number, string, string, string, [], object]
  try {
    const result = handler({ model, method, args, kwargs: kwargs as AskedCall['kwargs'] })
    json(response, 200, { jsonrpc: '2.0', id: 1, ...(result === null ? {} : { result }) })
  } catch (fault) {
    if (!(fault instanceof OdooError)) throw fault
    error(fault.python, fault.message)
  }
}

const STATUS: Readonly<Record<string, number>> = {
  AccessError: 403,
  MissingError: 404,
  UserError: 422,
  ValidationError: 422,
}

function json2(path: string, request: IncomingMessage, response: ServerResponse, body: string, handler: Handler): void {
  const [, , , model = '', method = ''] = path.split('/')
  if (request.headers.authorization !== 'bearer right') {
    json(response, 401, { name: 'werkzeug.exceptions.Unauthorized', message: 'Invalid apikey' })
    return
  }
  try {
    const named = JSON.parse(body) as Record<string, unknown>
    json(response, 200, method === 'context_get' ? { uid: 7 } : handler({ model, method, args: [], kwargs: named }))
  } catch (fault) {
    if (!(fault instanceof OdooError)) throw fault
    const status = STATUS[fault.python.split('.').at(-1) ?? ''] ?? 500
    json(response, status, { name: fault.python, message: fault.message })
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

async function receive(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

const isLogin = (request: IncomingMessage, body: string): boolean =>
  body.includes('"authenticate"') || (request.url ?? '').includes('/context_get')
