import { Retryable } from '../domain/errors.ts'
import type { Fault } from '../domain/errors.ts'
import { instant } from '../domain/time.ts'
import type { Clock, Instant } from '../domain/time.ts'
import { uploadTimeoutMs } from './http-client.ts'
import type { Http, HttpRequest, HttpResponse } from './http.ts'
import { parseJson } from './lossless-json.ts'
import type { JsonDocument } from './lossless-json.ts'
import { faultOf } from './translate.ts'

/** A successful answer. */
export interface JsonAnswer {
  readonly bytes: Uint8Array
  /** Undefined = not whole JSON, also when asked a second time. */
  readonly document: JsonDocument | undefined
  /** The marketplace's clock when it answered; ours where it said none. */
  readonly sourceNow: Instant
}

export interface JsonCall {
  readonly method: HttpRequest['method']
  /** Below the base address, ids escaped. */
  readonly path: string
  /** The path as people read it, without ids: `/orders/{id}`. */
  readonly what: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
}

export interface JsonApi {
  /** GET. Tried twice: in a pass of a thousand reads one hiccup is normal, and a pass that fails starts over. */
  read(path: string, what: string, query?: JsonCall['query']): Promise<JsonAnswer>
  /** A call that must not be repeated: cut off, its outcome is Unknown. */
  write(call: JsonCall): Promise<HttpResponse>
}

export interface JsonApiOptions {
  readonly http: Http
  readonly clock: Clock
  readonly baseUrl: string
  /** The marketplace as people call it. */
  readonly marketplace: string
  /** What a person does when the key is refused, ends without a full stop. */
  readonly renewKey: string
  /** Headers that prove who calls; asked for each try. */
  headers(call: {
    readonly method: string
    readonly url: string
    readonly body: string
  }): Promise<Record<string, string>>
  /** Gets another token after 401; absent = a refused key stays refused. The call is then tried once more: it was not taken. */
  readonly renew?: () => Promise<void>
  /** The marketplace's own word for an error; never its sentence, which may quote what was sent. */
  readonly codeOf?: (bytes: Uint8Array) => string | undefined
}

/** Calls of a marketplace that speaks JSON. Throws only Faults. */
export function jsonApi(options: JsonApiOptions): JsonApi {
  const { http, clock, marketplace, renewKey } = options
  const base = options.baseUrl.replace(/\/+$/, '')

  async function prepared(call: JsonCall, idempotent: boolean): Promise<HttpRequest> {
    const { method } = call
    const given = Object.entries(call.query ?? {}).filter((entry) => entry[1] !== undefined)
    const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
    const url = new URL(query.size === 0 ? `${base}${call.path}` : `${base}${call.path}?${query.toString()}`).href
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    return {
      method,
      url,
      idempotent,
      headers: {
        accept: 'application/json',
        'user-agent': 'marketplace-care',
        ...(await options.headers({ method, url, body })),
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      ...(body !== '' && { body, timeoutMs: uploadTimeoutMs(Buffer.byteLength(body)) }),
    }
  }

  /** Faults of an exchange itself: those of getting a token are not the call's, and were tried often enough. */
  const cuts = new WeakSet<Retryable>()

  async function send(call: JsonCall, idempotent: boolean): Promise<HttpResponse> {
    const request = await prepared(call, idempotent)
    try {
      return await http.request(request)
    } catch (fault) {
      if (fault instanceof Retryable) cuts.add(fault)
      throw fault
    }
  }

  /** Sends it, and once more with another token where the first was refused: what was refused was not done. */
  async function admitted(call: JsonCall, idempotent: boolean): Promise<HttpResponse> {
    const first = await send(call, idempotent)
    if (first.status !== 401 || options.renew === undefined) return first
    await options.renew()
    return send(call, idempotent)
  }

  function faultFor(response: HttpResponse, { method, what }: JsonCall, idempotent: boolean): Fault {
    const code = options.codeOf?.(response.bytes)
    const call = { marketplace, account: http.account, what: `${method} ${what}`, renewKey, idempotent }
    return faultOf(response, { ...call, ...(code !== undefined && { code }) }, clock.now())
  }

  async function attempt(call: JsonCall): Promise<{ again: boolean } & ({ answer: JsonAnswer } | { fault: Fault })> {
    try {
      const response = await admitted(call, true)
      if (response.status !== 200) return { fault: faultFor(response, call, true), again: response.status >= 500 }
      const document = jsonOf(response.bytes)
      const answer = { bytes: response.bytes, document, sourceNow: dateOf(response) ?? clock.now() }
      return { answer, again: document === undefined }
    } catch (fault) {
      if (fault instanceof Retryable && cuts.has(fault)) return { fault, again: true }
      throw fault
    }
  }

  return {
    async read(path, what, query = {}) {
      const call: JsonCall = { method: 'GET', path, what, query }
      const first = await attempt(call)
      const last = first.again ? await attempt(call) : first
      if ('fault' in last) throw last.fault
      return last.answer
    },
    async write(call) {
      const response = await admitted(call, false)
      if (response.status < 200 || response.status > 299) throw faultFor(response, call, false)
      return response
    },
  }
}

/** Undefined = not whole JSON. */
export function jsonOf(bytes: Uint8Array): JsonDocument | undefined {
  try {
    return parseJson(bytes)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The other side's clock when it answered; undefined = it did not say. */
export function dateOf({ headers }: HttpResponse): Instant | undefined {
  const date = new Date(headers.get('date') ?? '')
  return Number.isNaN(date.getTime()) ? undefined : instant(date)
}
