import type { OrderRef } from '../domain/ids.ts'
import { type OwnableOrder, ownerOf } from '../domain/ownership.ts'
import type { OpenAccount } from './context.ts'

/** Orders that belong to exactly one of these accounts, with the marketplace's number where its rules name one. */
export function ownOrders<Order extends OwnableOrder>(
  orders: Iterable<Order>,
  accounts: readonly OpenAccount[],
): readonly { readonly order: Order; readonly opened: OpenAccount; readonly ref: OrderRef | null }[] {
  const candidates = accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName }))
  return [...orders].flatMap((order) => {
    const owner = ownerOf(order, candidates)
    if (owner.kind !== 'owner') return []
    const opened = accounts.find(({ account }) => account.name === owner.account.name)
    return opened === undefined ? [] : [{ order, opened, ref: owner.orderRef }]
  })
}
