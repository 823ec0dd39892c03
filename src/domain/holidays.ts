import type { HolidaysTypes } from 'date-holidays'
import { type HolidayTest, noHolidays } from './deadline.ts'

const loaded = new Map<string, Promise<HolidayTest>>()

/**
 * The nationwide public holidays of a country, by date-holidays: those of a single state are none of them, nor are half days and bank holidays.
 * Its calendars are loaded at the first call, since they cost a tenth of a second.
 * @param country ISO 3166, `DE`; undefined = no holidays
 * @throws RangeError when the country has no calendar
 */
export async function nationwideHolidays(country: string | undefined): Promise<HolidayTest> {
  if (country === undefined) return noHolidays
  const known = loaded.get(country) ?? load(country)
  loaded.set(country, known)
  return known
}

async function load(country: string): Promise<HolidayTest> {
  const { default: Holidays } = await import('date-holidays')
  const calendar = new Holidays(country, { types: ['public'] })
  if (calendar.getRules().length === 0) throw new RangeError(`no holidays are known of ${country}`)
  const years = new Map<string, ReadonlySet<string>>()
  return (localDate) => {
    const year = localDate.slice(0, 4)
    const days = years.get(year) ?? new Set(calendar.getHolidays(year).flatMap(wholeDays))
    years.set(year, days)
    return days.has(localDate)
  }
}

const HOUR_MS = 3_600_000

/** One holiday may be several days (Russia's New Year, Bayram, Seollal), or half of one, which is none. */
function wholeDays({ date, start, end }: HolidaysTypes.Holiday): readonly string[] {
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
  // The day on which the clocks go forward has 23 hours.
  const count = Math.floor(((end.getTime() - start.getTime()) / HOUR_MS + 1) / 24)
  return Array.from({ length: count }, (_, day) => new Date(first + day * 24 * HOUR_MS).toISOString().slice(0, 10))
}
