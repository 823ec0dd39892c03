import { remembered } from './remembered.ts'

/** What takes no place on a screen: control and format characters but those that separate words, fillers, selectors of variants. */
const INVISIBLE =
  /(?![\t-\r\u0085])[\p{Cc}\p{Cf}]|[\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u20E3\u2800\u3164\uFE00-\uFE0F\uFFA0]|[\u{E0000}-\u{E01EF}]/gu

/** Marks that are left after composition sit on letters of no language here: they are there to hide a word. */
const STRAY_MARKS = /[\u0300-\u036F\u0483-\u0489\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/g

/** Digits of other scripts: ten in a row, whose zero has a code that ends in 0 or 6 (hexadecimal). */
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu
const DIGIT = /\p{Nd}/u
/** `❶ ➀ ➊`: one to nine, three times. */
const CIRCLED_DIGIT = /[\u2776-\u277E\u2780-\u2788\u278A-\u2792]/g
const CIRCLED_ONES = [0x2776, 0x2780, 0x278a]

/** Characters that only look like a Latin letter, a slash, or a dot within a word. */
const LOOKS_LIKE = new Map(
  [...'ɑɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ∕⧸'].map((char, at) => [char, 'agabcdeghijklmnoprstuvwyz//'.charAt(at)]),
)
const LOOK_ALIKE = /[ɑɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ∕⧸]/gu
const IDEOGRAPHIC_STOP = /(?<=[\p{L}\p{N}])。(?=\p{Script=Latin})/gu

/** As a reader sees it: look-alike characters in their plain form, invisible ones gone. */
export function readable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Zl}|\p{Zp}/gu, '\n')
    .replace(INVISIBLE, '')
    .replace(STRAY_MARKS, '')
    .replace(FOREIGN_DIGIT, digitOf)
    .replace(CIRCLED_DIGIT, (digit) => {
      const code = digit.charCodeAt(0)
      return String(code - (CIRCLED_ONES.findLast((one) => one <= code) ?? code) + 1)
    })
    .replace(LOOK_ALIKE, (char) => LOOKS_LIKE.get(char) ?? char)
    .replace(IDEOGRAPHIC_STOP, '.')
}

function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  const row = code - (code % 16)
  return String(DIGIT.test(String.fromCodePoint(row)) ? code - row : code - row - 6)
}

const CYRILLIC = 'аАеЕоОрРсСуУхХіІјЈѕЅԁһкКмМтТвВнНьЬ'
const CYRILLIC_AS_LATIN = 'aAeEoOpPcCyYxXiIjJsSdhkKmMtTbBhHbb'
const GREEK = 'αΑΒΕΖΗιΙΚΜνΝοΟρΡτΤΥΧ'
const GREEK_AS_LATIN = 'aABEZHiIKMvNoOpPtTYX'
const TO_LATIN = new Map(
  [...CYRILLIC]
    .map((char, at) => [char, CYRILLIC_AS_LATIN.charAt(at)] as const)
    .concat([...GREEK].map((char, at) => [char, GREEK_AS_LATIN.charAt(at)] as const)),
)
const TO_CYRILLIC = new Map([...'aAeEoOpPcCyYxXkKMTBH'].map((char, at) => [char, 'аАеЕоОрРсСуУхХкКМТВН'.charAt(at)]))

/** Runs of letters in which two scripts meet. */
const WORD = /[\p{L}\p{N}]+/gu
const LATIN = /\p{Script=Latin}/u
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}]/u

/**
 * The text with words of two scripts in the one that they are meant to be read in (`WhаtsАрр` with Cyrillic letters). Every character
 * keeps its place, so places found here hold for the readable text.
 */
export function unmasked(text: string): string {
  if (!OTHER.test(text)) return text
  return text.replace(WORD, (word) => {
    if (!LATIN.test(word) || !OTHER.test(word)) return word
    const letters = [...word]
    if (letters.every((char) => !OTHER.test(char) || TO_LATIN.has(char)))
      return letters.map((char) => TO_LATIN.get(char) ?? char).join('')
    if (letters.every((char) => !LATIN.test(char) || TO_CYRILLIC.has(char)))
      return letters.map((char) => TO_CYRILLIC.get(char) ?? char).join('')
    return word
  })
}

const PLAIN = /^[a-z0-9]*$/
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', ı: 'i', œ: 'o', æ: 'a' }

/** A word without case, accents and the choice between `ü` and `ue`: for comparing only. */
export const folded = remembered((word) => {
  const small = word.toLowerCase()
  const bare = PLAIN.test(small)
    ? small
    : small
        .normalize('NFD')
        .replace(/[\p{M}'’]/gu, '')
        .replace(/[ßłøđıœæ]/g, (char) => SPECIAL[char] ?? char)
  return bare.replace(/([aou])e/g, '$1')
})
