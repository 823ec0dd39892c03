import type { Clock } from '../domain/time.ts'
import { brokeOff } from './job.ts'
import type { JobRunner } from './runner.ts'

/** Longest pause after failures, unless the loop's own is longer. */
const BACKOFF_CAP_MS = 60_000

/** Passes one after another until the signal; the running pass is always finished. */
export async function poll(runner: JobRunner, everyMs: () => number, clock: Clock, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    failures = brokeOff(await runner.runOnce()) ? failures + 1 : 0
    try {
      await clock.sleep(pauseMs(everyMs(), failures, Math.random()), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

/**
 * Pause before the next pass: the loop's own, doubled with every failure in a row up to a minute, and then shortened by up to
 * half so that replicas do not come back together.
 * @param everyMs the loop's own pause in milliseconds
 * @param failures how many passes in a row failed
 * @param random 0 to 1
 */
export function pauseMs(everyMs: number, failures: number, random: number): number {
  if (failures === 0) return everyMs
  const longest = Math.max(everyMs, BACKOFF_CAP_MS)
  const backoff = Math.min(everyMs * 2 ** failures, longest)
  return Math.max(everyMs, Math.round(backoff * (1 - random / 2)))
}
