import { z } from 'zod'
import type { Instant } from '../../../src/domain/time.ts'
import type { SandboxAnswer } from '../../../src/kit/sandbox-server.ts'
import type { Route, Shop } from './api.ts'
import {
  among,
  BASE_PATH,
  bodyAs,
  done,
  FULFILMENTS,
  json,
  newestFirst,
  notFound,
  paged,
  Problem,
  since,
  STOREFRONTS,
  values,
  wholeSecond,
} from './request.ts'
import { ticketDetail, ticketShape } from './shapes.ts'
import { OPEN_REASONS, TICKET_STATUSES } from './tickets.ts'
import type { StoredTicket, Tickets } from './tickets.ts'

const FILE_MAX_BYTES = 12 * 1024 * 1024
const LIST_MAX = 30
const EMBEDDABLE = ['buyer', 'product', 'messages', 'order_units', 'files']
const FILE_TYPES =
  /^(text\/plain|image\/(png|jpeg|gif|tiff)|application\/(pdf|msword|vnd\.openxmlformats-officedocument\.(spreadsheetml\.sheet|wordprocessingml\.document)))$/

export function ticketRoutes(shop: Shop, now: () => Instant): readonly Route[] {
  const { tickets } = shop
  return [
    ['GET', /^\/tickets$/, ({ url }) => json(200, listed(tickets, url.searchParams))],
    ['POST', /^\/tickets$/, ({ body }) => opened(shop, body)],
    ['GET', /^\/tickets\/(001\d+)$/, ({ url }, id) => json(200, { data: detail(tickets, ticketOf(tickets, id), url) })],
    ['POST', /^\/tickets\/(001\d+)\/messages$/, ({ body }, id) => posted(tickets, ticketOf(tickets, id), body, now())],
    ['PATCH', /^\/tickets\/(001\d+)\/close$/, (_, id) => closed(tickets, ticketOf(tickets, id))],
  ]
}

/** Files are given without a signature, as long as their address has not expired. */
export function download(tickets: Tickets, path: string): SandboxAnswer {
  const [, edition, number] = /^\/files\/(\d+)\/(\d+)\//.exec(path) ?? []
  const file = tickets.files.get(Number(number))
  if (file === undefined) return { status: 404 }
  if (Number(edition) !== tickets.fileEdition) return { status: 410 }
  return { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes }
}

function listed(tickets: Tickets, query: URLSearchParams) {
  const [sort = 'ts_created_iso:desc'] = values(query, 'sort', ['ts_created_iso:desc', 'ts_updated_iso:desc'])
  let found: readonly StoredTicket[] = [...tickets.all.values()]
  found = among(found, values(query, 'status', TICKET_STATUSES), ({ status }) => status)
  found = among(found, values(query, 'open_reason', OPEN_REASONS), ({ reason }) => reason)
  found = among(found, values(query, 'storefront', STOREFRONTS), ({ storefront }) => storefront)
  found = among(found, values(query, 'fulfillment_type', FULFILMENTS), () => 'fulfilled_by_merchant')
  found = among(found, query.getAll('id_buyer'), ({ buyer }) => String(buyer))
  found = since(found, query, 'ts_created_from_iso', ({ created }) => created)
  found = since(found, query, 'ts_updated_from_iso', ({ updated }) => updated)
  const timeOf = ({ created, updated }: StoredTicket) => (sort.startsWith('ts_created') ? created : updated)
  const { page, pagination } = paged(found.toSorted(newestFirst(timeOf)), query, { max: LIST_MAX })
  return { data: page.map(ticketShape), pagination }
}

function detail(tickets: Tickets, ticket: StoredTicket, { searchParams, origin }: URL) {
  return ticketDetail(ticket, values(searchParams, 'embedded', EMBEDDABLE), {
    origin,
    fileEdition: tickets.fileEdition,
  })
}

const NewTicket = z.strictObject({
  id_order_unit: z.array(z.int()).min(1),
  reason: z.enum(OPEN_REASONS),
  message: z.string().min(1),
})

function opened({ tickets, orders }: Shop, body: Buffer): SandboxAnswer {
  const { id_order_unit, reason, message } = bodyAs(NewTicket, body)
  const units = id_order_unit.map((id) => orders.unit(id))
  if (new Set(units.map(({ order }) => order.id)).size !== 1) {
    throw new Problem(400, '/problems/validation-error', 'units of several orders', 'id_order_unit')
  }
  const { id } = tickets.opens(units, reason, message)
  return { ...json(201, { data: { id_ticket: id } }), headers: { location: `${BASE_PATH}/tickets/${id}` } }
}

const NewMessage = z.strictObject({
  text: z.string().min(1).max(65_535),
  interim_notice: z.boolean().optional(),
  ticket_message_files: z
    .array(z.strictObject({ filename: z.string(), mime_type: z.string(), data: z.string() }))
    .optional(),
})

function posted(tickets: Tickets, ticket: StoredTicket, body: Buffer, now: Instant): SandboxAnswer {
  if (ticket.status === 'customer_service_closed_final') throw finallyClosed()
  const { text, interim_notice = false, ticket_message_files = [] } = bodyAs(NewMessage, body)
  const files = ticket_message_files.map(({ filename, mime_type, data }) => {
    const bytes = Buffer.from(data.replace(/^data:[^,]*;base64,/, ''), 'base64')
    if (bytes.length > FILE_MAX_BYTES || !FILE_TYPES.test(mime_type)) {
      throw new Problem(400, '/problems/tickets/attachments-upload-failure', 'file not accepted')
    }
    return { filename, mimeType: mime_type, bytes: new Uint8Array(bytes) }
  })
  tickets.append(
    ticket,
    { role: 'seller', name: 'Seller', text, at: wholeSecond(now), files },
    { interim: interim_notice },
  )
  return { status: 201 }
}

function closed(tickets: Tickets, ticket: StoredTicket): SandboxAnswer {
  if (ticket.status === 'customer_service_closed_final') throw finallyClosed()
  tickets.closes(ticket.id, 'seller')
  return done
}

function ticketOf(tickets: Tickets, id: string): StoredTicket {
  const ticket = tickets.all.get(id)
  if (ticket === undefined) throw notFound('ticket')
  return ticket
}

const finallyClosed = () => new Problem(400, '/problems/tickets/finally-closed', 'closed finally')
