import { DateTime } from 'luxon'
import nodeCron from 'node-cron'
import { Misconfigured } from '../domain/errors.ts'
import { instant, type Instant, plusMs } from '../domain/time.ts'

/** The moments at which a cron expression is due. */
export interface CronSlots {
  /** The newest slot at or before `at`; undefined = none within 400 days. */
  newestAt(at: Instant): Instant | undefined
  /** Whether it runs in every hour of a day: such a job does no harm when it runs once more. */
  readonly everyHour: boolean
}

interface Fields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
}

const REACH_DAYS = 400
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * Reads a cron expression the way node-cron does (day of month and day of week must both fit), and settles what it leaves open when
 * the clock changes. An expression of every hour follows real time: the repeated hour of autumn has its slots twice. One of
 * certain hours follows the clock on the wall: a time that spring leaves out is due as much later as the clock jumps, one that
 * autumn repeats is due the first time only.
 * @param expression five fields
 * @param timeZone IANA name
 * @throws Misconfigured when the expression is none
 */
export function cronSlots(expression: string, timeZone: string): CronSlots {
  const fields = parse(expression)
  const inEveryHour = fields.hours.length === 24
  const slotsOf = inEveryHour ? everyHour : certainHours
  return {
    everyHour: inEveryHour,
    newestAt(at) {
      const now = DateTime.fromISO(at, { zone: timeZone })
      for (let back = 0; back <= REACH_DAYS; back += 1) {
        const day = now.startOf('day').minus({ days: back })
        if (!isDue(day, fields)) continue
        const slot = slotsOf(day, now.toMillis(), fields)
        if (slot !== undefined) return instant(new Date(slot))
      }
      return undefined
    },
  }
}

/**
 * The first slot at or after a moment; undefined = none within 400 days. Found by halving, since the newest slot only ever moves on.
 */
export function slotFrom({ newestAt }: CronSlots, at: Instant): Instant | undefined {
  if (newestAt(at) === at) return at
  const isPast = (ms: number): boolean => (newestAt(plusMs(at, ms)) ?? '') > at
  let reach = MINUTE_MS
  while (!isPast(reach)) {
    if (reach > REACH_DAYS * DAY_MS) return undefined
    reach *= 2
  }
  let before = 0
  while (reach - before > 1) {
    const middle = Math.floor((before + reach) / 2)
    if (isPast(middle)) reach = middle
    else before = middle
  }
  return newestAt(plusMs(at, reach))
}

function parse(expression: string): Fields {
  const five = expression.trim().split(/\s+/).length === 5
  const { valid, fields, errors } = nodeCron.validateDetailed(expression)
  if (!five || !valid || fields === undefined) {
    const why = errors[0]?.message ?? 'it has not five fields'
    throw new Misconfigured(
      `"${expression}" is no schedule: ${why}. The job does not run. Five fields are wanted: minute hour day month weekday, e.g. */5 * * * *.`,
    )
  }
  return {
    minutes: fields.minute,
    hours: fields.hour,
    days: numbers(expression, fields.dayOfMonth),
    months: fields.month,
    weekdays: numbers(expression, fields.dayOfWeek).map((day) => day % 7),
  }
}

function numbers(expression: string, field: readonly (number | string)[]): number[] {
  return field.map((value) => {
    if (typeof value === 'number') return value
    throw new Misconfigured(
      `"${expression}" uses ${value}, which is not supported. The job does not run. Name days by number or name, e.g. 0 3 1 * *.`,
    )
  })
}

const isDue = (day: DateTime, { days, months, weekdays }: Fields): boolean =>
  days.includes(day.day) && months.includes(day.month) && weekdays.includes(day.weekday % 7)

/** Newest moment of the day, at or before `nowMs`, whose minute fits: in real time, so a repeated hour counts twice. */
function everyHour(day: DateTime, nowMs: number, { minutes }: Fields): number | undefined {
  const start = day.toMillis()
  const last = Math.min(nowMs, day.plus({ days: 1 }).toMillis() - 1)
  for (let ms = last - (last % MINUTE_MS); ms >= start; ms -= MINUTE_MS) {
    if (minutes.includes(DateTime.fromMillis(ms, { zone: day.zone }).minute)) return ms
  }
  return undefined
}

/** Newest of the day's times on the wall, at or before `nowMs`. */
function certainHours(day: DateTime, nowMs: number, { hours, minutes }: Fields): number | undefined {
  const { year, month, day: dayOfMonth } = day
  const due = hours
    .flatMap((hour) => minutes.map((minute) => ({ year, month, day: dayOfMonth, hour, minute })))
    .map((time) => firstMoment(DateTime.fromObject(time, { zone: day.zone })))
    .filter((ms) => ms <= nowMs)
  return due.length === 0 ? undefined : Math.max(...due)
}

const firstMoment = (time: DateTime): number =>
  Math.min(...time.getPossibleOffsets().map((possible) => possible.toMillis()))
