import type { ParsedMail } from '../../domain/mail.ts'
import { readMail, type ReadOptions } from './read.ts'

/**
 * Reads a mail from its bytes. Never throws, whatever the mail is: what cannot be read is named in `troubles`, and its bytes are
 * among the files.
 */
export function parseMail(bytes: Uint8Array, options: ReadOptions): Promise<ParsedMail> {
  return Promise.resolve(readMail(bytes, options))
}
