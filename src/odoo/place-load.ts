import { z } from 'zod'
import type { ConversationId } from '../domain/ids.ts'
import { TICKET } from './flavour.ts'
import { nothingTaken } from './halves.ts'
import { load, YES, type Cell, type ImportRecord } from './load.ts'
import { contactXmlid, messageIdOf, messageXmlid, safePart, ticketXmlid, XMLID_MODULE } from './naming.ts'
import type { Took } from './place.ts'
import { bells, type Bells } from './place-bells.ts'
import type { MessageToPlace, PlaceBatch } from './ports.ts'
import { odooTime, oneLine, storable, text } from './records.ts'
import { madeByRivals } from './rivals.ts'
import { setupXmlid, type OwnPlace } from './setup.ts'
import type { Surroundings } from './surroundings.ts'

const CONTACT_GROUP = 'Contact / Creation'

/**
 * A batch without the addon: contacts, tickets, files and messages by Odoo's `load`, in this order, each call one transaction.
 * Cut off between two calls nothing is lost or doubled: every record has an external id of its own, and a message, which comes
 * last, is what the next try looks for. `partner_id` and `partner_email` stay empty: an address there would be mailed the answer.
 */
export async function placeByLoad(
  surroundings: Surroundings,
  own: OwnPlace,
  missing: PlaceBatch,
  took: Took,
): Promise<void> {
  const refusals = new Map<ConversationId, string>()
  await makeTickets(surroundings, own, missing, took, refusals)
  const waiting: MessageToPlace[] = []
  for (const message of missing.messages) {
    const reason = refusals.get(message.conversation)
    if (reason !== undefined) took.refused.push({ message: message.id, reason })
    else if (took.tickets.has(message.conversation)) waiting.push(message)
    else took.refused.push({ message: message.id, reason: 'There is no ticket for it.' })
  }
  await makeContacts(surroundings, missing, waiting)
  const ready = await makeFiles(surroundings, missing, waiting, took)
  await makeMessages(surroundings, missing, ready, took)
}

async function makeTickets(
  surroundings: Surroundings,
  own: OwnPlace,
  { account, tickets }: PlaceBatch,
  took: Took,
  refusals: Map<ConversationId, string>,
): Promise<void> {
  if (tickets.length === 0) return
  const helpdesk = await surroundings.helpdesk()
  const rows = tickets.map((ticket): Record<string, Cell> => ({
    id: ticketXmlid(account.name, ticket.conversation),
    name: oneLine(ticket.name),
    description: storable(ticket.descriptionHtml),
    partner_name: oneLine(ticket.buyer.name),
    // By external id, which an import looks up once; database ids it looks up row by row (tried: 2 ms a ticket).
    'team_id/id': setupXmlid('team'),
    'stage_id/id': setupXmlid('stage_new'),
    // Written down empty, else the service itself would be assigned where the company says so (tried).
    'user_id/.id': false,
    ...(own.channel === undefined ? {} : { 'channel_id/id': setupXmlid('channel') }),
    ...(helpdesk.ordersField === undefined
      ? {}
      : { [`${helpdesk.ordersField}/.id`]: ticket.order === null ? false : String(ticket.order.id) }),
  }))
  const { ids, refused } = await loadRows(surroundings, TICKET, rows, helpdesk.userGroup)
  const [first] = refused
  // A ticket holds our own words only: refused alone, it is Odoo's settings too.
  if (first !== undefined && refused.length === rows.length) nothingTaken(TICKET, first.reason)
  tickets.forEach((ticket, index) => {
    const made = ids.get(index)
    if (made !== undefined) took.tickets.set(ticket.conversation, made)
  })
  for (const { index, reason } of refused) {
    const ticket = tickets[index]
    if (ticket !== undefined) refusals.set(ticket.conversation, reason)
  }
}

const contactRow = z.object({ ref: text })

/**
 * The buyers as authors: archived, so that no list shows them, and without an address, so that nothing can be sent to them.
 * Their external id stands in `ref` too, which every user of contacts can search.
 */
async function makeContacts(
  { bridge }: Surroundings,
  { account }: PlaceBatch,
  messages: readonly MessageToPlace[],
): Promise<void> {
  const buyers = new Map<string, string>()
  for (const { author } of messages) {
    if (author.kind === 'buyer') buyers.set(contactXmlid(account.name, author.id), oneLine(author.name))
  }
  if (buyers.size === 0) return
  const present = await bridge.rows('res.partner', contactRow, [['ref', 'in', [...buyers.keys()]]])
  for (const { ref } of present) if (ref !== null) buyers.delete(ref)
  const fields = ['id', 'ref', 'name', 'active']
  const records = [...buyers].map(([xmlid, name]): ImportRecord => [[xmlid, xmlid, name, false]])
  await load(bridge, 'res.partner', fields, records, { group: CONTACT_GROUP })
}

