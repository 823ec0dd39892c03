import { trackingReferences } from '../domain/references.ts'
import type { LineId, ParcelLook } from '../domain/shipment.ts'
import type { TrackingEffect } from './tracking-effects.ts'

/** What this service has handed over of an order, and what Odoo's receipts say it has. */
export interface Known {
  /** Tracking references of other parcels by line. */
  readonly byLine: ReadonlyMap<LineId, readonly string[]>
  /** References of this delivery that a receipt shows as handed over for some line. */
  readonly told: ReadonlySet<string>
}

export type BeforeVerdict =
  | { readonly kind: 'push' }
  | { readonly kind: 'done'; readonly via: 'look' | 'receipt' }
  /** The line went by another hand. */
  | { readonly kind: 'elsewhere'; readonly stored: string | null }

/** What is to be done by what the marketplace shows before a parcel is handed over. Pure. */
export function judgeBefore(
  seen: ParcelLook,
  { payload, result }: Pick<TrackingEffect, 'payload' | 'result'>,
  known: Known,
  { byPerson }: { readonly byPerson: boolean },
): BeforeVerdict {
  const { line, reference } = payload
  const ours = line === null ? [] : (known.byLine.get(line) ?? [])
  switch (seen.kind) {
    case 'absent':
      return { kind: 'push' }
    case 'stored':
      return { kind: 'done', via: 'look' }
    case 'hidden':
      // An earlier try that was taken for lost arrived after all.
      if ((result['before'] as ParcelLook | undefined)?.kind === 'absent' && ours.length === 0)
        return { kind: 'done', via: 'look' }
      // By a delivery that was entered anew since.
      if (ours.includes(reference) && !byPerson) return { kind: 'done', via: 'look' }
      if (ours.length > 0 || byPerson) return { kind: 'push' }
      return known.told.has(reference) ? { kind: 'done', via: 'receipt' } : { kind: 'elsewhere', stored: null }
    case 'different': {
      const strangers = trackingReferences(seen.stored).filter((stored) => !ours.includes(stored))
      return strangers.length === 0 || byPerson ? { kind: 'push' } : { kind: 'elsewhere', stored: seen.stored }
    }
    default: {
      const missing: never = seen
      return missing
    }
  }
}

export type LossVerdict =
  | { readonly kind: 'arrived'; readonly result: Record<string, unknown> }
  | { readonly kind: 'missing' }
  /** Only a person can tell. */
  | { readonly kind: 'unclear' }

/** Whether a parcel arrived whose confirmation was lost, by what the marketplace showed before and shows now. Pure. */
export function judgeLoss(after: ParcelLook, before: ParcelLook): LossVerdict {
  switch (after.kind) {
    case 'stored':
      return { kind: 'arrived', result: {} }
    case 'absent':
      return { kind: 'missing' }
    case 'hidden':
      // Open before and sent now: that was us.
      return before.kind === 'absent' ? { kind: 'arrived', result: {} } : { kind: 'unclear' }
    case 'different':
      if (before.kind === 'different' && before.stored === after.stored) return { kind: 'missing' }
      return before.kind === 'absent' ? { kind: 'arrived', result: { difference: after.stored } } : { kind: 'unclear' }
    default: {
      const missing: never = after
      return missing
    }
  }
}
