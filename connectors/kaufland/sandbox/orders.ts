import type { Instant } from '../../../src/domain/time.ts'
import type { SandboxLine, SandboxOrder } from '../../../src/kit/sandbox.ts'
import { notAllowed, Problem, wholeSecond } from './request.ts'
import type { Fulfilment } from './request.ts'

export const UNIT_STATUSES = [
  'cancelled',
  'need_to_be_sent',
  'open',
  'received',
  'returned',
  'returned_paid',
  'sent',
  'sent_and_autopaid',
] as const
type UnitStatus = (typeof UNIT_STATUSES)[number]

export const CARRIERS = ['Cargo International', 'DHL', 'DPD', 'Deutsche Post', 'GLS', 'Hermes', 'Other', 'UPS'] as const
/** Parcels of this carrier may have no number. */
const CARRIER_WITHOUT_NUMBER = 'Other'

export interface StoredOrder {
  readonly id: string
  readonly buyer: number
  readonly storefront: string
  readonly created: Instant
  readonly fulfilment: Fulfilment
  readonly units: StoredUnit[]
  readonly deliverBy: Instant | null
  /** A message named it before it was entered. */
  named: boolean
}

/** One piece of an order. */
export interface StoredUnit {
  readonly id: number
  readonly order: StoredOrder
  sku: string
  ean: string | null
  title: string | null
  priceMinor: number
  status: UnitStatus
  updated: Instant
  cancelReason: string | null
  refundedMinor: number
  readonly parcels: { readonly carrier: string; readonly reference: string }[]
}

/** An order at Kaufland's stand-in; the storefront is Germany's and the seller sends it unless said. */
export interface KauflandOrder extends SandboxOrder {
  readonly fulfilment?: Fulfilment
  /** Default: ready to be sent. */
  readonly status?: 'open' | 'need_to_be_sent'
  /** By when its buyer was promised it. */
  readonly deliverBy?: Instant
}

type Piece = Pick<StoredUnit, 'sku' | 'ean' | 'title' | 'priceMinor' | 'status'>
type Tell = (event: string, resource: string, storefront: string) => void

/** Orders with their units, one unit a piece. */
export class Orders {
  readonly all = new Map<string, StoredOrder>()
  readonly units = new Map<number, StoredUnit>()
  private readonly buyers = new Map<string, number>()
  private readonly now: () => Instant
  private readonly tell: Tell

  constructor(now: () => Instant, tell: Tell) {
    this.now = now
    this.tell = tell
  }

  enter(entered: KauflandOrder): void {
    const known = this.all.get(entered.order)
    if (known?.named === false) return
    const order = known ?? this.open(entered)
    order.named = false
    const status = entered.status ?? 'need_to_be_sent'
    const pieces = entered.lines.flatMap(({ sku, ean = null, title, quantity, priceMinor = 2000 }) =>
      Array.from({ length: quantity }, () => ({ sku, ean, title, priceMinor, status })),
    )
    this.tell('order_new', `/orders/${order.id}`, order.storefront)
    for (const [index, piece] of pieces.entries()) {
      const unit = order.units[index]
      if (unit) Object.assign(unit, piece)
      else this.add(order, piece)
      this.tell('order_unit_new', `/order-units/${String(order.units[index]?.id)}`, order.storefront)
    }
  }

  /** The order a message is about; one that nobody entered has a single piece that was sent. */
  named(message: Pick<SandboxOrder, 'order' | 'buyer' | 'storefront' | 'at'>): StoredOrder {
    const known = this.all.get(message.order)
    if (known) return known
    const order = this.open(message)
    this.add(order, { sku: 'AB-120', ean: null, title: null, priceMinor: 5900, status: 'sent' })
    return order
  }

  buyer({ id }: { readonly id: string }): number {
    return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : numbered(this.buyers, id, 21_000_001)
  }

  unit(id: string | number): StoredUnit {
    const unit = this.units.get(Number(id))
    if (unit === undefined) throw new Problem(404, '/problems/not-found', 'no such order unit')
    return unit
  }

