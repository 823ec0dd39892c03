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
    const days = years.get(year) ?? new Set(calendar.getHolidays(year).map(({ date }) => date.slice(0, 10)))
    years.set(year, days)
    return days.has(localDate)
  }
}
