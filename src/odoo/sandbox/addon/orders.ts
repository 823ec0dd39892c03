import { write } from '../crud.ts'
import type { Env } from '../env.ts'
import type { Values } from '../model.ts'
import { accountOf } from './service.ts'

/** Shows on orders to which account they belong; gives the ids of those that were changed. */
export function markOrders(su: Env, rows: unknown): number[] {
  return (rows as Values[]).flatMap((row) => {
    const order = su.row('sale.order', Number(row['order_id']))
    const account = accountOf(su, { ...row, name: row['account'] })
    const reference = row['order_ref'] || false
    if (order === undefined) return []
    if (order['mc_account_id'] === account && order['mc_order_ref'] === reference) return []
    write(su, 'sale.order', [order.id], { mc_account_id: account, mc_order_ref: reference })
    return [order.id]
  })
}
