import type { AccountName, OrderRef } from '../domain/ids.ts'
import { type OrderOwner, ownerOf } from '../domain/ownership.ts'
import type { FeedCursor, OrderFacts, OrderHead, PickingFacts } from '../odoo/ports.ts'
import { type FlowPorts, type OpenAccount, type StartLines, startLines } from './context.ts'
import { feedCursor } from './feed-cursor.ts'

/** The change feed of deliveries as this flow reads it. */
export const FEED = 'tracking'

/** A done delivery of an account's order. */
export interface Delivery {
  readonly picking: PickingFacts
  readonly order: OrderFacts
  readonly ref: OrderRef
}

/** Accounts whose deliveries are handed over: they have orders, and their marketplace takes tracking references. */
export const handsOver = ({ account, connector }: OpenAccount): boolean =>
  account.mode !== 'read' &&
  connector.tracking !== undefined &&
  (account.ordersRef !== undefined || account.ordersTeam !== undefined)

export interface Found {
  readonly deliveries: ReadonlyMap<AccountName, readonly Delivery[]>
  /** Stands behind the page; undefined = more pages follow, or there was never a row. */
  readonly cursor: FeedCursor | undefined
}

/** Reads deliveries and tells whose they are; all accounts are asked, since two that claim an order own it both. */
export interface Finder {
  readonly lines: StartLines
  /** Everything that changed since the last pass. */
  changed(sweepHours?: number): AsyncIterable<Found>
  /** As they stand now; what is gone, or belongs to another account, is missing. */
  again(opened: OpenAccount, ids: readonly number[]): Promise<ReadonlyMap<number, Delivery>>
}

/** @returns undefined where there is no account to work for */
export async function createFinder(
  handing: readonly OpenAccount[],
  all: readonly OpenAccount[],
  ports: Pick<FlowPorts, 'ledger' | 'odoo'>,
): Promise<Finder | undefined> {
  const { orders } = ports.odoo
  const lines = await startLines(handing, ports)
  if (lines === undefined) return undefined
  const owner = (order: OrderHead): OrderOwner =>
    ownerOf(
      order,
      all.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
    )
  const owned = async (pickings: readonly PickingFacts[]): Promise<Map<AccountName, Delivery[]>> => {
    const byId = await orders.orders([...new Set(pickings.map(({ orderId }) => orderId))])
    const found = new Map<AccountName, Delivery[]>()
    for (const picking of pickings) {
      const order = byId.get(picking.orderId)
      const whose = order === undefined ? undefined : owner(order)
      if (order === undefined || whose?.kind !== 'owner' || whose.orderRef === null) continue
      const { name } = whose.account
      const line = lines.of.get(name)
      if (line === undefined || picking.doneAt < line) continue
      found.set(name, [...(found.get(name) ?? []), { picking, order, ref: whose.orderRef }])
    }
    return found
  }
  return {
    lines,
    async *changed(sweepHours) {
      const names = handing.map(({ account }) => account.name)
      const from = await feedCursor(ports.ledger, FEED, names)
      for await (const { items, cursor } of orders.pickingsSince(from, lines.first, sweepHours))
        yield { deliveries: await owned(items), cursor }
    },
    async again({ account }, ids) {
      const found = await owned([...(await orders.pickings(ids)).values()])
      return new Map((found.get(account.name) ?? []).map((delivery) => [delivery.picking.id, delivery]))
    },
  }
}
