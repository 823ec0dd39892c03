import { plusSeconds } from '../domain/time.ts'
import type { Clock, Instant } from '../domain/time.ts'

/** What a marketplace lets us in with for a while. */
export interface Token {
  readonly access: string
  /** When the marketplace takes it no more. */
  readonly expiresAt: Instant
}

/** Where a token lives, and who may renew it. */
export interface TokenKeep {
  load(): Promise<Token | undefined>
  store(token: Token): Promise<void>
  /** Runs one renewal of the account at a time; others wait for it. */
  alone<Result>(renewal: () => Promise<Result>): Promise<Result>
}

export interface Tokens {
  /** A token that is good for a while yet. */
  current(): Promise<string>
  /** Another one in place of one that was refused (401), unless somebody has renewed it meanwhile. */
  insteadOf(refused: string): Promise<string>
}

/** Renewed so long before it ends, so that no call meets the end. */
const AHEAD_SECONDS = 60

/**
 * Keeps one account supplied with tokens. Nobody renews twice at once, and a new token is stored before it is used: marketplaces that give
 * a renewal only once would otherwise lock us out after a crash.
 * @param renew asks the marketplace for a new token; its faults go to the caller
 */
export function tokens({
  keep,
  renew,
  clock,
}: {
  readonly keep: TokenKeep
  readonly renew: () => Promise<Token>
  readonly clock: Clock
}): Tokens {
  const good = (token: Token | undefined): token is Token =>
    token !== undefined && token.expiresAt > plusSeconds(clock.now(), AHEAD_SECONDS)

  const renewed = (isStillGood: (token: Token | undefined) => token is Token): Promise<string> =>
    keep.alone(async () => {
      // Whoever waited here may find that the one before has done it.
      const found = await keep.load()
      if (isStillGood(found)) return found.access
      const token = await renew()
      await keep.store(token)
      return token.access
    })

  return {
    async current() {
      const token = await keep.load()
      return good(token) ? token.access : renewed(good)
    },
    insteadOf: (refused) => renewed((token): token is Token => good(token) && token.access !== refused),
  }
}

/** Keeps a token in this process: for those that can be had again at any time with the account's key. */
export function inMemory(): TokenKeep {
  let kept: Token | undefined
  let last: Promise<unknown> = Promise.resolve()
  return {
    load: () => Promise.resolve(kept),
    store(token) {
      kept = token
      return Promise.resolve()
    },
    alone(renewal) {
      const run = last.then(renewal, renewal)
      // The next one waits for the end, however it comes; the fault itself goes to the caller.
      last = run.catch(() => undefined)
      return run
    },
  }
}
