import { clean, tidy } from '../../domain/text.ts'
import { decodeText } from './charset.ts'
import { looseWords } from './text-choice.ts'

const LOOKED_AT_BYTES = 2 * 1024 * 1024
const SHOWN_MAX_CHARS = 20_000

/** What stands in a body that cannot be taken apart: without boundaries, fields of parts and tags, the first of it. */
export function rawWords(body: Buffer): string {
  const lines = body.toString('latin1', 0, LOOKED_AT_BYTES).split('\n')
  const words = lines.filter((line) => !/^--|^[\w-]{1,60}:|^\s*$/.test(line)).join('\n')
  const { text } = decodeText(Buffer.from(words.slice(0, SHOWN_MAX_CHARS), 'latin1'), undefined)
  return /<(?:html|body|div|p|br|table)\b/i.test(text) ? looseWords(text) : tidy(clean(text))
}
