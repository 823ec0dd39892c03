import { expect, test } from 'vitest'
import { instant, msBetween } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import { tokenBucket } from '../../src/kit/rate-limit.ts'
import { handClock } from './clock.ts'

test('twenty calls at five a second, burst two: two at once, then one every 200 ms', async () => {
  const clock = handClock()
  const limit = tokenBucket({ perSecond: 5, burst: 2, clock })
  const start = clock.now()
  const left: Instant[] = []
  for (let call = 0; call < 20; call += 1) {
    await limit.take()
    left.push(clock.now())
  }
  expect(left.map((at) => msBetween(start, at)).slice(0, 5)).toEqual([0, 0, 200, 400, 600])
  expect(msBetween(start, clock.now())).toBe(18 * 200)
})

test('an idle time fills the bucket, but no further than its burst', async () => {
  const clock = handClock()
  const limit = tokenBucket({ perSecond: 5, burst: 2, clock })
  await limit.take()
  clock.moveMs(60_000)
  const start = clock.now()
  await limit.take()
  await limit.take()
  expect(clock.now()).toBe(start)
  await limit.take()
  expect(msBetween(start, clock.now())).toBe(200)
})

test('a clock set back an hour does not stop the traffic for an hour', async () => {
  const clock = handClock('2026-11-20T10:00:00Z')
  const limit = tokenBucket({ perSecond: 1, burst: 1, clock })
  await limit.take()
  clock.moveTo(instant('2026-11-20T09:00:00Z'))
  await limit.take()
  expect(clock.now()).toBe('2026-11-20T09:00:00.000Z')
})
