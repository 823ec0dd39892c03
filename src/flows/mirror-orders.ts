import type { ConversationId, OrderRef } from '../domain/ids.ts'
import { ownerOf } from '../domain/ownership.ts'
import type { OpenConversation } from '../ledger/ports.ts'
import type { FoundOrder } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

/** The Odoo order of each conversation, found through the account's own order rule. */
export async function findOrders(
  opened: OpenAccount,
  open: readonly OpenConversation[],
  ports: FlowPorts,
): Promise<ReadonlyMap<ConversationId, FoundOrder>> {
  const byRef = await ordersOfRefs(opened, [...new Set(open.flatMap(({ facts }) => facts.orders))], ports)
  const found = new Map<ConversationId, FoundOrder>()
  for (const { facts } of open) {
    const order = facts.orders.map((ref) => byRef.get(ref)).find((candidate) => candidate !== undefined)
    if (order !== undefined) found.set(facts.id, order)
  }
  return found
}

/** Odoo's orders by the marketplace's numbers, those of this account only. */
export async function ordersOfRefs(
  { account, manifest }: OpenAccount,
  refs: readonly OrderRef[],
  { odoo }: FlowPorts,
): Promise<ReadonlyMap<OrderRef, FoundOrder>> {
  if (refs.length === 0 || (account.ordersRef === undefined && account.ordersTeam === undefined)) return new Map()
  const candidates = await odoo.orders.byRef(refs, { byName: manifest.ordersByName })
  const byRef = new Map<OrderRef, FoundOrder>()
  for (const order of candidates) {
    const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
    if (owner.kind === 'owner' && owner.orderRef !== null) byRef.set(owner.orderRef, order)
  }
  return byRef
}
