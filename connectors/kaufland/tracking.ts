import { Permanent, Retryable } from '../../src/domain/errors.ts'
import type { OrderRef } from '../../src/domain/ids.ts'
import type { LineId, MarketplaceLine, ParcelLook, ParcelOfLine } from '../../src/domain/shipment.ts'
import { msBetween } from '../../src/domain/time.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { readCarriers, readLines, readUnit } from './order-mapper.ts'
import type { ReadUnit } from './order-mapper.ts'
import { isNotFound } from './problems.ts'

const CARRIERS_KEPT_MS = 24 * 60 * 60_000

type OrderCalls = Pick<KauflandClient, 'order' | 'orderUnit' | 'carriers' | 'sendUnit' | 'addShipment'>

/** Parcels of order units: BEHAVIOR.md, tracking. */
export function trackingOf(client: OrderCalls, clock: Clock): NonNullable<OpenConnector['tracking']> {
  let kept: { readonly at: Instant; readonly names: readonly string[] } | undefined
  return {
    async carriers() {
      if (kept && msBetween(kept.at, clock.now()) < CARRIERS_KEPT_MS) return kept.names
      const { document } = await client.carriers()
      const names = readable('the list of carriers', () => readCarriers(document))
      kept = { at: clock.now(), names }
      return names
    },
    lines: (order) => linesOf(client, order),
    push: (parcel) => push(client, parcel),
    look: (parcel) => look(client, parcel),
  }
}

/** The units of an order; none where Kaufland does not know it. */
export async function linesOf(
  client: Pick<KauflandClient, 'order'>,
  order: OrderRef,
): Promise<readonly MarketplaceLine[]> {
  try {
    const { document } = await client.order(order)
    return readable(`order ${order}`, () => readLines(document, order))
  } catch (fault) {
    if (fault instanceof Permanent && isNotFound(fault)) return []
    throw fault
  }
}

/** The first parcel marks the unit as sent, which can be done once; further ones are added to it. */
async function push(client: OrderCalls, { line, carrier, reference }: ParcelOfLine): Promise<void> {
  const unit = await unitOf(client, line)
  if (unit.unsent) return client.sendUnit(line, { tracking_numbers: reference, carrier_code: carrier })
  if (unit.state === 'cancelled' || unit.state === 'returned') {
    throw new Permanent(
      `Order unit ${line} is ${unit.state} at Kaufland and takes no parcel. Nothing was done there. See the order in the seller portal.`,
      { code: `unit-${unit.state}` },
    )
  }
  await client.addShipment(line, { tracking_number: reference, carrier_code: carrier })
}

/** Kaufland shows whether a unit is sent, never its tracking numbers: what was seen before a push tells whose they are. */
async function look(client: OrderCalls, { line }: ParcelOfLine): Promise<ParcelLook> {
  const { unsent } = await unitOf(client, line)
  return unsent ? { kind: 'absent' } : { kind: 'hidden' }
}

/** An order unit as it stands now. */
export async function unitOf(client: Pick<KauflandClient, 'orderUnit'>, line: LineId | string): Promise<ReadUnit> {
  checkDigits(line)
  const { document } = await client.orderUnit(line)
  return readable(`order unit ${line}`, () => readUnit(document, line))
}

/** Numbers of units go out as digits in JSON: nothing else may stand there. */
export function checkDigits(id: string): void {
  if (/^[1-9]\d{0,18}$/.test(id)) return
  throw new Permanent(
    `${JSON.stringify(id)} is no number of a unit at Kaufland. Nothing was sent. See the order there.`,
    {
      code: 'no-unit',
    },
  )
}

/** An answer that cannot be read is asked for again later: it may be cut. */
export function readable<Result>(what: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    throw new Retryable(
      `Kaufland's answer about ${what} cannot be read: ${cause.message}. Nothing was changed there. It is asked for again by itself.`,
      { cause },
    )
  }
}
