import type { Instant } from '../../../src/domain/time.ts'
import type { SandboxCase, SandboxReturn } from '../../../src/kit/sandbox.ts'
import { isUnsent } from './orders.ts'
import type { Orders, StoredOrder, StoredUnit } from './orders.ts'
import { notFound, Problem, wholeSecond } from './request.ts'
import type { Tickets } from './tickets.ts'

export const RETURN_STATUSES = [
  'return_requested',
  'label_generated',
  'package_sent',
  'package_received',
  'label_deleted',
] as const
export const RETURN_UNIT_STATUSES = [
  'need_to_be_returned',
  'return_arrived',
  'return_accepted',
  'return_rejected',
  'return_closed',
  'return_in_repair',
  'return_in_clarification',
] as const
export const RETURN_REASONS = [
  'accidentally_ordered',
  'bad_quality',
  'better_price',
  'defect',
  'delivered_damaged',
  'dislike',
  'misleading_description',
  'missing_parts',
  'no_reason',
  'too_late',
  'wrong_article',
  'wrong_size',
] as const

export interface StoredReturn {
  readonly id: number
  readonly order: StoredOrder
  readonly created: Instant
  updated: Instant
  status: (typeof RETURN_STATUSES)[number]
  readonly trackingCode: string
  readonly units: StoredReturnUnit[]
}

export interface StoredReturnUnit {
  readonly id: number
  readonly of: StoredReturn
  readonly unit: StoredUnit
  readonly created: Instant
  updated: Instant
  status: (typeof RETURN_UNIT_STATUSES)[number]
  readonly reason: string
  readonly note: string | null
  readonly decisions: { readonly action: Decision; readonly text: string | null }[]
}

export type Decision = 'accept' | 'clarify' | 'reject' | 'repair'

const BECOMES = {
  accept: 'return_accepted',
  clarify: 'return_in_clarification',
  reject: 'return_rejected',
  repair: 'return_in_repair',
} as const

/** What is decided or closed stays so; anything else may still be decided: BEHAVIOR.md, returns. */
const FINAL = new Set<string>(['return_accepted', 'return_rejected', 'return_closed'])

export interface ReturnPorts {
  readonly orders: Orders
  readonly tickets: Tickets
  readonly now: () => Instant
  readonly tell: (event: string, resource: string, storefront: string) => void
}

/** Returns with their units, one unit a piece that comes back. */
export class Returns {
  readonly all = new Map<number, StoredReturn>()
  readonly units = new Map<number, StoredReturnUnit>()
  private readonly ports: ReturnPorts

  constructor(ports: ReturnPorts) {
    this.ports = ports
  }

  request({ order: ref, lines, reason, note, at }: SandboxReturn): readonly string[] {
    const order = this.ports.orders.all.get(ref)
    const units = order?.units.filter(({ id }) => lines === undefined || lines.includes(String(id))) ?? []
    if (order === undefined || units.length === 0) throw new Error(`order ${ref} has no such lines`)
    if (!RETURN_REASONS.some((known) => known === reason)) throw new Error(`no reason of a return: ${reason}`)
    const created = wholeSecond(at ?? this.ports.now())
    const wish: StoredReturn = {
      id: 3_800_001 + this.all.size,
      order,
      created,
      updated: created,
      status: 'label_generated',
      trackingCode: String(407_875_000_001 + this.all.size),
      units: [],
    }
    this.all.set(wish.id, wish)
    this.ports.tell('return_new', `/returns/${String(wish.id)}`, order.storefront)
    return units.map((unit) => this.add(wish, unit, { reason, note: note ?? null }))
  }

  arrives(caseId: string): void {
    const unit = this.unit(caseId)
    unit.of.status = 'package_received'
    unit.of.updated = wholeSecond(this.ports.now())
    this.ports.tell('return_status_changed', `/returns/${String(unit.of.id)}`, unit.of.order.storefront)
    this.move(unit, 'return_arrived')
  }

  /** Clarifying and rejecting start a conversation with the buyer by themselves: BEHAVIOR.md, returns. */
  decide(unit: StoredReturnUnit, action: Decision, text: string | null): void {
    if (FINAL.has(unit.status) || unit.status === BECOMES[action]) {
      throw new Problem(400, '/problems/returns/unit-wrong-status', `not possible in status ${unit.status}`)
    }
    unit.decisions.push({ action, text })
    this.move(unit, BECOMES[action])
    if (text !== null) this.ports.tickets.opens([unit.unit], 'product_return', text)
    if (action === 'accept') {
      unit.unit.refundedMinor = unit.unit.priceMinor
      this.ports.orders.move(unit.unit, 'returned_paid')
    }
  }

  unit(id: string | number): StoredReturnUnit {
    const unit = this.units.get(Number(id))
    if (unit === undefined) throw notFound('return unit')
    return unit
  }

  cases(): readonly SandboxCase[] {
    return [...this.units.values()].map(({ id, of, status, decisions }) => ({
      id: String(id),
      order: of.order.id,
      state: status,
      decisions: [...decisions],
    }))
  }

  private add(wish: StoredReturn, unit: StoredUnit, { reason, note }: { reason: string; note: string | null }): string {
    if (unit.status === 'cancelled') throw new Error(`line ${String(unit.id)} was cancelled`)
    // Who sends something back has got it: it left by the seller portal.
    if (isUnsent(unit)) this.ports.orders.move(unit, 'sent')
    const { created } = wish
    const id = 5_100_001 + this.units.size
    const added: StoredReturnUnit = {
      id,
      of: wish,
      unit,
      created,
      updated: created,
      status: 'need_to_be_returned',
      reason,
      note,
      decisions: [],
    }
    wish.units.push(added)
    this.units.set(id, added)
    return String(id)
  }

  /** The return itself keeps its time: only its own status moves that. */
  private move(unit: StoredReturnUnit, status: StoredReturnUnit['status']): void {
    unit.status = status
    unit.updated = wholeSecond(this.ports.now())
    this.ports.tell('return_unit_status_changed', `/return-units/${String(unit.id)}`, unit.of.order.storefront)
  }
}
