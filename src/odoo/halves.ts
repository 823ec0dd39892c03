import { isFault, Permanent } from '../domain/errors.ts'
import type { OdooBridge } from './bridge.ts'

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

/** The ground of a refusal may be a collision, whatever its text says: the whole batch and an item alone are tried so often. */
const TRIES = 3

/**
 * Hands a batch to Odoo. A refused one is repeated whole, then halved until the bad items stand alone: one bad message never
 * stops the others.
 * @param attempt must be safe to repeat; its permanent faults count as refusal, other faults end everything
 */
export async function inHalves<Item, Result>(
  bridge: OdooBridge,
  items: readonly Item[],
  attempt: (items: readonly Item[]) => Promise<Result | Refused>,
  tries = TRIES,
): Promise<Sorted<Item, Result>> {
  const first = await repeated(bridge, items, attempt, items.length === 1 ? TRIES : tries)
  if (!(first instanceof Refused)) return { done: [{ items, result: first }], refused: [] }
  const only = items[0]
  if (items.length === 1 && only !== undefined) return { done: [], refused: [{ item: only, reason: first.reason }] }
  const middle = Math.ceil(items.length / 2)
  const halves = [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0)
  const sorted: Sorted<Item, Result>[] = []
  for (const half of halves) sorted.push(await inHalves(bridge, half, attempt, 1))
  return { done: sorted.flatMap((part) => part.done), refused: sorted.flatMap((part) => part.refused) }
}

async function repeated<Item, Result>(
  bridge: OdooBridge,
  items: readonly Item[],
  attempt: (items: readonly Item[]) => Promise<Result | Refused>,
  tries: number,
): Promise<Result | Refused> {
  for (let failures = 1; ; failures += 1) {
    const answer = await attempt(items).catch(asRefusal)
    if (!(answer instanceof Refused) || failures >= tries) return answer
    await bridge.pause(failures - 1)
  }
}

function asRefusal(error: unknown): Refused {
  if (isFault(error) && error instanceof Permanent && error.code !== 'shape') return new Refused(error.message)
  throw error
}
