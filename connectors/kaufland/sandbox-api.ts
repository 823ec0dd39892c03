import { z } from 'zod'
import type { Instant } from '../../src/domain/time.ts'
import type { SandboxAnswer, SandboxRequest } from '../../src/kit/sandbox-server.ts'
import { wholeSecond } from './sandbox-state.ts'
import type { SandboxState, StoredTicket } from './sandbox-state.ts'
import { sign } from './sign.ts'

export interface SandboxKeys {
  readonly clientKey: string
  readonly secretKey: string
}

/** Path below which the API lies, as in production. */
export const BASE_PATH = '/v2'

const CLOCK_TOLERANCE_SECONDS = 300
const FILE_MAX_BYTES = 12 * 1024 * 1024
const LIST_MAX = 30
const STATUSES = ['opened', 'buyer_closed', 'seller_closed', 'both_closed', 'customer_service_closed_final']
const EMBEDDABLE = ['buyer', 'product', 'messages', 'order_units', 'files']
const STOREFRONTS = ['de', 'cz', 'sk', 'pl', 'at', 'fr', 'it']
const FILE_TYPES =
  /^(text\/plain|image\/(png|jpeg|gif|tiff)|application\/(pdf|msword|vnd\.openxmlformats-officedocument\.(spreadsheetml\.sheet|wordprocessingml\.document)))$/

class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly field: string | undefined

  constructor(status: number, type: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.type = type
    this.field = field
  }
}

/** Answers as the official description and BEHAVIOR.md say Kaufland does. */
export function kauflandApi(state: SandboxState, keys: SandboxKeys, now: () => Instant) {
  const routes: readonly [string, RegExp, (request: SandboxRequest, id: string) => SandboxAnswer][] = [
    ['GET', /^\/status\/ping$/, () => json(200, { data: { message: 'pong' } })],
    ['GET', /^\/info\/storefront$/, () => json(200, { data: STOREFRONTS })],
    ['GET', /^\/tickets$/, ({ url }) => json(200, listed(state, url.searchParams))],
    ['GET', /^\/tickets\/(001\d+)$/, ({ url }, id) => json(200, { data: detail(ticketOf(state, id), url) })],
    ['POST', /^\/tickets\/(001\d+)\/messages$/, ({ body }, id) => posted(state, ticketOf(state, id), body, now())],
    ['PATCH', /^\/tickets\/(001\d+)\/close$/, (_, id) => closed(state, ticketOf(state, id))],
    ['GET', /^\/order-units\/(\d+)$/, (_, id) => json(200, { data: orderUnit(state, Number(id)) })],
  ]

  return function answer(request: SandboxRequest): SandboxAnswer {
    try {
      const file = /^\/files\/(\d+)\//.exec(request.url.pathname)?.[1]
      if (file !== undefined) return download(state, Number(file))
      checkSignature(request, keys, now())
      const path = request.url.pathname.startsWith(BASE_PATH) ? request.url.pathname.slice(BASE_PATH.length) : ''
      for (const [method, pattern, act] of routes) {
        const match = method === request.method ? pattern.exec(path) : null
        if (match) return act(request, match[1] ?? '')
      }
      throw new Problem(404, '/problems/not-found', 'not found')
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      const errors = problem.field === undefined ? [] : [{ field: problem.field, message: problem.message }]
      return json(problem.status, { type: problem.type, message: problem.message, errors })
    }
  }
}

function checkSignature({ method, url, headers, body }: SandboxRequest, keys: SandboxKeys, now: Instant): void {
  const timestamp = Number(headers['shop-timestamp'])
  if (!headers['user-agent'] || !headers['shop-signature'] || Number.isNaN(timestamp)) {
    throw new Problem(401, '/problems/missing-or-invalid-request-header', 'a header is missing')
  }
  if (headers['shop-client-key'] !== keys.clientKey) {
    throw new Problem(401, '/problems/invalid-credentials', 'unknown client key')
  }
  const late = Math.abs(Date.parse(now) / 1000 - timestamp) > CLOCK_TOLERANCE_SECONDS
  const expected = sign({ method, uri: url.href, body: body.toString('utf8'), timestamp }, keys.secretKey)
  if (late || headers['shop-signature'] !== expected) {
    throw new Problem(401, '/problems/corrupted-signature', 'signature or time not accepted')
  }
}

/** Repeated keys, `name[]` and comma lists are all read as one list. */
function values(query: URLSearchParams, name: string, allowed: readonly string[]): readonly string[] {
  const given = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((value) => value.split(','))
  const wrong = given.find((value) => !allowed.includes(value))
  if (wrong !== undefined) throw invalid(name)
  return given
}

function whole(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const value = Number(query.get(name) ?? fallback)
  const min = name === 'limit' ? 1 : 0
  if (!Number.isInteger(value) || value < min || value > max) throw invalid(name)
  return value
}

function listed(state: SandboxState, query: URLSearchParams) {
  const [sort = 'ts_created_iso:desc'] = values(query, 'sort', ['ts_created_iso:desc', 'ts_updated_iso:desc'])
  const limit = whole(query, 'limit', LIST_MAX, LIST_MAX)
  const offset = whole(query, 'offset', 0, Number.MAX_SAFE_INTEGER)
  const statuses = values(query, 'status', STATUSES)
  const storefronts = values(query, 'storefront', STOREFRONTS)
  const since = Date.parse(query.get('ts_updated_from_iso') ?? '1970-01-01T00:00:00Z')
  if (Number.isNaN(since)) throw invalid('ts_updated_from_iso')
  const timeOf = (ticket: StoredTicket) => (sort.startsWith('ts_created') ? ticket.created : ticket.updated)
  const found = [...state.tickets.values()]
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    .filter(({ storefront }) => storefronts.length === 0 || storefronts.includes(storefront))
    .filter(({ updated }) => Date.parse(updated) >= since)
    .sort((a, b) => Date.parse(timeOf(b)) - Date.parse(timeOf(a)) || Number(b.id) - Number(a.id))
  const data = found.slice(offset, offset + limit).map(summary)
  return { data, pagination: { offset, limit, total: found.length } }
}

