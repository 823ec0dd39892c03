import type { AccountName } from '../domain/ids.ts'
import { type Instant, instant } from '../domain/time.ts'
import type { Ledger } from '../ledger/ports.ts'

const STREAM = 'pause:notify'

/** A person holds an account's notifications back: everything is planned, nothing is sent. */
export interface Pause {
  readonly account: AccountName
  readonly by: string
  readonly since: Instant
  readonly reason?: string
}

type Cursors = Pick<Ledger, 'cursor' | 'storeCursor'>

/** The accounts among these whose notifications a person holds back. */
export async function pausesOf(accounts: readonly AccountName[], ledger: Cursors): Promise<readonly Pause[]> {
  const pauses: Pause[] = []
  for (const account of accounts) {
    const { by, since, reason } = (await ledger.cursor(account, STREAM)) ?? {}
    if (typeof by !== 'string' || typeof since !== 'string') continue
    pauses.push({ account, by, since: instant(since), ...(typeof reason === 'string' ? { reason } : {}) })
  }
  return pauses
}

/** From the next mail on nothing of these accounts is sent; what is under way is finished. */
export async function pause(pauses: readonly Pause[], ledger: Cursors): Promise<void> {
  for (const { account, ...kept } of pauses) await ledger.storeCursor(account, STREAM, kept)
}

export async function resume(accounts: readonly AccountName[], ledger: Cursors): Promise<void> {
  for (const account of accounts) await ledger.storeCursor(account, STREAM, {})
}
