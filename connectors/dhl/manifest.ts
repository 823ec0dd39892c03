import type { CarrierManifest } from '../../src/kit/carrier.ts'

/** Sources and certainty: BEHAVIOR.md. */
export const manifest: CarrierManifest = {
  label: 'DHL',
  baseUrl: 'https://api-eu.dhl.com/track',
  allowedHosts: ['api-eu.dhl.com'],
  secondsBetweenCalls: 5,
  dailyCalls: 250,
  dayZone: 'UTC',
  keepDays: 30,
  source: 'developer.dhl.com, Shipment Tracking - Unified 1.5.8: rate limits, legal terms of tracking data',
}
