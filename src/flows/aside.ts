import type { Logger } from 'pino'
import { isFault } from '../domain/errors.ts'
import { traceOf } from '../kit/trace.ts'

/** How long an answer is waited for, in real time, as limits of the network are. */
const WAIT_MS = 2_000

/** Questions to others that may hang: whoever watches must not hang with them. */
export interface Aside {
  /** Begins, unless the same is under way. What `ask` throws is logged and changes nothing. */
  begin(what: string, ask: () => Promise<void>): void
  /** Waits a moment for what is under way; what takes longer goes on, and counts at the next look. */
  settled(): Promise<void>
}

export function createAside(log: Logger, waitMs: number = WAIT_MS): Aside {
  const underWay = new Map<string, Promise<void>>()
  return {
    begin(what, ask) {
      if (underWay.has(what)) return
      const asked = ask()
        .catch((error: unknown) => {
          if (isFault(error)) log.debug({ what, fault: error.kind }, 'a question came to nothing')
          else log.error({ what, ...traceOf(error) }, 'a question broke off')
        })
        .finally(() => underWay.delete(what))
      underWay.set(what, asked)
    },
    async settled() {
      if (underWay.size === 0) return
      let timer: NodeJS.Timeout | undefined
      const moment = new Promise((resolve) => {
        timer = setTimeout(resolve, waitMs)
      })
      await Promise.race([Promise.all(underWay.values()), moment])
      clearTimeout(timer)
    },
  }
}
