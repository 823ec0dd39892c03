import { orderRef, type OrderRef } from '../domain/ids.ts'
import type { ParsedMail } from '../domain/mail.ts'

/** Longer texts are looked through only so far: an order number stands at the top, and no mail may take long. */
const TEXT_MAX_CHARS = 50_000
const TOKEN_MAX_CHARS = 48
const ORDERS_MAX = 10

type Words = Pick<ParsedMail, 'subject' | 'reply' | 'text'>

/** What a marketplace's order numbers look like. */
export interface OrderForm {
  /** The number alone, with flag `g`; letters and digits around it must not touch it. */
  readonly number: RegExp
  /** Whether a number may be an order's where no word before it says so. */
  readonly bare: (number: string) => boolean
  /** Parcels, articles or customers have numbers of the same form. */
  readonly mistakable: boolean
  /** Whether it may be one behind a word such as "order", which may also stand before other things. */
  readonly behindOrder: (number: string) => boolean
}

const ORDER = String.raw`(?:bestell(?:ung(?:en)?|te?)?|auftrag(?:es|s)?|order(?:s|ed)?|commandes?|zam[oó]wieni\p{L}*|ordin[ei]|pedidos?|bestelling(?:en)?|objedn[aá]vk\p{L}*|заказ\p{L}*)`
const NUMBER = String.raw`(?:[\s-]*(?:s?nummern?|s?nr|number|no|num|num[eé]ro|n[°ºr]|id|numer|numero|n[uú]mero|č[ií]slo|č|номер|№)\.?)`
/** Small words between "order" and its number. */
const FILLER = String.raw`(?:[\s,]+(?:mit|der|die|with|the|avec|le|con|el|il|met|het|de|o|numerze|nummer|number))`
/** Right before a number: a word for an order, or one for the number of an order. */
const BEHIND_ORDER = new RegExp(`${ORDER}(${NUMBER})?${FILLER}{0,3}[\\s:#*.(\\[№°º-]{0,8}$`, 'iu')
const NUMBER_FIRST = new RegExp(
  String.raw`(?:num[eé]ro\s+de\s+commande|numer\s+zam[oó]wienia|numero\s+(?:d['’]?\s*)?ordine|n[uú]mero\s+(?:de|del)\s+pedido|č[ií]slo\s+objedn[aá]vky|номер\s+заказа|bestellnummer|bestellnr\.?|auftragsnummer|bestelnummer)[\s:#*.(\[-]{0,8}$`,
  'iu',
)
/** Right before a number that is a parcel's, an article's or a customer's. */
const BEHIND_OTHER = new RegExp(
  String.raw`(?:sendung\p{L}*|paket\p{L}*|tracking\p{L}*|parcel|shipment|colis|paczk\p{L}*|przesy[lł]k\p{L}*|spedizione|env[ií]o|zending|` +
    String.raw`z[aá]silk\p{L}*|artikel\p{L}*|kunden\p{L}*|customer|rechnung\p{L}*|invoice|` +
    String.raw`(?<!\p{L})(?:dhl|dpd|gls|ups|hermes|ean|gtin|tel(?:efon)?|phone|iban|mobil))[\p{L}\s:#*.(\[-]{0,16}$`,
  'iu',
)

/** How far before a number is looked for a word. */
const LOOK_BACK_CHARS = 40

/**
 * Order numbers that a mail names, the surest first: by the account's own pattern, else by what the marketplace's look like.
 * @param pattern ORDERS_REF of the account: tried on each word, group 1 is the number
 */
export function ordersNamed(mail: Words, form: OrderForm, pattern: RegExp | undefined): readonly OrderRef[] {
  const texts = [mail.subject, mail.reply, mail.text].map((text) => text.slice(0, TEXT_MAX_CHARS))
  const byPattern = pattern === undefined ? [] : texts.flatMap((text) => matchesOf(text, pattern))
  if (byPattern.length > 0) return distinct(byPattern)
  const found = texts.flatMap((text) => numbersOf(text, form))
  return distinct(
    [...found.filter(({ sure }) => sure), ...found.filter(({ sure }) => !sure)].map(({ number }) => number),
  )
}

/** Words of a text that the account's pattern takes. */
function matchesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(/[\p{L}\p{N}][^\s,;:()[\]<>"'„“”«»!?]*/gu)].flatMap(([token]) => {
    if (token.length > TOKEN_MAX_CHARS) return []
    const word = token.replace(/[.\-_/]+$/, '')
    const number = pattern.exec(word)?.[1]
    return number === undefined || number === '' ? [] : [number]
  })
}

interface Found {
  readonly number: string
  readonly sure: boolean
}

function numbersOf(text: string, { number, bare, mistakable, behindOrder }: OrderForm): Found[] {
  return [...text.matchAll(number)].flatMap((match): Found[] => {
    const [found] = match
    const before = text.slice(Math.max(0, match.index - LOOK_BACK_CHARS), match.index)
    if (NUMBER_FIRST.test(before)) return [{ number: found, sure: true }]
    const word = BEHIND_ORDER.exec(before)
    if (word !== null && (word[1] !== undefined || behindOrder(found))) return [{ number: found, sure: true }]
    return word === null && bare(found) && !(mistakable && BEHIND_OTHER.test(before))
      ? [{ number: found, sure: false }]
      : []
  })
}

const distinct = (numbers: readonly string[]): readonly OrderRef[] =>
  [...new Set(numbers)].slice(0, ORDERS_MAX).map(orderRef)
