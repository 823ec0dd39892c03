import { instant, type Instant } from '../../domain/time.ts'
import { oneLine } from './words.ts'

const FORM =
  /(\d{1,2})[\s-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s-]+(\d{2,4}),?\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d+)?\s*(?:([+-])\s?(\d{2}):?(\d{2})|([a-z]{1,5}))?/i
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Names of RFC 5322, 4.3 and those that are met in Europe; others count as UTC. Minutes east of UTC. */
const ZONES: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  bst: 60,
  msk: 180,
}

/**
 * A Date header as a moment: RFC 5322 in its loose forms (two-digit years, no zone = UTC, comments), or ISO 8601.
 * @returns null where there is none that can be read, or a year before 1970 or after 2999
 */
export function dateOf(value: string): Instant | null {
  const text = oneLine(value.slice(0, 200))
  const ms = fromForm(text) ?? (/^\d{4}-\d\d-\d\dT?/.test(text) ? Date.parse(text) : Number.NaN)
  return Number.isNaN(ms) || ms < 0 || ms >= Date.UTC(3000, 0, 1) ? null : instant(new Date(ms))
}

function fromForm(text: string): number | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const [, day, month = '', year, hour, minute, second = '0', sign, zoneHours, zoneMinutes, zone = ''] = match
  const at = {
    year: fullYear(Number(year)),
    month: MONTHS.indexOf(month.toLowerCase()),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Math.min(Number(second), 59),
  }
  if (at.day > 31 || at.day < 1 || at.hour > 23 || at.minute > 59) return Number.NaN
  const named = ZONES[zone.toLowerCase()] ?? 0
  const east = sign === undefined ? named : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes))
  return (
    Date.UTC(at.year, at.month, at.day, at.hour, at.minute, at.second) - (Math.abs(east) <= 24 * 60 ? east : 0) * 60_000
  )
}

/** RFC 5322, 4.3: two digits below 50 are of this century, three digits count from 1900. */
const fullYear = (year: number): number => (year < 50 ? 2000 + year : year < 1000 ? 1900 + year : year)
