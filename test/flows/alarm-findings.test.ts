import { expect, test } from 'vitest'
import { type AlarmKind, type Finding, keyOf } from '../../src/domain/alarm.ts'
import { accountName } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import {
  clockJumped,
  ending,
  full,
  paused,
  withoutConsequences,
  withoutSuccess,
} from '../../src/flows/alarm-findings.ts'
import type { JobState } from '../../src/ledger/ports.ts'

const account = accountName('kaufland-de')
const DUE = instant('2026-11-22T10:00:00Z')
const state = (change: Partial<JobState>): JobState => ({
  job: 'mirror',
  account,
  lastSuccess: null,
  failingSince: null,
  error: null,
  ...change,
})
const before = instant('2026-11-22T09:20:00Z')
const after = instant('2026-11-22T10:01:00Z')

test.each([
  { what: 'the last good pass is older', state: state({ lastSuccess: before }), awake: before, alarms: 1 },
  { what: 'a pass went well since', state: state({ lastSuccess: after }), awake: before, alarms: 0 },
  {
    what: 'the process was not running or asleep then',
    state: state({ lastSuccess: before }),
    awake: after,
    alarms: 0,
  },
  {
    what: 'it never went well and has failed long enough',
    state: state({ failingSince: before }),
    awake: before,
    alarms: 1,
  },
  {
    what: 'it never went well and fails since a moment',
    state: state({ failingSince: after }),
    awake: before,
    alarms: 0,
  },
  { what: 'it never even ended', state: undefined, awake: before, alarms: 1 },
])('no success: $what', ({ state: known, awake, alarms }) => {
  const expected = [{ job: 'mirror', account, due: DUE }]
  expect(withoutSuccess(expected, known === undefined ? [] : [known], awake)).toHaveLength(alarms)
})

test('the last fault of a job stands in its alarm', () => {
  const states = [state({ lastSuccess: before, error: 'The mail server refuses the login.' })]
  expect(withoutSuccess([{ job: 'mirror', account, due: DUE }], states, before)[0]?.summary).toBe(
    'The job mirror of kaufland-de had its last good pass at 2026-11-22 09:20 UTC. The mail server refuses the login.',
  )
})

test.each([
  ['misconfigured', 0],
  ['permanent', 0],
  ['retryable', 300],
  ['unknown', 300],
] as const)('a pause by a fault of kind %s has %i seconds', (pausedKind, graceSeconds) => {
  const row = { account, goLive: null, lastSuccess: null, mode: null, liveSince: null, pausedUntil: DUE }
  const found = paused([{ ...row, pausedReason: 'Kaufland refuses the key.', pausedKind }], new Set([account]))
  expect(found.map((finding) => finding.graceSeconds)).toEqual([graceSeconds])
})

test.each([
  ['2026-12-23T10:00:01Z', undefined, ''],
  ['2026-12-22T09:00:00Z', 1, 'in 29 days'],
  ['2026-11-29T09:00:00Z', 2, 'in 6 days'],
  ['2026-11-23T09:00:00Z', 3, 'in 23 hours'],
  ['2026-11-22T09:00:00Z', 3, 'ended on 2026-11-22'],
])('a key that ends at %s', (endsAt, urgency, words) => {
  const [finding] = ending([{ account, endsAt: instant(endsAt) }], DUE)
  expect(finding?.urgency).toBe(urgency)
  expect(finding?.summary ?? '').toContain(words)
})

const MB = 2 ** 20
test.each([
  { freeBytes: 500 * MB, sizeBytes: 100_000 * MB, refused: undefined, urgency: [] },
  { freeBytes: 200 * MB, sizeBytes: 100_000 * MB, refused: undefined, urgency: [1] },
  { freeBytes: 60 * MB, sizeBytes: 400 * MB, refused: undefined, urgency: [] },
  { freeBytes: 38 * MB, sizeBytes: 400 * MB, refused: undefined, urgency: [1] },
  { freeBytes: 38 * MB, sizeBytes: 400 * MB, refused: 'It cannot store anything.', urgency: [2] },
])('$freeBytes of $sizeBytes bytes left', ({ refused, urgency, ...space }) => {
  expect(full(space, refused).map((finding) => finding.urgency)).toEqual(urgency)
})

test.each([
  { now: '2026-11-22T10:00:30Z', elapsedMs: 30_000, jumped: false, why: 'time went by' },
  { now: '2026-11-22T11:00:30Z', elapsedMs: 30_000, jumped: true, why: 'set forward, or the machine slept' },
  { now: '2026-11-22T09:00:30Z', elapsedMs: 30_000, jumped: true, why: 'set back' },
  { now: '2026-11-22T10:10:00Z', elapsedMs: 600_000, jumped: false, why: 'a look that took long' },
])('the clock at the next look: $why', ({ now, elapsedMs, jumped }) => {
  expect(clockJumped(DUE, instant(now), elapsedMs)).toBe(jumped)
})

const held = (kind: AlarmKind, about?: string): Finding => ({
  ...{ kind, account, summary: '', graceSeconds: 0 },
  ...(about === undefined ? {} : { about }),
})
const FOLLOWING = [held('no_success', 'mirror'), held('no_success', 'notify'), held('effects_overdue')]
test.each([
  { cause: 'account_paused', told: [] },
  { cause: 'mail_refused', told: ['no_success:kaufland-de:mirror', 'effects_overdue:kaufland-de:'] },
  { cause: 'tickets_late', told: FOLLOWING.map(keyOf) },
] as const)('while $cause is told, of what follows is told: $told', ({ cause, told }) => {
  const found = withoutConsequences([held(cause), ...FOLLOWING], new Set(), keyOf)
  expect(found.map(keyOf).slice(1)).toEqual(told)
})
