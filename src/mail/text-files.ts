import { TemplateFault, textFile } from './engine.ts'

/** Texts of one language: nested by kind, words at the ends. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** @throws TemplateFault where the file is no JSON of texts */
export function readTexts(file: string): Texts {
  const content = textFile(file)
  try {
    const texts: unknown = JSON.parse(content)
    if (!isGroup(texts)) throw new Error('it is no object of texts')
    for (const [key, text] of flat(texts)) if (typeof text !== 'string') throw new Error(`${key} is no text`)
    return texts
  } catch (error) {
    const { message } = error as Error
    const position = /position (\d+)/.exec(message)?.[1]
    const line = position === undefined ? undefined : content.slice(0, Number(position)).split('\n').length
    throw new TemplateFault(file, line, message.replace(/ \(line \d+ column \d+\)$/, ''), error)
  }
}

/**
 * Texts that replace single built-in ones: of the same names, and wanting no value that the built-in ones do not get.
 * @param isAsked whether an own template asks for a text that is not built in
 * @throws TemplateFault naming the line
 */
export function checkedTexts(file: string, builtIn: Texts, isAsked: (key: string) => boolean): Texts {
  const texts = readTexts(file)
  const known = new Map(flat(builtIn))
  const fault = (part: string, problem: string): TemplateFault => {
    const line =
      textFile(file)
        .split('\n')
        .findIndex((each) => each.includes(part)) + 1
    return new TemplateFault(file, line === 0 ? undefined : line, problem)
  }
  for (const [key, text] of flat(texts)) {
    if (text.trim() === '') throw fault(named(key), `${key} is empty`)
    const original = known.get(key) ?? known.get(key.replace(/_du$/, '')) ?? known.get(key.replace(PLURAL, '_other'))
    if (original === undefined) {
      const inside = `${key}.`
      if ([...known.keys()].some((one) => one.startsWith(inside)))
        throw fault(named(key), `${key} is a group of texts, not a text`)
      if (isAsked(key)) continue
      throw fault(named(key), `no mail uses a text ${key}`)
    }
    const strange = [...placeholders(text)].find((value) => !placeholders(original).has(value))
    if (strange !== undefined) throw fault(`{{${strange}}}`, `no mail gives the text ${key} a value ${strange}`)
  }
  return texts
}

/** How a text is named in its file. */
const named = (key: string): string => `"${key.slice(key.lastIndexOf('.') + 1)}"`

/** Endings by which a language tells numbers apart (CLDR). */
const PLURAL = /_(?:zero|one|two|few|many|other)$/

const isGroup = (value: unknown): value is Texts => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every text with its whole key, e.g. `shipped.title`. */
export function flat(texts: Texts, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    isGroup(value) ? flat(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  )
}

/** Names of the values that a text wants. */
export const placeholders = (text: string): ReadonlySet<string> =>
  new Set(Array.from(text.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g), ([, name = '']) => name))
