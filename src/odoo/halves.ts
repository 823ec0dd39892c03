import { Misconfigured, Permanent } from '../domain/errors.ts'
import type { OdooBridge } from './bridge.ts'
import { NO_SUCH } from './faults.ts'

/** Why Odoo took nothing of a batch. */
export class Refused {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

export interface Sorted<Item, Result> {
  readonly done: readonly { readonly items: readonly Item[]; readonly result: Result }[]
  /** Items that Odoo refuses even alone. */
  readonly refused: readonly { readonly item: Item; readonly reason: string }[]
}

export interface Batch<Item, Result> {
  /** What is made, for people, e.g. `helpdesk.ticket`. */
  readonly what: string
  readonly items: readonly Item[]
  /** Must be safe to repeat; its permanent faults count as refusal, other faults end everything. */
  attempt(items: readonly Item[]): Promise<Result | Refused>
  /** What it means when Odoo takes nothing of several items: a fault of Odoo's settings, or of each item. */
  readonly allRefused: 'fault' | 'listed'
}

/** The ground of a refusal may be a collision, whatever its text says: the whole batch and an item alone are tried so often. */
const TRIES = 3
/** So many refused and none taken is enough to tell. */
const ENOUGH_REFUSED = 20

/**
 * Hands a batch to Odoo. A refused one is repeated whole, then halved until the bad items stand alone: one bad message never
 * stops the others.
 * @throws Misconfigured when nothing at all is taken (a field that became mandatory, a broken module): setting everything
 *   aside would hide that
 */
export async function inHalves<Item, Result>(
  bridge: OdooBridge,
  batch: Batch<Item, Result>,
): Promise<Sorted<Item, Result>> {
  const sorted = {
    done: [] as Sorted<Item, Result>['done'][number][],
    refused: [] as Sorted<Item, Result>['refused'][number][],
  }
  const sort = async (items: readonly Item[], tries: number): Promise<void> => {
    const answer = await repeated(bridge, () => batch.attempt(items), items.length === 1 ? TRIES : tries)
    if (!(answer instanceof Refused)) {
      sorted.done.push({ items, result: answer })
      return
    }
    const [only] = items
    if (items.length === 1 && only !== undefined) {
      sorted.refused.push({ item: only, reason: answer.reason })
      if (sorted.refused.length >= ENOUGH_REFUSED) noteNothingTaken(batch, sorted)
      return
    }
    const middle = Math.ceil(items.length / 2)
    for (const half of [items.slice(0, middle), items.slice(middle)]) if (half.length > 0) await sort(half, 1)
  }
  await sort(batch.items, TRIES)
  if (sorted.refused.length > 1) noteNothingTaken(batch, sorted)
  return sorted
}

/** @throws Misconfigured naming Odoo's reason */
export function nothingTaken(what: string, reason: string): never {
  throw new Misconfigured(
    `Odoo refuses every new ${what}: ${reason} Nothing of it is made until that is put right. Look for mandatory fields and rules that were added to it, then: marketplace-care doctor`,
  )
}

function noteNothingTaken<Item, Result>(batch: Batch<Item, Result>, { done, refused }: Sorted<Item, Result>): void {
  const [first] = refused
  if (batch.allRefused === 'fault' && done.length === 0 && first !== undefined) nothingTaken(batch.what, first.reason)
}

async function repeated<Result>(
  bridge: OdooBridge,
  attempt: () => Promise<Result | Refused>,
  tries: number,
): Promise<Result | Refused> {
  for (let failures = 1; ; failures += 1) {
    const answer = await attempt().catch(asRefusal)
    if (!(answer instanceof Refused) || failures >= tries) return answer
    await bridge.pause(failures - 1)
  }
}

function asRefusal(error: unknown): Refused {
  const ofTheData = error instanceof Permanent && error.code !== 'shape' && error.code !== NO_SUCH
  if (ofTheData) return new Refused(error.message)
  throw error
}