  lines(order: string): readonly SandboxLine[] {
    return (this.all.get(order)?.units ?? []).map(({ id, sku, status, parcels, refundedMinor, cancelReason }) => ({
      id: String(id),
      sku,
      state: status,
      parcels: [...parcels],
      refundedMinor,
      cancelReason,
    }))
  }

  /** Once for a unit: what was sent before takes further parcels by `addParcel` only. */
  send(unit: StoredUnit, carrier: string, numbers: string): void {
    if (!isUnsent(unit)) throw new Problem(400, '/problems/duplicate-action', 'not to be sent any more')
    unit.parcels.push(...parcelsOf(carrier, numbers))
    this.move(unit, 'sent')
  }

  addParcel(unit: StoredUnit, carrier: string, number: string): void {
    if (unit.status !== 'sent' && unit.status !== 'sent_and_autopaid') throw notAllowed('not marked as sent')
    unit.parcels.push(...parcelsOf(carrier, number))
  }

  fulfil(unit: StoredUnit): void {
    if (unit.status !== 'open') throw notAllowed('not open')
    this.move(unit, 'need_to_be_sent')
  }

  cancel(unit: StoredUnit, reason: string): void {
    if (!isUnsent(unit)) throw new Problem(400, '/problems/order-units/cancel-not-possible', 'cannot be cancelled')
    unit.cancelReason = reason
    unit.refundedMinor = unit.priceMinor
    this.move(unit, 'cancelled')
  }

  refund(unit: StoredUnit, amountMinor: number): void {
    // Of a cancelled unit everything went back with the cancellation.
    if (unit.refundedMinor + amountMinor > unit.priceMinor) {
      throw new Problem(400, '/problems/validation-error', 'more than was paid', 'amount')
    }
    unit.refundedMinor += amountMinor
    unit.updated = wholeSecond(this.now())
  }

  move(unit: StoredUnit, status: UnitStatus): void {
    unit.status = status
    unit.updated = wholeSecond(this.now())
    this.tell('order_unit_status_changed', `/order-units/${String(unit.id)}`, unit.order.storefront)
  }

  private open(opening: Opening): StoredOrder {
    const { order, buyer, storefront = 'de', at, fulfilment = 'fulfilled_by_merchant', deliverBy = null } = opening
    const created = wholeSecond(at ?? this.now())
    const opened = {
      id: order,
      buyer: this.buyer(buyer),
      storefront,
      created,
      fulfilment,
      units: [],
      deliverBy,
      named: true,
    }
    this.all.set(order, opened)
    return opened
  }

  private add(order: StoredOrder, piece: Piece): void {
    const unit: StoredUnit = {
      id: 314_567_000_000_001 + this.units.size,
      order,
      updated: order.created,
      cancelReason: null,
      refundedMinor: 0,
      parcels: [],
      ...piece,
    }
    order.units.push(unit)
    this.units.set(unit.id, unit)
  }
}

type Opening = Pick<KauflandOrder, 'order' | 'buyer' | 'storefront' | 'at' | 'fulfilment' | 'deliverBy'>

export const isUnsent = ({ status }: StoredUnit): boolean => status === 'open' || status === 'need_to_be_sent'

function parcelsOf(carrier: string, numbers: string): { carrier: string; reference: string }[] {
  if (!CARRIERS.some((name) => name === carrier)) throw carrierUnknown()
  const references = numbers.split(',').map((number) => number.trim())
  if (references.every((reference) => reference === '') && carrier === CARRIER_WITHOUT_NUMBER) return []
  if (references.includes(''))
    throw new Problem(400, '/problems/validation-error', 'number missing', 'tracking_numbers')
  return references.map((reference) => ({ carrier, reference }))
}

const carrierUnknown = () => new Problem(400, '/problems/validation-error', 'unknown carrier', 'carrier_code')

function numbered(known: Map<string, number>, name: string, first: number): number {
  const number = known.get(name) ?? first + known.size
  known.set(name, number)
  return number
}
