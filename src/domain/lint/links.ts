import { SPOKEN_DOT } from './spoken-dots.ts'
import { isLetterOrDigit, merged, type Span, spansOf, walkBack, walkOn } from './span.ts'

/** Endings that make `word.ending` an address of the web even without a scheme: frequent ones that are no file endings. */
const ENDINGS = new Set(
  (
    'de com net org eu info biz shop store online site website web xyz club top live link page blog cloud space world ' +
    'at ch li lu fr it es pt nl be uk ie dk se no fi pl cz sk hu ro bg gr hr si lt lv ee ru ua by tr il ca br mx cn jp kr hk tw au nz ' +
    'io co me tv cc ws to ly gl gg рф рус укр app dev berlin hamburg bayern koeln wien tirol swiss gmbh ltd email support help tel mobi'
  ).split(' '),
)

/** Endings that are words as well (`Danke.to`): they count only where more speaks for an address. */
const WORDS = new Set([
  'to',
  'no',
  'me',
  'be',
  'at',
  'it',
  'es',
  'help',
  'support',
  'link',
  'top',
  'live',
  'page',
  'app',
  'tel',
  'space',
  'world',
  'online',
  'store',
  'web',
  'email',
])

const HOST = /[\p{L}\p{N}.-]/u
const LETTER = /\p{L}/u
const VISIBLE = /[^\s<>"'„“”«»|\uFFFC]/u

/** `www` and what follows, also with spaces around the dot or with the dot spoken. */
const SPOKEN_WWW = new RegExp(
  String.raw`(?<![\p{L}\p{N}])www (?:punkt|dot|kropka|point|punto|punt|tečka|точка) [\p{L}\p{N}-]{2,63} ${SPOKEN_DOT}`,
  'giu',
)
const WWW = /(?<![\p{L}\p{N}])w ?w ?w ?[.,] ?[\p{L}\p{N}][\p{L}\p{N}.-]{0,200}(?: \. ?\p{L}{2,24})?/giu

/** A dot that is written around: `beispiel (punkt) de`, `beispiel . de`. */
const HIDDEN_DOT =
  /(?<=[\p{L}\p{N}])(?:[·•∙]| ?[([{<-] ?(?:\.|[Pp]unkt|[Dd]ot|PUNKT|DOT|kropka|point|punto|punt|tečka|точка) ?[)\]}>-] ?| \. ?)(?:de|com|net|org|eu|ch|pl|fr|nl|cz|ru|at|shop|store|рф)(?![\p{L}\p{N}])/gu

/** Nobody brackets a dot for another reason, so every ending counts. */
const BRACKETED_DOT = /(?<=[\p{L}\p{N}]) ?[([{]\.[)\]}] ?\p{L}{2,12}(?![\p{L}\p{N}])/gu

/** A dot that is spoken: `beispiel punkt de`, also twice (`dot co dot uk`). */
const SPOKEN = new RegExp(String.raw`(?<=[\p{L}\p{N}]) ${SPOKEN_DOT}(?: ${SPOKEN_DOT})?`, 'giu')

/** Letters one by one with a dot among them: `b i t . l y`. */
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?: [\p{L}\p{N}.-]){4,60}(?![\p{L}\p{N}])/gu

/** Names of programs that end like an address. */
const PROGRAM = /^(?:asp|ado|vb)\.net$/i

/** Every place that reads as an address of the web, with or without scheme. */
export function findLinks(text: string): Span[] {
  return merged([
    ...withScheme(text),
    ...bare(text),
    ...spansOf(text, WWW),
    ...spansOf(text, SPOKEN_WWW),
    ...hidden(text),
    ...spaced(text),
  ]).map((span) => ({
    ...span,
    end: trimmedEnd(text, span),
  }))
}

/** What two spellings of one address have in common: no scheme, no `www.`, no slash at the end, host in small letters. */
export function linkKey(link: string): string {
  const [host = '', ...path] = link
    .replace(/^[a-z][a-z0-9+.-]{0,20}:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/\/+$/, '')
    .split('/')
  return [host.toLowerCase(), ...path].join('/')
}

/** The host of a link, without port and user. */
export function linkHost(link: string): string {
  const [host = ''] = linkKey(link).split(/[/?#]/)
  return host.replace(/^.*@/, '').replace(/:\d+$/, '')
}

function withScheme(text: string): Span[] {
  let done = 0
  return positions(text, '://').flatMap((at) => {
    if (at < done) return []
    const start = walkBack(text, at, /[a-z0-9+-]/i, 20)
    const end = walkOn(text, at + 3, VISIBLE, 2000)
    done = end
    return start < at && end > at + 3 ? [{ start, end }] : []
  })
}

function bare(text: string): Span[] {
  let done = 0
  return positions(text, '.').flatMap((dot) => {
    if (dot < done || !isLetterOrDigit(text[dot - 1])) return []
    const tail = endingsEnd(text, dot)
    if (tail === dot) return []
    done = tail
    const start = walkBack(text, dot, HOST, 253)
    const path = walkOn(text, tail, VISIBLE, /[/?#:]/.test(text.charAt(tail)) ? 2000 : 0)
    const last = text.lastIndexOf('.', tail - 1)
    const found = { host: text.slice(start, last), ending: text.slice(last + 1, tail), path: path > tail + 1 }
    if (text[start - 1] === '@' || !isAddress(found) || PROGRAM.test(text.slice(start, tail))) return []
    done = path
    return [{ start, end: path }]
  })
}

/** Where the endings behind a dot end, also several (`co.uk`); the dot itself if there is none. */
function endingsEnd(text: string, dot: number): number {
  let end = dot
  while (text[end] === '.') {
    const tail = walkOn(text, end + 1, LETTER, 24)
    if (!ENDINGS.has(text.slice(end + 1, tail).toLowerCase()) || isLetterOrDigit(text[tail])) break
    end = tail
  }
  return end
}

/** `GmbH.Wir` is a missing space and `z.B.` an abbreviation; `beispiel.de` and `BEISPIEL.DE` are addresses. */
function isAddress({ host, ending, path }: { host: string; ending: string; path: boolean }): boolean {
  const small = ending.toLowerCase()
  const label = host.split('.').at(-1) ?? ''
  if (path) return true
  if (label.length < 2 || !/\p{L}/u.test(host)) return false
  if (ending === small) return !WORDS.has(small) || isLowerLabel(label)
  return ending === ending.toUpperCase() && !WORDS.has(small)
}

/** Before an ending that is a word as well: a sentence ends in any word, an address mostly in a small-letter name of some length. */
function isLowerLabel(label: string): boolean {
  return label.length >= 3 && label === label.toLowerCase() && !/^\d+$/.test(label)
}

function hidden(text: string): Span[] {
  return [...spansOf(text, HIDDEN_DOT), ...spansOf(text, BRACKETED_DOT), ...spansOf(text, SPOKEN)].map(
    ({ start, end }) => ({
      start: walkBack(text, start, HOST, 63),
      end,
    }),
  )
}

function spaced(text: string): Span[] {
  return spansOf(text, SPACED).filter(({ start, end }) => {
    const letters = text.slice(start, end).replaceAll(' ', '')
    return bare(letters).length > 0
  })
}

/** A full stop, comma or bracket behind an address belongs to the sentence. */
function trimmedEnd(text: string, { start, end }: Span): number {
  let last = end
  while (last > start && /[.,;:!?)\]}*_]/.test(text.charAt(last - 1))) last -= 1
  return last
}

function positions(text: string, wanted: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) found.push(at)
  return found
}
