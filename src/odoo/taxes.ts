import { z } from 'zod'
import { money } from '../domain/money.ts'
import type { OdooBridge } from './bridge.ts'
import type { OrderFacts, TaxFacts } from './ports.ts'
import { mayRead } from './readable.ts'
import { id, ids, many2one, number } from './records.ts'

const TAX = 'account.tax'

const group = z.object({ group_name: z.string(), tax_amount_currency: number, involved_tax_ids: ids })
const totalsRow = z.object({
  id,
  currency_id: many2one,
  /** As the order's form shows them; other releases of Odoo have them in another shape. */
  tax_totals: z
    .object({ subtotals: z.array(z.object({ tax_groups: z.array(group) })) })
    .optional()
    .catch(undefined),
})
const taxRow = z.object({ id, amount: number, amount_type: z.string() })

/**
 * The taxes of orders by rate. A group of taxes may carry any name (a rate that is none of its taxes': tried), so the rates of the taxes
 * themselves count. Where they do not add up to the order's tax, or a group of several rates has a number in its name, nothing is said of it.
 */
export async function taxesOf(
  bridge: OdooBridge,
  orders: readonly Pick<OrderFacts, 'id' | 'tax'>[],
): Promise<ReadonlyMap<number, readonly TaxFacts[]>> {
  const taxed = orders.filter(({ tax }) => tax.minor !== 0)
  if (taxed.length === 0 || !(await mayRead(bridge, TAX))) return new Map()
  const rows = await bridge.byIds(
    'sale.order',
    totalsRow,
    taxed.map((order) => order.id),
  )
  const groups = new Map(
    rows.map((row) => [row.id, (row.tax_totals?.subtotals ?? []).flatMap((one) => one.tax_groups)]),
  )
  const taxes = await bridge.byIds(
    TAX,
    taxRow,
    [...groups.values()].flat().flatMap((one) => one.involved_tax_ids),
  )
  const rates = new Map(taxes.map((row) => [row.id, row.amount_type === 'percent' ? row.amount : undefined]))
  return new Map(
    taxed.flatMap(({ id: order, tax }) => {
      const found = (groups.get(order) ?? []).flatMap(({ group_name: name, tax_amount_currency, involved_tax_ids }) => {
        const amount = money(tax_amount_currency, tax.currency)
        if (amount.minor === 0) return []
        const [percent, ...others] = new Set(involved_tax_ids.map((one) => rates.get(one)))
        return [{ name, amount, ...(percent === undefined || others.length > 0 ? {} : { percent }) }]
      })
      const sum = found.reduce((total, { amount }) => total + amount.minor, 0)
      const doubtful = found.some(({ name, percent }) => percent === undefined && /\d/.test(name))
      return sum === tax.minor && !doubtful ? [[order, found] as const] : []
    }),
  )
}
