import { z } from 'zod'
import type { CaseAction, CaseFacts, CaseState } from '../../src/domain/case.ts'
import { caseId } from '../../src/domain/case.ts'
import { orderRef } from '../../src/domain/ids.ts'
import { lineId } from '../../src/domain/shipment.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import { EPOCH, fieldsOf, id, items, optional, readAs, storefront, time, Unreadable } from './fields.ts'
import { listPage } from './listing.ts'
import type { ListPage } from './listing.ts'
import { ticketIds, UnitSchema } from './order-mapper.ts'
import type { Unit } from './order-mapper.ts'

const ReturnSchema = z.object({
  id_return: optional(id),
  ts_updated_iso: optional(time),
  tracking_provider: optional(z.string()),
  tracking_code: optional(id),
})

const ReturnUnitSchema = z.object({
  id_return_unit: id,
  id_return: optional(id),
  id_order_unit: optional(id),
  ts_created_iso: optional(time),
  status: optional(z.string()),
  note: optional(z.string()),
  reason: optional(z.string()),
  storefront: optional(storefront),
  fulfillment_type: optional(z.string()),
  return: optional(ReturnSchema),
  order_unit: optional(UnitSchema),
  tickets: optional(items),
})
type ReturnUnit = z.infer<typeof ReturnUnitSchema>

/** A return as the list shows it. */
export interface ListedReturn {
  readonly id: string
  /** Undefined = the list did not say. */
  readonly updatedAt: Instant | undefined
}

/** A unit of a return as the list shows it; the list knows no time of its last change. */
export interface ListedReturnUnit {
  readonly id: string
  readonly status: string
  readonly createdAt: Instant | undefined
}

/** A unit of a return, as its own answer tells it. */
export interface ReadReturnUnit {
  /** Number of the order unit that was sold. */
  readonly sold: string | undefined
  /**
   * @param sold the order unit, which tells the order, the article, the buyer and the conversations
   * @throws Unreadable when nothing tells the order
   */
  facts(sold: Unit | undefined): CaseFacts
}

/** Statuses in which the seller may still decide: BEHAVIOR.md, returns. */
export const UNDECIDED = [
  'need_to_be_returned',
  'return_arrived',
  'return_in_repair',
  'return_in_clarification',
] as const

const ALL: readonly CaseAction[] = ['accept', 'clarify', 'reject', 'repair']
const STATES: ReadonlyMap<string, { readonly state: CaseState; readonly allowed: readonly CaseAction[] }> = new Map([
  // Kaufland notices the arrival only of parcels with a label of its own; who has the goods may decide.
  ['need_to_be_returned', { state: 'announced', allowed: ALL }],
  ['return_arrived', { state: 'to_decide', allowed: ALL }],
  ['return_in_clarification', { state: 'clarifying', allowed: ['accept', 'reject', 'repair'] }],
  ['return_in_repair', { state: 'repairing', allowed: ['accept', 'clarify', 'reject'] }],
  ['return_accepted', { state: 'accepted', allowed: [] }],
  ['return_rejected', { state: 'rejected', allowed: [] }],
  ['return_closed', { state: 'closed', allowed: [] }],
])
/** An unknown status is shown, and nothing is offered that may not fit it. */
const UNKNOWN_STATE = { state: 'announced', allowed: [] } as const
const NO_STATUS = 'unknown'

/** Whether nothing can change any more that the seller would have to know of. */
export const isDecided = (status: string): boolean => STATES.has(status) && !UNDECIDED.some((open) => open === status)

const ListedReturnSchema = z.object({ id_return: id, ts_updated_iso: optional(time) })

/** @throws Unreadable when it is no list at all */
export function listedReturns(document: JsonDocument): ListPage<ListedReturn> {
  return listPage(document, ListedReturnSchema, ({ id_return, ts_updated_iso }) => ({
    id: id_return,
    updatedAt: ts_updated_iso ?? undefined,
  }))
}

const ListedUnitSchema = z.object({
  id_return_unit: id,
  status: optional(z.string()),
  ts_created_iso: optional(time),
})

/** @throws Unreadable when it is no list at all */
export function listedReturnUnits(document: JsonDocument): ListPage<ListedReturnUnit> {
  return listPage(document, ListedUnitSchema, ({ id_return_unit, status, ts_created_iso }) => ({
    id: id_return_unit,
    status: status ?? NO_STATUS,
    createdAt: ts_created_iso ?? undefined,
  }))
}

const ReturnDetailSchema = z.object({ id_return: id, return_units: optional(items) })
const UnitOfReturn = z.object({ id_return_unit: id })

/**
 * Numbers of the units of a return. Where the answer shows none they are found among the undecided ones only.
 * @throws Unreadable when it is no return, another one, or one of its units has no number
 */
export function unitsOfReturn(document: JsonDocument | undefined, asked: string): readonly string[] {
  const read = readAs(ReturnDetailSchema, document)
  if (read.id_return !== asked) throw new Unreadable('the answer is another return')
  return (read.return_units ?? []).map((part) => {
    const unit = UnitOfReturn.safeParse(part)
    if (!unit.success) throw new Unreadable(fieldsOf(unit.error))
    return unit.data.id_return_unit
  })
}

/**
 * Reads one unit of a return.
 * @throws Unreadable when it is none, or another one
 */
export function readReturnUnit(document: JsonDocument | undefined, asked: string): ReadReturnUnit {
  const unit = readAs(ReturnUnitSchema, document)
  if (unit.id_return_unit !== asked) throw new Unreadable('the answer is another unit')
  return {
    sold: unit.id_order_unit ?? unit.order_unit?.id_order_unit,
    facts: (sold) => factsOf(unit, sold ?? unit.order_unit ?? undefined),
  }
}

function factsOf(unit: ReturnUnit, sold: Unit | undefined): CaseFacts {
  const parcel = unit.return
  const { state, allowed } = STATES.get(unit.status ?? '') ?? UNKNOWN_STATE
  const order = sold?.id_order && orderRef(sold.id_order)
  if (!order) throw new Unreadable('nothing says which order it belongs to')
  // What Kaufland itself sent it also takes back: deciding is forbidden there.
  const byKaufland = (unit.fulfillment_type ?? sold.fulfillment_type) === 'fulfilled_by_kaufland'
  const group = unit.id_return ?? parcel?.id_return
  const line = unit.id_order_unit ?? sold.id_order_unit
  const market = unit.storefront ?? sold.storefront
  const openedAt = unit.ts_created_iso ?? parcel?.ts_updated_iso ?? EPOCH
  return {
    id: caseId(unit.id_return_unit),
    type: 'return',
    ...(group && { group }),
    order,
    line: lineId(line),
    article: sold.product?.title ?? sold.id_offer ?? null,
    // Kaufland numbers each piece.
    quantity: 1,
    state,
    sourceState: unit.status ?? NO_STATUS,
    reason: unit.reason ?? null,
    note: unit.note ?? null,
    ...(market && { storefront: market }),
    // Without a number the buyers of two orders must not become one person.
    buyer: { id: sold.buyer?.id_buyer ?? `order-${order}` },
    ...(parcel?.tracking_code && {
      tracking: { carrier: parcel.tracking_provider ?? null, reference: parcel.tracking_code },
    }),
    decideBy: null,
    allowed: byKaufland ? [] : allowed,
    conversations: ticketIds(sold.tickets ?? unit.tickets),
    openedAt,
    updatedAt: parcel?.ts_updated_iso ?? openedAt,
  }
}
