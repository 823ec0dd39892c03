import { isFault } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import { instant, msBetween, type Instant } from '../domain/time.ts'
import type { Credential } from './alarm-findings.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

const CURSOR = 'credential'
const LOOK_EVERY_MS = 12 * 3600 * 1000
/** A renewed key is noticed soon. */
const LOOK_AGAIN_MS = 3600 * 1000
const SOON_MS = 31 * 24 * 3600 * 1000

/** @param resting accounts that are left in peace: what is known of them counts, they are not asked */
export type Credentials = (
  accounts: readonly OpenAccount[],
  resting: ReadonlySet<AccountName | null>,
) => Promise<readonly Credential[]>

/**
 * When the keys of the accounts end, as the marketplaces tell it: asked twice a day, hourly in the last month, and once by each process where
 * an end is near, since a renewed key is written into the account file and the service restarted. A check that fails changes nothing here; if
 * the key is refused, the account pauses by itself.
 */
export function createCredentials({ ledger, clock, log }: Pick<FlowPorts, 'ledger' | 'clock' | 'log'>): Credentials {
  const askedHere = new Set<AccountName>()

  async function endOf({ account, connector }: OpenAccount, known: Instant | undefined): Promise<Instant | undefined> {
    askedHere.add(account.name)
    try {
      return (await connector.check()).endsAt
    } catch (error) {
      if (!isFault(error)) throw error
      log.debug({ account: account.name, fault: error.kind }, 'the key could not be looked at')
      return known
    }
  }

  return async (accounts, resting) => {
    const found: Credential[] = []
    for (const opened of accounts) {
      const { name } = opened.account
      const known = await ledger.cursor(name, CURSOR)
      let endsAt = instantOf(known?.['endsAt'])
      const now = clock.now()
      const first = isSoon(endsAt, now) && !askedHere.has(name)
      if (!resting.has(name) && (first || isDue(instantOf(known?.['asked']), endsAt, now))) {
        endsAt = await endOf(opened, endsAt)
        await ledger.storeCursor(name, CURSOR, { asked: now, ...(endsAt === undefined ? {} : { endsAt }) })
      }
      if (endsAt !== undefined) found.push({ account: name, endsAt })
    }
    return found
  }
}

function isDue(asked: Instant | undefined, endsAt: Instant | undefined, now: Instant): boolean {
  if (asked === undefined || asked > now) return true
  return msBetween(asked, now) >= (isSoon(endsAt, now) ? LOOK_AGAIN_MS : LOOK_EVERY_MS)
}

const isSoon = (endsAt: Instant | undefined, now: Instant): boolean =>
  endsAt !== undefined && msBetween(now, endsAt) < SOON_MS

const instantOf = (value: unknown): Instant | undefined => (typeof value === 'string' ? instant(value) : undefined)
