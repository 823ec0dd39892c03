import { instant, plusMs, type Clock, type Instant } from '../../src/domain/time.ts'

export interface HandClock extends Clock {
  /** Lets time pass; whoever slept that long wakes. */
  advance(ms: number): void
}

/** A clock that a test moves. */
export function handClock(start = '2026-11-16T09:30:00.000Z'): HandClock {
  let now = instant(start)
  const sleepers = new Set<{ until: Instant; wake: () => void }>()
  return {
    now: () => now,
    advance(ms) {
      now = plusMs(now, ms)
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error)
          return
        }
        const sleeper = { until: plusMs(now, ms), wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason as Error)
        })
      })
    },
  }
}
