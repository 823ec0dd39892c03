import { DateTime } from 'luxon'
import type { AuthorRole } from './message.ts'
import type { Certainty } from './policy.ts'
import { type Instant, instant, later, msBetween, plusMs } from './time.ts'

/** Until when a marketplace wants the seller's answer, as data. */
export interface AnswerRule {
  /** Hours that really pass on days that count; such a day may have 23 or 25 of them. */
  readonly hours: number
  /** Which days of the week count: every day, or Monday to Friday. */
  readonly days: 'every' | 'working'
  /** Country whose nationwide public holidays do not count either (ISO 3166, `DE`). */
  readonly holidaysOf?: string
  /** Where a day begins and ends. */
  readonly timeZone: string
  /** Page or inference the rule rests on. */
  readonly source: string
  readonly certainty: Certainty
  /** Month the source was looked up, `2026-11`; `never` = no source was found. */
  readonly seen: string
}

/** Whether a local date (`2026-12-25`) is a holiday that does not count. */
export type HolidayTest = (localDate: string) => boolean

export const noHolidays: HolidayTest = () => false

/** A promise to a marketplace: who waits since when, and until when an answer counts as in time. */
export interface Deadline {
  readonly waitingSince: Instant
  readonly answerBy: Instant
}

/** More days without one that counts than any calendar has. */
const DAYS_MAX = 400

/**
 * The instant at which the last counting hour is complete. A deadline that ends with a Friday stays at Saturday 00:00: it does not roll on.
 * @param since when the time began to run
 * @throws RangeError when the rule leaves no day that counts, or its hours are not above 0
 */
export function answerBy(since: Instant, rule: AnswerRule, isHoliday: HolidayTest): Instant {
  if (!(rule.hours > 0)) throw new RangeError(`a deadline of ${String(rule.hours)} hours`)
  let left = rule.hours * 3_600_000
  let from = since
  for (let days = 0; days < DAYS_MAX; days += 1) {
    const { counts, end } = dayOf(from, rule, isHoliday)
    const available = counts ? msBetween(from, end) : 0
    if (available >= left) return plusMs(from, left)
    left -= available
    from = end
  }
  throw new RangeError('no day counts for this deadline')
}

/**
 * Milliseconds between two instants that fall on days that count.
 * @param from not later than `to`
 */
export function countingMs(from: Instant, to: Instant, rule: AnswerRule, isHoliday: HolidayTest): number {
  let sum = 0
  for (let at = from; at < to;) {
    const { counts, end } = dayOf(at, rule, isHoliday)
    const until = end < to ? end : to
    if (counts) sum += msBetween(at, until)
    at = until
  }
  return sum
}

/** Whether an instant falls on a day that counts. */
export const isCounting = (at: Instant, rule: AnswerRule, isHoliday: HolidayTest): boolean =>
  dayOf(at, rule, isHoliday).counts

function dayOf(at: Instant, { days, timeZone }: AnswerRule, isHoliday: HolidayTest) {
  const day = DateTime.fromISO(at, { zone: timeZone }).startOf('day')
  const weekend = days === 'working' && day.weekday > 5
  return {
    counts: !weekend && !isHoliday(day.toISODate() ?? ''),
    // The next midnight by the calendar: 23, 24 or 25 hours away.
    end: instant(day.plus({ days: 1 }).startOf('day').toJSDate()),
  }
}

/** A message as far as the wait is concerned. */
export interface WaitMessage {
  readonly role: AuthorRole
  readonly at: Instant
  /** Written by a machine in the seller's name, where the marketplace does not take that for an answer. */
  readonly automatic?: boolean
}

export interface WaitFacts {
  readonly status: 'open' | 'closed'
  /** What the marketplace itself says. */
  readonly waitsForSeller: boolean
  /** When the conversation was as the marketplace shows it here. */
  readonly updatedAt: Instant
  readonly messages: readonly WaitMessage[]
  /** When answers of ours were sent that the marketplace has not shown yet. */
  readonly sentUnseen: readonly Instant[]
}

/**
 * Since when somebody waits for the seller's answer: the oldest message that is not the seller's after the seller's last own one. Where the
 * marketplace says that it still waits though the seller wrote last, the newest message that is not the seller's, whatever its role.
 * @returns null when nobody waits
 */
export function waitingSince({ status, waitsForSeller, updatedAt, messages, sentUnseen }: WaitFacts): Instant | null {
  if (status === 'closed' || !waitsForSeller) return null
  const others = messages.filter(({ role }) => role !== 'seller').map(({ at }) => at)
  const shown = messages.filter(({ role, automatic }) => role === 'seller' && automatic !== true).map(({ at }) => at)
  const answered = newest([...shown, ...sentUnseen])
  const open = answered === undefined ? others : others.filter((at) => at > answered)
  if (open.length > 0) return oldest(open) ?? null
  // What the marketplace says is older than our answer, so it does not speak of it.
  const unseen = newest(sentUnseen)
  if (unseen !== undefined && updatedAt <= unseen) return null
  return newest(others) ?? null
}

/** Both ends of the wait; without a rule nobody sets an end. */
export function deadlineOf(
  facts: WaitFacts,
  rule: AnswerRule | undefined,
  isHoliday: HolidayTest,
): { readonly [End in keyof Deadline]: Deadline[End] | null } {
  const since = waitingSince(facts)
  return {
    waitingSince: since,
    answerBy: since === null || rule === undefined ? null : answerBy(since, rule, isHoliday),
  }
}

const newest = (times: readonly Instant[]): Instant | undefined =>
  times.length === 0 ? undefined : times.reduce((a, b) => later(a, b))
const oldest = (times: readonly Instant[]): Instant | undefined =>
  times.length === 0 ? undefined : times.reduce((a, b) => (a < b ? a : b))
