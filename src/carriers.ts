import type { Logger } from 'pino'
import { accountName } from './domain/ids.ts'
import type { Clock } from './domain/time.ts'
import type { CarrierDeclaration, OpenCarrier } from './kit/carrier.ts'
import { createHttp } from './kit/http-client.ts'

/** What the settings say of a carrier. */
export interface CarrierAccess {
  readonly settings: unknown
  /** Replaces the carrier's production address. */
  readonly baseUrl?: string
}

/** Opens a carrier: its hosts only, its distance between calls. */
export function openCarrier(
  { name, manifest, open }: CarrierDeclaration,
  { settings, baseUrl = manifest.baseUrl }: CarrierAccess,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): OpenCarrier {
  const http = createHttp({
    // Traffic of the service itself, under the carrier's name.
    account: accountName(name),
    allowedHosts: manifest.allowedHosts,
    baseUrl,
    requestsPerSecond: 1 / manifest.secondsBetweenCalls,
    clock,
    log,
  })
  return open(settings, { http, clock, baseUrl })
}
