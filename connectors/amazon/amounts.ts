import type { Money } from '../../src/domain/money.ts'

const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  zł: 'PLN',
  pln: 'PLN',
  kr: 'SEK',
  sek: 'SEK',
}
const SIGN = '€|£|zł|EUR|Euro|GBP|PLN|SEK|kr'
const NUMBER = String.raw`\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{2})?|\d{1,7}(?:[.,]\d{2})?`
const AMOUNT = new RegExp(
  String.raw`(?<![\p{L}\d.,])(?:(${SIGN})[\s\u00a0\u202f]?(${NUMBER})|(${NUMBER})[\s\u00a0\u202f]?(${SIGN}))(?![\p{L}\d])`,
  'giu',
)

/** Amounts with a currency, as they stand in a text: `49,90 EUR`, `€1,234.50`, `1 234,50 kr`. */
export function amountsIn(text: string): Money[] {
  return Array.from(text.slice(0, 100_000).matchAll(AMOUNT), ([, sign, behind, before, signBehind]) => ({
    minor: minorOf(behind ?? before ?? ''),
    currency: CURRENCIES[(sign ?? signBehind ?? '').toLowerCase()] ?? 'EUR',
  }))
}

/** A separator before exactly two last digits parts the cents, whichever the language; every other one parts thousands. */
function minorOf(number: string): number {
  const cents = /[.,](\d{2})$/.exec(number)?.[1]
  const whole = (cents === undefined ? number : number.slice(0, -3)).replace(/\D/g, '')
  return Number(whole) * 100 + Number(cents ?? 0)
}
