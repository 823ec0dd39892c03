import { Misconfigured, Permanent, Retryable } from '../../src/domain/errors.ts'
import type { Fault } from '../../src/domain/errors.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { ConnectorPorts } from '../../src/kit/connector.ts'
import { uploadTimeoutMs } from '../../src/kit/http-client.ts'
import type { HttpRequest, HttpResponse } from '../../src/kit/http.ts'
import { dateOf, jsonOf } from '../../src/kit/json-api.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import { faultOf } from '../../src/kit/translate.ts'
import type { KauflandSettings } from './config.ts'
import { isOfTheAccount, problemOf, renewalFor, sentenceFor } from './problems.ts'
import { sign } from './sign.ts'

/** A successful answer. */
export interface Answer {
  readonly bytes: Uint8Array
  /** Undefined = not whole JSON, also when asked a second time. */
  readonly document: JsonDocument | undefined
  /** Kaufland's clock when it answered, where it said so. */
  readonly sourceTime: Instant | undefined
}

export type Query = Readonly<Record<string, string | number>>

export interface Call {
  readonly method: HttpRequest['method']
  readonly path: string
  /** The path as people read it, without ids. */
  readonly what: string
  readonly query?: Query
  readonly body?: string
  readonly idempotent: boolean
  /** 403 is described for it as "not to be done", besides a refused key: BEHAVIOR.md, errors. */
  readonly mayBeForbidden?: boolean
}

export interface Calls {
  read(path: string, what: string, query?: Query): Promise<Answer>
  /** Success is said by the status alone: many come without a body. */
  write(call: Call): Promise<HttpResponse>
}

type Attempt = { readonly again: boolean } & ({ readonly answer: Answer } | { readonly fault: Fault })

/** A harmless call that any valid key may make. */
export const HARMLESS = '/info/storefront'

/** Signed calls of an account; throws only Faults. */
export function signedCalls(
  settings: Pick<KauflandSettings, 'CLIENT_KEY' | 'SECRET_KEY'>,
  { http, clock, baseUrl }: ConnectorPorts,
): Calls {
  const base = baseUrl.replace(/\/+$/, '')

  async function send({ method, path, query = {}, body = '', idempotent }: Call): Promise<HttpResponse> {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const uri = new URL(parameters.size === 0 ? `${base}${path}` : `${base}${path}?${parameters.toString()}`).href
    const timestamp = Math.floor(Date.parse(clock.now()) / 1000)
    return http.request({
      method,
      url: uri,
      idempotent,
      headers: {
        accept: 'application/json',
        'user-agent': 'marketplace-care',
        'shop-client-key': settings.CLIENT_KEY,
        'shop-timestamp': String(timestamp),
        'shop-signature': sign({ method, uri, body, timestamp }, settings.SECRET_KEY),
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      ...(body !== '' && { body, timeoutMs: uploadTimeoutMs(Buffer.byteLength(body)) }),
    })
  }

  function faultFor(response: HttpResponse, call: Call): Fault {
    const problem = problemOf(response.bytes)
    const what = `${call.method} ${call.what}`
    const sentence = response.status >= 400 && response.status < 500 ? sentenceFor(problem, what) : undefined
    if (sentence !== undefined && problem.type !== undefined) return new Permanent(sentence, { code: problem.type })
    if (problem.type === '/problems/storefront-not-configured') {
      return new Misconfigured(
        'Kaufland says that the seller account is not set up for a storefront of STOREFRONTS. Nothing is read there. Set it up in the seller portal or take it out of STOREFRONTS, then: marketplace-care doctor.',
      )
    }
    return faultOf(
      response,
      {
        marketplace: 'Kaufland',
        account: http.account,
        what,
        renewKey: renewalFor(problem.type),
        idempotent: call.idempotent,
        ...(problem.type !== undefined && { code: problem.type }),
      },
      clock.now(),
    )
  }

  /** 403 without a word for it may mean the key or this one thing: a harmless call tells which. */
  async function isOnlyForbidden(response: HttpResponse, call: Call): Promise<boolean> {
    if (response.status !== 403 || call.mayBeForbidden !== true || isOfTheAccount(problemOf(response.bytes).type)) {
      return false
    }
    const harmless = await send({ method: 'GET', path: HARMLESS, what: HARMLESS, idempotent: true })
    return harmless.status === 200
  }

  async function write(call: Call): Promise<HttpResponse> {
    const response = await send(call)
    if (response.status >= 200 && response.status <= 299) return response
    const fault = faultFor(response, call)
    if (fault instanceof Misconfigured && (await isOnlyForbidden(response, call))) {
      throw new Permanent(
        `Kaufland forbids ${call.method} ${call.what} here (403), though it takes the key. Nothing was done there. See in the seller portal why.`,
        { code: '403' },
      )
    }
    throw fault
  }

  async function attempt(call: Call): Promise<Attempt> {
    try {
      const response = await send(call)
      if (response.status !== 200) return { fault: faultFor(response, call), again: response.status >= 500 }
      const document = jsonOf(response.bytes)
      return {
        answer: { bytes: response.bytes, document, sourceTime: dateOf(response) },
        again: document === undefined,
      }
    } catch (error) {
      if (error instanceof Retryable) return { fault: error, again: true }
      throw error
    }
  }

  /** Reads are tried twice: in a pass of a thousand reads one hiccup is normal, and a pass that fails starts over. */
  async function read(path: string, what: string, query?: Query): Promise<Answer> {
    const call: Call = { method: 'GET', path, what, idempotent: true, ...(query && { query }) }
    const first = await attempt(call)
    const last = first.again ? await attempt(call) : first
    if ('fault' in last) throw last.fault
    return last.answer
  }

  return { read, write }
}
