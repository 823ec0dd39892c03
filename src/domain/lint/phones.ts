import { blanked, isLetterOrDigit, type Span, spansOf } from './span.ts'

/** Numbers of one length that both begin with 0 are sizes or a range: no subscriber's number does. */
const RANGE = /(?<![\d/.-])0\d{3} ?[-–] ?0\d{3}(?![/.-]?\d)/g

/** Number groups of everyday answers that are no telephone numbers, whatever stands around them. */
const EVERYDAY = [
  RANGE,
  // order numbers in the form 303-1234567-1234567
  /(?<!\d)\d{3}-\d{7}-\d{7}(?!\d)/g,
  // 12.03.2026, 1.3.26, 12. 03., 2026-03-12, 12/03/2026
  /(?<![\d./-])\d{1,2}\. ?\d{1,2}\.(?: ?\d{4}| ?\d{2})?(?!\d)/g,
  /(?<![\d-])\d{4}-\d{2}-\d{2}(?!\d)/g,
  /(?<![\d/])\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})(?!\d)/g,
  // 02/2026, 02.2026
  /(?<![\d/.])(?:0?[1-9]|1[0-2])[/.]20\d{2}(?!\d)/g,
  // 09.30 - 17.00, 9:30
  /(?<![\d.])\d{1,2}\.\d{2} ?(?:-|–|bis|und|to) ?\d{1,2}\.\d{2}(?![\d.]\d)/g,
  /(?<![\d:.])\d{1,2}[:.]\d{2}(?= ?(?:Uhr|h|am|pm)(?![\p{L}\p{N}]))/gu,
  // amounts of money
  /(?<!\d)\d{1,9}[.,]\d{2}(?= ?(?:€|EUR|Euro|USD|CHF|GBP|PLN|\$|£))/g,
]

