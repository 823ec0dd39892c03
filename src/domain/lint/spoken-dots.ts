/**
 * The dot as it is spoken in nine languages, each with the endings that are said behind it there. A word like `point de` or `dot at` is
 * everyday language, so no ending counts behind a word that it makes a phrase with.
 */
const SPOKEN: readonly (readonly [word: string, endings: string])[] = [
  ['punkt', 'de|com|net|org|eu|ch|at|info|shop|store|biz|io|berlin'],
  ['dot', 'com|co|uk|de|net|org|eu|info|shop|store|io|biz|pl|fr|nl|cz|ru'],
  ['kropka', 'pl|com|eu|net|org|info|shop|be'],
  ['point', 'fr|com|eu|net|org|ch'],
  ['punto', 'it|com|net|org|eu|info'],
  ['punt', 'nl|com|eu|net|org|be'],
  ['tečka|tecka', 'cz|com|eu|sk|net'],
  ['точка', 'ру|рф|ru|com|su'],
]

/** `es` is also "is": nothing but an end or a stop may stand behind it. */
const AT_THE_END = String.raw`punto es(?=\s*(?:[.,;:!?)]|$))`

const LETTER_AHEAD = String.raw`(?![\p{L}\p{N}])`

/** As a part of a pattern with the flags `i` and `u`: the spoken dot and its ending, spaces between, none around. */
export const SPOKEN_DOT = `(?:${[...SPOKEN.map(([word, endings]) => `(?:${word}) (?:${endings})${LETTER_AHEAD}`), AT_THE_END].join('|')})`

/** The word alone, where more speaks for an address. */
export const DOT_WORD = SPOKEN.map(([word]) => word).join('|')
