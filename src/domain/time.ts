import { DateTime } from 'luxon'

/** A moment as ISO 8601 in UTC with milliseconds (`2026-11-22T00:28:50.000Z`): sorts as text, survives JSON. */
export type Instant = string & { readonly _: 'instant' }

/** Time as the service sees it; tests move it by hand. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/**
 * Parses what a source calls a time.
 * @param value ISO 8601 text, or a Date
 * @throws RangeError when it is none
 */
export function instant(value: string | Date): Instant {
  const date = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(date.getTime()) || (typeof value === 'string' && !isCalendarDay(value)))
    throw new RangeError(`not a time: ${JSON.stringify(value)}`)
  return date.toISOString() as Instant
}

/** 30 February is no day, though `Date` takes it for one in March. What begins otherwise is not looked at. */
function isCalendarDay(value: string): boolean {
  const day = /^\d{4}-\d\d-(29|30|31)/.exec(value)?.[0]
  return day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
}

export const plusMs = (at: Instant, ms: number): Instant => instant(new Date(Date.parse(at) + ms))
export const plusSeconds = (at: Instant, seconds: number): Instant => plusMs(at, seconds * 1000)
export const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from)
export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b)
export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)

/**
 * Adds working days (Monday to Friday) in a time zone and keeps the local time of day; 0 days = the moment itself.
 * @param days whole number, 0 or more
 */
export function plusWorkingDays(at: Instant, days: number, timeZone: string): Instant {
  let local = DateTime.fromISO(at, { zone: timeZone })
  for (let left = days; left > 0;) {
    local = local.plus({ days: 1 })
    if (local.weekday <= 5) left -= 1
  }
  return instant(local.toJSDate())
}
