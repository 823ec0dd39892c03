import { z } from 'zod'
import { trackingReferences } from '../domain/references.ts'
import type { TrackingLink } from './goods-ports.ts'

const packages = z.array(z.tuple([z.string(), z.string()]).rest(z.unknown()))

/** A carrier with several packages gives a JSON list of pairs of number and address instead of one address. */
export function trackingUrl(value: string | null | undefined): string | null {
  if (value == null) return null
  return value.startsWith('[') ? (packagesOf(value)[0]?.url ?? null) : value
}

/**
 * The address of each reference of a delivery. Odoo puts the whole field into the carrier's address, which no carrier understands
 * where it holds several numbers (`?id=0034,0035`: tried).
 * @returns none where nobody knows one for each
 */
export function trackingLinks(
  value: string | null | undefined,
  field: string | null | undefined,
): readonly TrackingLink[] {
  if (value == null) return []
  if (value.startsWith('[')) return packagesOf(value)
  const references = trackingReferences(field ?? null)
  const written = [field ?? '', encodeURIComponent(field ?? '')].find((form) => form !== '' && value.includes(form))
  if (written === undefined) return []
  return references.map((reference) => ({
    reference,
    url: value.replaceAll(written, () => encodeURIComponent(reference)),
  }))
}

function packagesOf(list: string): readonly TrackingLink[] {
  try {
    return packages.parse(JSON.parse(list)).map(([reference, url]) => ({ reference, url }))
  } catch {
    return []
  }
}
