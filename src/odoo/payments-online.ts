import { z } from 'zod'
import type { OdooRecord } from '../domain/ids.ts'
import { money } from '../domain/money.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import type { PaymentFacts } from './fact-ports.ts'
import { mayRead } from './readable.ts'
import { id, ids, many2one, maybeTime, number, text, time } from './records.ts'

const TRANSACTION = 'payment.transaction'
const PAYMENT = 'account.payment'

/** Online payments of orders that are through; refunds and checks of a card are none. */
export const ONLINE: Domain = [
  ['state', '=', 'done'],
  ['amount', '>', 0],
  ['operation', 'not in', ['refund', 'validation']],
  ['sale_order_ids', '!=', false],
]

const onlineRow = z.object({
  id,
  create_date: time,
  amount: number,
  currency_id: many2one,
  last_state_change: maybeTime,
  sale_order_ids: ids,
  payment_id: many2one.optional(),
})
const orderRow = z.object({ id, amount_total: number })
const doneRow = z.object({ id, amount: number, operation: text, sale_order_ids: ids })
const madeRow = z.object({ id, create_date: time })

/** Odoo shows online payments to accountants only: without that right the payments that they make are what tells of them. */
export const readsTransactions = async (bridge: OdooBridge): Promise<boolean> =>
  (await mayRead(bridge, TRANSACTION)) && (await bridge.fields(TRANSACTION)).has('sale_order_ids')

/** Online payments that made payments, by id. */
export async function transactionsById(
  bridge: OdooBridge,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, OdooRecord>> {
  if (wanted.length === 0 || !(await readsTransactions(bridge))) return new Map()
  const rows = await bridge.byIds(TRANSACTION, madeRow, wanted)
  return new Map(rows.map((row) => [row.id, { model: TRANSACTION, id: row.id, createDate: row.create_date }]))
}

/** Online payments, each for each of its orders; the payment that Odoo made of one stands for it. */
export async function onlinePayments(
  bridge: OdooBridge,
  which: Domain,
  asked: number,
): Promise<readonly PaymentFacts[]> {
  if (asked === 0) return []
  const rows = await bridge.rows(TRANSACTION, onlineRow, [...ONLINE, ...which], { order: 'id' })
  if (rows.length === 0) return []
  const payments = await bridge.byIds(
    PAYMENT,
    madeRow,
    rows.flatMap((row) => row.payment_id?.id ?? []),
  )
  const madeAt = new Map(payments.map((row) => [row.id, row.create_date]))
  const orders = await bridge.byIds(
    'sale.order',
    orderRow,
    rows.flatMap((row) => row.sale_order_ids),
  )
  const totals = new Map(orders.map((row) => [row.id, row.amount_total]))
  const paid = await paidOnline(bridge, [...totals.keys()])
  return rows.flatMap((row) => {
    const transaction: OdooRecord = { model: TRANSACTION, id: row.id, createDate: row.create_date }
    const made = row.payment_id?.id ?? 0
    const createDate = madeAt.get(made)
    const source =
      createDate === undefined
        ? ({ ...transaction, model: TRANSACTION } as const)
        : ({ model: PAYMENT, id: made, createDate } as const)
    const at = row.last_state_change ?? row.create_date
    const currency = row.currency_id?.name ?? 'EUR'
    return row.sale_order_ids.flatMap((orderId): PaymentFacts[] => {
      const total = totals.get(orderId)
      if (total === undefined) return []
      const amount = row.sale_order_ids.length === 1 ? row.amount : Math.min(row.amount, total)
      const open = money(total - (paid.get(orderId) ?? amount), currency)
      return [
        {
          ...{ ...source, orderId, at, knownAt: at, amount: money(amount, currency) },
          same: createDate === undefined ? [] : [transaction],
          open: { ...open, minor: Math.max(0, open.minor) },
        },
      ]
    })
  })
}

/** What was paid online for orders in all. */
async function paidOnline(bridge: OdooBridge, orders: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const rows = await bridge.rows(TRANSACTION, doneRow, [...ONLINE, ['sale_order_ids', 'in', [...orders]]])
  const paid = new Map<number, number>()
  for (const row of rows) {
    for (const order of row.sale_order_ids) paid.set(order, (paid.get(order) ?? 0) + row.amount)
  }
  return paid
}
