import { z } from 'zod'
import type { Instant } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { changes } from './feed.ts'
import type { FeedCursor, Page, ReturnedGoods } from './ports.ts'
import { firstLine, id, many2one, maybeTime, number, odooTime, text, time } from './records.ts'

const PICKING = 'stock.picking'

/** What came back from customers; not what was bought from suppliers. */
const BACK: Domain = [
  ['state', '=', 'done'],
  ['picking_type_code', '=', 'incoming'],
  ['location_id.usage', '=', 'customer'],
  ['sale_id', '!=', false],
]

const pickingRow = z.object({ id, create_date: time, name: text, sale_id: many2one, date_done: maybeTime })
const moveRow = z.object({ picking_id: many2one, product_id: many2one, quantity: number })

/** Done incoming pickings of orders, changed since the cursor; none where Odoo has no stock. */
export async function* returnsSince(
  bridge: OdooBridge,
  cursor: FeedCursor | undefined,
  start: Instant,
): AsyncGenerator<Page<ReturnedGoods>> {
  if (!(await bridge.fields(PICKING)).has('sale_id')) return
  const domain = [...BACK, ['date_done', '>=', odooTime(start)]]
  for await (const page of changes(bridge, { model: PICKING, domain, paging: 'by-id' }, cursor)) {
    yield { items: await goodsOf(bridge, page.ids), cursor: page.cursor }
  }
}

async function goodsOf(bridge: OdooBridge, ids: readonly number[]): Promise<ReturnedGoods[]> {
  if (ids.length === 0) return []
  const rows = await bridge.rows(PICKING, pickingRow, [...BACK, ['id', 'in', [...ids]]], { order: 'id' })
  const moved = [
    ['picking_id', 'in', rows.map((row) => row.id)],
    ['state', '=', 'done'],
  ]
  const moves = rows.length === 0 ? [] : await bridge.rows('stock.move', moveRow, moved, { order: 'id' })
  const byPicking = Map.groupBy(moves, (move) => move.picking_id?.id ?? 0)
  return rows.flatMap((row): ReturnedGoods[] => {
    if (row.sale_id === null || row.date_done === null) return []
    const items = (byPicking.get(row.id) ?? []).map(({ product_id: product, quantity }) => ({
      name: firstLine(product?.name ?? null),
      quantity,
    }))
    const { create_date: createDate, date_done: doneAt } = row
    return [{ model: PICKING, id: row.id, createDate, name: row.name ?? '', orderId: row.sale_id.id, doneAt, items }]
  })
}
