import { allocate, type AllocatedLine } from '../domain/allocation.ts'
import { type CarrierMatch, matchCarrier } from '../domain/carriers.ts'
import type { NewEffect } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import type { OrderRef } from '../domain/ids.ts'
import { trackingReferences } from '../domain/references.ts'
import type { LineId, MarketplaceLine } from '../domain/shipment.ts'
import type { Instant } from '../domain/time.ts'
import type { OrderDelivery } from '../odoo/goods-ports.ts'
import type { PickingFacts } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import {
  holdsLine,
  isOf,
  leftBefore,
  parcelsOf,
  toEffect,
  trackingKey,
  type TrackingEffect,
  type TrackingPayload,
  type TrackingProblem,
} from './tracking-effects.ts'
import type { Delivery } from './tracking-find.ts'

/** What a delivery hands over, line by line and reference by reference, and what stands in the way of the rest. */
export interface PlannedDelivery {
  readonly delivery: Delivery
  readonly effects: readonly NewEffect[]
  /** Of what no line or no carrier could be told: a row that says so. */
  readonly problem: TrackingProblem | undefined
  /** References that the problem stops; it has a row for each. */
  readonly stopped: readonly NewEffect[]
}

/** What is known of an order at the marketplace, in the outbox and in Odoo. */
interface KnownOrder {
  readonly lines: readonly MarketplaceLine[]
  readonly carriers: readonly string[]
  readonly effects: readonly TrackingEffect[]
  readonly delivery: Pick<OrderDelivery, 'articles' | 'inOne'>
}

/**
 * Plans the deliveries of one order, the earlier first: which lines each stands for, under which carrier. Writes nothing.
 * @throws Fault of the marketplace or of Odoo
 */
export async function planOrder(
  ref: OrderRef,
  deliveries: readonly Delivery[],
  opened: OpenAccount,
  ports: FlowPorts,
  liveSince: Instant | undefined,
): Promise<readonly PlannedDelivery[]> {
  const known = await knownOrder(ref, deliveries, opened, ports)
  const planned: PlannedDelivery[] = []
  const inOrder = deliveries.toSorted(
    ({ picking: a }, { picking: b }) => a.doneAt.localeCompare(b.doneAt) || a.id - b.id,
  )
  for (const delivery of inOrder) {
    const one = await planDelivery(delivery, known, planned, opened, ports)
    const held = liveSince !== undefined && delivery.picking.doneAt < liveSince
    planned.push(held ? { ...one, effects: one.effects.map(heldBack), stopped: one.stopped.map(heldBack) } : one)
  }
  return planned
}

/** It left before the account went live: a person lets it go. */
const heldBack = (effect: NewEffect): NewEffect => ({ ...effect, state: 'suppressed', reason: 'shadow' })

type Refusal = { readonly refused: string }

async function knownOrder(
  ref: OrderRef,
  deliveries: readonly Delivery[],
  { account, connector }: OpenAccount,
  { outbox, odoo }: FlowPorts,
): Promise<KnownOrder | Refusal> {
  const { tracking } = connector
  if (tracking === undefined) return { refused: '' }
  const effects = (await outbox.ofConversation(account.name, parcelsOf(ref))) as readonly TrackingEffect[]
  const orderIds = [...new Set(deliveries.map(({ order }) => order.id))]
  const found = [...(await odoo.orders.deliveries(orderIds)).values()]
  const delivery = {
    articles: found.flatMap(({ articles }) => articles),
    inOne: found.length === 1 && found[0]?.inOne === true,
  }
  try {
    return { lines: await tracking.lines(ref), carriers: await tracking.carriers(), effects, delivery }
  } catch (error) {
    // Refused for this order alone: its deliveries say so.
    if (error instanceof Permanent && !error.systemic) return { refused: error.message }
    throw error
  }
}

