import { z } from 'zod'
import { Permanent, Unknown } from '../../src/domain/errors.ts'
import type { ConversationId, OrderRef } from '../../src/domain/ids.ts'
import type { ConversationSnapshot } from '../../src/domain/message.ts'
import type { MessageRules, OpenConnector } from '../../src/kit/connector.ts'
import type { HttpResponse } from '../../src/kit/http.ts'
import { jsonOf } from '../../src/kit/json-api.ts'
import { checkText } from './answer.ts'
import type { KauflandClient } from './client.ts'
import { ticketId, unwrap } from './fields.ts'
import { conversationsOf } from './order-mapper.ts'
import { checkDigits, linesOf, readable } from './tracking.ts'

type Conversations = NonNullable<OpenConnector['conversations']>
type Opening = Parameters<Conversations['start']>[1]

export interface ConversationPorts {
  readonly client: Pick<KauflandClient, 'openTicket' | 'order' | 'orderUnitWithTickets'>
  readonly thread: (id: ConversationId) => Promise<ConversationSnapshot>
  readonly rules: MessageRules
}

/** Conversations that the seller starts: BEHAVIOR.md, starting. */
export function conversationsFrom(ports: ConversationPorts): Conversations {
  return {
    start: (order, opening) => start(ports, order, opening),
    ofOrder: (order) => ofOrder(ports, order),
  }
}

async function start({ client, rules }: ConversationPorts, order: OrderRef, opening: Opening): Promise<ConversationId> {
  checkText(opening.text, rules)
  const units = opening.about.length > 0 ? opening.about : (await linesOf(client, order)).map(({ id }) => id)
  if (units.length === 0) {
    throw new Permanent(
      `Kaufland does not know order ${order}. No conversation was started. Compare the order's reference with the seller portal.`,
      { code: 'order-unknown' },
    )
  }
  units.forEach(checkDigits)
  const reason = opening.topic === 'return' ? 'product_return' : 'contact_other'
  return startedOf(await client.openTicket({ units, reason, message: opening.text }), order)
}

const Started = z.object({ id_ticket: ticketId })

/** The number stands in the body, and at the end of the address. */
function startedOf({ bytes, headers }: HttpResponse, order: OrderRef): ConversationId {
  const read = Started.safeParse(unwrap(jsonOf(bytes)?.value))
  const number = read.data?.id_ticket ?? /\/(001\d+)\/?$/.exec(headers.get('location') ?? '')?.[1]
  if (number !== undefined) return number as ConversationId
  throw new Unknown(
    `Kaufland started a conversation about order ${order} and did not say its number. It is looked up there before anything else.`,
  )
}

/** All units are asked: a conversation may be about one of them only. */
async function ofOrder(
  { client, thread }: ConversationPorts,
  order: OrderRef,
): Promise<readonly ConversationSnapshot[]> {
  const ids = new Set<ConversationId>()
  for (const { id } of await linesOf(client, order)) {
    const { document } = await client.orderUnitWithTickets(id)
    for (const found of readable(`order unit ${id}`, () => conversationsOf(document))) ids.add(found)
  }
  const snapshots: ConversationSnapshot[] = []
  for (const id of ids) snapshots.push(await thread(id))
  return snapshots
}
