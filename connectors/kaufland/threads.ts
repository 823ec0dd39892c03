import { Permanent } from '../../src/domain/errors.ts'
import type { ConversationId, OrderRef } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, UnreadableItem } from '../../src/domain/message.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { orderOfUnit, readTicket } from './mapper.ts'
import type { ReadTicket } from './mapper.ts'
import { answeredAt } from './window.ts'

/** What came of asking for one conversation. */
export type Thread =
  | {
      readonly kind: 'read'
      readonly snapshot: ConversationSnapshot
      readonly unreadable: readonly UnreadableItem[]
      /** Moment of the answer by Kaufland's clock; by ours, five minutes earlier, where it said none. */
      readonly answeredAt: Instant
    }
  /** An answer came and cannot be read as a conversation. */
  | { readonly kind: 'unreadable'; readonly item: UnreadableItem }

export interface Threads {
  /** @param listedAt when the list says it changed */
  read(id: ConversationId, listedAt?: Instant): Promise<Thread>
}

const KNOWN_UNITS_MAX = 10_000

/** Reads conversations and finds their orders; which order a unit belongs to never changes and is remembered. */
export function threadReader(client: Pick<KauflandClient, 'ticket' | 'orderUnit'>, clock: Clock): Threads {
  const orders = new Map<string, OrderRef>()

  async function orderOf(unit: string): Promise<OrderRef | undefined> {
    const known = orders.get(unit)
    if (known) return known
    const order = await askForOrder(unit)
    if (orders.size >= KNOWN_UNITS_MAX) orders.clear()
    if (order) orders.set(unit, order)
    return order
  }

  /** A unit that Kaufland does not show leaves the conversation without its order, not unread. */
  async function askForOrder(unit: string): Promise<OrderRef | undefined> {
    try {
      const { document } = await client.orderUnit(unit)
      return document && orderOfUnit(document)
    } catch (fault) {
      if (fault instanceof Permanent) return undefined
      throw fault
    }
  }

  async function withOrders({ facts, messages, unresolvedUnits }: ReadTicket): Promise<ConversationSnapshot> {
    const found = new Set(facts.orders)
    for (const unit of unresolvedUnits) {
      const order = await orderOf(unit)
      if (order) found.add(order)
    }
    return { facts: { ...facts, orders: [...found] }, messages }
  }

  return {
    async read(id, listedAt) {
      const answer = await client.ticket(id)
      const { bytes, document } = answer
      try {
        if (document === undefined) throw new Unreadable('the answer is not whole JSON')
        const ticket = readTicket(document, listedAt)
        if (ticket.facts.id !== id) throw new Unreadable('the answer is another conversation')
        return {
          kind: 'read',
          snapshot: await withOrders(ticket),
          unreadable: ticket.unreadable,
          answeredAt: answeredAt(answer, clock),
        }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        return { kind: 'unreadable', item: { id, reason: error.message, raw: bytes } }
      }
    },
  }
}
