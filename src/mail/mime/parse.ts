import type { ParsedMail } from '../../domain/mail.ts'
import { fieldsOf, splitHead } from './head.ts'
import { HeavyReader, TooHeavy } from './heavy.ts'
import { type Outline, outlineOf, type Part } from './parts.ts'
import { readOutline, type ReadOptions, unreadMail } from './read.ts'

/** Ordinary mails are read at once; what is larger goes to a thread of its own, so that nothing else waits for it. Bytes. */
const AT_ONCE_MAX_BYTES = 8 * 1024 * 1024
const WORDS_AT_ONCE_MAX_BYTES = 128 * 1024
const LEAVES_AT_ONCE_MAX = 100

const heavy = new HeavyReader()

/**
 * Reads a mail from its bytes. Never throws, whatever the mail is: what cannot be read is named in `troubles`, and its bytes are
 * among the files. Takes at most a minute, on a machine that is not overloaded a few seconds, and memory of a few times its size; a mail
 * beyond that comes as its head, its raw words and itself as a file.
 */
export async function parseMail(
  bytes: Uint8Array,
  options: ReadOptions,
  reader: Pick<HeavyReader, 'read'> = heavy,
): Promise<ParsedMail> {
  try {
    const outline = bytes.length > AT_ONCE_MAX_BYTES ? undefined : outlineOf(bytes)
    if (outline !== undefined && isOrdinary(outline)) return readOutline(bytes, outline, options)
    return await reader.read(bytes, options)
  } catch (error) {
    const reason = error instanceof TooHeavy ? error.message : 'it met a fault of the reader'
    return unread(bytes, `the mail could not be read: ${reason}. It is attached as it came`, options)
  }
}

/** If even the head is not to be read, the words stay. */
function unread(bytes: Uint8Array, trouble: string, options: ReadOptions): ParsedMail {
  try {
    return unreadMail(bytes, fieldsOf(splitHead(bytes).head).fields, trouble, options)
  } catch {
    return unreadMail(bytes, [], trouble, options)
  }
}

const isOrdinary = ({ root, leaves }: Outline): boolean =>
  leaves <= LEAVES_AT_ONCE_MAX && wordBytes(root) <= WORDS_AT_ONCE_MAX_BYTES

/** Words cost more than files: they are decoded, laid out, looked through for quotes. */
function wordBytes(part: Part): number {
  if (part.children.length > 0) return part.children.reduce((sum, child) => sum + wordBytes(child), 0)
  return part.type.startsWith('text/') || part.type.includes('tnef') ? part.body.length : 0
}
