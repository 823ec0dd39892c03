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
  return format(locale, value.currency).format(amount)
}

function decimals(currency: string): number {
  const known = places.get(currency) ?? format('en', currency).resolvedOptions().maximumFractionDigits ?? 2
  places.set(currency, known)
  return known
}

const places = new Map<string, number>()

/** Making a formatter costs more than using it a hundred times. */
function format(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
  formats.set(key, known)
  return known
}

const formats = new Map<string, Intl.NumberFormat>()
