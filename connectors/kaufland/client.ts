import { Permanent, Retryable } from '../../src/domain/errors.ts'
import type { Fault } from '../../src/domain/errors.ts'
import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { ConnectorPorts } from '../../src/kit/connector.ts'
import { uploadTimeoutMs } from '../../src/kit/http-client.ts'
import type { HttpResponse } from '../../src/kit/http.ts'
import { parseJson } from '../../src/kit/lossless-json.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import { faultOf } from '../../src/kit/translate.ts'
import type { KauflandSettings } from './config.ts'
import { problemType } from './mapper.ts'
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

export interface NewMessage {
  readonly text: string
  readonly interim_notice: false
  readonly ticket_message_files?: readonly {
    readonly filename: string
    readonly mime_type: string
    readonly data: string
  }[]
}

/** The calls of the Seller API that we use; each throws only Faults. */
export interface KauflandClient {
  storefronts(): Promise<Answer>
  ping(): Promise<Answer>
  /** One page of conversations; `limit` is 30 at most: BEHAVIOR.md, paging. */
  tickets(query: Query): Promise<Answer>
  /** One conversation with everything that can be embedded and is of use. */
  ticket(id: string): Promise<Answer>
  orderUnit(id: string): Promise<Answer>
  postMessage(ticket: string, message: NewMessage): Promise<void>
  closeTicket(ticket: string): Promise<void>
}

type Attempt = { readonly again: boolean } & ({ readonly answer: Answer } | { readonly fault: Fault })

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  /** The path as people read it, without ids. */
  readonly what: string
  readonly query?: Query
  readonly body?: string
  readonly idempotent: boolean
}

export function kauflandClient(
  settings: Pick<KauflandSettings, 'CLIENT_KEY' | 'SECRET_KEY'>,
  { http, clock, baseUrl }: ConnectorPorts,
): KauflandClient {
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
    const type = problemType(response.bytes)
    const what = `${call.method} ${call.what}`
    // 403 with a word about the ticket is about the ticket, not the key: BEHAVIOR.md, errors.
    if (type?.startsWith('/problems/tickets/') === true) {
      return new Permanent(ticketSentence(type, what), { code: type })
    }
    return faultOf(
      response,
      {
        marketplace: 'Kaufland',
        account: http.account,
        what,
        renewKey: renewal(type),
        idempotent: call.idempotent,
        ...(type !== undefined && { code: type }),
      },
      clock.now(),
    )
  }

  async function write(call: Call): Promise<void> {
    const response = await send(call)
    // Success is said by the status alone: 201 and 204 come without a body.
    if (response.status < 200 || response.status > 299) throw faultFor(response, call)
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

  return {
    storefronts: () => read('/info/storefront', '/info/storefront'),
    ping: () => read('/status/ping', '/status/ping'),
    tickets: (query) => read('/tickets', '/tickets', query),
    ticket: (id) =>
      read(`/tickets/${encodeURIComponent(id)}`, '/tickets/{id}', { embedded: 'messages,files,order_units,buyer' }),
    orderUnit: (id) => read(`/order-units/${encodeURIComponent(id)}`, '/order-units/{id}'),
    postMessage: (ticket, message) =>
      write({
        method: 'POST',
        path: `/tickets/${encodeURIComponent(ticket)}/messages`,
        what: '/tickets/{id}/messages',
        body: JSON.stringify(message),
        idempotent: false,
      }),
    closeTicket: (ticket) =>
      write({
        method: 'PATCH',
        path: `/tickets/${encodeURIComponent(ticket)}/close`,
        what: '/tickets/{id}/close',
        idempotent: true,
      }),
  }
}

function jsonOf(bytes: Uint8Array): JsonDocument | undefined {
  try {
    return parseJson(bytes)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function dateOf({ headers }: HttpResponse): Instant | undefined {
  const date = new Date(headers.get('date') ?? '')
  return Number.isNaN(date.getTime()) ? undefined : instant(date)
}

/** What a person does about a refused call, by Kaufland's word for the refusal. */
function renewal(type: string | undefined): string {
  if (type === '/problems/corrupted-signature') {
    return "Compare SECRET_KEY with the seller portal (settings, API) and this machine's clock (at most 5 minutes off)"
  }
  if (type === '/problems/inactive-account') return 'Ask Kaufland why the seller account is inactive'
  return 'Seller portal → Settings → API → new key'
}

function ticketSentence(type: string, what: string): string {
  switch (type) {
    case '/problems/tickets/finally-closed':
      return "Kaufland's customer service closed this conversation for good. No answer is possible there any more. Nothing is to be done."
    case '/problems/tickets/non-closable-by-seller':
      return 'Kaufland does not let the seller close this conversation now. It stays open there. Close it in the seller portal once it is settled.'
    case '/problems/tickets/fbk-action-restriction':
      return "This conversation is about an order that Kaufland itself ships. Kaufland's customer service answers there, not the seller."
    case '/problems/tickets/attachments-upload-failure':
      return 'Kaufland could not take a file of this answer. Nothing was sent. Send it again without the file, or with a smaller one.'
    default:
      return `Kaufland refuses ${what} (${type}). Nothing was done there. See the conversation in the seller portal.`
  }
}
