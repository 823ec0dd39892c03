import { z } from 'zod'
import { fileKey, messageId, orderRef } from '../../src/domain/ids.ts'
import type { ConversationId, OrderRef } from '../../src/domain/ids.ts'
import type {
  AuthorRole,
  ConversationFacts,
  IncomingMessage,
  OfferedFile,
  UnreadableItem,
} from '../../src/domain/message.ts'
import { msBetween } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import {
  EPOCH,
  fieldsOf,
  id,
  items,
  optional,
  rawOf,
  storefront,
  text,
  ticketId,
  time,
  Unreadable,
  unreadableItem,
  unwrap,
} from './fields.ts'
import { listPage } from './listing.ts'
import type { ListPage } from './listing.ts'

/** A conversation as the list shows it. */
export interface ListedTicket {
  readonly id: ConversationId
  /** Undefined = the list did not say. */
  readonly updatedAt: Instant | undefined
}

export interface ReadTicket {
  /** `orders` holds what the embedded order units told. */
  readonly facts: ConversationFacts
  readonly messages: readonly IncomingMessage[]
  /** Messages of the conversation that could not be read. */
  readonly unreadable: readonly UnreadableItem[]
  /** Order units whose order is still to be asked for. */
  readonly unresolvedUnits: readonly string[]
}

const ListedSchema = z.object({ id_ticket: ticketId, ts_updated_iso: optional(time) })

const AuthorSchema = z.object({ role: optional(z.string()), name: optional(z.string()) })

const MessageSchema = z.object({
  id_ticket_message: id,
  text,
  ts_created_iso: optional(time),
  author: optional(AuthorSchema),
})

const FileSchema = z.object({
  filename: optional(z.string()),
  ts_created_iso: optional(time),
  uri: optional(z.string()),
})

const UnitSchema = z.object({ id_order_unit: optional(id), id_order: optional(id) })

const TicketSchema = z.object({
  id_ticket: ticketId,
  ids_order_units: optional(z.array(id)),
  id_buyer: optional(id),
  ts_created_iso: optional(time),
  ts_updated_iso: optional(time),
  status: optional(z.string()),
  open_reason: optional(z.string()),
  topic: optional(z.string()),
  is_seller_responsible: optional(z.boolean()),
  storefront: optional(storefront),
  buyer: optional(z.object({ id_buyer: optional(id) })),
  messages: items,
  order_units: optional(items),
  files: optional(items),
})
type Ticket = z.infer<typeof TicketSchema>
type Message = z.infer<typeof MessageSchema>

/**
 * Reads a page of the list of conversations.
 * @throws Unreadable when it is no list at all
 */
export function listedTickets(document: JsonDocument): ListPage<ListedTicket> {
  return listPage(document, ListedSchema, ({ id_ticket, ts_updated_iso }) => ({
    id: id_ticket,
    updatedAt: ts_updated_iso ?? undefined,
  }))
}

/**
 * Reads one conversation with its messages, oldest first.
 * @param listedAt when the list says it changed, for an answer that does not
 * @throws Unreadable when the conversation's id or its messages are missing
 */
export function readTicket(document: JsonDocument, listedAt: Instant | undefined): ReadTicket {
  const parsed = TicketSchema.safeParse(unwrap(document.value))
  if (!parsed.success) throw new Unreadable(fieldsOf(parsed.error))
  const ticket = parsed.data
  const updatedAt = ticket.ts_updated_iso ?? listedAt ?? ticket.ts_created_iso
  const { read, unreadable } = readMessages(ticket, document, updatedAt)
  const messages = withFiles(read, ticket)
  const units = (ticket.order_units ?? []).map((unit) => UnitSchema.safeParse(unit).data)
  const orders = [...new Set(units.flatMap((unit) => (unit?.id_order ? [orderRef(unit.id_order)] : [])))]
  const waits = ticket.is_seller_responsible ?? messages.at(-1)?.author.role !== 'seller'
  const topic = ticket.topic ?? ticket.open_reason
  return {
    facts: {
      id: ticket.id_ticket,
      ...statusOf(ticket.status),
      ...(topic && { topic }),
      orders,
      buyer: buyerOf(ticket, messages),
      waitsForSeller: waits && statusOf(ticket.status).status === 'open',
      ...(ticket.storefront && { storefront: ticket.storefront }),
      updatedAt: updatedAt ?? messages.at(-1)?.at ?? EPOCH,
    },
    messages,
    unreadable,
    unresolvedUnits: orders.length > 0 ? [] : (ticket.ids_order_units ?? []),
  }
}

/** The order an order unit belongs to; undefined when the answer does not say. */
export function orderOfUnit(document: JsonDocument): OrderRef | undefined {
  const unit = UnitSchema.safeParse(unwrap(document.value))
  return unit.data?.id_order ? orderRef(unit.data.id_order) : undefined
}

