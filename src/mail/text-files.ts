import { readFileSync } from 'node:fs'
import { TemplateFault } from './engine.ts'

/** Texts of one language: nested by kind, words at the ends. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** @throws TemplateFault where the file is no JSON of texts */
export function readTexts(file: string): Texts {
  const content = readFileSync(file, 'utf8')
  try {
    const texts = JSON.parse(content) as Texts
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
 * Texts that replace single built-in ones may want no value that the built-in ones do not get.
 * @throws TemplateFault naming the line
 */
export function checkedTexts(file: string, builtIn: Texts): Texts {
  const texts = readTexts(file)
  const known = new Map(flat(builtIn))
  for (const [key, text] of flat(texts)) {
    const original = known.get(key) ?? known.get(key.replace(/_du$/, ''))
    const strange =
      original === undefined ? undefined : [...placeholders(text)].find((name) => !placeholders(original).has(name))
    if (strange === undefined) continue
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((each) => each.includes(`{{${strange}}}`)) + 1
    throw new TemplateFault(file, line === 0 ? undefined : line, `no mail gives the text ${key} a value ${strange}`)
  }
  return texts
}

/** Every text with its whole key, e.g. `shipped.title`. */
export function flat(texts: Texts, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? flat(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  )
}

/** Names of the values that a text wants. */
export const placeholders = (text: string): ReadonlySet<string> =>
  new Set(Array.from(text.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g), ([, name = '']) => name))
