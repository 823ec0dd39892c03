import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, instant } from '../domain/time.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => instant(new Date()),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal === undefined ? {} : { signal })
  },
}
