import { Permanent } from '../domain/errors.ts'
import { ownerOf } from '../domain/ownership.ts'
import { verdictFor } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { parcelArrived, toEffect } from './notify-rules.ts'

export interface DeliveredFact {
  readonly order: OrderFacts
  readonly at: Instant
  /** Only this parcel; absent = every parcel of the order that was not told yet. */
  readonly picking?: string
}

/**
 * Notes that parcels of an order arrived: the delivery notice becomes due and says so.
 * @returns how many notices were planned or moved forward
 * @throws Permanent when the order belongs to no account or the parcel is not one of its done deliveries
 */
export async function addDelivered(
  { order, at, picking }: DeliveredFact,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<number> {
  const opened = ownerAmong(order, accounts)
  const done = await ports.odoo.orders.pickingsOf(order.id)
  const meant = picking === undefined ? done : done.filter(({ name }) => name === picking)
  if (meant.length === 0) {
    throw new Permanent(
      `Order ${order.name} has no done delivery${picking === undefined ? '' : ` named ${picking}`}. Nothing was noted. Validate it in Odoo first.`,
    )
  }
  const { account } = opened
  const must = verdictFor(ports.policy, account.connector, 'delivered').verdict === 'must'
  const line = await startLine(account, ports)
  let changed = 0
  for (const parcel of meant) {
    const effect = toEffect(parcelArrived(parcel, at), { account, startLine: line, now: ports.clock.now(), must })
    changed += await ports.outbox.plan([effect])
    const row = await ports.outbox.find(effect.dedupeKey)
    if (row?.state !== 'planned' || effect.notBefore === undefined) continue
    if (await ports.outbox.replan(row.id, { payload: effect.payload, notBefore: effect.notBefore })) changed += 1
  }
  return changed
}

function ownerAmong(order: OrderFacts, accounts: readonly OpenAccount[]): OpenAccount {
  const owner = ownerOf(
    order,
    accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
  )
  const opened =
    owner.kind === 'owner' ? accounts.find(({ account }) => account.name === owner.account.name) : undefined
  if (opened === undefined) {
    throw new Permanent(
      `Order ${order.name} belongs to no single account. Nothing was noted. Check ORDERS_REF and ORDERS_TEAM.`,
    )
  }
  return opened
}
