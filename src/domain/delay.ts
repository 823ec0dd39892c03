import { DateTime } from 'luxon'
import type { DelayReason } from './notification.ts'
import { FINAL_STATES, type ParcelEvent } from './parcel-event.ts'
import { type Instant, later, msBetween, plusWorkingDays } from './time.ts'

/** What a promised date speaks of: the goods are with the buyer by then, or they have left the house by then. */
export type PromiseMeans = 'arrival' | 'dispatch'

/** A part of an order: goods that still stand in the house, or a parcel that left. Transit days are working days of its carrier. */
export type OrderPart =
  | {
      readonly kind: 'open'
      /** For when its leaving is planned; null = no plan. */
      readonly scheduled: Instant | null
      /** `there`, `missing` (nobody knows until when), or when it comes in. */
      readonly stock: 'there' | 'missing' | Instant
      readonly transitDays: number
    }
  | {
      readonly kind: 'left'
      /** The carrier's newest word; undefined = there is none, so nothing but its leaving is known. */
      readonly event?: ParcelEvent
      readonly transitDays: number
    }

export interface PromisedOrder {
  readonly promised: Instant
  readonly means: PromiseMeans
  readonly parts: readonly OrderPart[]
  /** A later date that the buyer was told before: that is the promise now. */
  readonly told?: Instant
}

export interface Lateness {
  /** The promise that does not hold. */
  readonly promised: Instant
  /** When it arrives instead; absent = nobody knows yet. */
  readonly expected?: Instant
  readonly reason?: DelayReason
  /** All that is late has left. */
  readonly onItsWay: boolean
  /** A later date was told before. */
  readonly again: boolean
}

/** `early` = it will not hold, but there is time until it is told. */
export type Outlook =
  { readonly kind: 'holds' } | { readonly kind: 'early' } | { readonly kind: 'late'; readonly lateness: Lateness }

export interface Watch {
  readonly now: Instant
  readonly timeZone: string
  /** So long before a promise breaks it is told. */
  readonly aheadSeconds: number
}

/**
 * Whether a promise will hold, by what Odoo and the carrier know now. Days are compared, not hours: a promise holds until the end of
 * its day. Nothing is guessed: a new date stands only where somebody planned it or the carrier gave it. Pure.
 */
export function outlook({ promised, means, parts, told }: PromisedOrder, watch: Watch): Outlook {
  const again = told !== undefined && told > promised
  // What was told is a day of arrival.
  const promise = again ? { promised: told, means: 'arrival' as const } : { promised, means }
  const late = parts.flatMap((part) => latePart(part, promise, watch) ?? [])
  if (late.length === 0) return { kind: 'holds' }
  if (!late.some(({ deadline }) => msBetween(watch.now, deadline) <= watch.aheadSeconds * 1000))
    return { kind: 'early' }
  const dates = late.flatMap(({ expected }) => expected ?? [])
  const expected = dates.length === late.length ? dates.toSorted().at(-1) : undefined
  const reason = REASONS_BY_WEIGHT.find((one) => late.some((part) => part.reason === one))
  return {
    kind: 'late',
    lateness: {
      promised: promise.promised,
      ...(expected === undefined ? {} : { expected }),
      ...(reason === undefined ? {} : { reason }),
      onItsWay: late.every(({ kind }) => kind === 'left'),
      again,
    },
  }
}

/** Calendar day of a moment in a time zone, `2026-11-22`. */
export const localDay = (at: Instant, timeZone: string): string =>
  DateTime.fromISO(at, { zone: timeZone }).toISODate() ?? at.slice(0, 10)

/** What weighs most is said, where several parts are late. */
const REASONS_BY_WEIGHT: readonly DelayReason[] = ['stock', 'address', 'weather', 'carrier', 'warehouse']

interface LatePart {
  readonly kind: OrderPart['kind']
  readonly deadline: Instant
  readonly expected?: Instant
  readonly reason?: DelayReason
}

type Promised = Pick<PromisedOrder, 'promised' | 'means'>

function latePart(part: OrderPart, promise: Promised, watch: Watch): LatePart | undefined {
  return part.kind === 'open' ? lateInHouse(part, promise, watch) : lateOnItsWay(part, promise, watch)
}

/** Goods in the house leave at the earliest now; later where that is planned, or where they are not there yet. */
function lateInHouse(
  { scheduled, stock, transitDays }: OrderPart & { kind: 'open' },
  { promised, means }: Promised,
  { now, timeZone }: Watch,
): LatePart | undefined {
  // Why goods that are there have not left is not known.
  const why = stock === 'there' ? {} : { reason: 'stock' as const }
  const late = { kind: 'open', deadline: promised, ...why } as const
  if (stock === 'missing') return late
  const known = [scheduled, stock === 'there' ? null : stock].flatMap((at) => (at !== null && at > now ? [at] : []))
  const leaves = known.reduce(later, now)
  const arrives = plusWorkingDays(leaves, transitDays, timeZone)
  const compared = means === 'arrival' ? arrives : leaves
  if (localDay(compared, timeZone) <= localDay(promised, timeZone)) return undefined
  // That it leaves at once is a hope, not a plan.
  return known.length === 0 ? late : { ...late, expected: arrives }
}

function lateOnItsWay(
  { event, transitDays }: OrderPart & { kind: 'left' },
  { promised, means }: Promised,
  { timeZone }: Watch,
): LatePart | undefined {
  if (event === undefined || event.state === 'pickup' || FINAL_STATES.includes(event.state)) return undefined
  const deadline = means === 'arrival' ? promised : plusWorkingDays(promised, transitDays, timeZone)
  const late = { kind: 'left', deadline, reason: event.reason ?? 'carrier' } as const
  if (event.expected === undefined) return event.state === 'exception' ? late : undefined
  return localDay(event.expected, timeZone) > localDay(deadline, timeZone)
    ? { ...late, expected: event.expected }
    : undefined
}