/** Lines of digits alone, one below another. */
const DIGIT_LINES = /(?<=\n)[ \t]{0,8}[+(]{0,2}\d[\d ()/.-]{0,20}(?:\n[ \t]{0,8}\d[\d ()/.-]{0,20}){1,8}(?![^\n])/g

/** Digits with what people write between them, as long as it goes. */
const RUN = /\+?\(?\d(?:[ \t\-‐‑–/.()_*~|·•]{0,3}\d)*/g

/** Letters that are written for digits, within a number or before one. */
const LETTER_DIGIT = /(?<=\d-?)[OoОо](?=-?\d)|(?<![\p{L}\p{N}])[OoОо](?=[1-9]\d)|(?<=\d)[Il|](?=[\d-])/gu

const PHONE_WORD = new RegExp(
  `(?:${[
    String.raw`tel(?:efon\p{L}*|\.)?|phone|(?:ruf|telefon|handy|mobil|fax|service|hotline|support|notfall)nummer|mobil\p{L}*|handy|fon|fax|hotline|whats ?app|signal|telegram|anruf\p{L}*|rufen|durchwahl|call(?: us| me)?|ring us|text us`,
    String.raw`zadzwo\p{L}*|dzwo\p{L}*|komórk\p{L}*|infolini\p{L}*|appele\p{L}*|téléphon\p{L}*|portable|joign\p{L}*|chiam\p{L}*|cellulare|llam\p{L}*|llám\p{L}*|teléfono|móvil|bel|bellen|zavol\p{L}*|volejte|linc?e`,
    // "my number", "unsere Nummer"
    String.raw`(?:mein|unser|my|our|mój|nasz|mon|notre|mio|nostro|mi|nuestro|mijn|ons|moje|naše|мой|наш)\p{L}* (?:nummer|number|numer|numéro|numero|número|číslo|номер)`,
    String.raw`позвон\p{L}*|звон\p{L}*|телефон\p{L}*|наб(?:ери|рать)\p{L}*|моб\p{L}*`,
  ].join('|')})(?![\p{L}])`,
  'giu',
)
const PHONE_WORD_BEHIND =
  /^[^\p{L}\d]{0,3}(?:\p{L}+ ){0,2}(?:anruf\p{L}*|anzurufen|erreichbar|durchklingeln|whats ?app|mobil|handy)(?!\p{L})/iu

/** What announces a number of another kind, and nothing but that. */
const NUMBER_WORD =
  /(?:\p{L}{0,30}nr|\p{L}{2,30}(?:nummer|number|code|kennung)|no|sn|ean|gtin|upc|isbn|asin|sku|imei|iban|bic|blz|plz|lot|hrb|id|az|ref\p{L}*|konto\p{L}*|modell|model|typ|charge|version|serie|postleitzahl\p{L}*)(?!\p{L})/giu

/** Things that have a number, which may stand right behind them: in one piece it is theirs. */
const NUMBERED_THING =
  /(?:art(?:ikel)?|sendung\p{L}*|paket\p{L}*|tracking\p{L}*|bestell\p{L}*|auftrag\p{L}*|orders?|rechnung\p{L}*|invoice|lieferschein\p{L}*|beleg\p{L}*|retoure\p{L}*|ticket|vorgang|case|gutschrift|parcel|shipment|item|karton|palette|zamówieni\p{L}*|przesyłk\p{L}*|paczk\p{L}*|przewozow\p{L}*|faktur\p{L}*|zwrot\p{L}*|nip|regon|commande|colis|suivi|facture|ordine|spedizione|pacco|fattura|pedido|envío|seguimiento|factura|paquete|bestelling|zending|pakket|factuur|objednáv\p{L}*|zásilk\p{L}*|balík\p{L}*|заказ\p{L}*|отправлени\p{L}*|посылк\p{L}*|накладн\p{L}*|трек\p{L}*|артикул\p{L}*|инн)(?!\p{L})/giu

const UNIT_BEHIND =
  /^ ?(?:Uhr|€|EUR|Euro|Stk|Stück|St\.|pcs|pieces|cm|mm|m|km|kg|g|ml|l|%|x|V|W|Watt|Volt|mAh)(?![\p{L}\p{N}])/u

/**
 * Every place that reads as a telephone number; numbers of orders, parcels, articles, dates and prices do not.
 * @param known numbers that belong to the order: never a telephone number, however they are grouped
 */
export function findPhoneNumbers(text: string, known: readonly string[] = []): Span[] {
  const rest = EVERYDAY.reduce(
    blanked,
    withoutKnown(
      text.replace(LETTER_DIGIT, (letter) => (/[Il|]/.test(letter) ? '1' : '0')),
      known,
    ),
  )
  return [...spansOf(rest, RUN).filter((span) => isPhoneNumber(rest, span)), ...overLines(rest)]
}

/** A number that is split over lines: only where a word of telephoning stands before it, since lists of numbers look alike. */
function overLines(text: string): Span[] {
  return spansOf(text, DIGIT_LINES).filter(({ start, end }) => {
    const digits = text.slice(start, end).replace(/\D/g, '')
    if (!/^0?[1-9]\d{6,13}$|^00[1-9]\d{7,12}$/.test(digits)) return false
    return calledBefore(text.slice(Math.max(0, start - 40), start).trimEnd(), digits.length) === 'phone'
  })
}

/** Ids of four characters and more, also with other separators than ours. */
function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .map((id) => id.match(/[\p{L}\p{N}]/gu) ?? [])
    .filter((letters) => letters.length >= 4 && letters.length <= 64)
    .reduce((rest, letters) => blanked(rest, new RegExp(letters.join('[ ./-]?'), 'giu')), text)
}

function isPhoneNumber(text: string, { start, end }: Span): boolean {
  if (isLetterOrDigit(text[start - 1]) || /[_#&=]/.test(text.charAt(start - 1)) || isLetterOrDigit(text[end]))
    return false
  const run = text.slice(start, end)
  const digits = run.replace(/\D/g, '')
  if (digits.length < 5 || digits.length > 15) return false
  const behind = text.slice(end, end + 40)
  if (UNIT_BEHIND.test(behind)) return false
  if (isDigitByDigit(run, digits) || isRussian(run)) return true
  const called = calledBefore(text.slice(Math.max(0, start - 40), start), digits.length)
  switch (called) {
    case 'phone':
      return digits.length <= 13
    case 'number':
      return run.startsWith('+') && isInternational(digits)
    case 'thing':
      return run !== digits && !isHyphened(run) && looksLikePhone(run, digits)
    case undefined:
      return PHONE_WORD_BEHIND.test(behind) ? digits.length <= 13 : looksLikePhone(run, digits)
  }
}

/** A word further away from the number than this says nothing about it; one of telephoning reaches further to a number of that length. */
const NEAR_CHARS = 16
const PHONE_NEAR_CHARS = 30
/** `Die Vorgangsnummer der Spedition ist 030-5589-2210`: so far where only words and a colon stand between. */
const NUMBER_NEAR_CHARS = 38

/** Which word stands nearest before the number in its sentence. */
function calledBefore(before: string, digits: number): 'phone' | 'number' | 'thing' | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const words = [
    { kind: 'phone', end: lastEnd(line, PHONE_WORD) },
    { kind: 'number', end: lastEnd(line, NUMBER_WORD) },
    { kind: 'thing', end: lastEnd(line, NUMBERED_THING) },
  ] as const
  const nearest = words.reduce((best, word) => (word.end > best.end ? word : best))
  const near = nearest.kind === 'phone' && digits >= 8 && digits <= 13 ? PHONE_NEAR_CHARS : NEAR_CHARS
  const between = line.slice(nearest.end)
  const reaches = nearest.kind === 'number' && /^[\p{L} ]{1,38}:? ?\(?\+?$/u.test(between) ? NUMBER_NEAR_CHARS : near
  const isFar = nearest.end === -1 || between.length > reaches
  return isFar || /[.!?] \p{L}/u.test(line.slice(nearest.end + 1)) ? undefined : nearest.kind
}

/** Where the last whole word of a pattern ends; -1 if there is none. */
function lastEnd(text: string, pattern: RegExp): number {
  const whole = Array.from(text.matchAll(pattern)).filter(({ index }) => !/\p{L}/u.test(text.charAt(index - 1)))
  const last = whole.at(-1)
  return last === undefined ? -1 : last.index + last[0].length
}

/** `0815-4711-22`: so numbers of articles and orders are written, and telephone numbers hardly; five pairs are one. */
const isHyphened = (run: string): boolean => /^\d+(?:-\d+){2,}$/.test(run) && !/^\d\d(?:-\d\d){4}$/.test(run)

function looksLikePhone(run: string, digits: string): boolean {
  const groups = run.split(/\D+/).filter((group) => group !== '')
  if (run.startsWith('+')) return isInternational(digits)
  if (digits.startsWith('00')) return isInternational(digits.slice(2)) && isPlausibleAbroad(groups, digits)
  if (digits.startsWith('0')) return isNational(groups, digits)
  return /^\([2-9]\d{2}\) ?\d{3}[ .-]\d{4}$/.test(run)
}

/** `0 1 7 1 2 3 …`, but not the row of all sizes from 0 on. */
function isDigitByDigit(run: string, digits: string): boolean {
  return /^[0+]/.test(run) && digits.length >= 9 && !/\d{2}/.test(run) && !'0123456789012345'.includes(digits)
}

/** `8 800 555 12 34`, `+7 (495) 123-45-67`. */
const isRussian = (run: string): boolean => /^(?:\+?7|8)[ -]?\(?[3-9]\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]?\d{2}$/.test(run)

const isInternational = (digits: string): boolean => /^[1-9]\d{7,14}$/.test(digits)

/** In one piece only with a European or Asian country code: article numbers from overseas begin with 00 as well. */
function isPlausibleAbroad(groups: readonly string[], digits: string): boolean {
  return groups.length > 1 || /^00[3-9]\d{8,12}$/.test(digits)
}

/** Eight digits or more: area code of three digits or more with the rest apart, or nine to twelve digits in one piece, or five pairs. */
function isNational(groups: readonly string[], digits: string): boolean {
  const [first = '', second = ''] = groups
  if (digits.length < 8 || digits.length > 12) return false
  if (groups.length === 1) return digits.length >= 9
  if (groups.length === 5 && groups.every((group) => group.length === 2)) return true
  if (digits.length >= 10 && groups.length >= 4 && groups.every((group) => group.length <= 2)) return true
  const twoPostcodes = groups.length === 2 && first.length === 5 && second.length === 5
  return first.length >= 3 && first.length <= 6 && !twoPostcodes
}
