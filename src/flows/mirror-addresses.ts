import { Permanent } from '../domain/errors.ts'
import type { ConversationId, MessageId, OrderRef } from '../domain/ids.ts'
import { orderOfAddress } from '../domain/order-of-address.ts'
import { ownerOf } from '../domain/ownership.ts'
import { isRelayAddress } from '../domain/relay.ts'
import { plainAddress } from '../kit/mail-senders.ts'
import type { MailCard } from '../ledger/mail-ports.ts'
import type { OpenConversation } from '../ledger/ports.ts'
import type { AddressedOrder } from '../odoo/addressed-ports.ts'
import type { FoundOrder } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

/** An order that a buyer's address leads to. */
export interface HintedOrder {
  readonly order: FoundOrder
  readonly ref: OrderRef | null
}

/**
 * The Odoo order of each of these conversations that names none, by the address of the buyer who wrote: one call for all of them. Such an
 * address is a hint for agents; it joins and decides nothing.
 */
export async function ordersOfBuyers(
  opened: OpenAccount,
  placeless: readonly OpenConversation[],
  cards: ReadonlyMap<MessageId, MailCard> | undefined,
  ports: FlowPorts,
): Promise<ReadonlyMap<ConversationId, HintedOrder>> {
  const { account, manifest } = opened
  if (cards === undefined || (account.ordersRef === undefined && account.ordersTeam === undefined)) return new Map()
  const buyers = placeless.flatMap((conversation) => {
    const address = conversation.facts.orders.length === 0 ? buyersAddress(conversation, cards) : undefined
    return address === undefined ? [] : [{ conversation: conversation.facts.id, address }]
  })
  if (buyers.length === 0) return new Map()
  const addresses = [...new Set(buyers.map(({ address }) => address))]
  const byAddress = ownByAddress(await askedFor(addresses, opened, ports), opened)
  const found = new Map<ConversationId, HintedOrder>()
  for (const { conversation, address } of buyers) {
    const alias = manifest.relayPer === 'order' && isRelayAddress(address, manifest.relayDomains)
    const hinted = orderOfAddress(byAddress.get(address) ?? [], { alias, now: ports.clock.now() })
    if (hinted !== undefined) found.set(conversation, hinted)
  }
  return found
}

/**
 * Where the newest of the buyer's mails is answered to, if it is from there too: who writes from one address and is answered at another may
 * be a stranger who names a buyer.
 */
function buyersAddress({ messages }: OpenConversation, cards: ReadonlyMap<MessageId, MailCard>): string | undefined {
  const newest = messages.findLast(({ id, role }) => role === 'buyer' && cards.has(id))
  const card = newest === undefined ? undefined : cards.get(newest.id)
  if (card === undefined || card.forged || card.answerTo === null) return undefined
  const address = plainAddress(card.answerTo.address)
  return address === card.party ? address : undefined
}

/** A hint is not worth a ticket: where Odoo refuses to tell, there is none. */
async function askedFor(
  addresses: readonly string[],
  { account }: OpenAccount,
  { odoo, log }: FlowPorts,
): Promise<readonly AddressedOrder[]> {
  try {
    return await odoo.orders.byAddress(addresses)
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    // Its message may hold what was asked for.
    log.warn({ account: account.name, code: error.code }, 'Odoo does not tell orders by the address of their buyers.')
    return []
  }
}

type OwnOrder = HintedOrder & Pick<AddressedOrder, 'placedAt' | 'standing'>

/** This account's orders by the addresses of their contacts, the newest first. */
function ownByAddress(
  orders: readonly AddressedOrder[],
  { account, manifest }: OpenAccount,
): ReadonlyMap<string, readonly OwnOrder[]> {
  const byAddress = new Map<string, OwnOrder[]>()
  for (const order of orders) {
    const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
    if (owner.kind !== 'owner') continue
    const { placedAt, standing } = order
    const own = { order, ref: owner.orderRef, placedAt, standing }
    for (const address of new Set(order.emails.map(plainAddress))) {
      byAddress.set(address, [...(byAddress.get(address) ?? []), own])
    }
  }
  return byAddress
}
