import { blanked, isLetterOrDigit, type Span, spansOf } from './span.ts'

/** Numbers of one length that both begin with 0 are sizes or a range: no subscriber's number does. */
const RANGE = /(?<![\d/.-])0\d{3}(?: ?[-–/x×] ?0\d{3}){1,3}(?![/.-]?\d)/g

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

/** Digits at the end of a line and lines of digits alone below it. */
const DIGIT_LINES = /(?<=[\n :.])[ \t]{0,8}[+(]{0,2}\d[\d ()/.-]{0,20}(?:\n[ \t]{0,8}\d[\d ()/.-]{0,20}){1,8}(?![^\n])/g

/** Digits with what people write between them, as long as it goes. */
const RUN = /\+?\(?\d(?:[ \t\-‐‑–/.()_*~|·•]{0,3}\d)*/g

/** Letters that are written for digits, within a number or before one. */
const LETTER_DIGIT = /(?<=\d-?)[OoОо](?=-?\d)|(?<![\p{L}\p{N}])[OoОо](?=[1-9]\d)|(?<=\d)[Il|](?=[\d-])/gu

const PHONE_WORD = new RegExp(
  `(?:${[
    String.raw`(?:ruf|tel(?:efon)?|handy|mobil|fax|service|hotline|support|notfall)\.?-?(?:nummer|nr)|tel(?:efo\p{L}*|\.)?|phone|numero verde|num[ée]ro vert|mobil\p{L}*|handy|fon|fax|hotline|whats ?app|signal|telegram|anruf\p{L}*|rufen|durchwahl|call(?: us| me)?|ring us|text us`,
    String.raw`zadzwo\p{L}*|dzwo\p{L}*|komórk\p{L}*|infolini\p{L}*|appele\p{L}*|téléphon\p{L}*|portable|joign\p{L}*|chiam\p{L}*|cellulare|llam\p{L}*|llám\p{L}*|teléfono|móvil|bel|bellen|zavol\p{L}*|volejte|linc?e`,
    // "my number", "unsere Nummer"
    String.raw`(?:mein|unser|my|our|mój|nasz|mon|notre|mio|nostro|mi|nuestro|mijn|ons|moje|naše|мой|наш)\p{L}* (?:nummer|number|numer|numéro|numero|número|číslo|номер)`,
    String.raw`позвон\p{L}*|звон\p{L}*|телефон\p{L}*|наб(?:ери|рать)\p{L}*|моб\p{L}*`,
  ].join('|')})(?![\p{L}])`,
  'giu',
)
const PHONE_WORD_BEHIND =
  /^[^\p{L}\d]{0,3}(?:\p{L}+ ){0,2}(?:anruf\p{L}*|anzurufen|erreichbar|durchklingeln|whats ?app|mobil|handy|cell)(?!\p{L})/iu

/** What announces a number of another kind, and nothing but that. */
const NUMBER_WORD = new RegExp(
  `(?:${[
    String.raw`\p{L}{0,30}nr|\p{L}{2,30}(?:nummern?|numbers?|codes?|kennung)|no|sn|ean|gtin|upc|isbn|asin|sku|imei|iban|bic|blz|plz|lot|hrb|id|az|ref\p{L}*|réf\p{L}*|konto\p{L}*|modell|model|typ|charge|version|serie|postleitzahl\p{L}*`,
    String.raw`codes?|kod|kodu|código|codice|kód|код|oem|pzn|eori|siret|siren|tva|partita iva|nif|cif|kvk|btw|ičo|dič|nip|regon|инн|огрн`,
    // "numéro de série", "numer katalogowy", "номер заказа"
    String.raw`(?:num[eé]ro|número|numeru?|čísl[oa]|номер\p{L}{0,2}|n[°º])(?: ?(?:de la|de|del|della|di|do|na))? (?:d['’])?(?:s[ée]rie|lot|client|dossier|pi[èe]ce|article|commande|colis|suivi|facture|ordine|tracking|fattura|spedizione|pacco|ricambio|pedido|seguimiento|factura|env[íi]o|pieza|zam[óo]wieni|katalog|seryjn|parti|przesy[łl]|listu|klienta|cz[ęe][śs]ci|objedn[áa]v|z[áa]sil|faktur|v[ýy]robn|katalog|d[íi]lu|заказ|отправлен|посыл|накладн|парти|детал|артикул|сери)\p{L}*`,
    String.raw`(?:trägt|mit) (?:die|der) nummer|nummer (?:auf|am|unter) (?:dem|der|den)? ?(?:karton|etikett|typenschild|paket|rückseite|verpackung|unterseite|gerät)`,
  ].join('|')})(?!\\p{L})`,
  'giu',
)

/** Things that have a number, which may stand right behind them: in one piece it is theirs. */
const NUMBERED_THING =
  /(?:art(?:ikel)?|sendung\p{L}*|paket\p{L}*|tracking\p{L}*|bestell\p{L}*|auftrag\p{L}*|orders?|rechnung\p{L}*|invoice|lieferschein\p{L}*|beleg\p{L}*|retoure\p{L}*|ticket|vorgang|case|gutschrift|parcel|shipment|item|karton|palette|zamówieni\p{L}*|przesyłk\p{L}*|paczk\p{L}*|przewozow\p{L}*|faktur\p{L}*|zwrot\p{L}*|nip|regon|commande|colis|suivi|facture|ordine|spedizione|pacco|fattura|pedido|envío|seguimiento|factura|paquete|bestelling|zending|pakket|factuur|objednáv\p{L}*|zásilk\p{L}*|balík\p{L}*|заказ\p{L}*|отправлени\p{L}*|посылк\p{L}*|накладн\p{L}*|трек\p{L}*|артикул\p{L}*|инн)(?!\p{L})/giu

const UNIT_BEHIND =
  /^ ?(?:Uhr|€|EUR|Euro|Stk|Stück|St\.|pcs|pieces|cm|mm|m|km|kg|g|ml|l|%|x|V|W|Watt|Volt|mAh|kWh|GB|MB|TB|Hz|bar|Nm|Zoll|zł|Kč|₽)(?![\p{L}\p{N}])/u

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
  const announced: Announced[] = []
  const phones = spansOf(rest, RUN).filter((span) => {
    if (isInList(rest, span, announced)) {
      announced.push({ ...span, digits: digitsOf(rest, span) })
      return false
    }
    if (callOf(rest, span) !== 'number') return isPhoneNumber(rest, span)
    announced.push({ ...span, digits: digitsOf(rest, span) })
    return isPhoneNumber(rest, span)
  })
  return [...phones, ...overLines(rest)]
}

/** A number of which was said what it is. */
interface Announced extends Span {
  readonly digits: string
}

/** How far apart the numbers of one list stand, `0171-100200, 0171-100300 und …`. */
const LIST_CHARS = 24

/** Whether it goes on a list of such numbers: grouped alike, or the same with something behind it. */
function isInList(text: string, span: Span, announced: readonly Announced[]): boolean {
  const last = announced.at(-1)
  if (last === undefined || span.start - last.end > LIST_CHARS) return false
  const between = text.slice(last.end, span.start)
  if (/[.!?\n]/.test(between) || lastEnd(between, PHONE_WORD) !== -1 || text[span.start] === '+') return false
  const shape = ({ start, end }: Span): string => text.slice(start, end).replace(/\d/g, '0')
  return shape(last) === shape(span) || (last.digits.length >= 6 && digitsOf(text, span).startsWith(last.digits))
}

const digitsOf = (text: string, { start, end }: Span): string => text.slice(start, end).replace(/\D/g, '')

/** What the words before a number call it. */
const callOf = (text: string, span: Span): Call | undefined =>
  calledBefore(text.slice(Math.max(0, span.start - 60), span.start), digitsOf(text, span).length)

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
  if (isDigitByDigit(run, digits)) return true
  const called = callOf(text, { start, end })
  if (isRussian(run) && called !== 'number') return true
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

/** Nothing between a thing and its number: `colis 01 23 45 67 89`. */
const RIGHT_BEHIND = /^(?: ?[:#] ?| |)$/

/** `Bei Fragen zur Rechnung: 0431 …`: not the number of the thing but of whom to ask about it. */
const ABOUT =
  /(?:^|[^\p{L}])(?:zur|zum|zu|für|bei|wegen|über|for|about|regarding|pour|per|para|voor|pro|dla|do|для|по|о) (?:\p{L}{1,12} )?\p{L}+$/iu

/** Which word stands nearest before the number in its sentence. */
type Call = 'phone' | 'number' | 'thing'

function calledBefore(before: string, digits: number): Call | undefined {
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
  if (isFar || /[.!?] \p{L}/u.test(line.slice(nearest.end + 1))) return undefined
  const isItsOwn = nearest.kind === 'thing' && RIGHT_BEHIND.test(between) && !ABOUT.test(line.slice(0, nearest.end))
  return isItsOwn ? 'number' : nearest.kind
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
