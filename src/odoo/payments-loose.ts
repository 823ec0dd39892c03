import { z } from 'zod'
import { money } from '../domain/money.ts'
import { later } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import type { PaymentFacts } from './fact-ports.ts'
import { transactionsById } from './payments-online.ts'
import { paidAt } from './refunds.ts'
import { id, ids, many2one, maybeDate, number, text, time } from './records.ts'

const PAYMENT = 'account.payment'

/** Payments of customers that name something and are not used up by invoices. */
export const LOOSE: Domain = [
  ['payment_type', '=', 'inbound'],
  ['partner_type', '=', 'customer'],
  ['state', 'in', ['in_process', 'paid']],
  ['memo', '!=', false],
]

const paymentRow = z.object({
  id,
  create_date: time,
  date: maybeDate,
  amount: number,
  currency_id: many2one,
  memo: text,
  partner_id: many2one,
  invoice_ids: ids.optional(),
  reconciled_invoice_ids: ids.optional(),
  payment_transaction_id: many2one.optional(),
})
type PaymentRow = z.infer<typeof paymentRow>
const orderRow = z.object({ id, name: text, client_order_ref: text, partner_id: many2one })
const partnerRow = z.object({ id, commercial_partner_id: many2one })

/** Payments without an invoice that name an order of the same customer, as a clerk books what came before the invoice. */
export async function loosePayments(bridge: OdooBridge, wanted: readonly number[]): Promise<readonly PaymentFacts[]> {
  if (wanted.length === 0) return []
  const rows = await bridge.rows(PAYMENT, paymentRow, [...LOOSE, ['id', 'in', [...wanted]]], { order: 'id' })
  const loose = rows.filter((row) => (row.invoice_ids ?? []).length + (row.reconciled_invoice_ids ?? []).length === 0)
  const names = [...new Set(loose.flatMap(namedBy))]
  if (names.length === 0) return []
  const domain = [['state', '!=', 'cancel'], '|', ['name', 'in', names], ['client_order_ref', 'in', names]]
  const orders = await bridge.rows('sale.order', orderRow, domain, { order: 'id' })
  if (orders.length === 0) return []
  const partners = await bridge.byIds(
    'res.partner',
    partnerRow,
    [...loose, ...orders].flatMap((row) => row.partner_id?.id ?? []),
  )
  // Where the online payment itself was told already, it is the same money.
  const online = await transactionsById(
    bridge,
    loose.flatMap((row) => row.payment_transaction_id?.id ?? []),
  )
  const customer = new Map(partners.map((row) => [row.id, row.commercial_partner_id?.id ?? row.id]))
  return loose.flatMap((row): PaymentFacts[] => {
    const own = customer.get(row.partner_id?.id ?? 0)
    const [order, second] = orders.filter(
      ({ name, client_order_ref: ref, partner_id: buyer }) =>
        namedBy(row).some((word) => word === name || word === ref) &&
        own !== undefined &&
        customer.get(buyer?.id ?? 0) === own,
    )
    if (order === undefined || second !== undefined) return []
    const at = paidAt(row)
    const transaction = online.get(row.payment_transaction_id?.id ?? 0)
    return [
      {
        ...{ model: PAYMENT, id: row.id, createDate: row.create_date, orderId: order.id, at },
        ...{ knownAt: later(at, row.create_date), open: null },
        same: transaction === undefined ? [] : [transaction],
        amount: money(row.amount, row.currency_id?.name ?? 'EUR'),
      },
    ]
  })
}

/** The order's number stands alone in the memo; Odoo's own payments of online payments add a counter and the customer. */
function namedBy({ memo, payment_transaction_id: online }: PaymentRow): string[] {
  const words = (memo ?? '').trim()
  if (words === '') return []
  if (online == null) return [words]
  const reference = words.split(' - ')[0] ?? words
  return [words, reference, reference.replace(/-\d+$/, '')]
}
