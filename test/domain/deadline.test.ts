import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import {
  answerBy,
  type AnswerRule,
  countingMs,
  deadlineOf,
  isCounting,
  noHolidays,
  type WaitFacts,
  waitingSince,
} from '../../src/domain/deadline.ts'
import { nationwideHolidays } from '../../src/domain/holidays.ts'
import type { AuthorRole } from '../../src/domain/message.ts'
import { type Instant, instant, plusMs } from '../../src/domain/time.ts'
import { DEADLINE_CASES, type DeadlineCase } from './deadline-cases.ts'

const HOUR = 3_600_000

function factsOf({ messages, says }: DeadlineCase): WaitFacts {
  const read = messages.map((message) => {
    const [who = '', at = ''] = message.split(' ')
    return { who, at: instant(at) }
  })
  const shown = read.filter(({ who }) => who !== 'sent')
  return {
    status: says === 'closed' ? 'closed' : 'open',
    waitsForSeller: says === 'waits',
    updatedAt:
      shown
        .map(({ at }) => at)
        .toSorted()
        .at(-1) ?? instant('1970-01-01T00:00Z'),
    messages: shown.map(({ who, at }) =>
      who === 'automatic' ? { role: 'seller', at, automatic: true } : { role: who as AuthorRole, at },
    ),
    sentUnseen: read.filter(({ who }) => who === 'sent').map(({ at }) => at),
  }
}

const ruleOf = (marketplace: string): AnswerRule | undefined =>
  connectors.find(({ name }) => name === marketplace)?.manifest.answerRule

test.each(DEADLINE_CASES)('$marketplace: $name', async (given) => {
  const rule = ruleOf(given.marketplace)
  const found = deadlineOf(factsOf(given), rule, await nationwideHolidays(rule?.holidaysOf))
  const expected = (at: string | null) => (at === null ? null : instant(at))
  expect(found).toEqual({ waitingSince: expected(given.since), answerBy: expected(given.by) })
})

test('there are sixty cases at least, for every connector', () => {
  expect(DEADLINE_CASES.length).toBeGreaterThanOrEqual(60)
  expect(new Set(DEADLINE_CASES.map(({ marketplace }) => marketplace))).toEqual(
    new Set(connectors.map(({ name }) => name)),
  )
})

test('every rule says where it comes from', () => {
  const rules = connectors.flatMap(({ manifest }) => manifest.answerRule ?? [])
  expect(rules).toHaveLength(8)
  for (const { source, seen } of rules) {
    expect(source.length).toBeGreaterThan(20)
    expect(seen).toMatch(/^(\d{4}-\d\d|never)$/)
  }
})

describe('whatever the moment and the rule', async () => {
  const german = await nationwideHolidays('DE')
  // Two years, with both changes of the clocks, weekends, holidays and midnights.
  const moment = fc
    .integer({ min: Date.parse('2026-01-01T00:00Z') / 60_000, max: Date.parse('2027-12-01T00:00Z') / 60_000 })
    .map((minute) => instant(new Date(minute * 60_000)))
  const nearClockChange = fc
    .tuple(fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z'), fc.integer({ min: -72 * 60, max: 72 * 60 }))
    .map(([change, minutes]) => plusMs(instant(change), minutes * 60_000))
  const when = fc.oneof(moment, nearClockChange)
  const rules = fc.record({
    hours: fc.integer({ min: 1, max: 96 }),
    days: fc.constantFrom('every' as const, 'working' as const),
    timeZone: fc.constantFrom('Europe/Berlin', 'Europe/Warsaw', 'Asia/Shanghai', 'UTC'),
    source: fc.constant('a property'),
    certainty: fc.constant('U' as const),
    seen: fc.constant('never'),
  })
  const calendar = fc.constantFrom(noHolidays, german)
  const runs = { numRuns: 150 }

  test('exactly the hours of the rule lie between beginning and end', () => {
    fc.assert(
      fc.property(when, rules, calendar, (since, rule, isHoliday) => {
        expect(countingMs(since, answerBy(since, rule, isHoliday), rule, isHoliday)).toBe(rule.hours * HOUR)
      }),
      runs,
    )
  })

  test('it never ends inside a day that does not count', () => {
    fc.assert(
      fc.property(when, rules, calendar, (since, rule, isHoliday) => {
        const end = answerBy(since, rule, isHoliday)
        const midnight = DateTime.fromISO(end, { zone: rule.timeZone }).startOf('day').toMillis() === Date.parse(end)
        expect(midnight || isCounting(end, rule, isHoliday)).toBe(true)
        // The moment before the end always counts.
        expect(isCounting(plusMs(end, -1), rule, isHoliday)).toBe(true)
      }),
      runs,
    )
  })

  test('who wrote later never has the earlier deadline', () => {
    fc.assert(
      fc.property(
        when,
        fc.integer({ min: 0, max: 14 * 24 * 60 }),
        rules,
        calendar,
        (since, minutes, rule, isHoliday) => {
          const later = plusMs(since, minutes * 60_000)
          expect(answerBy(later, rule, isHoliday) >= answerBy(since, rule, isHoliday)).toBe(true)
        },
      ),
      runs,
    )
  })

  test('a later message of the buyer moves nothing', () => {
    const roles = fc.constantFrom<AuthorRole>('buyer', 'seller', 'customer_service', 'system')
    const messages = fc.array(fc.record({ role: roles, at: when }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 100_000 }), (before, seconds) => {
        const newest = before
          .map(({ at }) => at)
          .toSorted()
          .at(-1) as Instant
        const facts: WaitFacts = {
          status: 'open',
          waitsForSeller: true,
          updatedAt: newest,
          messages: before,
          sentUnseen: [],
        }
        const answered = before
          .filter(({ role }) => role === 'seller')
          .map(({ at }) => at)
          .toSorted()
          .at(-1)
        const unanswered = before.some(({ role, at }) => role !== 'seller' && (answered === undefined || at > answered))
        fc.pre(unanswered)
        const later = [...before, { role: 'buyer' as const, at: plusMs(newest, seconds * 1000) }]
        expect(waitingSince({ ...facts, messages: later })).toBe(waitingSince(facts))
      }),
      runs,
    )
  })
})

test('a rule without hours is refused', () => {
  const rule = { ...(ruleOf('amazon') as AnswerRule), hours: 0 }
  expect(() => answerBy(instant('2026-11-16T08:00Z'), rule, noHolidays)).toThrow(RangeError)
})

test('a calendar without a day that counts is refused', () => {
  expect(() => answerBy(instant('2026-11-16T08:00Z'), ruleOf('amazon') as AnswerRule, () => true)).toThrow(RangeError)
})

test('a country without a calendar is refused', async () => {
  await expect(nationwideHolidays('XX')).rejects.toThrow('no holidays are known of XX')
})
