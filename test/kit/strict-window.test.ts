import { expect, test } from 'vitest'
import { instant, msBetween } from '../../src/domain/time.ts'
import { strictWindow } from '../../src/kit/strict-window.ts'
import { handClock } from './clock.ts'

test('no window holds more than the limit, wherever it begins', async () => {
  const clock = handClock()
  const limit = strictWindow({ requests: 3, seconds: 10, clock })
  const start = clock.now()
  const left: number[] = []
  for (const idleMs of [0, 4000, 5000, 0, 0, 0, 3000, 0, 0, 0]) {
    clock.moveMs(idleMs)
    await limit.take()
    left.push(msBetween(start, clock.now()))
  }
  expect(left.slice(0, 6)).toEqual([0, 4000, 9000, 10_000, 14_000, 19_000])
  for (const from of left) expect(left.filter((at) => at >= from && at < from + 10_000).length).toBeLessThanOrEqual(3)
})

test('those who wait together leave in the order in which they asked, each in its own turn', async () => {
  let now = instant('2026-11-20T10:00:00Z')
  const slept: number[] = []
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      slept.push(ms)
      return Promise.resolve()
    },
  }
  const limit = strictWindow({ requests: 2, seconds: 1, clock })
  await Promise.all(Array.from({ length: 6 }, () => limit.take()))
  expect(slept).toEqual([1000, 1000, 2000, 2000])
  // An hour back, as daylight saving does on a clock that is set wrongly.
  now = instant('2026-11-20T09:00:00Z')
  await limit.take()
  expect(slept.at(-1)).toBe(1000)
})
