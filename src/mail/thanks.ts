import { GREETINGS, GREETED, HARMLESS, NOUNS_THAT_ASK, PARTINGS, THANKS } from './thanks-words.ts'

const MAX_CHARS = 600
const MAX_WORDS = 45
const GREETED_WORDS_MAX = 5
const NAME_WORDS_MAX = 3

/**
 * Is this nothing but thanks, in any of nine languages, so that nobody waits for an answer? Every word must be known for one that asks
 * nothing; greeting, parting and a name aside. One unknown word, a question or a number, and it is no such mail: to overlook thanks costs a
 * look, to overlook a question costs a buyer.
 * @param text the new words of a mail (`reply` of ParsedMail)
 */
export function isThanksOnly(text: string): boolean {
  const plain = text.normalize('NFC').trim()
  if (plain === '' || plain.length > MAX_CHARS || /[?¿\d]/.test(plain)) return false
  const lines = plain
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const told = withoutGreeting(withoutName(lines))
  const words = told.flatMap(wordsOf)
  if (words.length === 0 || words.length > MAX_WORDS) return false
  return words.some((word) => THANKS.has(word)) && words.every((word) => THANKS.has(word) || HARMLESS.has(word))
}

/** Marks, rules and smiles aside; parted at hyphens and apostrophes, as the lists are. */
const wordsOf = (line: string): string[] => line.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []

const isName = (word: string): boolean => /^\p{Lu}/u.test(word) && !NOUNS_THAT_ASK.has(word.toLowerCase())

/** `Hallo Frau Meier,` on a line of its own or before the words. */
function withoutGreeting(lines: readonly string[]): readonly string[] {
  const [first, ...others] = lines
  if (first === undefined) return lines
  const greeting = first.split(/[,!.:]/)[0] ?? ''
  const words = greeting.match(/[\p{L}\p{M}]+/gu) ?? []
  const [hello, ...greeted] = words
  if (hello === undefined || !GREETINGS.has(hello.toLowerCase()) || greeted.length > GREETED_WORDS_MAX) return lines
  const harmless = greeted.every((word) => GREETED.has(word.toLowerCase()) || isName(word))
  const ends = greeting.length < first.length || others.length > 0
  return harmless && ends ? [first.slice(greeting.length), ...others] : lines
}

/** The writer's name at the end, after a parting or after thanks. */
function withoutName(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1)
  const above = lines.at(-2)
  if (last === undefined || above === undefined) return lines
  const words = last.match(/[\p{L}\p{M}]+/gu) ?? []
  if (words.length === 0 || words.length > NAME_WORDS_MAX || !words.every(isName)) return lines
  const before = wordsOf(above)
  const parted = before.some((word) => PARTINGS.has(word) || THANKS.has(word)) && before.length <= 8
  return parted ? lines.slice(0, -1) : lines
}
