import { folded } from './readable.ts'
import { type Span, spansOf } from './span.ts'

/** Digits and what telephone numbers are read out with, in nine languages. */
const SPOKEN: readonly string[] = [
  'null eins zwei zwo drei vier fünf sechs sieben acht neun doppelnull',
  'zero oh one two three four five six seven eight nine double triple',
  'jeden dwa trzy cztery pięć sześć siedem osiem dziewięć',
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante quatrevingt',
  'uno due tre quattro cinque sei sette otto nove',
  'cero dos tres cuatro cinco seis siete ocho nueve',
  'nul een één twee drie vier vijf zes zeven acht negen',
  'nula jedna dva tři čtyři pět šest sedm osm devět',
  'ноль нуль один два три четыре пять шесть семь восемь девять',
]

/** Tens, and hundreds, which stand for two digits at least: so numbers are read out in groups. */
const TENS = (
  'elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig eleven twelve twenty thirty forty fifty sixty seventy eighty ninety ' +
  'dziesięć jedenaście dwanaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt ' +
  'десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок ' +
  'пятьдесят шестьдесят семьдесят восемьдесят девяносто'
).split(' ')
const HUNDREDS = new Set(
  (
    'hundert hundred sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset ' +
    'сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот'
  )
    .split(' ')
    .map(folded),
)

const VALUES = new Map<string, number>()
for (const words of SPOKEN) for (const word of words.split(' ')) VALUES.set(folded(word), VALUES.size)
for (const word of [...TENS, ...HUNDREDS]) if (!VALUES.has(folded(word))) VALUES.set(folded(word), VALUES.size)

/** So many digits in a row are a telephone number, a word being one; counting to six is none. */
const DIGITS_MIN = 7
/** So many of them in words; the rest may be digits. */
const WORDS_MIN = 4
const TOKEN = /[\p{L}]+|\d+/gu
const BETWEEN = /^[\s,./–-]{1,3}$/

/** Every place where a number is read out digit by digit. */
export function findSpokenNumbers(text: string): Span[] {
  const rows: Span[] = []
  let row: { start: number; end: number; tokens: string[] } | undefined
  const close = (): void => {
    if (row !== undefined && isRow(row.tokens)) rows.push({ start: row.start, end: row.end })
    row = undefined
  }
  for (const { start, end } of spansOf(text, TOKEN)) {
    const token = text.slice(start, end)
    const spoken = token.length <= 16 && (isDigits(token) || VALUES.has(folded(token)))
    const joined =
      row !== undefined && BETWEEN.test(text.slice(row.end, Math.min(start, row.end + 4))) && start - row.end <= 3
    if (row !== undefined && (!spoken || !joined)) close()
    if (!spoken) continue
    row ??= { start, end: start, tokens: [] }
    row.end = end
    row.tokens.push(token)
  }
  close()
  return rows
}

const isDigits = (token: string): boolean => /^\d{1,8}$/.test(token)

function isRow(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => !isDigits(token))
  const digits = tokens.reduce(
    (sum, token) => sum + (isDigits(token) ? token.length : HUNDREDS.has(folded(token)) ? 2 : 1),
    0,
  )
  if (digits < DIGITS_MIN || words.length < WORDS_MIN) return false
  const values = words.map((word) => VALUES.get(folded(word)) ?? -1)
  const isCounting = values.every((value, at) => at === 0 || value === (values[at - 1] ?? value) + 1)
  return !isCounting || words.length < tokens.length
}