/** Files on the ticket, by an external id of their own; resolves to the messages whose files are all there. */
async function makeFiles(
  surroundings: Surroundings,
  { account }: PlaceBatch,
  messages: readonly MessageToPlace[],
  took: Took,
): Promise<MessageToPlace[]> {
  const files = messages.flatMap((message) => message.files.map((file, index) => ({ message, file, index })))
  if (files.length === 0) return [...messages]
  const rows = files.map(({ message, file, index }): Record<string, Cell> => ({
    id: fileXmlid(account.name, message, index),
    name: oneLine(file.name),
    res_model: TICKET,
    res_id: took.tickets.get(message.conversation) ?? 0,
    mimetype: file.mimeType,
    datas: Buffer.from(file.bytes).toString('base64'),
  }))
  const { userGroup } = await surroundings.helpdesk()
  const { refused } = await loadRows(surroundings, 'ir.attachment', rows, userGroup, 'listed')
  const bad = new Map(
    refused.flatMap(({ index, reason }) => {
      const file = files[index]
      return file === undefined ? [] : [[file.message.id, reason] as const]
    }),
  )
  for (const [message, reason] of bad) took.refused.push({ message, reason })
  return messages.filter((message) => !bad.has(message.id))
}

const MESSAGE_FIELDS = [
  'id',
  'model',
  'res_id',
  'message_id',
  'message_type',
  'subtype_id/id',
  'is_internal',
  'body',
  'author_id/id',
  'email_from',
  'date',
  // Written down empty: it would be computed for every message, for a mail that never goes out.
  'reply_to',
  'attachment_ids/id',
]

async function makeMessages(
  surroundings: Surroundings,
  { account }: PlaceBatch,
  messages: readonly MessageToPlace[],
  took: Took,
): Promise<void> {
  if (messages.length === 0) return
  const ring: Bells = await bells(surroundings, account.name, messages, took.tickets)
  const records = messages.map((message): ImportRecord => {
    const byBuyer = message.author.kind === 'buyer'
    const files = message.files.map((_, index) => fileXmlid(account.name, message, index))
    const own: Cell[] = [
      messageXmlid(account.name, message.id),
      TICKET,
      took.tickets.get(message.conversation) ?? 0,
      messageIdOf(account.name, message.id),
      byBuyer ? 'email' : 'notification',
      byBuyer ? 'mail.mt_comment' : 'mail.mt_note',
      byBuyer ? false : YES,
      storable(message.bodyHtml),
      message.author.kind === 'buyer' ? contactXmlid(account.name, message.author.id) : false,
      message.author.kind === 'named' ? oneLine(message.author.name) : false,
      odooTime(message.at),
      false,
      files.length === 0 ? false : files.join(','),
    ]
    const [first, ...more] = ring.rowsOf(message)
    return [[...own, ...(first ?? ring.none)], ...more.map((row) => [...own.map((): Cell => false), ...row])]
  })
  const fields = [...MESSAGE_FIELDS, ...ring.fields]
  const { userGroup } = await surroundings.helpdesk()
  const messageIds = messages.map((message) => messageIdOf(account.name, message.id))
  const options = { group: userGroup, existing: madeByRivals(surroundings.bridge, messageIds) }
  const { ids, refused } = await load(surroundings.bridge, 'mail.message', fields, records, options)
  messages.forEach((message, index) => {
    const made = ids.get(index)
    if (made !== undefined) took.messages.set(message.id, made)
  })
  for (const { index, reason } of refused) {
    const message = messages[index]
    if (message !== undefined) took.refused.push({ message: message.id, reason })
  }
}

const fileXmlid = (account: PlaceBatch['account']['name'], message: MessageToPlace, index: number): string =>
  `${XMLID_MODULE}.${account}.f.${safePart(message.id)}.${String(index)}`

async function loadRows(
  { bridge }: Surroundings,
  model: string,
  rows: readonly Readonly<Record<string, Cell>>[],
  group: string,
  allRefused: 'fault' | 'listed' = 'fault',
): ReturnType<typeof load> {
  const fields = Object.keys(rows[0] ?? {})
  const records = rows.map((row): ImportRecord => [fields.map((field) => row[field] ?? false)])
  return load(bridge, model, fields, records, { group, allRefused })
}
