import { decodeWords } from 'postal-mime'
import { decodeText } from './charset.ts'

/** Longer values are cut: nobody reads them, and decoding costs. */
export const VALUE_MAX_CHARS = 64 * 1024

/**
 * A header's value as people read it: bytes beyond ASCII as UTF-8 (RFC 6532) or windows-1252, encoded words (RFC 2047) decoded, one line.
 * Broken encoded words stay as they stand.
 * @param value each byte one character, as `fieldsOf` gives it
 */
export const headerText = (value: string): string => oneLine(decodeWords(repaired(unicode(value))))

/** Without decoding of words: for what is no text (ids, addresses before they are split). */
export function unicode(value: string): string {
  const short = value.length > VALUE_MAX_CHARS ? value.slice(0, VALUE_MAX_CHARS) : value
  return /[\x80-\xff]/.test(short) ? decodeText(Buffer.from(short, 'latin1'), undefined).text : short
}

/** Decodes words in what is unicode already (a parameter, a name). */
export const decodedWords = (text: string): string => oneLine(decodeWords(repaired(text)))

/** Line breaks, tabs and control characters become a space; what turns words around goes; lone halves of characters are no text. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()

/** Senders that fold in the middle of an encoded word leave white space in it (RFC 2047, 2 forbids it; many do). */
const repaired = (text: string): string =>
  text.includes('=?')
    ? text.replace(
        /=\?([\w.:*-]{1,60})\?([bq])\?([^?]{1,4000})\?=/gi,
        (word, charset: string, form: string, inner: string) =>
          /[ \t]/.test(inner)
            ? `=?${charset}?${form}?${form.toLowerCase() === 'b' ? inner.replace(/[ \t]/g, '') : inner.replace(/[ \t]/g, '_')}?=`
            : word,
      )
    : text
