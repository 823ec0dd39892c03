import { z } from 'zod'
import { parsed, type OdooBridge } from './bridge.ts'
import { inHalves, nothingTaken } from './halves.ts'
import { contactXmlid, messageIdOf, messageXmlid, ticketXmlid } from './naming.ts'
import type { Took } from './place.ts'
import type { MessageToPlace, PlaceBatch, TicketToMake } from './ports.ts'
import { odooTime, storable } from './records.ts'
import { ADDON } from './surroundings.ts'

const answer = z.object({
  tickets: z.record(z.string(), z.number()),
  messages: z.record(z.string(), z.number()),
})

/** One piece that Odoo may take or refuse by itself: a message, or a ticket that has none. */
interface Piece {
  readonly message: MessageToPlace | undefined
  readonly ticket: TicketToMake | undefined
}

/** The whole batch by the addon's `mirror_batch`: one transaction, which makes only what does not exist. */
export async function placeByAddon(bridge: OdooBridge, missing: PlaceBatch, took: Took): Promise<void> {
  const pieces = piecesOf(missing)
  if (pieces.length === 0) return
  const { account } = missing
  const attempt = async (some: readonly Piece[]): Promise<z.infer<typeof answer>> =>
    parsed(answer, await bridge.batch(ADDON, 'mirror_batch', [batchOf(some, missing)]), `${ADDON}.mirror_batch`)
  const batch = { what: 'ticket and message', items: pieces, attempt, allRefused: 'fault' as const }
  const { done, refused } = await inHalves(bridge, batch)
  const [first] = refused
  if (done.length === 0 && first?.item.ticket !== undefined) {
    // Which of the two is bad? A ticket holds our own words only: refused alone, it is Odoo's settings.
    const alone = { ...batch, items: [{ ticket: first.item.ticket, message: undefined }] }
    const [bad] = (await inHalves(bridge, alone)).refused
    if (bad !== undefined) nothingTaken('helpdesk.ticket', bad.reason)
  }
  for (const { items, result } of done) {
    for (const { message, ticket } of items) {
      if (ticket !== undefined) {
        const made = result.tickets[ticketXmlid(account.name, ticket.conversation)]
        if (made !== undefined) took.tickets.set(ticket.conversation, made)
      }
      if (message !== undefined) {
        if (message.ticketId !== null) took.tickets.set(message.conversation, message.ticketId)
        const made = result.messages[messageIdOf(account.name, message.id)]
        if (made !== undefined) took.messages.set(message.id, made)
      }
    }
  }
  for (const { item, reason } of refused) {
    if (item.message !== undefined) took.refused.push({ message: item.message.id, reason })
  }
}

function piecesOf({ tickets, messages }: PlaceBatch): Piece[] {
  const ticketFor = new Map(tickets.map((ticket) => [ticket.conversation, ticket]))
  const written = new Set(messages.map((message) => message.conversation))
  return [
    ...tickets.filter((ticket) => !written.has(ticket.conversation)).map((ticket) => ({ ticket, message: undefined })),
    ...messages.map((message) => ({ message, ticket: ticketFor.get(message.conversation) })),
  ]
}

function batchOf(pieces: readonly Piece[], { account, marketplaceLabel }: PlaceBatch): object {
  const tickets = new Set(pieces.flatMap(({ ticket }) => ticket ?? []))
  const messages = pieces.flatMap(({ message }) => message ?? [])
  const buyers = new Map<string, string>()
  for (const { buyer } of tickets) buyers.set(buyer.id, buyer.name)
  for (const { author } of messages) if (author.kind === 'buyer') buyers.set(author.id, author.name)
  return {
    account: { name: account.name, marketplace: account.connector, label: marketplaceLabel },
    contacts: [...buyers].map(([id, name]) => ({ xmlid: contactXmlid(account.name, id), name: storable(name) })),
    tickets: [...tickets].map((ticket) => ({
      xmlid: ticketXmlid(account.name, ticket.conversation),
      name: storable(ticket.name),
      description: storable(ticket.descriptionHtml),
      contact_xmlid: contactXmlid(account.name, ticket.buyer.id),
      ...(ticket.order === null ? {} : { partner_id: ticket.order.partnerId }),
      sale_order_ids: ticket.order === null ? [] : [ticket.order.id],
      mc_conversation: ticket.conversation,
      mc_order_ref: ticket.orderRef ?? false,
      mc_url: ticket.url ?? false,
    })),
    messages: messages.map((message) => ({
      ...(message.ticketId === null
        ? { ticket_xmlid: ticketXmlid(account.name, message.conversation) }
        : { ticket_id: message.ticketId }),
      ...messageValues(account.name, message),
    })),
  }
}

function messageValues(account: PlaceBatch['account']['name'], message: MessageToPlace): object {
  const { author } = message
  const byBuyer = author.kind === 'buyer'
  return {
    message_id: messageIdOf(account, message.id),
    xmlid: messageXmlid(account, message.id),
    body: storable(message.bodyHtml),
    author: byBuyer ? { contact_xmlid: contactXmlid(account, author.id) } : null,
    email_from: byBuyer ? false : storable(author.name),
    date: odooTime(message.at),
    message_type: byBuyer ? 'email' : 'notification',
    subtype: byBuyer ? 'comment' : 'note',
    attachments: message.files.map((file) => ({
      name: storable(file.name),
      mimetype: file.mimeType,
      data: Buffer.from(file.bytes).toString('base64'),
    })),
    notify: [...message.tell],
  }
}
