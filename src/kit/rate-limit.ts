import type { Clock } from '../domain/time.ts'

export interface RateLimit {
  /** Resolves when the next request may leave. Callers are served in the order in which they asked. */
  take(): Promise<void>
}

/**
 * A token bucket: `burst` requests at once, then one every `1 / perSecond` seconds.
 * In no second do more than `perSecond + burst` leave.
 * @param perSecond requests a second, more than 0
 * @param burst whole number, 1 or more; default half of `perSecond`
 */
export function tokenBucket({
  perSecond,
  clock,
  burst = Math.max(1, Math.floor(perSecond / 2)),
}: {
  perSecond: number
  clock: Clock
  burst?: number
}): RateLimit {
  const intervalMs = 1000 / perSecond
  let lastAsked = -Infinity
  /** Moment at which the bucket is full again. */
  let fullAgain = -Infinity

  return {
    async take() {
      const now = Date.parse(clock.now())
      // A clock set back must not make us wait for the time it lost.
      if (now < lastAsked) fullAgain = now
      lastAsked = now
      const start = Math.max(fullAgain, now)
      fullAgain = start + intervalMs
      const waitMs = Math.ceil(start - (burst - 1) * intervalMs - now)
      if (waitMs > 0) await clock.sleep(waitMs)
    },
  }
}
