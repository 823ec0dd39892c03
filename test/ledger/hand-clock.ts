import { type Clock, instant, type Instant, plusSeconds } from '../../src/domain/time.ts'

export interface HandClock extends Clock {
  /** Lets time pass; whoever slept that long wakes. */
  advance(seconds: number): void
  /** A moment from now; negative = ago. */
  in(seconds: number): Instant
}

/** A clock that a test moves. */
export function handClock(start = '2026-11-16T09:30:00.000Z'): HandClock {
  let now = instant(start)
  const sleepers = new Set<{ until: Instant; wake: () => void }>()
  return {
    now: () => now,
    in: (seconds) => plusSeconds(now, seconds),
    advance(seconds) {
      now = plusSeconds(now, seconds)
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const sleeper = { until: plusSeconds(now, ms / 1000), wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason as Error)
        })
      })
    },
  }
}
