import { expect, test } from 'vitest'
import { Misconfigured } from '../../src/domain/errors.ts'
import { instant } from '../../src/domain/time.ts'
import { cronSlots, slotFrom } from '../../src/kit/cron-slots.ts'

const berlin = (expression: string, at: string): string | undefined =>
  cronSlots(expression, 'Europe/Berlin').newestAt(instant(at))

test.each([
  { cron: '*/5 * * * *', at: '2026-11-22T10:13:20Z', newest: '2026-11-22T10:10:00.000Z', why: 'every five minutes' },
  { cron: '*/5 * * * *', at: '2026-11-22T10:10:00Z', newest: '2026-11-22T10:10:00.000Z', why: 'a slot is due at once' },
  { cron: '15 3 * * *', at: '2026-11-22T01:00:00Z', newest: '2026-11-21T02:15:00.000Z', why: 'yesterday, winter time' },
  { cron: '15 3 * * *', at: '2026-07-22T04:00:00Z', newest: '2026-07-22T01:15:00.000Z', why: 'today, summer time' },
  { cron: '0 6 1 * *', at: '2026-11-22T10:00:00Z', newest: '2026-11-01T05:00:00.000Z', why: 'the first of the month' },
  { cron: '0 6 * * 7', at: '2026-11-26T10:00:00Z', newest: '2026-11-22T05:00:00.000Z', why: 'Sunday by its number 7' },
  { cron: '0 6 * * mon', at: '2026-11-26T10:00:00Z', newest: '2026-11-23T05:00:00.000Z', why: 'Monday by name' },
  { cron: '0 0 29 2 *', at: '2026-11-26T10:00:00Z', newest: undefined, why: 'a leap day further back than 400 days' },
])('$cron: $why', ({ cron, at, newest }) => {
  expect(berlin(cron, at)).toBe(newest)
})

test('a time that spring leaves out is due as much later as the clock jumps', () => {
  expect(berlin('30 2 * * *', '2026-03-29T01:29:00Z')).toBe('2026-03-28T01:30:00.000Z')
  expect(berlin('30 2 * * *', '2026-03-29T01:31:00Z')).toBe('2026-03-29T01:30:00.000Z')
})

test('a time that autumn repeats is due the first time only', () => {
  expect(berlin('30 2 * * *', '2026-10-25T00:31:00Z')).toBe('2026-10-25T00:30:00.000Z')
  expect(berlin('30 2 * * *', '2026-10-25T01:31:00Z')).toBe('2026-10-25T00:30:00.000Z')
})

test('an hourly job has both hours that autumn gives the same name', () => {
  expect(berlin('0 * * * *', '2026-10-25T00:59:00Z')).toBe('2026-10-25T00:00:00.000Z')
  expect(berlin('0 * * * *', '2026-10-25T01:59:00Z')).toBe('2026-10-25T01:00:00.000Z')
})

test.each(['1 2 3', '61 * * * *', '* * * * * *', '@daily', '0 0 L * *', 'soon', ''])(
  '"%s" is refused with what would be right',
  (expression) => {
    expect(() => cronSlots(expression, 'Europe/Berlin')).toThrow(Misconfigured)
    expect(() => cronSlots(expression, 'Europe/Berlin')).toThrow(/The job does not run\. .*e\.g\./)
  },
)

test('the next slot is the first at or after a moment, over the change of the clocks too', () => {
  const next = (cron: string, at: string) => slotFrom(cronSlots(cron, 'Europe/Berlin'), instant(at))
  expect(next('*/5 * * * *', '2026-11-22T10:00:00Z')).toBe('2026-11-22T10:00:00.000Z')
  expect(next('*/5 * * * *', '2026-11-22T10:00:01Z')).toBe('2026-11-22T10:05:00.000Z')
  expect(next('15 3 * * *', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:15:00.000Z')
  expect(next('30 2 * * *', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
  expect(next('30 2 * * *', '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z')
  expect(next('0 3 1 12 *', '2026-11-22T12:00:00Z')).toBe('2026-12-01T02:00:00.000Z')
})