async function planDelivery(
  delivery: Delivery,
  known: KnownOrder | Refusal,
  before: readonly PlannedDelivery[],
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<PlannedDelivery> {
  const { picking, ref } = delivery
  const { account } = opened
  const references = trackingReferences(picking.trackingRef)
  const rows = (carrier: string | null, of: AllocatedLine | null): readonly NewEffect[] =>
    references.map((reference) => toEffect({ account: account.name, picking, order: ref, reference, carrier, of }))
  const stop = (problem: TrackingProblem): PlannedDelivery => ({
    delivery,
    effects: [],
    problem,
    stopped: rows(null, null),
  })
  if ('refused' in known) return stop({ kind: 'refused', reason: known.refused })
  if (known.lines.length === 0) return stop({ kind: 'unknown_order' })
  const carrier = matchCarrier(picking.carrier, account.carriers, known.carriers)
  const { lines, unmatched } = allocate({
    items: picking.items,
    ordered: known.delivery.articles,
    lines: known.lines,
    references,
    whole: known.delivery.inOne,
    ...(await heldLines(picking, references, known, before, opened, ports)),
  })
  if (carrier.kind !== 'found') return stop(carrierProblem(carrier))
  // References first: the first number of every line goes before a further one of any.
  const effects = references.flatMap((reference) =>
    lines.map((of) =>
      toEffect({ account: account.name, picking, order: ref, reference, carrier: carrier.carrier, of }),
    ),
  )
  if (unmatched.length === 0) return { delivery, effects, problem: undefined, stopped: [] }
  const problem = { kind: 'no_line', articles: unmatched, open: openLines(known.lines) } as const
  return { delivery, effects, problem, stopped: rows(carrier.carrier, null) }
}

export function carrierProblem(carrier: Exclude<CarrierMatch, { kind: 'found' }>): TrackingProblem {
  return carrier.kind === 'none' ? { kind: 'no_carrier' } : { ...carrier, kind: 'unknown_carrier' }
}

const openLines = (lines: readonly MarketplaceLine[]): readonly string[] =>
  lines
    .filter(({ state, sentByMarketplace }) => state === 'open' && !sentByMarketplace)
    .map(({ id, sku, title }) => `${sku ?? title ?? '?'} (${id})`)

/** Which lines this delivery and the others of the order hold already. */
async function heldLines(
  picking: PickingFacts,
  references: readonly string[],
  { effects, lines }: KnownOrder,
  before: readonly PlannedDelivery[],
  { account }: OpenAccount,
  { odoo }: FlowPorts,
): Promise<{ mine: ReadonlySet<LineId>; taken: ReadonlyMap<LineId, number>; told: boolean }> {
  const stored = effects
    .filter(holdsLine)
    .map((effect) => ({ own: isOf(effect, picking), of: effect.payload, source: effect.source }))
  const fresh = before.flatMap((planned) =>
    planned.effects.map((effect) => ({
      own: false,
      of: effect.payload as TrackingPayload,
      source: effect.source ?? null,
    })),
  )
  const taken = new Map<LineId, number>()
  const others = [...stored, ...fresh].filter(({ own }) => !own)
  for (const some of Map.groupBy(
    others,
    ({ source }) => `${String(source?.id)}@${source?.createDate ?? ''}`,
  ).values()) {
    // Several references of a delivery on one line are several parcels of the same pieces.
    const pieces = new Map<LineId, number>()
    for (const { of } of some)
      if (of.line !== null) pieces.set(of.line, Math.max(pieces.get(of.line) ?? 0, of.quantity))
    for (const [line, quantity] of pieces) taken.set(line, (taken.get(line) ?? 0) + quantity)
  }
  const anew = effects.filter((effect) => leftBefore(effect) && references.includes(effect.payload.reference))
  const own = [...stored.filter((row) => row.own).map(({ of }) => of), ...anew.map(({ payload }) => payload)]
  const mine = new Set(own.flatMap(({ line }) => line ?? []))
  const sent = lines.filter(({ id, state }) => state === 'sent' && !taken.has(id) && !mine.has(id))
  if (mine.size > 0 || sent.length === 0) return { mine, taken, told: false }
  // Sent, and this ledger knows nothing of it: Odoo's receipts tell whether it was us.
  const keys = sent.flatMap(({ id }) =>
    references.map((reference) => ({
      account: account.name,
      dedupeKey: trackingKey(account.name, picking, reference, id),
      line: id,
    })),
  )
  const done = await odoo.receipts.done(keys)
  const found = keys.filter(({ dedupeKey }) => done.has(dedupeKey)).map(({ line }) => line)
  return { mine: new Set(found), taken, told: found.length > 0 }
}
