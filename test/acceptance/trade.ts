import { orderRef } from '../../src/domain/ids.ts'
import type { MarketplaceLine, ParcelOfLine } from '../../src/domain/shipment.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import type { SandboxTrade } from '../../src/kit/sandbox.ts'
import type { Subject } from './subjects.ts'
import { BUYER, ORDER, promised, shop } from './world.ts'
import type { Shop } from './world.ts'

export const order = orderRef(ORDER)

/** A shop with an order of two cups and a jug. */
export interface Trade extends Shop {
  readonly trade: SandboxTrade
  /** The marketplace's numbers of the order's lines. */
  readonly lineIds: readonly string[]
}

export async function sold(subject: Subject): Promise<Trade> {
  const world = await shop(subject)
  const trade = promised(world.sandbox.trade)
  trade.enter({
    order: ORDER,
    buyer: BUYER,
    lines: [
      { sku: 'CUP', ean: '4006381333931', title: 'Tasse "Grün"', quantity: 2 },
      { sku: 'JUG', title: 'Kanne', quantity: 1, priceMinor: 5000 },
    ],
  })
  world.clock.moveMs(60_000)
  // Not a copy: parts of a world are read when they are asked for.
  return Object.assign(world, { trade, lineIds: trade.lines(ORDER).map(({ id }) => id) })
}

export const tracking = ({ connector }: { connector: OpenConnector }) => promised(connector.tracking)
export const cases = ({ connector }: { connector: OpenConnector }) => promised(connector.cases)

/** A parcel with the first line, by the first carrier that the marketplace names. */
export async function aParcel(world: Trade, reference = '00340434161094015902'): Promise<ParcelOfLine> {
  const [line] = await tracking(world).lines(order)
  const [carrier] = await tracking(world).carriers()
  return { order, line: promised<MarketplaceLine>(line).id, carrier: promised(carrier), reference }
}

/** References that the stand-in holds for the order. */
export const references = ({ trade }: Trade): readonly string[] =>
  trade.lines(ORDER).flatMap(({ parcels }) => parcels.map(({ reference }) => reference))
