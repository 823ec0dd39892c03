import { merged, type Span, spansOf } from './span.ts'

/** Words that people put in square or angle brackets for something to be filled in. */
const TO_FILL =
  'NAME|VORNAME|NACHNAME|KUNDE|KUNDIN|KUNDENNAME|ANREDE|FIRMA|DATUM|UHRZEIT|BETRAG|ARTIKEL|PRODUKT|BESTELLNUMMER|SENDUNGSNUMMER|TRACKINGNUMMER|' +
  'RECHNUNGSNUMMER|ADRESSE|LINK|FIRST NAME|LAST NAME|CUSTOMER|CUSTOMER NAME|BUYER|DATE|AMOUNT|PRODUCT|ORDER|ORDER NUMBER|TRACKING|TRACKING NUMBER|ADDRESS|TEXT|TODO'

/** The same as people spell them in small letters; other words in brackets may be keys of a device. */
const NAMES_TO_FILL =
  '(?:buyer|customer|first|last|order|your)[ _]?(?:name|number|no|id)|name|vorname|nachname|kundenname|bestellnummer|sendungsnummer|tracking[ _]?number|imię|nom du client'

/** What stands in brackets behind these words is a key or an entry of a menu. */
const NO_KEY = String.raw`(?<!(?:[Dd]rück|[Tt]aste|[Ww]ähl|[Mm]enü|[Pp]ress|[Kk]ey|[Bb]utton|[Mm]enu)[^.!?\n]{0,24})`

/** A pattern, and what a text must hold for it: to look for that takes no time, and hardly any text does. */
const PATTERNS: readonly (readonly [sign: string | RegExp, pattern: RegExp])[] = [
  // {{name}}, ${name}, #{name}, <%= name %>, also when only one half is left
  [/\{\{|\}\}/, /\{\{[^{}\n]{0,60}\}{0,2}|(?<!\{)[^{}\s]{0,20}\}\}/gu],
  ['{', /[$#]\{[^{}\n]{0,60}\}?/gu],
  ['<%', /<%[^%\n]{0,60}%>/g],
  // {name}
  ['{', /\{ ?[\p{L}_][\p{L}\p{N}_.-]{0,40} ?\}/gu],
  // %(name)s, %s, %NAME%
  ['%', /%\([^()\n]{1,40}\)[sdf]/g],
  ['%', /(?<![\p{L}\p{N}%])%[sd](?![\p{L}\p{N}])/gu],
  ['%', /%[A-Z_]{3,30}%/g],
  // [NAME], [ORDER_ID], <NAME>
  [/[[<]/, new RegExp(String.raw`${NO_KEY}[[<](?:${TO_FILL})[\]>]`, 'gu')],
  [/[[<]/, new RegExp(String.raw`${NO_KEY}[[<](?:${NAMES_TO_FILL})[\]>]`, 'giu')],
  ['[', /\[[A-Z]{2,20}(?:_[A-Z0-9]{1,20}){1,5}\]/g],
  // what programs write for "nothing"
  ['undefined', /(?<![\p{L}\p{N}])undefined(?![\p{L}\p{N}])/gu],
  ['NaN', /(?<![\p{L}\p{N}])NaN(?![\p{L}\p{N}])/gu],
  ['[object', /\[object Object\]/g],
  ['Invalid', /Invalid [Dd]ate(?![\p{L}])/gu],
  // null, None and False are words too: only where a name or a number belongs
  [
    /null|None|False/,
    /(?<![\p{L}\p{N}])(?:Hallo|Hello|Hi|Dear|Liebe[r]?|Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Nr\.|[Nn]ummer:?|[Nn]umber:?|[Oo]rder:?|Bestellung:?|Sendung:?|Betrag:?)[ \t]{1,3}(?:null|None|False)(?![\p{L}\p{N}])/gu,
  ],
  // a number that is read out may hold it twice
  [
    'null',
    /(?<!(?:null|eins|zwo|zwei|drei|vier|fünf|sechs|sieben|acht|neun)[ ,]{1,2})(?<![\p{L}\p{N}])null (?:null|€|EUR)(?![\p{L}\p{N}])(?![ ,]{1,2}(?:null|eins|zwo|zwei|drei|vier|fünf|sechs|sieben|acht|neun))/gu,
  ],
  // a greeting with a line to write on
  ['___', /(?<![\p{L}\p{N}])(?:Hallo|Hello|Hi|Dear|Guten Tag|Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Nr\.)[ \t]{1,3}_{3,60}/gu],
  // a greeting whose name stayed empty
  [
    /[ \t][,!]/,
    /(?<![\p{L}\p{N}])(?:Hallo|Hello|Hi|Dear|Guten Tag|Moin|Liebe[r]?|Sehr geehrte[r]?)(?: (?:Herr|Frau|Mr\.?|Mrs\.?|Ms\.?))?[ \t]{1,3}[,!]/gu,
  ],
  [
    /geehrte|dear/iu,
    /(?<![\p{L}\p{N}])(?:Sehr geehrte[r]? (?:Herr|Frau)|Dear (?:Mr|Mrs|Ms)\.?),(?! (?:sehr geehrte|dear))/giu,
  ],
  [/XXX|TODO|TBD/, /(?<![\p{L}\p{N}])(?:XXX+|TODO|TBD)(?![\p{L}\p{N}]|-\p{L})/gu],
  [/lorem/i, /lorem ipsum/gi],
]

/** Every place where a template was not filled in. */
export function findPlaceholders(text: string): Span[] {
  return merged(PATTERNS.flatMap(([sign, pattern]) => (holds(text, sign) ? spansOf(text, pattern) : [])))
}

const holds = (text: string, sign: string | RegExp): boolean =>
  typeof sign === 'string' ? text.includes(sign) : sign.test(text)
