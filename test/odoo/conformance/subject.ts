import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Rpc } from '../../../src/demo/clerk/steps.ts'

/** An Odoo under test, spoken to as its administrator over one of the two protocols. */
export interface Subject {
  readonly url: string
  readonly db: string
  readonly user: string
  readonly password: string
  readonly apiKey: string
  readonly transport: 'jsonrpc' | 'json2'
  /** Whether our addons are installed there. */
  readonly addon: boolean
  readonly rpc: Rpc
  /** Another user, always over JSON-RPC. */
  as(login: string, password: string): Rpc
  /** A name that no other case and no earlier run used. */
  fresh(name: string): string
  /** Sends a request as it stands, for what the protocols themselves promise. */
  raw(
    path: string,
    request: { readonly body: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Raw>
}

export interface Raw {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** One promise that the sandbox and a real Odoo 19 keep alike. */
export interface Case {
  readonly promise: string
  /** Absent = everywhere. */
  readonly only?: 'with the addon' | 'without the addon'
  /** What it promises does not hang on the protocol: the real Odoo, where a call is slow, is tried over JSON-RPC alone. */
  readonly protocol?: 'either'
  readonly run: (odoo: Subject) => Promise<void>
}

/** An error of Odoo's, in either protocol. */
export class Refused extends Error {
  readonly pythonName: string

  constructor(pythonName: string, message: string) {
    super(message)
    this.name = 'Refused'
    this.pythonName = pythonName
  }
}

export interface Address {
  readonly url: string
  readonly db: string
  readonly user: string
  readonly password: string
  readonly apiKey: string
  readonly addon: boolean
}

const run = Date.now().toString(36)
let numbered = 0

export function subjectAt(address: Address, transport: 'jsonrpc' | 'json2'): Subject {
  const { url, db, user, password, apiKey } = address
  return {
    ...address,
    transport,
    rpc: transport === 'jsonrpc' ? jsonRpc(url, db, user, password) : json2(url, db, apiKey),
    as: (login, secret) => jsonRpc(url, db, login, secret),
    fresh(name) {
      numbered += 1
      return `${name}-${run}-${String(numbered)}`
    },
    raw: (path, { body, headers = {} }) => ask(`${url}${path}`, body, headers),
  }
}

function jsonRpc(url: string, db: string, user: string, password: string): Rpc {
  let uid: unknown
  const call = async (service: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    const request = { jsonrpc: '2.0', id: 1, method: 'call', params: { service, method, args } }
    const { text } = await ask(`${url}/jsonrpc`, JSON.stringify(request), {})
    const answer = JSON.parse(text) as { result?: unknown; error?: { data: { name: string; message: string } } }
    if (answer.error !== undefined) throw new Refused(answer.error.data.name, answer.error.data.message)
    return answer.result
  }
  return async (model, method, args, kwargs = {}) => {
    uid ??= await call('common', 'authenticate', [db, user, password, {}])
    return call('object', 'execute_kw', [db, uid, password, model, method, args, kwargs])
  }
}

function json2(url: string, db: string, apiKey: string): Rpc {
  return async (model, method, args, kwargs = {}) => {
    const first = method === 'create' ? { vals_list: args[0] } : args[0] === undefined ? {} : { ids: args[0] }
    const headers = { authorization: `bearer ${apiKey}`, 'x-odoo-database': db }
    const body = JSON.stringify({ ...first, ...kwargs })
    const { status, text } = await ask(`${url}/json/2/${model}/${method}`, body, headers)
    const answer = JSON.parse(text) as unknown
    if (status === 200) return answer ?? undefined
    const { name, message } = answer as { name: string; message: string }
    throw new Refused(name, message)
  }
}

/** Connections are kept, and `fetch` is passed over: thousands of small calls would spend most of their time there. */
const agent = new Agent({ keepAlive: true })

function ask(address: string, body: string, headers: Readonly<Record<string, string>>): Promise<Raw> {
  const json = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }
  return new Promise((resolve, reject) => {
    const sent = request(address, { method: 'POST', agent, headers: json }, (answer) => {
      text(answer).then((said) => {
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text: said })
      }, reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
