import { DateTime } from 'luxon'
import { type Instant, instant, msBetween, plusSeconds } from '../../src/domain/time.ts'

const DAY_SECONDS = 86_400
/** A date further away is no deadline of a claim. */
const LONGEST_SECONDS = 60 * DAY_SECONDS

const MONTHS = [
  'jan ene gen sty',
  'feb fév fev lut',
  'mär mar maa marz mrz',
  'apr avr abr kwi',
  'mai may mag maj mei',
  'jun juin giu cze',
  'jul juil lug lip',
  'aug aoû aou ago sie',
  'sep set wrz',
  'okt oct ott out paź paz',
  'nov lis',
  'dez dec déc dic gru',
].map((names) => names.split(' '))

/** Until when, as it is said in the languages of the shops. */
const UNTIL =
  'bis (?:spätestens )?(?:zum|am)?|spätestens (?:am|bis)?|until|no later than|by|before|avant le|jusqu.au|au plus tard le|entro (?:e non oltre )?(?:il|le)?|antes del|hasta el|a más tardar el|vóór|voor|uiterlijk(?: op)?|tot(?: en met)?|do(?: dnia)?|przed|najpóźniej|senast(?: den)?|före'
const WITHIN =
  'innerhalb (?:von|der nächsten)?|binnen|within(?: the next)?|sous|dans (?:un délai de|les)?|sous un délai de|entro|en un plazo de|dentro de|en|binnen|w ciągu|inom'
const DATE = String.raw`(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{1,2})\.?\s(?:de\s)?(\p{L}{3,12})\.?\s(?:de\s)?(\d{4})|(\p{L}{3,12})\s(\d{1,2}),\s(\d{4}))`
const TIME = String.raw`(?:,?\s(?:um|at|à|alle|a las|om|o|kl\.?)?\s?(\d{1,2})[:.h](\d{2}))?`
const ABSOLUTE = new RegExp(String.raw`(?<!\p{L})(?:${UNTIL})\s{0,2}(?:\p{L}{2,12},?\s){0,2}${DATE}${TIME}`, 'giu')
const RELATIVE = new RegExp(
  String.raw`(?<!\p{L})(?:${WITHIN})\s{0,2}(\d{1,3})\s(?:\p{L}{4,14}\s)?(stunden|hours|heures|ore|horas|uur|godzin\p{L}*|timmar|\p{L}{0,9}tagen?|(?:calendar )?days|jours|giorni|días|dagen|\p{L}{0,10}dagen|dni|\p{L}{0,10}dagar)`,
  'giu',
)
const HOURS = /^(?:stunden|hours|heures|ore|horas|uur|godzin|timmar)/iu

/**
 * The deadline that a mail names: a date, else so many days or hours after the mail. A date without a time ends with its day.
 * @param at when the mail was written
 * @param timeZone of the shop it is about
 * @returns undefined where none stands there, or none that can be meant
 */
export function deadlineIn(text: string, at: Instant, timeZone: string): Instant | undefined {
  const looked = text.slice(0, 50_000)
  const dates = Array.from(looked.matchAll(ABSOLUTE), (match) => dateOf(match, timeZone))
  const spans = Array.from(looked.matchAll(RELATIVE), ([, count = '', unit = '']) =>
    plusSeconds(at, Number(count) * (HOURS.test(unit) ? 3600 : DAY_SECONDS)),
  )
  const possible = (one: Instant | undefined): one is Instant =>
    one !== undefined && one > at && msBetween(at, one) <= LONGEST_SECONDS * 1000
  return dates.filter(possible).toSorted()[0] ?? spans.filter(possible).toSorted()[0]
}

function dateOf(match: RegExpExecArray, zone: string): Instant | undefined {
  const [, y1, m1, d1, d2, m2, y2, d3, name3, y3, name4, d4, y4, hour, minute] = match
  const year = Number(y1 ?? y2 ?? y3 ?? y4)
  const day = Number(d1 ?? d2 ?? d3 ?? d4)
  const month = Number(m1 ?? m2) || monthOf(name3 ?? name4 ?? '')
  const time = hour === undefined ? { hour: 23, minute: 59 } : { hour: Number(hour), minute: Number(minute) }
  const local = DateTime.fromObject({ year, month, day, ...time }, { zone })
  return local.isValid ? instant(local.toJSDate()) : undefined
}

/** 0 = no month. */
const monthOf = (name: string): number =>
  MONTHS.findIndex((names) => names.some((beginning) => name.toLowerCase().startsWith(beginning))) + 1
