import { isFault } from '../domain/errors.ts'
import { instant, msBetween, type Instant } from '../domain/time.ts'
import type { Credential } from './alarm-findings.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

const CURSOR = 'credential'
const LOOK_EVERY_MS = 12 * 3600 * 1000
/** A renewed key is noticed soon. */
const LOOK_AGAIN_MS = 3600 * 1000
const SOON_MS = 31 * 24 * 3600 * 1000

/**
 * When the keys of the accounts end, as the marketplaces tell it: asked twice a day, and hourly in the last month. A check that
 * fails changes nothing here; if the key is refused, the account pauses by itself.
 */
export async function credentials(
  accounts: readonly OpenAccount[],
  { ledger, clock, log }: Pick<FlowPorts, 'ledger' | 'clock' | 'log'>,
): Promise<readonly Credential[]> {
  const found: Credential[] = []
  for (const { account, connector } of accounts) {
    const known = await ledger.cursor(account.name, CURSOR)
    let endsAt = instantOf(known?.['endsAt'])
    const now = clock.now()
    if (isDue(instantOf(known?.['asked']), endsAt, now)) {
      try {
        endsAt = (await connector.check()).endsAt
      } catch (error) {
        if (!isFault(error)) throw error
        log.debug({ account: account.name, fault: error.kind }, 'the key could not be looked at')
      }
      await ledger.storeCursor(account.name, CURSOR, { asked: now, ...(endsAt === undefined ? {} : { endsAt }) })
    }
    if (endsAt !== undefined) found.push({ account: account.name, endsAt })
  }
  return found
}

function isDue(asked: Instant | undefined, endsAt: Instant | undefined, now: Instant): boolean {
  if (asked === undefined || asked > now) return true
  const soon = endsAt !== undefined && msBetween(now, endsAt) < SOON_MS
  return msBetween(asked, now) >= (soon ? LOOK_AGAIN_MS : LOOK_EVERY_MS)
}

const instantOf = (value: unknown): Instant | undefined => (typeof value === 'string' ? instant(value) : undefined)
