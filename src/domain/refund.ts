import type { Money } from './money.ts'
import type { LineId, MarketplaceLine } from './shipment.ts'
import { normalise } from './text.ts'

/** What a credit note gives back for an article. */
export interface RefundItem {
  readonly name: string
  readonly quantity: number
  readonly total: Money
}

export interface RefundShare {
  readonly line: LineId
  readonly title: string | null
  readonly amount: Money
}

/**
 * Splits what was paid out over the lines of the order that it stands for: all of it where there is one line, else item by item to the lines of
 * that title. Cents that do not divide go to the first lines.
 * @returns undefined where an item fits no line: then nobody can tell whose money it is
 */
export function shareRefund(
  paidOut: Money,
  items: readonly RefundItem[],
  lines: readonly MarketplaceLine[],
): readonly RefundShare[] | undefined {
  const open = lines.filter(({ state }) => state !== 'cancelled').toSorted((a, b) => compare(a.id, b.id))
  const [only, second] = open
  if (only === undefined) return undefined
  if (second === undefined) return shared(paidOut, [only])
  const titles = new Set(open.map(({ title, sku }) => title ?? sku))
  if (titles.size === 1 && items.length === 1) return shared(paidOut, pieces(open, items[0]))
  const total = items.reduce((sum, item) => sum + item.total.minor, 0)
  // A part of the credit note was paid out: which part cannot be told.
  if (total !== paidOut.minor || items.length === 0) return undefined
  const shares: RefundShare[] = []
  for (const item of items) {
    const fitting = open.filter(({ title }) => title !== null && normalise(title) === normalise(item.name))
    if (fitting.length === 0) return undefined
    shares.push(...shared(item.total, pieces(fitting, item)))
  }
  return merged(shares)
}

/** Two items of one title: one amount for each line. */
function merged(shares: readonly RefundShare[]): RefundShare[] {
  return [...Map.groupBy(shares, ({ line }) => line).values()].flatMap((some) => {
    const [first] = some
    if (first === undefined) return []
    const minor = some.reduce((sum, { amount }) => sum + amount.minor, 0)
    return [{ ...first, amount: { ...first.amount, minor } }]
  })
}

/** As many lines of one piece as the item has pieces. */
function pieces(lines: readonly MarketplaceLine[], item: RefundItem | undefined): readonly MarketplaceLine[] {
  const wanted = Math.max(1, Math.round(item?.quantity ?? 1))
  return lines.every(({ quantity }) => quantity === 1) ? lines.slice(0, wanted) : lines.slice(0, 1)
}

function shared(amount: Money, lines: readonly MarketplaceLine[]): RefundShare[] {
  const each = Math.floor(amount.minor / lines.length)
  const left = amount.minor - each * lines.length
  return lines
    .map(({ id, title }, index) => ({
      line: id,
      title,
      amount: { minor: each + (index < left ? 1 : 0), currency: amount.currency },
    }))
    .filter((share) => share.amount.minor > 0)
}

const compare = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
