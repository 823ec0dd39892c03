import { cents } from './convert.ts'
import { idList } from './domain.ts'
import type { Env } from './env.ts'

export interface Amounts {
  readonly untaxed: number
  readonly tax: number
  readonly total: number
}

export interface Priced {
  readonly quantity: number
  readonly price: number
  /** Percent. */
  readonly discount: number
  readonly taxes: unknown
}

/** Amounts of one line, each rounded. */
export function lineAmounts(env: Env, line: Priced): Amounts {
  return rounded([exact(env, line)])
}

/** Amounts of a document: rounded once over all lines, as `round_globally` does. */
export function documentAmounts(env: Env, lines: readonly Priced[]): Amounts {
  return rounded(lines.map((line) => exact(env, line)))
}

/** The taxes of a document as its form shows them, by tax. */
export function taxTotals(env: Env, lines: readonly Priced[]): object {
  const sums = new Map<number, number>()
  for (const line of lines) {
    for (const tax of idList(line.taxes)) {
      const { tax: amount } = exact(env, { ...line, taxes: line.taxes })
      const rates = idList(line.taxes).map((id) => Number(env.value('account.tax', id, 'amount')))
      const all = rates.reduce((sum, rate) => sum + rate, 0)
      const own = all === 0 ? 0 : (amount * Number(env.value('account.tax', tax, 'amount'))) / all
      sums.set(tax, (sums.get(tax) ?? 0) + own)
    }
  }
  const tax_groups = [...sums].map(([tax, sum]) => ({
    group_name: String(env.value('account.tax', tax, 'name')),
    involved_tax_ids: [tax],
    tax_amount_currency: cents(sum),
    tax_amount: cents(sum),
  }))
  return { has_tax_groups: tax_groups.length > 0, subtotals: [{ name: 'Untaxed Amount', tax_groups }] }
}

function rounded(lines: readonly { readonly base: number; readonly tax: number }[]): Amounts {
  const untaxed = cents(lines.reduce((sum, line) => sum + line.base, 0))
  const tax = cents(lines.reduce((sum, line) => sum + line.tax, 0))
  return { untaxed, tax, total: cents(untaxed + tax) }
}

function exact(env: Env, { quantity, price, discount, taxes }: Priced): { base: number; tax: number } {
  const amount = quantity * price * (1 - discount / 100)
  const rates = idList(taxes).map((id) => ({
    rate: Number(env.value('account.tax', id, 'amount')) / 100,
    included: env.value('account.tax', id, 'price_include') === true,
  }))
  const inside = rates.filter(({ included }) => included).reduce((sum, { rate }) => sum + rate, 0)
  const base = amount / (1 + inside)
  return { base, tax: rates.reduce((sum, { rate }) => sum + base * rate, 0) }
}
