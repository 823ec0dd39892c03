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
