import { DateTime } from 'luxon'
import { z } from 'zod'
import type { ParcelEvent, ParcelState } from '../../src/domain/parcel-event.ts'
import { clean } from '../../src/domain/text.ts'
import { instant, type Instant } from '../../src/domain/time.ts'

/** Where an answer names no zone it means the place of the event; most are in Germany: BEHAVIOR.md, times. */
const ZONE = 'Europe/Berlin'
/** A day without an hour is its noon: only days are compared. */
const NOON = { hour: 12 }
const DESCRIPTION_MAX_CHARS = 200

const words = z.string().nullish().catch(null)
const eventRow = z.object({ timestamp: words, statusCode: words, status: words, description: words })
const shipmentRow = z.object({
  id: z.union([z.string(), z.number()]).transform(String).nullish().catch(null),
  status: eventRow.nullish().catch(null),
  events: z.array(eventRow).nullish().catch(null),
  estimatedTimeOfDelivery: words,
  estimatedDeliveryTimeFrame: z.object({ estimatedThrough: words }).nullish().catch(null),
  returnFlag: z.boolean().nullish().catch(null),
})
const answer = z.object({ shipments: z.array(shipmentRow) })

/**
 * What happened to a parcel, oldest first; the newest carries when it is expected. What has no time or no known state is left out.
 * @returns undefined when the answer is no list of shipments
 */
export function readShipments(document: unknown, reference: string): readonly ParcelEvent[] | undefined {
  const read = answer.safeParse(document)
  if (!read.success) return undefined
  const { shipments } = read.data
  // Without `service` a number of another of DHL's companies may be found as well.
  const shipment = shipments.find(({ id }) => id === reference) ?? (shipments.length === 1 ? shipments[0] : undefined)
  if (shipment === undefined) return []
  const returned = shipment.returnFlag === true
  const rows = [...(shipment.events ?? []), ...(shipment.status == null ? [] : [shipment.status])]
  const events = rows.flatMap((row): ParcelEvent[] => {
    const at = timeOf(row.timestamp)
    const state = stateOf(row)
    if (at === undefined || state === undefined) return []
    const description = clean(row.description ?? '')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, DESCRIPTION_MAX_CHARS)
    return [{ reference, state, at, ...(description === '' ? {} : { description }) }]
  })
  const once = [...new Map(events.map((event) => [`${event.at} ${event.state}`, event])).values()]
  const sorted = once.toSorted((a, b) => a.at.localeCompare(b.at))
  const newest = sorted.at(-1)
  if (newest === undefined) return []
  const expected = timeOf(shipment.estimatedDeliveryTimeFrame?.estimatedThrough ?? shipment.estimatedTimeOfDelivery)
  const state = returned ? 'returned' : newest.state
  const last = { ...newest, state, ...(expected === undefined || isOver(state) ? {} : { expected }) }
  return [...sorted.slice(0, -1).filter(({ state: before }) => !returned || before !== 'delivered'), last]
}

const isOver = (state: ParcelState): boolean => state === 'delivered' || state === 'returned'

/** Codes of Post & Parcel Germany in `status` tell more than the five of `statusCode`. */
const BY_CODE: Readonly<Record<string, ParcelState>> = {
  VA: 'announced',
  PO: 'out_for_delivery',
  LA: 'pickup',
  ZF: 'pickup',
  ZN: 'exception',
  ZU: 'delivered',
}

const BY_STATUS: Readonly<Record<string, ParcelState>> = {
  'pre-transit': 'announced',
  transit: 'moving',
  failure: 'exception',
  delivered: 'delivered',
}

function stateOf({ status, statusCode }: z.infer<typeof eventRow>): ParcelState | undefined {
  const coarse = BY_STATUS[statusCode ?? '']
  // What DHL calls delivered or failed is so, whatever the code of the event.
  if (coarse === 'delivered' || coarse === 'exception') return coarse
  return BY_CODE[status ?? ''] ?? coarse
}

function timeOf(value: string | null | undefined): Instant | undefined {
  if (value == null || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined
  const read = DateTime.fromISO(value, { zone: ZONE, setZone: false })
  if (!read.isValid) return undefined
  return instant((value.length === 10 ? read.set(NOON) : read).toJSDate())
}
