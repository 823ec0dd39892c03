import type { UnreadableItem } from '../../src/domain/message.ts'
import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import { isDecided, listedReturns, listedReturnUnits, UNDECIDED } from './case-mapper.ts'
import type { ListedReturn, ListedReturnUnit } from './case-mapper.ts'
import type { KauflandClient } from './client.ts'
import { wholeSeconds } from './fields.ts'
import { listAll } from './listing.ts'
import type { Listing, ListOf } from './listing.ts'

/** Lists of returns and of their units allow 100 entries a page: BEHAVIOR.md, paging. */
const PAGE_SIZE = 100

/** What one storefront lists now. */
export interface CaseListing {
  readonly storefront: string
  /** Returns that changed. */
  readonly returns: Listing<ListedReturn>
  /** All units that are undecided, however old. */
  readonly open: ReadonlyMap<string, ListedReturnUnit>
  readonly strays: readonly UnreadableItem[]
}

/** A unit that changes its status between two lists may stand in none: it is then asked for by its number. */
export async function listCases(
  client: Pick<KauflandClient, 'returns' | 'returnUnits'>,
  storefront: string,
  since: Instant,
): Promise<CaseListing> {
  const returns: ListOf<ListedReturn> = {
    what: 'returns',
    pageSize: PAGE_SIZE,
    ask: (query) => client.returns({ ...query, sort: 'ts_updated:desc' }),
    read: listedReturns,
  }
  const units: ListOf<ListedReturnUnit> = {
    what: 'units of returns',
    pageSize: PAGE_SIZE,
    ask: (query) => client.returnUnits({ ...query, sort: 'ts_created:desc' }),
    read: listedReturnUnits,
  }
  const from = instant(wholeSeconds(since))
  const changed = await listAll(returns, { storefront, ts_updated_from_iso: wholeSeconds(from) })
  const open = new Map<string, ListedReturnUnit>()
  const strays = [...changed.strays]
  // One status a call: how several values of one parameter are written is not stated (BEHAVIOR.md, paging).
  for (const status of UNDECIDED) {
    const found = await listAll(units, { storefront, status })
    // A filter that is not heeded must not make old news of everything, pass by pass.
    for (const [id, unit] of found.items) if (!isDecided(unit.status)) open.set(id, unit)
    strays.push(...found.strays)
  }
  const items = new Map([...changed.items].filter(([, { updatedAt }]) => updatedAt === undefined || updatedAt >= from))
  return { storefront, returns: { ...changed, items }, open, strays }
}
