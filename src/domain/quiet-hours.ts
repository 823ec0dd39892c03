import { DateTime } from 'luxon'
import type { HolidayTest } from './deadline.ts'
import { type Instant, instant } from './time.ts'

/** Hours of the day in which nothing is sent that can wait, as minutes since midnight; `from` above `to` spans midnight. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

export interface QuietRule {
  readonly hours?: QuietHours
  /** Days that are quiet from midnight to midnight. */
  readonly isHoliday: HolidayTest
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MINUTES = 1440
/** More holidays in a row, or hours of a country from east to west, than there are. */
const DAYS_MAX = 14

/**
 * `21:00-08:00`
 * @returns undefined where it is no span of hours, or one of none or all of the day
 */
export function quietHours(text: string): QuietHours | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) return undefined
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number)
  const hours = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
  return hours.from === hours.to ? undefined : hours
}

/**
 * When a mail that is due may go. Where the buyer's country has several time zones it is quiet while it is quiet in one of them.
 * @param zones IANA names, one or more
 * @returns undefined = now; never later than it has to be, across changes of the clock
 */
export function quietUntil(due: Instant, rule: QuietRule, zones: readonly string[]): Instant | undefined {
  let at = Date.parse(due)
  const last = at + DAYS_MAX * DAY_MINUTES * MINUTE_MS
  while (at <= last) {
    const ends = zones.map((zone) => quietEnd(at, rule, zone)).filter((end) => end !== undefined)
    if (ends.length === 0) return at === Date.parse(due) ? undefined : instant(new Date(at))
    // The nearest end: what is quiet elsewhere is looked at again from there.
    at = Math.min(...ends)
  }
  // A country so wide that it is always quiet somewhere in it: its first zone decides.
  return zones.length > 1 ? quietUntil(due, rule, zones.slice(0, 1)) : undefined
}

/** When the quiet in which this moment lies ends in a zone; undefined = it lies in none. */
function quietEnd(at: number, { hours, isHoliday }: QuietRule, zone: string): number | undefined {
  const local = DateTime.fromMillis(at, { zone })
  if (isHoliday(local.toISODate() ?? '')) return startOfNextDay(local)
  if (hours === undefined) return undefined
  const minute = local.hour * 60 + local.minute
  const spansMidnight = hours.from > hours.to
  if (spansMidnight && minute >= hours.from) return atMinute(local.plus({ days: 1 }), hours.to)
  if (minute >= hours.to || (!spansMidnight && minute < hours.from)) return undefined
  const end = atMinute(local, hours.to)
  // In the hour that autumn's change repeats the end has been already: it comes again.
  return end > at ? end : end + HOUR_MS
}

const startOfNextDay = (local: DateTime): number => local.plus({ days: 1 }).startOf('day').toMillis()

/** A time of day that the clocks skip is the one they show an hour later. */
const atMinute = (day: DateTime, minute: number): number =>
  day
    .startOf('day')
    .set({ hour: Math.floor(minute / 60), minute: minute % 60 })
    .toMillis()

interface ZonesOfCountry {
  getTimeZones?: () => string[] | undefined
}

/**
 * The time zones of a country, as CLDR lists them.
 * @param country ISO 3166, `DE`; null = not known
 * @param fallback where it has none
 */
export function zonesOf(country: string | null, fallback: string): readonly string[] {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return [fallback]
  const zones = (new Intl.Locale(`und-${country}`) as ZonesOfCountry).getTimeZones?.() ?? []
  return zones.length === 0 ? [fallback] : zones
}
