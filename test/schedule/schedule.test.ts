import { afterEach, expect, test, vi } from 'vitest'
import { Misconfigured, Retryable } from '../../src/domain/errors.ts'
import { pauseMs } from '../../src/schedule/polling.ts'
import { hours, itIs, memoryHistory, minutes, replica, slotsOf } from './replicas.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a job runs at its slots and the history tells how it went', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  await minutes(10)
  await one.stop()
  expect(one.ran).toEqual(['2026-11-22T10:05:00.000Z', '2026-11-22T10:10:00.000Z'])
  expect(history.rows[0]).toMatchObject({ slot: '2026-11-22T10:10:00.000Z', ok: true, result: { received: 1 } })
  expect(one.reports[0]).toMatchObject({ job: 'notify', slot: '2026-11-22T10:05:00.000Z', ok: true })
})

test('two replicas never run a slot twice and leave none out', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  const two = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  await hours(2)
  await Promise.all([one.stop(), two.stop()])
  expect([...one.ran, ...two.ran].length).toBe(24)
  expect(new Set([...one.ran, ...two.ran]).size).toBe(24)
})

test('the first start ever makes nothing up', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'reconcile', cron: '15 3 * * *' })
  await hours(12)
  await one.stop()
  expect(one.ran).toEqual([])
})

test('after a downtime the newest missed slot is made up, once, by one replica', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const before = replica(history, { name: 'returns', cron: '*/10 * * * *' })
  await minutes(10)
  await before.stop()

  itIs('2026-11-24T08:02:00Z')
  const one = replica(history, { name: 'returns', cron: '*/10 * * * *' })
  const two = replica(history, { name: 'returns', cron: '*/10 * * * *' })
  await minutes(5)
  await Promise.all([one.stop(), two.stop()])
  expect([...one.ran, ...two.ran]).toEqual(['2026-11-24T08:02:00.000Z'])
  expect(slotsOf(history).at(-1)).toBe('2026-11-24T08:00:00.000Z')
})

test('a nightly job that was never run because the process slept through its first night is made up', async () => {
  itIs('2026-11-22T18:00:00Z')
  const history = memoryHistory()
  const first = replica(history, { name: 'reconcile', cron: '15 3 * * *' })
  await minutes(1)
  await first.stop()
  itIs('2026-11-23T08:00:00Z')
  const second = replica(history, { name: 'reconcile', cron: '15 3 * * *' })
  await minutes(1)
  await second.stop()
  expect(second.ran).toEqual(['2026-11-23T08:00:00.000Z'])
})

test('a clock that is put back an hour stops no frequent job for an hour, and no replica runs a slot a third time', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  const two = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  await minutes(30)
  expect(one.ran.length + two.ran.length).toBe(6)
  vi.setSystemTime('2026-11-22T09:31:30Z')
  await minutes(30)
  expect([...one.ran, ...two.ran].slice(6).length).toBeGreaterThanOrEqual(5)
  await minutes(60)
  await Promise.all([one.stop(), two.stop()])
  const ran = history.rows.map(({ slot }) => slot)
  expect(ran.length).toBe(new Set(ran).size)
  expect(slotsOf(history)).toContain('2026-11-22T11:00:00.000Z')
})

test('a nightly job that ran is not run again when the clock is put back before it', async () => {
  itIs('2026-11-22T01:00:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'reconcile', cron: '15 3 * * *' })
  await minutes(90)
  expect(one.ran.length).toBe(1)
  vi.setSystemTime('2026-11-22T01:30:00Z')
  await hours(3)
  await one.stop()
  expect(one.ran.length).toBe(1)
})

test('a clock that is put forward an hour leaves slots out: the newest is made up, once; put right again nothing stalls', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  await minutes(10)
  vi.setSystemTime('2026-11-22T11:11:00Z')
  await minutes(2)
  expect(slotsOf(history).slice(-2)).toEqual(['2026-11-22T10:10:00.000Z', '2026-11-22T11:10:00.000Z'])
  vi.setSystemTime('2026-11-22T10:14:00Z')
  const before = one.ran.length
  await minutes(20)
  await one.stop()
  expect(one.ran.length - before).toBeGreaterThanOrEqual(3)
  const ran = history.rows.map(({ slot }) => slot)
  expect(ran.length).toBe(new Set(ran).size)
})

