import { Misconfigured } from '../domain/errors.ts'
import { plusSeconds } from '../domain/time.ts'
import type { Clock, Instant } from '../domain/time.ts'

/** What a marketplace lets us in with for a while. */
export interface Token {
  readonly access: string
  /** When the marketplace takes it no more. */
  readonly expiresAt: Instant
  /** What the next one is asked for with, where the account's key is not enough. */
  readonly refresh?: string
}

/** Where a token lives, and who may renew it. */
export interface TokenKeep {
  /** Undefined = none, or none that can be read. */
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
 * @param by `key` = the account's key is enough; `token` = only the one before gets the next, as who let the service in is gone by then:
 *   without one that can be read it is said that somebody has to let it in anew
 */
export function tokens({
  keep,
  renew,
  clock,
  by = { kind: 'key' },
}: {
  readonly keep: TokenKeep
  readonly renew: (before: Token | undefined) => Promise<Token>
  readonly clock: Clock
  readonly by?:
    | { readonly kind: 'key' }
    | {
        readonly kind: 'token'
        readonly marketplace: string
        readonly account: string
        /** What lets it in anew; absent = something at the marketplace. */
        readonly remedy?: string
      }
}): Tokens {
  const good = (token: Token): boolean => token.expiresAt > plusSeconds(clock.now(), AHEAD_SECONDS)

  const renewed = (isStillGood: (token: Token) => boolean): Promise<string> =>
    keep.alone(async () => {
      // Whoever waited here may find that the one before has done it.
      const found = await keep.load()
      if (found !== undefined && isStillGood(found)) return found.access
      if (by.kind === 'token' && found?.refresh === undefined) throw locked(by)
      const token = await renew(found)
      await keep.store(token)
      return token.access
    })

  return {
    async current() {
      const token = await keep.load()
      return token !== undefined && good(token) ? token.access : renewed(good)
    },
    insteadOf: (refused) => renewed((token) => good(token) && token.access !== refused),
  }
}

const locked = ({
  marketplace,
  account,
  remedy,
}: {
  readonly marketplace: string
  readonly account: string
  readonly remedy?: string
}): Misconfigured =>
  new Misconfigured(
    `${marketplace}: account ${account} has no kept token that can be read: it was never let in, SERVICE_SECRET was changed, or the kept token was. Nothing is read or sent there. Set the old SERVICE_SECRET again, or let the service in anew${remedy === undefined ? ' at the marketplace.' : `: ${remedy}`}`,
  )

/** Keeps a token in this process: for tests, and for looks that must leave the kept one alone. */
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
