import { type AccountName, accountName } from '../domain/ids.ts'
import type { Ledger } from '../ledger/ports.ts'
import type { FeedCursor } from '../odoo/ports.ts'

/** Odoo's change feeds are read once for all accounts: their cursors belong to none. */
const ODOO = accountName('_odoo')

/**
 * Where a feed goes on. An account that was not there when the cursor was stored has seen nothing of the feed yet: it is read again from the earliest start line
 * (what is planned already stays planned once).
 */
export async function feedCursor(
  ledger: Ledger,
  feed: string,
  accounts: readonly AccountName[],
): Promise<FeedCursor | undefined> {
  const stored = await ledger.cursor(ODOO, feed)
  if (stored === undefined) return undefined
  const seen = Array.isArray(stored['accounts']) ? (stored['accounts'] as unknown[]) : []
  return accounts.every((name) => seen.includes(name)) ? (stored['position'] as FeedCursor) : undefined
}

/** Stores where a feed goes on, and for whom it was read. */
export async function storeFeedCursor(
  ledger: Ledger,
  feed: string,
  accounts: readonly AccountName[],
  position: FeedCursor,
): Promise<void> {
  await ledger.storeCursor(ODOO, feed, { position, accounts: [...accounts] })
}