test.each(['2026-11-22T09:00:00Z', '2026-11-22T11:00:00Z'])(
  'a loop keeps its pace when the clock is set to %s',
  async (to) => {
    itIs('2026-11-22T10:00:00Z')
    const one = replica(memoryHistory(), { name: 'reply', everyMs: () => 2_000 })
    await minutes(1)
    vi.setSystemTime(to)
    const before = one.ran.length
    await minutes(1)
    await one.stop()
    expect(one.ran.length - before).toBe(30)
  },
)

test('02:30 runs on the day on which the spring clock leaves it out', async () => {
  itIs('2026-03-28T12:00:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'retention', cron: '30 2 * * *' })
  await hours(48)
  await one.stop()
  expect(slotsOf(history).slice(1)).toEqual(['2026-03-29T01:30:00.000Z', '2026-03-30T00:30:00.000Z'])
  expect(one.ran.length).toBe(2)
})

test('02:30 runs once on the day on which the autumn clock shows it twice', async () => {
  itIs('2026-10-24T12:00:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'retention', cron: '30 2 * * *' })
  await hours(36)
  await one.stop()
  expect(one.ran.length).toBe(1)
  expect(slotsOf(history).slice(1)).toEqual(['2026-10-25T00:30:00.000Z'])
})

test('an hourly job loses no hour in autumn', async () => {
  itIs('2026-10-24T21:30:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'tracking', cron: '0 * * * *' })
  await hours(5)
  await one.stop()
  expect(slotsOf(history).slice(1)).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-24T23:00:00.000Z',
    '2026-10-25T00:00:00.000Z',
    '2026-10-25T01:00:00.000Z',
    '2026-10-25T02:00:00.000Z',
  ])
})

test('a pass that outlasts its next slots is never joined by a second one; the newest is made up afterwards', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const first = Promise.withResolvers()
  let under = 0
  let most = 0
  const run = async () => {
    under += 1
    most = Math.max(most, under)
    if (most === 1) await first.promise
    under -= 1
    return { ok: true, result: null }
  }
  const one = replica(history, { name: 'mirror', cron: '*/5 * * * *', run })
  await minutes(16)
  expect(one.ran).toEqual(['2026-11-22T10:05:00.000Z'])
  first.resolve(undefined)
  await minutes(2)
  await one.stop()
  expect(most).toBe(1)
  expect(slotsOf(history).slice(1)).toEqual(['2026-11-22T10:05:00.000Z', '2026-11-22T10:15:00.000Z'])
})

test('while the database is away nothing runs, and when it is back the newest slot is made up', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *' })
  await minutes(1)
  history.away = true
  await minutes(10)
  expect(one.ran).toEqual([])
  history.away = false
  await minutes(2)
  await one.stop()
  expect(slotsOf(history).slice(1)).toEqual(['2026-11-22T10:10:00.000Z'])
})

test('a failing pass is written down in words and the next slot runs all the same', async () => {
  itIs('2026-11-22T10:01:00Z')
  const history = memoryHistory()
  const run = () => Promise.reject(new Retryable('Odoo does not answer. Nothing is lost. Tried again in five minutes.'))
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *', run })
  await minutes(10)
  await one.stop()
  expect(one.ran.length).toBe(2)
  expect(history.rows[0]).toMatchObject({
    ok: false,
    result: { error: 'Odoo does not answer. Nothing is lost. Tried again in five minutes.' },
  })
})

