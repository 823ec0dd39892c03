import type { AccountName } from '../domain/ids.ts'
import { instant, msBetween, type Instant } from '../domain/time.ts'
import type { Credential } from './alarm-findings.ts'
import type { Aside } from './aside.ts'
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
export function createCredentials({ ledger, clock }: Pick<FlowPorts, 'ledger' | 'clock'>, aside: Aside): Credentials {
  const askedHere = new Set<AccountName>()

  async function ask({ account: { name }, connector }: OpenAccount, known: Instant | undefined): Promise<void> {
    askedHere.add(name)
    const asked = clock.now()
    const store = (endsAt: Instant | undefined): Promise<void> =>
      ledger.storeCursor(name, CURSOR, { asked, ...(endsAt === undefined ? {} : { endsAt }) })
    // A marketplace that fails is not asked again at every look.
    await store(known)
    const { endsAt } = await connector.check()
    if (endsAt !== known) await store(endsAt)
  }

  async function askWhereDue(opened: OpenAccount): Promise<void> {
    const { name } = opened.account
    const known = await ledger.cursor(name, CURSOR)
    const endsAt = instantOf(known?.['endsAt'])
    const now = clock.now()
    const first = isSoon(endsAt, now) && !askedHere.has(name)
    if (!first && !isDue(instantOf(known?.['asked']), endsAt, now)) return
    aside.begin(`the key of ${name}`, () => ask(opened, endsAt))
  }

  return async (accounts, resting) => {
    for (const opened of accounts) if (!resting.has(opened.account.name)) await askWhereDue(opened)
    await aside.settled()
    const found: Credential[] = []
    for (const { account } of accounts) {
      const endsAt = instantOf((await ledger.cursor(account.name, CURSOR))?.['endsAt'])
      if (endsAt !== undefined) found.push({ account: account.name, endsAt })
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
