import { describe, expect, test } from 'vitest'
import { nationwideHolidays } from '../../src/domain/holidays.ts'
import { quietHours, quietUntil, zonesOf } from '../../src/domain/quiet-hours.ts'
import { instant } from '../../src/domain/time.ts'

const night = quietHours('21:00-08:00')
const none = () => false

function leaves(
  due: string,
  {
    hours = night,
    country = 'DE',
    isHoliday = none,
  }: { hours?: ReturnType<typeof quietHours>; country?: string; isHoliday?: (day: string) => boolean } = {},
) {
  return quietUntil(
    instant(due),
    { isHoliday, ...(hours === undefined ? {} : { hours }) },
    zonesOf(country, 'Europe/Berlin'),
  )
}

describe('quiet hours', () => {
  // Berlin is one hour ahead of UTC in winter, two in summer.
  test.each([
    ['by day', '2026-03-02T09:00:00Z', undefined],
    ['when they begin', '2026-03-02T20:00:00Z', '2026-03-03T07:00:00.000Z'],
    ['a minute before they begin', '2026-03-02T19:59:00Z', undefined],
    ['after midnight', '2026-03-03T01:00:00Z', '2026-03-03T07:00:00.000Z'],
    ['when they end', '2026-03-03T07:00:00Z', undefined],
    ['in the night of 23 hours', '2026-03-28T22:30:00Z', '2026-03-29T06:00:00.000Z'],
    ['in the night of 25 hours', '2026-10-24T21:30:00Z', '2026-10-25T07:00:00.000Z'],
  ])('%s', (_when, due, until) => {
    expect(leaves(due)).toBe(until)
  })

  test('a span within the day', () => {
    const hours = quietHours('12:00-14:30')
    expect(leaves('2026-03-02T11:30:00Z', { hours })).toBe('2026-03-02T13:30:00.000Z')
    expect(leaves('2026-03-02T13:30:00Z', { hours })).toBeUndefined()
    expect(leaves('2026-03-02T10:59:00Z', { hours })).toBeUndefined()
  })

  test('an end that the clocks skip, or show twice, is in the future all the same', () => {
    const hours = quietHours('01:00-02:30')
    expect(leaves('2026-03-29T00:30:00Z', { hours })).toBe('2026-03-29T01:30:00.000Z')
    expect(leaves('2026-10-25T00:15:00Z', { hours })).toBe('2026-10-25T00:30:00.000Z')
    expect(leaves('2026-10-25T01:15:00Z', { hours })).toBe('2026-10-25T01:30:00.000Z')
  })

  test.each(['9-17', '24:00-08:00', '08:00-08:00', '21:00', ''])('%o is no span', (text) => {
    expect(quietHours(text)).toBeUndefined()
  })
})

describe("the buyer's country", () => {
  test.each([
    ['its own time', 'GB', '2026-03-03T07:30:00Z', '2026-03-03T08:00:00.000Z'],
    ['quiet as long as it is quiet in one of its zones', 'ES', '2026-07-01T06:30:00Z', '2026-07-01T07:00:00.000Z'],
    ['from New York to Hawaii', 'US', '2026-07-01T12:00:00Z', '2026-07-01T18:00:00.000Z'],
    ['a country nobody knows: the account’s zone', 'ZZ', '2026-03-03T06:30:00Z', '2026-03-03T07:00:00.000Z'],
  ])('%s', (_what, country, due, until) => {
    expect(leaves(due, { country })).toBe(until)
  })

  test('a country in which it is always quiet somewhere goes by one zone and waits no longer than a day', () => {
    const hours = quietHours('18:00-11:00')
    const until = leaves('2026-07-01T12:00:00Z', { country: 'RU', hours })
    expect(until === undefined || until < '2026-07-02T12:00:00.000Z').toBe(true)
  })
})

describe('holidays', () => {
  test('Christmas eve’s mail leaves after both holidays, and after the night', async () => {
    const isHoliday = await nationwideHolidays('DE')
    expect(leaves('2026-12-24T21:30:00Z', { isHoliday })).toBe('2026-12-27T07:00:00.000Z')
  })

  test.each([
    ['RU', ['2026-01-01', '2026-01-02', '2026-01-06', '2026-01-08'], ['2026-01-09']],
    ['TR', ['2026-03-20', '2026-03-22', '2026-05-27', '2026-05-30'], ['2026-03-23', '2026-05-31']],
    ['KR', ['2026-02-17', '2026-02-19'], ['2026-02-20']],
    ['DE', ['2026-04-03', '2026-04-06'], ['2026-04-04', '2026-01-06']],
    // Half a day off for some.
    ['CN', ['2026-10-01'], ['2026-03-08']],
  ])('in %s last all of their days, and are whole ones', async (country, quiet, busy) => {
    const isHoliday = await nationwideHolidays(country)
    expect(quiet.filter((day) => !isHoliday(day))).toEqual([])
    expect(busy.filter((day) => isHoliday(day))).toEqual([])
  })

  test('without quiet hours a holiday ends at midnight of the buyer', async () => {
    const isHoliday = await nationwideHolidays('AT')
    expect(quietUntil(instant('2026-10-26T09:00:00Z'), { isHoliday }, zonesOf('AT', 'Europe/Berlin'))).toBe(
      '2026-10-26T23:00:00.000Z',
    )
    expect(quietUntil(instant('2026-10-27T09:00:00Z'), { isHoliday }, ['Europe/Vienna'])).toBeUndefined()
  })
})
