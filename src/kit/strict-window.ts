import type { Clock } from '../domain/time.ts'
import type { RateLimit } from './rate-limit.ts'

/**
 * A strict limit: in any window of that length no more than `requests` leave, wherever the window begins. For marketplaces that count so
 * and lock out who goes beyond; a token bucket lets more through at its start. Callers are served in the order in which they asked.
 * @param requests whole number, 1 or more
 * @param seconds length of the window
 */
export function strictWindow({
  requests,
  seconds,
  clock,
}: {
  requests: number
  seconds: number
  clock: Clock
}): RateLimit {
  const windowMs = seconds * 1000
  /** When the last requests left or will leave, oldest first. */
  let planned: readonly number[] = []
  let lastAsked = -Infinity

  return {
    async take() {
      const now = Date.parse(clock.now())
      // A clock set back must not make us wait for the time it lost.
      if (now < lastAsked) planned = planned.map((at) => Math.min(at, now))
      lastAsked = now
      const before = planned.length < requests ? undefined : planned[0]
      const leaves = before === undefined ? now : Math.max(now, before + windowMs)
      planned = [...planned, leaves].slice(-requests)
      if (leaves > now) await clock.sleep(leaves - now)
    },
  }
}
