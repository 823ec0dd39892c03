import { z } from 'zod'
import { money, type Money } from '../domain/money.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { firstLine, id, ids, many2one, number, text } from './records.ts'
import { inUnits } from './units.ts'

const LINE = 'account.move.line'

/** An invoice or credit note, as far as it names its order. */
export interface NamingDocument {
  readonly id: number
  readonly origin: string | null
  readonly currency: string
}

export interface BilledItem {
  readonly name: string
  readonly quantity: number
  readonly total: Money
  readonly productId?: number
}

/** What of a document is for one order. */
export interface OrderShare {
  readonly orderId: number
  readonly items: readonly BilledItem[]
  /** Its part of the document's total; null = the document has lines of no order, so nobody knows. */
  readonly total: Money | null
}

const nameRow = z.object({ id, name: text })
const lineRow = z.object({
  move_id: many2one,
  product_id: many2one.optional(),
  name: text,
  quantity: number,
  product_uom_id: many2one.optional(),
  price_total: number,
  sale_line_ids: ids.optional(),
})
type LineRow = z.infer<typeof lineRow>
const saleLineRow = z.object({ id, order_id: many2one })

/** Lines of goods, by document. */
export async function linesOf(
  bridge: OdooBridge,
  documents: readonly number[],
): Promise<ReadonlyMap<number, readonly LineRow[]>> {
  if (documents.length === 0) return new Map()
  const domain = [
    ['move_id', 'in', [...documents]],
    ['display_type', '=', 'product'],
  ]
  const rows = await bridge.rows(LINE, lineRow, domain, { order: 'move_id, sequence, id' })
  const named = await inUnits(bridge)
  const lines = rows.map((row) => ({ ...row, name: named(firstLine(row.name), row.product_uom_id?.id) }))
  return Map.groupBy(lines, (row) => row.move_id?.id ?? 0)
}

export const billedItems = (lines: readonly LineRow[], currency: string): readonly BilledItem[] =>
  lines.map((line) => ({
    name: line.name ?? '',
    quantity: line.quantity,
    total: money(line.price_total, currency),
    ...(line.product_id == null ? {} : { productId: line.product_id.id }),
  }))

/**
 * The orders of documents: the one that a document names, else those whose lines it bills (an invoice for several orders at once).
 * Documents of no order are missing.
 * @param lines of the documents, where they were read already
 */
export async function ordersOf(
  bridge: OdooBridge,
  documents: readonly NamingDocument[],
  lines?: ReadonlyMap<number, readonly LineRow[]>,
): Promise<ReadonlyMap<number, readonly OrderShare[]>> {
  const named = await ordersNamed(bridge, new Map(documents.map((one) => [one.id, one.origin])))
  const found = new Map<number, readonly OrderShare[]>()
  for (const [document, orderId] of named) found.set(document, [{ orderId, items: [], total: null }])
  const others = documents.filter((one) => !named.has(one.id) && one.origin !== null)
  if (others.length === 0 || !(await bridge.fields(LINE)).has('sale_line_ids')) return found
  const billed =
    lines ??
    (await linesOf(
      bridge,
      others.map((one) => one.id),
    ))
  const rows = others.flatMap((one) => billed.get(one.id) ?? [])
  const saleLines = await bridge.byIds(
    'sale.order.line',
    saleLineRow,
    rows.flatMap((row) => row.sale_line_ids ?? []),
  )
  const orderOf = new Map(saleLines.map((row) => [row.id, row.order_id?.id ?? 0]))
  for (const { id: document, currency } of others) {
    const shares = sharesOf(billed.get(document) ?? [], orderOf, currency)
    if (shares.length > 0) found.set(document, shares)
  }
  return found
}

function sharesOf(
  lines: readonly LineRow[],
  orderOf: ReadonlyMap<number, number>,
  currency: string,
): readonly OrderShare[] {
  const ownerOf = (line: LineRow): number => {
    const owners = new Set((line.sale_line_ids ?? []).flatMap((one) => orderOf.get(one) ?? []))
    const [owner] = owners
    return owners.size === 1 && owner !== undefined ? owner : 0
  }
  const byOrder = Map.groupBy(lines, ownerOf)
  const known = (byOrder.get(0) ?? []).every((line) => line.price_total === 0)
  byOrder.delete(0)
  return [...byOrder].map(([orderId, own]) => ({
    orderId,
    items: billedItems(own, currency),
    total: known
      ? money(
          own.reduce((sum, line) => sum + line.price_total, 0),
          currency,
        )
      : null,
  }))
}

/** Documents that name one of these orders, or bill lines of it. */
export async function billing(
  bridge: OdooBridge,
  orders: readonly { readonly id: number; readonly name: string }[],
): Promise<Domain> {
  const named = ['invoice_origin', 'in', orders.map(({ name }) => name)]
  if (!(await bridge.fields(LINE)).has('sale_line_ids')) return [named]
  return ['|', named, ['invoice_line_ids.sale_line_ids.order_id', 'in', orders.map((order) => order.id)]]
}

/** Orders by the name that documents give them, by document. Several at once, and names that are not there, are none. */
async function ordersNamed(
  bridge: OdooBridge,
  origins: ReadonlyMap<number, string | null>,
): Promise<ReadonlyMap<number, number>> {
  const names = [...new Set([...origins.values()].filter((name) => name !== null))]
  if (names.length === 0 || (await bridge.fields('sale.order')).size === 0) return new Map()
  const found = await bridge.rows('sale.order', nameRow, [['name', 'in', names]])
  const byName = Map.groupBy(found, (order) => order.name)
  return new Map(
    [...origins].flatMap(([document, origin]) => {
      const [order, second] = origin === null ? [] : (byName.get(origin) ?? [])
      return order === undefined || second !== undefined ? [] : [[document, order.id] as const]
    }),
  )
}
