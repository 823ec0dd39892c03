import type { Effect } from '../domain/effect.ts'
import type { LineId } from '../domain/shipment.ts'
import { type Instant, msBetween } from '../domain/time.ts'
import type { OrderFacts, PickingFacts } from '../odoo/ports.ts'
import type { FlowPorts } from './context.ts'
import { isOf, parcelsOf, type TrackingEffect, type TrackingPayload } from './tracking-effects.ts'
import type { Known } from './tracking-judge.ts'

/** The pieces of one delivery leave within seconds: it is read once for all of them. */
const FRESH_MS = 5_000

/** A delivery as it stands right before its parcels are handed over. */
export interface DeliveryNow {
  readonly picking: PickingFacts
  readonly order: OrderFacts
  /** Keys of its rows that Odoo's receipts show as done. */
  readonly told: ReadonlySet<string>
  readonly known: Known
}

/** Reads deliveries by id; undefined = gone, taken back, or another record by now. */
export function deliveriesNow(ports: FlowPorts): (effect: Effect<TrackingPayload>) => Promise<DeliveryNow | undefined> {
  let last: { readonly of: string; readonly at: Instant; readonly read: Read | undefined } | undefined
  return async (effect) => {
    const of = `${effect.account} ${String(effect.source?.id)}@${effect.source?.createDate ?? ''}`
    const at = ports.clock.now()
    if (last?.of !== of || msBetween(last.at, at) > FRESH_MS) last = { of, at, read: await readDelivery(effect, ports) }
    const { read } = last
    return read === undefined ? undefined : { ...read, known: await known(effect, read, ports) }
  }
}

type Read = Omit<DeliveryNow, 'known'>

async function readDelivery(
  { account, source, payload }: Effect<TrackingPayload>,
  { odoo, outbox }: FlowPorts,
): Promise<Read | undefined> {
  const picking = (await odoo.orders.pickings([payload.pickingId])).get(payload.pickingId)
  if (picking === undefined || !isOf({ source }, picking)) return undefined
  const order = (await odoo.orders.orders([picking.orderId])).get(picking.orderId)
  if (order === undefined) return undefined
  const rows = await outbox.ofConversation(account, parcelsOf(payload.order))
  const told = await odoo.receipts.done(rows.filter((row) => isOf(row, picking)))
  return { picking, order, told }
}

/** Asked for every parcel: the one before it may have changed the answer. */
async function known(
  { id, account, payload }: Effect<TrackingPayload>,
  { picking, told }: Read,
  { outbox }: FlowPorts,
): Promise<Known> {
  const rows = (await outbox.ofConversation(account, parcelsOf(payload.order))) as readonly TrackingEffect[]
  const byLine = new Map<LineId, readonly string[]>()
  for (const row of rows) {
    const { line, reference } = row.payload
    if (line === null || row.id === id || row.state !== 'done') continue
    byLine.set(line, [...(byLine.get(line) ?? []), reference])
  }
  const ofDelivery = rows.filter((row) => isOf(row, picking) && told.has(row.dedupeKey))
  return { byLine, told: new Set(ofDelivery.map((row) => row.payload.reference)) }
}