/** Codes of the storefronts, lower case. */
export function storefrontCodes(document: JsonDocument): readonly string[] {
  return items
    .pipe(z.array(z.string()))
    .catch([])
    .parse(document.value)
    .map((code) => code.toLowerCase())
}

/** A file's time may lie this much before that of the message it came with. */
const FILE_TOLERANCE_MS = 2000

const FINAL = 'customer_service_closed_final'
const CLOSED = new Set(['buyer_closed', 'seller_closed', 'both_closed', FINAL])

/** Portal tabs: everything but `opened` stands under "closed". An unknown status stays open, so that nobody is overlooked. */
function statusOf(status: string | null | undefined): Pick<ConversationFacts, 'status' | 'final'> {
  return { status: CLOSED.has(status ?? '') ? 'closed' : 'open', final: status === FINAL }
}

function readMessages(ticket: Ticket, document: JsonDocument, fallback: Instant | null | undefined) {
  const read = new Map<string, IncomingMessage>()
  const unreadable: UnreadableItem[] = []
  for (const item of ticket.messages) {
    const message = MessageSchema.safeParse(item)
    if (message.success) {
      read.set(message.data.id_ticket_message, toMessage(message.data, ticket, rawOf(item, document), fallback))
    } else unreadable.push(unreadableMessage(ticket, item, document, message.error))
  }
  return { read: [...read.values()].sort(byTimeThenId), unreadable }
}

function toMessage(
  message: Message,
  ticket: Ticket,
  raw: Uint8Array,
  fallback: Instant | null | undefined,
): IncomingMessage {
  const { role, name } = authorOf(message)
  return {
    id: messageId(message.id_ticket_message),
    conversation: ticket.id_ticket,
    author: { role, ...(name && { name }) },
    text: message.text,
    at: message.ts_created_iso ?? fallback ?? EPOCH,
    raw,
    files: [],
  }
}

const ROLES: readonly AuthorRole[] = ['buyer', 'seller', 'customer_service', 'system']

/** An unknown role is shown as the marketplace's own voice under its name: never as ours, which would end the wait for an answer. */
function authorOf({ author }: Message): { role: AuthorRole; name: string | undefined } {
  const role = ROLES.find((known) => known === author?.role?.toLowerCase())
  return { role: role ?? 'system', name: author?.name ?? (role ? undefined : (author?.role ?? undefined)) }
}

function buyerOf(ticket: Ticket, messages: readonly IncomingMessage[]): ConversationFacts['buyer'] {
  const known = ticket.id_buyer ?? ticket.buyer?.id_buyer
  const name = messages.find(({ author }) => author.role === 'buyer' && author.name)?.author.name
  // Without an id each conversation has a buyer of its own: two people must not become one.
  return { id: known ?? `ticket-${ticket.id_ticket}`, ...(name && { name }) }
}

/** Files hang on the conversation without an id: each goes to the last message at or before its time. */
function withFiles(messages: readonly IncomingMessage[], ticket: Ticket): readonly IncomingMessage[] {
  const assigned = new Map<IncomingMessage, OfferedFile[]>()
  for (const file of offeredFiles(ticket, messages.at(-1)?.at)) {
    const owner = messages.findLast(({ at }) => msBetween(file.at, at) <= FILE_TOLERANCE_MS) ?? messages[0]
    if (owner) assigned.set(owner, [...(assigned.get(owner) ?? []), file])
  }
  return messages.map((message) => ({ ...message, files: assigned.get(message) ?? [] }))
}

function offeredFiles(ticket: Ticket, newest: Instant | undefined): readonly OfferedFile[] {
  const timesSeen = new Map<string, number>()
  return (ticket.files ?? []).flatMap((item) => {
    const file = FileSchema.safeParse(item).data
    if (file === undefined) return []
    const filename = file.filename || 'file'
    const name = `${filename}|${file.ts_created_iso ?? ''}`
    const count = (timesSeen.get(name) ?? 0) + 1
    timesSeen.set(name, count)
    // Two photos of one upload may share name and second.
    const key = fileKey(count === 1 ? name : `${name}|${String(count)}`)
    const at = file.ts_created_iso ?? newest ?? EPOCH
    return [{ key, filename, at, conversation: ticket.id_ticket, ...(file.uri && { uri: file.uri }) }]
  })
}

function byTimeThenId(a: IncomingMessage, b: IncomingMessage): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1)
}

function unreadableMessage(ticket: Ticket, part: unknown, document: JsonDocument, error: z.ZodError): UnreadableItem {
  const named = z.object({ id_ticket_message: id }).safeParse(part)
  return unreadableItem(ticket.id_ticket, named.data?.id_ticket_message, { part, document, error })
}
