/** An amount in the currency's smallest unit (cents); never a float. */
export interface Money {
  readonly minor: number
  /** ISO 4217 code. */
  readonly currency: string
}

/**
 * Turns Odoo's decimal amount into minor units.
 * @param amount decimal amount, e.g. 19.99
 * @param currency ISO 4217 code
 */
export function money(amount: number, currency: string): Money {
  return { minor: Math.round(amount * 10 ** decimals(currency)), currency }
}

/** Formats for a reader, e.g. `19,99 €` in German. */
export function formatMoney(value: Money, locale: string): string {
  const amount = value.minor / 10 ** decimals(value.currency)
  return new Intl.NumberFormat(locale, { style: 'currency', currency: value.currency }).format(amount)
}

function decimals(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
