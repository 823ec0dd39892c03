import { z } from 'zod'
import type { Instant } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { changes } from './feed.ts'
import { soldOnce } from './kits.ts'
import { partnersOf } from './partners.ts'
import { itemsOfMoves } from './pickings.ts'
import type { ReturnedGoods } from './goods-ports.ts'
import type { FeedCursor, Page } from './ports.ts'
import { id, many2one, maybeTime, number, odooTime, text, time } from './records.ts'

const PICKING = 'stock.picking'

/** What came back from customers; not what was bought from suppliers. */
const BACK: Domain = [
  ['state', '=', 'done'],
  ['picking_type_code', '=', 'incoming'],
  ['location_id.usage', '=', 'customer'],
  ['sale_id', '!=', false],
]

const pickingRow = z.object({
  id,
  create_date: time,
  name: text,
  sale_id: many2one,
  date_done: maybeTime,
  partner_id: many2one,
})
const moveRow = z.object({
  picking_id: many2one,
  product_id: many2one,
  quantity: number,
  sale_line_id: many2one.optional(),
  origin_returned_move_id: many2one.optional(),
})

/** Done incoming pickings of orders, changed since the cursor; none where Odoo has no stock. */
export async function* returnsSince(
  bridge: OdooBridge,
  cursor: FeedCursor | undefined,
  start: Instant,
  sweepHours?: number,
): AsyncGenerator<Page<ReturnedGoods>> {
  if (!(await takesBack(bridge))) return
  const domain = [...BACK, ['date_done', '>=', odooTime(start)]]
  for await (const page of changes(bridge, { model: PICKING, domain, paging: 'by-id' }, cursor, sweepHours)) {
    yield { items: await goodsOf(bridge, page.ids), cursor: page.cursor }
  }
}

/** As they stand now; missing ids are deleted records. */
export async function returnedById(
  bridge: OdooBridge,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ReturnedGoods>> {
  if (!(await takesBack(bridge))) return new Map()
  return new Map((await goodsOf(bridge, ids)).map((goods) => [goods.id, goods]))
}

const takesBack = async (bridge: OdooBridge): Promise<boolean> => (await bridge.fields(PICKING)).has('sale_id')

async function goodsOf(bridge: OdooBridge, ids: readonly number[]): Promise<ReturnedGoods[]> {
  if (ids.length === 0) return []
  const rows = await bridge.rows(PICKING, pickingRow, [...BACK, ['id', 'in', [...ids]]], { order: 'id' })
  if (rows.length === 0) return []
  const moved = [
    ['picking_id', 'in', rows.map((row) => row.id)],
    ['state', '=', 'done'],
  ]
  const moves = await bridge.rows('stock.move', moveRow, moved, { order: 'id' })
  const byPicking = Map.groupBy(moves, (move) => move.picking_id?.id ?? 0)
  const items = await itemsOfMoves(bridge, moves)
  const sold = await soldOnce(bridge, [...items.values()])
  const partners = await partnersOf(
    bridge,
    rows.flatMap((row) => row.partner_id?.id ?? []),
  )
  return rows.flatMap((row): ReturnedGoods[] => {
    if (row.sale_id === null || row.date_done === null) return []
    const { create_date: createDate, date_done: doneAt } = row
    return [
      {
        ...{ model: PICKING, id: row.id, createDate, name: row.name ?? '', orderId: row.sale_id.id, doneAt },
        items: sold(items.get(row.id) ?? []),
        delivery: partners.get(row.partner_id?.id ?? 0)?.facts ?? null,
        cameBack: (byPicking.get(row.id) ?? []).some((move) => move.origin_returned_move_id != null),
      },
    ]
  })
}
