import type { AccountName } from '../domain/ids.ts'
import { type Instant, instant } from '../domain/time.ts'
import type { Ledger } from '../ledger/ports.ts'

/** A delivery that is not done with: to be looked at, or without a tracking reference. */
export interface OpenDelivery {
  readonly id: number
  readonly createDate: Instant
  readonly doneAt: Instant
  readonly wants: 'look' | 'reference'
  /** Somebody was told that the reference is missing. */
  readonly told: boolean
}

export type OpenDeliveries = ReadonlyMap<number, OpenDelivery>

const STREAM = 'tracking'

/** What the last pass left of an account. */
export async function openDeliveries(ledger: Ledger, account: AccountName): Promise<OpenDeliveries> {
  const rows = (await ledger.cursor(account, STREAM))?.['open']
  const open = Array.isArray(rows) ? (rows as readonly StoredDelivery[]) : []
  return new Map(
    open.map(([id, createDate, doneAt, wants, told]) => [
      id,
      { id, createDate: instant(createDate), doneAt: instant(doneAt), wants, told: told === 1 },
    ]),
  )
}

type StoredDelivery = readonly [number, string, string, OpenDelivery['wants'], 0 | 1]

/** When this ledger first looked at the account's deliveries; stored by the first call. */
export async function firstLook(ledger: Ledger, account: AccountName, now: Instant): Promise<Instant> {
  const stored = await ledger.cursor(account, STREAM)
  const since = stored?.['since']
  if (typeof since === 'string') return instant(since)
  await ledger.storeCursor(account, STREAM, { ...stored, since: now })
  return now
}

export async function storeOpen(ledger: Ledger, account: AccountName, open: OpenDeliveries): Promise<void> {
  const rows = [...open.values()].map(({ id, createDate, doneAt, wants, told }): StoredDelivery => [
    id,
    createDate,
    doneAt,
    wants,
    told ? 1 : 0,
  ])
  await ledger.storeCursor(account, STREAM, { ...(await ledger.cursor(account, STREAM)), open: rows })
}
