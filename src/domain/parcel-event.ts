import type { DelayReason } from './notification.ts'
import { type Instant, plusSeconds } from './time.ts'

/**
 * Where a parcel is, as far as carriers and aggregators agree: announced (a label exists), moving, out_for_delivery, pickup (the buyer
 * can fetch it), exception (something is in the way), delivered, returned (on its way back to the sender, or there).
 */
export const PARCEL_STATES = [
  'announced',
  'moving',
  'out_for_delivery',
  'pickup',
  'exception',
  'delivered',
  'returned',
] as const
export type ParcelState = (typeof PARCEL_STATES)[number]

/** Something that happened to a parcel, as its carrier tells it. */
export interface ParcelEvent {
  /** The tracking reference as it stands on the delivery. */
  readonly reference: string
  readonly state: ParcelState
  readonly at: Instant
  /** When it will arrive, where the carrier says so. */
  readonly expected?: Instant
  readonly reason?: DelayReason
  /** The carrier's own words: data, shown to agents only. */
  readonly description?: string
}

/** States that an agent who talks about the order wants to know. */
export const TOLD_STATES: readonly ParcelState[] = ['pickup', 'exception', 'delivered', 'returned']

/** A clerk may enter a parcel's leaving days late. */
const ENTERED_LATE_DAYS = 7

/** Carriers give a reference again after months: what happened long before a delivery left is about another parcel. */
export const isAbout = ({ at }: Pick<ParcelEvent, 'at'>, leftAt: Instant): boolean =>
  at >= plusSeconds(leftAt, -ENTERED_LATE_DAYS * 24 * 3600)

/** Nothing more is expected of such a parcel. */
export const FINAL_STATES: readonly ParcelState[] = ['delivered', 'returned']