test('the text of a foreign error stays out of the history', async () => {
  itIs('2026-11-22T10:04:00Z')
  const history = memoryHistory()
  const run = () => Promise.reject(new TypeError('cannot read "Wo bleibt mein Paket?"'))
  const one = replica(history, { name: 'notify', cron: '*/5 * * * *', run })
  await minutes(2)
  await one.stop()
  expect(history.rows[0]?.result).toEqual({ error: 'TypeError (see the log)' })
})

test('a loop waits its pause between passes and is in no history', async () => {
  itIs('2026-11-22T10:00:00Z')
  const history = memoryHistory()
  const one = replica(history, { name: 'reply', everyMs: () => 2_000 })
  await vi.advanceTimersByTimeAsync(6_000)
  await one.stop()
  expect(one.ran.length).toBe(4)
  expect(history.rows).toEqual([])
})

test('a failing loop backs off to a minute and is back at its pace after one good pass', async () => {
  itIs('2026-11-22T10:00:00Z')
  let ok = false
  const run = async () => (ok ? { ok, result: [] } : { ok, result: { error: 'Odoo does not answer.' } })
  const one = replica(memoryHistory(), { name: 'reply', everyMs: () => 2_000, run })
  await minutes(10)
  expect(one.ran.length).toBeGreaterThan(10)
  expect(one.ran.length).toBeLessThan(30)
  ok = true
  await minutes(1)
  const before = one.ran.length
  await minutes(1)
  await one.stop()
  expect(one.ran.length - before).toBe(30)
})

test('an answer that failed, or that a person has to settle, slows no other answer down', async () => {
  itIs('2026-11-22T10:00:00Z')
  const run = async () => ({ ok: false, result: [{ account: 'shop', ok: true, failed: 1, unknown: 1 }] })
  const one = replica(memoryHistory(), { name: 'reply', everyMs: () => 2_000, run })
  await minutes(1)
  await one.stop()
  expect(one.ran.length).toBe(31)
})

test.each([
  { everyMs: 2_000, failures: 0, random: 0.5, pause: 2_000 },
  { everyMs: 2_000, failures: 1, random: 0, pause: 4_000 },
  { everyMs: 2_000, failures: 1, random: 1, pause: 2_000 },
  { everyMs: 2_000, failures: 20, random: 0, pause: 60_000 },
  { everyMs: 2_000, failures: 20, random: 1, pause: 30_000 },
  { everyMs: 300_000, failures: 3, random: 1, pause: 300_000 },
])('after $failures failures a pause of $everyMs ms becomes $pause ms', ({ everyMs, failures, random, pause }) => {
  expect(pauseMs(everyMs, failures, random)).toBe(pause)
})

test('stopping asks the running pass to end, waits for it and starts nothing more', async () => {
  itIs('2026-11-22T10:00:00Z')
  const history = memoryHistory()
  const ended: string[] = []
  const run = (signal: AbortSignal) =>
    new Promise<{ ok: boolean; result: unknown }>((resolve) => {
      signal.addEventListener('abort', () => {
        ended.push('asked')
        setTimeout(() => resolve({ ok: true, result: null }), 1_000)
      })
    })
  const one = replica(history, { name: 'mirror', cron: '*/5 * * * *', run })
  await minutes(6)
  const stopped = one.stop().then(() => ended.push('stopped'))
  await vi.advanceTimersByTimeAsync(500)
  expect(ended).toEqual(['asked'])
  await minutes(10)
  await stopped
  expect(ended).toEqual(['asked', 'stopped'])
  expect(one.ran.length).toBe(1)
  expect(history.rows[0]?.ok).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('an impossible schedule starts nothing', () => {
  itIs('2026-11-22T10:00:00Z')
  expect(() => replica(memoryHistory(), { name: 'notify', cron: '61 * * * *' })).toThrow(Misconfigured)
  expect(() => replica(memoryHistory(), { name: 'notify' })).toThrow(/has no schedule/)
  expect(vi.getTimerCount()).toBe(0)
})
