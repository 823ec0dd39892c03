import type { EffectState } from './effect.ts'
import type { EffectId } from './ids.ts'
import { type Instant, later, plusMs, plusSeconds } from './time.ts'

/** Parcels that fall due within this time are told together. */
const TOGETHER_MS = 3_600_000
/** How long who stands behind another looks again. */
const LOOK_AGAIN_SECONDS = 60

/** A notification about a parcel of the order, of the kind in question. */
export interface CombinableNotice {
  readonly id: EffectId
  readonly state: EffectState
  readonly dueAt: Instant
  readonly notBefore: Instant | null
  readonly combinedInto: EffectId | null
  readonly personal: boolean
}

export type Combination =
  /** It waits: for others of its hour, or behind the one that will tell of it. */
  | { readonly kind: 'wait'; readonly until: Instant }
  /** It goes now, and tells of these too. */
  | { readonly kind: 'go'; readonly with: readonly EffectId[] }

/**
 * Which parcels of an order one mail tells of. The one that falls due first leads; it waits, an hour at most, for those that follow: as
 * long as one of them is not due yet, or more of the order is still to leave.
 * @param id the notification that is due now
 * @param notices all of its kind and order, itself among them
 * @param expectsMore whether further parcels may become due within the hour that are not known yet
 */
export function combination(
  id: EffectId,
  notices: readonly CombinableNotice[],
  { expectsMore, now }: { readonly expectsMore: boolean; readonly now: Instant },
): Combination {
  const self = notices.find((one) => one.id === id)
  if (self === undefined || self.personal) return { kind: 'go', with: [] }
  const leader = notices.find(
    (one) => isWaiting(one) && isBefore(one, self) && one.dueAt >= plusMs(self.dueAt, -TOGETHER_MS),
  )
  if (leader !== undefined) {
    return { kind: 'wait', until: plusSeconds(later(now, leader.notBefore ?? now), LOOK_AGAIN_SECONDS) }
  }
  const end = plusMs(self.dueAt, TOGETHER_MS)
  const behind = notices.filter(
    (one) => one.state === 'planned' && isBefore(self, one) && one.dueAt <= end && !one.personal,
  )
  const until = expectsMore ? end : behind.reduce((last, one) => later(last, one.dueAt), self.dueAt)
  if (until > now) return { kind: 'wait', until }
  return { kind: 'go', with: behind.map((one) => one.id) }
}

const isWaiting = ({ state, personal }: CombinableNotice): boolean =>
  !personal && (state === 'planned' || state === 'sending')

const isBefore = (a: CombinableNotice, b: CombinableNotice): boolean =>
  a.dueAt < b.dueAt || (a.dueAt === b.dueAt && Number(a.id) < Number(b.id))
