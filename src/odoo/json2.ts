import { z } from 'zod'
import { Misconfigured } from '../domain/errors.ts'
import type { Answered, Exchange } from './exchange.ts'
import { httpFault, odooFault, unreadable, type Asked, type OdooError } from './faults.ts'
import { namedArguments } from './methods.ts'
import { callName, type Credentials, type OdooCall, type Transport } from './transport.ts'

const failure = z.object({ name: z.string(), message: z.string() })

/** Odoo's `/json/2/<model>/<method>` (from version 19): bearer API key, named arguments only, errors by HTTP status. */
export class Json2 implements Transport {
  readonly kind = 'json2'
  private readonly exchange: Exchange
  private readonly headers: Readonly<Record<string, string>>
  private readonly db: string
  private readonly timeoutMs: number

  /** @throws Misconfigured without an API key. */
  constructor(exchange: Exchange, credentials: Credentials, timeoutMs: number) {
    if (credentials.apiKey === undefined) {
      throw new Misconfigured('JSON-2 needs ODOO_API_KEY: in Odoo, preferences of the user, tab Security.')
    }
    this.exchange = exchange
    this.db = credentials.db
    this.timeoutMs = timeoutMs
    this.headers = { authorization: `bearer ${credentials.apiKey}`, 'x-odoo-database': credentials.db }
  }

  async login(): Promise<number> {
    const how = { args: [], kwargs: {}, timeoutMs: this.timeoutMs, repeatable: true }
    const context = await this.call({ model: 'res.users', method: 'context_get', ...how })
    const read = z.object({ uid: z.number() }).safeParse(context)
    if (read.success) return read.data.uid
    throw odooFault({ name: 'odoo.exceptions.AccessDenied', message: '' }, this.asked('log-in', true))
  }

  async call(call: OdooCall): Promise<unknown> {
    const answer = await this.exchange.send({
      method: 'POST',
      path: `/json/2/${call.model}/${call.method}`,
      headers: this.headers,
      body: JSON.stringify(namedArguments(call)),
      timeoutMs: call.timeoutMs,
      repeatable: call.repeatable,
      what: callName(call),
    })
    const result = this.result(answer, this.asked(callName(call), call.repeatable))
    // `create` of one record answers its id over JSON-RPC, a list of one here.
    if (call.method === 'create' && !Array.isArray(call.args[0]) && Array.isArray(result)) return result[0] as unknown
    return result
  }

  private result(answer: Answered, asked: Asked): unknown {
    const error = answer.status === 200 ? undefined : errorOf(answer)
    if (error !== undefined) throw odooFault(error, asked)
    if (answer.status !== 200) throw httpFault(answer, asked)
    try {
      return JSON.parse(answer.text) as unknown
    } catch (cause) {
      throw unreadable(asked, cause)
    }
  }

  private asked(what: string, repeatable: boolean): Asked {
    return { what, repeatable, host: this.exchange.host, db: this.db }
  }
}

/** Odoo's own error, or undefined where a proxy or Odoo without this database answered with a page. */
function errorOf(answer: Answered): OdooError | undefined {
  if (!String(answer.headers['content-type']).startsWith('application/json')) return undefined
  try {
    return failure.parse(JSON.parse(answer.text))
  } catch {
    return undefined
  }
}
