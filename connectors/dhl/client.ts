import { type Fault, Misconfigured, Permanent, Retryable } from '../../src/domain/errors.ts'
import type { CarrierPorts, OpenCarrier } from '../../src/kit/carrier.ts'
import type { HttpResponse } from '../../src/kit/http.ts'
import { jsonOf } from '../../src/kit/json-api.ts'
import { retryAfterSeconds } from '../../src/kit/translate.ts'
import type { DhlSettings } from './config.ts'
import { readShipments } from './mapper.ts'

/** Used up for the day, or asked too fast: the answer does not tell which (BEHAVIOR.md, limits). */
const REFUSED_SECONDS = 3600
/** Used up lasts until the next day at most. */
const DAY_SECONDS = 24 * 3600

/** One call a parcel, never repeated by itself: every call counts against the day. */
export function openDhl({ DHL_API_KEY: key }: DhlSettings, { http, clock, baseUrl }: CarrierPorts): OpenCarrier {
  const base = baseUrl.replace(/\/+$/, '')
  return {
    async events(reference) {
      const query = new URLSearchParams({ trackingNumber: reference })
      const response = await http.request({
        method: 'GET',
        url: `${base}/shipments?${query.toString()}`,
        headers: { accept: 'application/json', 'user-agent': 'marketplace-care', 'dhl-api-key': key },
      })
      if (response.status === 404) return { kind: 'unknown' }
      if (response.status !== 200)
        throw faultOf(response, retryAfterSeconds(response.headers, clock.now(), DAY_SECONDS))
      const events = readShipments(jsonOf(response.bytes)?.value, reference)
      if (events === undefined) {
        throw new Retryable(
          'DHL sent an answer that cannot be read. Nothing is lost. The parcel is asked for again later.',
        )
      }
      return { kind: 'known', events }
    },
  }
}

function faultOf({ status }: HttpResponse, afterSeconds: number | undefined): Fault {
  if (status === 401 || status === 403) {
    return new Misconfigured(
      `DHL refuses the key (${String(status)}). Where parcels are is not known until it is renewed; mails go on and say only what Odoo knows. developer.dhl.com, My Apps: key and Shipment Tracking - Unified, then: marketplace-care doctor.`,
    )
  }
  if (status === 429) {
    return new Retryable(
      'DHL takes no more calls for now (429): the day of this key may be used up. It goes on by itself. More calls a day: developer.dhl.com, My Apps, Request Upgrade.',
      { systemic: true, afterSeconds: Math.max(afterSeconds ?? 0, REFUSED_SECONDS) },
    )
  }
  if (status >= 500 || status === 408) {
    return new Retryable(`DHL failed (${String(status)}). Nothing is lost. It is tried again by itself.`, {
      systemic: true,
      ...(afterSeconds === undefined ? {} : { afterSeconds }),
    })
  }
  if (status >= 300 && status < 400) {
    return new Misconfigured(`DHL sends to another address (${String(status)}). Nothing is read. Check DHL_BASE_URL.`)
  }
  return new Permanent(
    `DHL does not take this tracking reference (${String(status)}). It is not asked for again soon.`,
    {
      code: String(status),
    },
  )
}
