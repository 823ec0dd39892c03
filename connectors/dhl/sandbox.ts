import type { ParcelEvent, ParcelState } from '../../src/domain/parcel-event.ts'
import { instant } from '../../src/domain/time.ts'
import type { CarrierSandbox, CarrierSandboxOptions } from '../../src/kit/carrier.ts'
import { type SandboxAnswer, serveSandbox } from '../../src/kit/sandbox-server.ts'

/** A key that only this stand-in knows. */
const KEY = 'sandbox-dhl'
const BASE_PATH = '/track'

const STATUS: Readonly<Record<ParcelState, { readonly statusCode: string; readonly status: string }>> = {
  announced: { statusCode: 'pre-transit', status: 'VA' },
  moving: { statusCode: 'transit', status: 'EE' },
  out_for_delivery: { statusCode: 'transit', status: 'PO' },
  pickup: { statusCode: 'transit', status: 'ZF' },
  exception: { statusCode: 'failure', status: 'ZN' },
  delivered: { statusCode: 'delivered', status: 'ZU' },
  returned: { statusCode: 'delivered', status: 'ZU' },
}

/** Starts a local stand-in of Shipment Tracking - Unified. It knows the parcels to which something happened. */
export async function startSandbox({
  port,
  now = () => instant(new Date()),
}: CarrierSandboxOptions): Promise<CarrierSandbox> {
  const parcels = new Map<string, ParcelEvent[]>()
  const server = await serveSandbox({
    ...(port === undefined ? {} : { port }),
    now,
    answer: ({ method, url, headers }) => {
      if (headers['dhl-api-key'] !== KEY) return problem(401, 'Unauthorized')
      if (method !== 'GET' || url.pathname !== `${BASE_PATH}/shipments`) return problem(404, 'Not Found')
      const reference = url.searchParams.get('trackingNumber')
      if (reference === null || reference === '') return problem(400, 'Bad Request')
      const events = parcels.get(reference)
      if (events === undefined) return problem(404, 'No result found')
      return { status: 200, body: JSON.stringify({ shipments: [shipment(reference, events)] }) }
    },
  })
  return {
    baseUrl: `${server.origin}${BASE_PATH}`,
    settings: { DHL_API_KEY: KEY },
    happens(event) {
      const events = [...(parcels.get(event.reference) ?? []), event]
      parcels.set(
        event.reference,
        events.toSorted((a, b) => a.at.localeCompare(b.at)),
      )
    },
    fail: server.fail,
    requests: server.requests,
    close: server.close,
  }
}

function shipment(reference: string, events: readonly ParcelEvent[]) {
  const newest = events.at(-1)
  return {
    id: reference,
    service: 'parcel-de',
    ...(newest === undefined ? {} : { status: row(newest) }),
    ...(newest?.expected === undefined ? {} : { estimatedTimeOfDelivery: newest.expected }),
    returnFlag: newest?.state === 'returned',
    // The newest first, as DHL lists them.
    events: events.map(row).toReversed(),
  }
}

const row = ({ at, state, description }: ParcelEvent) => ({
  timestamp: at,
  ...STATUS[state],
  ...(description === undefined ? {} : { description }),
})

const problem = (status: number, title: string): SandboxAnswer => ({
  status,
  body: JSON.stringify({ title, status }),
})
