import { expect, test } from 'vitest'
import {
  advance,
  type Alarm,
  ALARM_KINDS,
  ALARMS,
  type Finding,
  isFinished,
  isOpen,
  told,
  toTell,
} from '../../src/domain/alarm.ts'
import { accountName } from '../../src/domain/ids.ts'
import { type Instant, instant, plusSeconds } from '../../src/domain/time.ts'

const START = instant('2026-11-22T10:00:00Z')
const at = (seconds: number): Instant => plusSeconds(START, seconds)
const paused: Finding = {
  kind: 'account_paused',
  account: accountName('kaufland-de'),
  summary: 'Kaufland answers 503.',
  graceSeconds: 300,
}
const failed = (newest: Instant): Finding => ({
  kind: 'effects_failed',
  account: accountName('shop'),
  summary: 'Two mails were refused.',
  graceSeconds: 0,
  newest,
})

let ids = 0
const newId = (): string => `alarm-${String((ids += 1))}`
const look = (alarms: readonly Alarm[], findings: readonly Finding[], now: Instant, judged = ALARM_KINDS) =>
  advance(alarms, findings, { now, judged: new Set(judged), newId, afterSeconds: 1800 })
const telling = (alarms: readonly Alarm[], now: Instant) => alarms.map((alarm) => toTell(alarm, 'mail', now))
const tellAll = (alarms: readonly Alarm[], now: Instant) => alarms.map((alarm) => told(alarm, 'mail', now))

test.each(ALARM_KINDS.map((kind) => [kind, ALARMS[kind]] as const))(
  '%s says what it is, when it is told, what it means and what to do',
  (_kind, text) => {
    expect(text.title).not.toMatch(/\.$/)
    for (const sentence of [text.opens, text.meaning]) expect(sentence).toMatch(/^[A-Z0-9].{20,}\.$/)
    expect(text.remedy.length).toBeGreaterThan(20)
  },
)

test('what goes by itself within its grace is never told', () => {
  const first = look([], [paused], at(0))
  expect(first.map(isOpen)).toEqual([false])
  const later = look(first, [paused], at(299))
  expect(telling(later, at(299))).toEqual([undefined])
  expect(look(later, [], at(310))).toEqual([])
})

test('what lasts is told once, and over once when it stayed away for a minute', () => {
  let alarms = look(look([], [paused], at(0)), [paused], at(300))
  expect(telling(alarms, at(300))).toEqual(['open'])
  alarms = tellAll(alarms, at(300))
  alarms = look(alarms, [paused], at(5000))
  expect(telling(alarms, at(5000))).toEqual([undefined])
  alarms = look(alarms, [], at(5030))
  expect(alarms.map(isOpen)).toEqual([true])
  alarms = look(alarms, [paused], at(5060))
  alarms = look(look(alarms, [], at(5090)), [], at(5150))
  expect(telling(alarms, at(5150))).toEqual(['cleared'])
  alarms = tellAll(alarms, at(5150))
  expect(telling(alarms, at(5150))).toEqual([undefined])
  expect(isFinished(alarms[0] as Alarm, ['mail'])).toBe(true)
  expect(isFinished(alarms[0] as Alarm, ['mail', 'webhook'])).toBe(false)
})

test('an alarm that could not be told before it was over is told as over, so that it is not lost', () => {
  const alarms = look(look([], [failed(at(0))], at(0)), [], at(60))
  expect(telling(alarms, at(60))).toEqual(['cleared'])
})

test('more of the same is told again after a day at the earliest, and only if there is more', () => {
  let alarms: readonly Alarm[] = tellAll(look([], [failed(at(0))], at(0)), at(0))
  alarms = look(alarms, [failed(at(3600))], at(3600))
  expect(telling(alarms, at(3600))).toEqual([undefined])
  expect(telling(alarms, at(86_400))).toEqual(['again'])
  alarms = tellAll(alarms, at(86_400))
  expect(telling(look(alarms, [failed(at(3600))], at(400_000)), at(400_000))).toEqual([undefined])
})

test('what becomes more urgent is told again at once, and not when it becomes less', () => {
  const ends = (urgency: number): Finding => ({ ...failed(at(0)), kind: 'credential_ends', urgency })
  let alarms: readonly Alarm[] = tellAll(look([], [ends(1)], at(0)), at(0))
  alarms = look(alarms, [ends(2)], at(60))
  expect(telling(alarms, at(60))).toEqual(['again'])
  alarms = tellAll(alarms, at(60))
  expect(telling(look(alarms, [ends(1)], at(90)), at(90))).toEqual([undefined])
})

test('what could not be looked at stays as it is', () => {
  const alarms = tellAll(look([], [failed(at(0))], at(0)), at(0))
  expect(look(alarms, [], at(60), ['database_away'])).toEqual(alarms)
})

test('a clock that is put back an hour makes no alarm and no all-clear wait for that hour', () => {
  let alarms = look([], [paused], at(3600))
  alarms = look(alarms, [paused], at(0))
  alarms = look(alarms, [paused], at(300))
  expect(alarms.map(isOpen)).toEqual([true])
  alarms = look(alarms, [], at(7000))
  alarms = look(look(alarms, [], at(3400)), [], at(3460))
  expect(alarms.map(({ cleared }) => cleared)).toEqual([at(3460)])
})
