import { z } from 'zod'
import { Misconfigured } from '../domain/errors.ts'
import type { Answered, Exchange } from './exchange.ts'
import { httpFault, odooFault, unreadable, type Asked } from './faults.ts'
import { callName, type Credentials, type OdooCall, type Transport } from './transport.ts'

/** Errors come as HTTP 200; an answer without `result` is Python's None. */
const envelope = z.object({
  jsonrpc: z.literal('2.0'),
  result: z.unknown().optional(),
  error: z
    .object({
      message: z.string().optional(),
      data: z.object({ name: z.string(), message: z.string() }).optional(),
    })
    .optional(),
})

/** Odoo's `/jsonrpc`: every version up to 21, announced to go in 22. */
export class JsonRpc implements Transport {
  readonly kind = 'jsonrpc'
  private readonly exchange: Exchange
  private readonly user: string
  private readonly secret: string
  private readonly db: string
  private readonly timeoutMs: number
  private uid: Promise<number> | undefined

  /** @throws Misconfigured when user or password is missing; an API key serves as password. */
  constructor(exchange: Exchange, credentials: Credentials, timeoutMs: number) {
    const secret = credentials.password ?? credentials.apiKey
    if (credentials.user === undefined || secret === undefined) {
      throw new Misconfigured('JSON-RPC needs ODOO_USER and ODOO_PASSWORD (or ODOO_API_KEY in its place).')
    }
    this.exchange = exchange
    this.user = credentials.user
    this.secret = secret
    this.db = credentials.db
    this.timeoutMs = timeoutMs
  }

  login(): Promise<number> {
    this.uid ??= this.authenticate().catch((error: unknown) => {
      this.uid = undefined
      throw error
    })
    return this.uid
  }

  async call(call: OdooCall): Promise<unknown> {
    const uid = await this.login()
    const args = [this.db, uid, this.secret, call.model, call.method, call.args, call.kwargs]
    return this.ask('object', 'execute_kw', args, { ...call, what: callName(call) })
  }

  private async authenticate(): Promise<number> {
    const how = { what: 'log-in', repeatable: true, timeoutMs: this.timeoutMs }
    const uid = await this.ask('common', 'authenticate', [this.db, this.user, this.secret, {}], how)
    if (typeof uid === 'number') return uid
    throw odooFault({ name: 'odoo.exceptions.AccessDenied', message: '' }, this.asked('log-in', true))
  }

  private async ask(
    service: 'common' | 'object',
    method: string,
    args: readonly unknown[],
    how: { readonly what: string; readonly repeatable: boolean; readonly timeoutMs: number },
  ): Promise<unknown> {
    const answer = await this.exchange.send({
      ...how,
      method: 'POST',
      path: '/jsonrpc',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: { service, method, args } }),
    })
    return this.result(answer, this.asked(how.what, how.repeatable))
  }

  private result(answer: Answered, asked: Asked): unknown {
    if (answer.status !== 200) throw httpFault(answer, asked)
    let body: z.infer<typeof envelope>
    try {
      body = envelope.parse(JSON.parse(answer.text))
    } catch (cause) {
      throw unreadable(asked, cause)
    }
    if (body.error === undefined) return body.result ?? null
    const { data, message } = body.error
    throw odooFault(data ?? { name: 'unnamed', message: message ?? 'error without words' }, asked)
  }

  private asked(what: string, repeatable: boolean): Asked {
    return { what, repeatable, host: this.exchange.host, db: this.db }
  }
}
