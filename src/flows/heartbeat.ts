import type { Logger } from 'pino'
import { isFault } from '../domain/errors.ts'
import { callHook } from '../kit/call-hook.ts'

const EVERY_MS = 60_000

export interface Heartbeat {
  /** A pass went well: calls the address, at most once a minute, the first time at once. Resolves when it was called or need not be. */
  beat(): Promise<void>
}

/** @param monotonicMs time that no setting of the clock moves */
export function createHeartbeat(url: string | undefined, monotonicMs: () => number, log: Logger): Heartbeat {
  let last: number | undefined
  return {
    async beat() {
      const now = monotonicMs()
      if (url === undefined || (last !== undefined && now - last < EVERY_MS)) return
      last = now
      try {
        await callHook('HEARTBEAT_URL', url)
      } catch (error) {
        if (!isFault(error)) throw error
        log.warn({ fault: error.kind }, error.message)
      }
    },
  }
}
