import { DOT_WORD, SPOKEN_DOT } from './spoken-dots.ts'
import { isLetterOrDigit, merged, type Span, spansOf, walkBack } from './span.ts'

const LOCAL = /[\p{L}\p{N}._%+'-]/u

/** What follows the sign: a domain, its dots also written around. Sticky, so that it is tried in one place only. */
const DOMAIN = new RegExp(
  String.raw`(?:[\p{L}\p{N}-]{1,63}(?:[.,]| ?[([{-] ?(?:\.|${DOT_WORD}) ?[)\]}-] ?| (?:${DOT_WORD}) | \. )){1,8}\p{L}{2,24}(?![\p{L}\p{N}])`,
  'iuy',
)

/** `(at)`, `[ät]`, `{@}`: nobody brackets these for another reason. */
const BRACKETED_AT = /(?<=[\p{L}\p{N}]) ?[([{<] ?(?:at|ät|@) ?[)\]}>] ?(?=[\p{L}\p{N}])/giu

/** ` at ` is a word: it counts only where the dot of the domain is written around as well, with an ending that goes with it. */
const SPOKEN_AT = new RegExp(
  String.raw`(?<=[\p{L}\p{N}])(?: ?-(?:at|ät)- ?| (?:at|ät|małpa|malpa|arobase|chiocciola|arroba|apenstaartje|zavináč|zavinac|собака|klammeraffe) )[\p{L}\p{N}-]{2,63}(?: (?:minus|bindestrich|dash) [\p{L}\p{N}-]{2,63})?(?: ?[([{-] ?(?:\.|${DOT_WORD}) ?[)\]}-] ?\p{L}{2,24}(?![\p{L}\p{N}])| ${SPOKEN_DOT})`,
  'giu',
)

/** Letters one by one with the sign among them. */
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?: [\p{L}\p{N}._-]){1,40} @(?: [\p{L}\p{N}.-]){4,60}(?![\p{L}\p{N}])/gu

/** Every place that reads as a mail address, also when it is written around (`name (at) domain punkt de`). */
export function findMailAddresses(text: string): Span[] {
  return merged([
    ...spansOf(text, / ?@[ \n]?/g).flatMap((sign) => plain(text, sign)),
    ...spansOf(text, SPACED),
    ...spansOf(text, BRACKETED_AT).map((sign) => bracketed(text, sign)),
    ...spansOf(text, SPOKEN_AT).map(({ start, end }) => ({ start: walkBack(text, start, LOCAL, 64), end })),
  ])
}

function plain(text: string, sign: Span): Span[] {
  const start = walkBack(text, sign.start, LOCAL, 64)
  const end = domainEnd(text, sign.end)
  return end === undefined || !isLetterOrDigit(text[sign.start - 1]) ? [] : [{ start, end }]
}

function bracketed(text: string, sign: Span): Span {
  const start = walkBack(text, sign.start, LOCAL, 64)
  return { start, end: domainEnd(text, sign.end) ?? sign.end }
}

function domainEnd(text: string, from: number): number | undefined {
  DOMAIN.lastIndex = from
  return DOMAIN.test(text) ? DOMAIN.lastIndex : undefined
}
