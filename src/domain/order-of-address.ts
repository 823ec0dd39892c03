import { type Instant, msBetween } from './time.ts'

/** How long after an order somebody who has others too is taken to write about it. */
const RECENT_MS = 90 * 24 * 3600 * 1000

/** What of an order tells whether a mail is about it, where only the address of its buyer is known. */
export interface OrderOfAddress {
  readonly placedAt: Instant | null
  readonly standing: 'quotation' | 'open' | 'over'
}

/**
 * The order that somebody probably writes about who names none. An address is a hint only: where it could be several, it is none.
 * @param orders all of this address, the newest first
 * @param alias the address was made for one order
 */
export function orderOfAddress<Order extends OrderOfAddress>(
  orders: readonly Order[],
  { alias, now }: { readonly alias: boolean; readonly now: Instant },
): Order | undefined {
  if (alias) return orders[0]
  // Who put something into a basket once did not order it.
  const ordered = orders.filter(({ standing }) => standing !== 'quotation')
  const [newest, ...others] = ordered
  if (newest === undefined || others.length === 0) return newest
  if (newest.standing !== 'open' || others.some(({ standing }) => standing === 'open')) return undefined
  return newest.placedAt !== null && msBetween(newest.placedAt, now) <= RECENT_MS ? newest : undefined
}
