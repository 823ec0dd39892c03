import { instant, plusMs } from '../../src/domain/time.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'

/** A clock moved by hand; whoever sleeps moves it too, at once. */
export interface HandClock extends Clock {
  moveMs(ms: number): void
  moveTo(at: Instant): void
}

export function handClock(start = '2026-11-20T10:00:00Z'): HandClock {
  let at = instant(start)
  return {
    now: () => at,
    async sleep(ms) {
      at = plusMs(at, ms)
    },
    moveMs(ms) {
      at = plusMs(at, ms)
    },
    moveTo(to) {
      at = to
    },
  }
}
