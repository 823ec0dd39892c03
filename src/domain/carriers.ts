import { closest } from './nearest.ts'

/** The marketplace's name of a picking's carrier, or why there is none. */
export type CarrierMatch =
  | { readonly kind: 'found'; readonly carrier: string }
  | { readonly kind: 'none' }
  /** `carrier` = what was looked for among the marketplace's names: Odoo's name, or what CARRIERS makes of it. */
  | { readonly kind: 'unknown'; readonly carrier: string; readonly nearest: readonly string[] }

const NEAREST_SHOWN = 4
/** In CARRIERS: deliveries that name no carrier. */
export const NO_CARRIER = '*'

/**
 * Finds the marketplace's spelling of a carrier: by CARRIERS first, else by the same name in upper or lower case. Never a guess.
 * @param name the carrier in Odoo; null = the delivery names none
 * @param mapped CARRIERS of the account; `*` stands for deliveries without a carrier
 * @param known the names that the marketplace takes; empty = it tells none, so every name is taken as it is
 */
export function matchCarrier(
  name: string | null,
  mapped: ReadonlyMap<string, string>,
  known: readonly string[],
): CarrierMatch {
  const wanted = name === null ? mapped.get(NO_CARRIER) : (byName(name, mapped) ?? name)
  if (wanted === undefined) return { kind: 'none' }
  if (known.length === 0) return { kind: 'found', carrier: wanted }
  const found = known.find((one) => one === wanted) ?? known.find((one) => same(one, wanted))
  return found === undefined
    ? { kind: 'unknown', carrier: wanted, nearest: closest(wanted, known, NEAREST_SHOWN) }
    : { kind: 'found', carrier: found }
}

function byName(name: string, mapped: ReadonlyMap<string, string>): string | undefined {
  return mapped.get(name) ?? [...mapped].find(([odoo]) => odoo !== NO_CARRIER && same(odoo, name))?.[1]
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