const iso = (at: Instant): string => `${at.slice(0, 19)}Z`

const summary = (ticket: StoredTicket) => ({
  id_ticket: ticket.id,
  ids_order_units: [ticket.unit],
  id_buyer: ticket.buyer,
  ts_created_iso: iso(ticket.created),
  ts_updated_iso: iso(ticket.updated),
  status: ticket.status,
  open_reason: 'contact_other',
  topic: 'other_question',
  is_seller_responsible: ticket.sellerResponsible,
  fulfillment_type: 'fulfilled_by_merchant',
})

function detail(ticket: StoredTicket, url: URL) {
  const embedded = values(url.searchParams, 'embedded', EMBEDDABLE)
  const has = (name: string) => embedded.includes(name)
  return {
    ...summary(ticket),
    storefront: ticket.storefront,
    // The description requires a product, and lets it be null.
    product: null,
    ...(has('messages') && {
      messages: ticket.messages.map(({ id, role, name, text, at }) => ({
        id_ticket_message: id,
        id_ticket: ticket.id,
        author: { role, name },
        text,
        ts_created_iso: iso(at),
      })),
    }),
    ...(has('files') && {
      files: ticket.messages.flatMap(({ at, files }) =>
        files.map(({ number, filename }) => ({
          filename,
          ts_created_iso: iso(at),
          uri: `${url.origin}/files/${String(number)}/${encodeURIComponent(filename)}`,
        })),
      ),
    }),
    ...(has('order_units') && { order_units: [unitOf(ticket)] }),
    ...(has('buyer') && { buyer: { id_buyer: ticket.buyer, email: null } }),
  }
}

const unitOf = (ticket: StoredTicket) => ({
  id_order_unit: ticket.unit,
  id_order: ticket.order,
  ts_created_iso: iso(ticket.created),
  ts_updated_iso: iso(ticket.created),
  is_marketplace_deemed_supplier: false,
  status: 'sent',
  price: 200,
  id_offer: 'AB-120',
  revenue_gross: 5900,
  revenue_net: 3400,
  note: null,
  unit_condition: 'new',
  storefront: ticket.storefront,
  currency: 'EUR',
  delivery_time_min: 3,
  delivery_time_max: 6,
  delivery_time_expires_iso: null,
  order_received_timestamp_iso: null,
  shipping_rate: 390,
  cancel_reason: null,
  fulfillment_type: 'fulfilled_by_merchant',
  buyer: { id_buyer: ticket.buyer, email: null },
  billing_address: null,
  shipping_address: null,
  product: null,
  vat: 19,
})

function orderUnit(state: SandboxState, unit: number) {
  const ticket = [...state.tickets.values()].find((known) => known.unit === unit)
  if (ticket === undefined) throw new Problem(404, '/problems/not-found', 'no such order unit')
  return unitOf(ticket)
}

const NewMessage = z.strictObject({
  text: z.string().min(1).max(65_535),
  interim_notice: z.boolean().optional(),
  ticket_message_files: z
    .array(z.strictObject({ filename: z.string(), mime_type: z.string(), data: z.string() }))
    .optional(),
})

function posted(state: SandboxState, ticket: StoredTicket, body: Buffer, now: Instant): SandboxAnswer {
  if (ticket.status === 'customer_service_closed_final') throw finallyClosed()
  const message = NewMessage.safeParse(jsonOf(body))
  if (!message.success) throw invalid(message.error.issues[0]?.path.join('.') ?? 'body')
  const { text, interim_notice = false, ticket_message_files = [] } = message.data
  const files = ticket_message_files.map(({ filename, mime_type, data }) => {
    const bytes = Buffer.from(data.replace(/^data:[^,]*;base64,/, ''), 'base64')
    if (bytes.length > FILE_MAX_BYTES || !FILE_TYPES.test(mime_type)) {
      throw new Problem(400, '/problems/tickets/attachments-upload-failure', 'file not accepted')
    }
    return { filename, mimeType: mime_type, bytes: new Uint8Array(bytes) }
  })
  state.append(
    ticket,
    { role: 'seller', name: 'Seller', text, at: wholeSecond(now), files },
    { interim: interim_notice },
  )
  return { status: 201 }
}

function closed(state: SandboxState, ticket: StoredTicket): SandboxAnswer {
  if (ticket.status === 'customer_service_closed_final') throw finallyClosed()
  state.closes(ticket.id, 'seller')
  return { status: 204 }
}

function download(state: SandboxState, number: number): SandboxAnswer {
  const file = state.files.get(number)
  if (file === undefined) return { status: 404 }
  return { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes }
}

function ticketOf(state: SandboxState, id: string): StoredTicket {
  const ticket = state.tickets.get(id)
  if (ticket === undefined) throw new Problem(404, '/problems/not-found', 'no such ticket')
  return ticket
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('body')
    throw error
  }
}

const invalid = (field: string) => new Problem(400, '/problems/validation-error', 'not valid', field)
const finallyClosed = () => new Problem(400, '/problems/tickets/finally-closed', 'closed finally')
const json = (status: number, value: unknown): SandboxAnswer => ({ status, body: JSON.stringify(value) })
