import type { ConversationId, MessageId } from '../domain/ids.ts'
import { batches } from './load.ts'
import { ourMessages, places, ticketRows } from './locate.ts'
import { messageIdOf, ticketXmlid } from './naming.ts'
import { placeByAddon } from './place-addon.ts'
import { placeByLoad } from './place-load.ts'
import type { MessageToPlace, PlaceBatch, Placed } from './ports.ts'
import type { Setup } from './setup.ts'
import type { Surroundings } from './surroundings.ts'

/** What Odoo took of a batch, by either way. */
export interface Took {
  readonly tickets: Map<ConversationId, number>
  readonly messages: Map<MessageId, number>
  readonly refused: { readonly message: MessageId; readonly reason: string }[]
}

/**
 * Tickets, contacts, messages and files of a batch into Odoo; creates only what is missing, so it may be repeated after any fault.
 * One call per 200 conversations or 8 MB with the addon, five or six without; then one to read where the tickets stand.
 * @throws Misconfigured without helpdesk, team or right
 */
export async function place(surroundings: Surroundings, setup: Setup, batch: PlaceBatch): Promise<Placed> {
  const took: Took = { tickets: new Map(), messages: new Map(), refused: [] }
  const byAddon = await surroundings.has('mirror_batch')
  for (const part of parts(batch)) {
    if (byAddon) await placeByAddon(surroundings.bridge, part, took)
    else await placeByLoad(surroundings, await setup.ownPlace(), await found(surroundings, part, took), took)
  }
  const rows = await ticketRows(surroundings.bridge, took.tickets.values())
  const known = [...took.tickets].flatMap(([conversation, ticket]) => {
    const row = rows.get(ticket)
    return row === undefined ? [] : [[conversation, row] as const]
  })
  return { tickets: await places(surroundings, new Map(known)), messages: took.messages, refused: took.refused }
}

/** Whole conversations together, so that a ticket and its messages come in one batch. */
function* parts(batch: PlaceBatch): Generator<PlaceBatch> {
  const messages = Map.groupBy(batch.messages, (message) => message.conversation)
  const tickets = new Map(batch.tickets.map((ticket) => [ticket.conversation, ticket]))
  const conversations = [...new Set([...tickets.keys(), ...messages.keys()])]
  const size = (conversation: ConversationId): number =>
    (messages.get(conversation) ?? []).reduce((sum, message) => sum + bytesOf(message), 1000)
  for (const part of batches(conversations, size)) {
    yield {
      ...batch,
      tickets: part.flatMap((conversation) => tickets.get(conversation) ?? []),
      messages: part.flatMap((conversation) => messages.get(conversation) ?? []),
    }
  }
}

/** About what a message weighs in a call; files travel in base64. */
export function bytesOf(message: MessageToPlace): number {
  return message.files.reduce((sum, file) => sum + file.bytes.length * 1.4, message.bodyHtml.length + 500)
}

/**
 * A ticket whose messages were all deleted in Odoo is found by its external id only, which costs a call each: in live running
 * it is asked for; in bulk the import finds it, at the price of writing its title anew.
 */
const FEW_TICKETS = 5

/** What is not in Odoo yet; notes the messages that are there already, and through them the tickets. */
async function found(surroundings: Surroundings, batch: PlaceBatch, took: Took): Promise<PlaceBatch> {
  const { account } = batch
  const byMessageId = new Map(batch.messages.map((message) => [messageIdOf(account.name, message.id), message]))
  const ticketOf = new Map(
    batch.messages.flatMap(({ conversation, ticketId }) =>
      ticketId === null ? [] : [[conversation, ticketId] as const],
    ),
  )
  for (const row of await ourMessages(surroundings.bridge, [...byMessageId.keys()])) {
    const message = byMessageId.get(row.message_id ?? '')
    if (message === undefined) continue
    took.messages.set(message.id, row.id)
    if (!ticketOf.has(message.conversation)) ticketOf.set(message.conversation, row.res_id)
  }
  const unplaced = batch.tickets.filter((ticket) => !ticketOf.has(ticket.conversation))
  if (unplaced.length <= FEW_TICKETS) {
    for (const { conversation } of unplaced) {
      const ticket = await surroundings.bridge.byXmlid(ticketXmlid(account.name, conversation))
      if (ticket !== undefined) ticketOf.set(conversation, ticket)
    }
  }
  for (const [conversation, ticket] of ticketOf) took.tickets.set(conversation, ticket)
  return {
    ...batch,
    tickets: batch.tickets.filter((ticket) => !ticketOf.has(ticket.conversation)),
    messages: batch.messages.filter((message) => !took.messages.has(message.id)),
  }
}
