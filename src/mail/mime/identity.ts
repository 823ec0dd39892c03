import { createHash, type Hash } from 'node:crypto'
import { fieldsOf, splitHead } from './head.ts'

/** Written once by the sender; everything else in a head is added or changed on the way. */
const NAMING = ['message-id', 'from', 'date', 'subject']
const CR = 0x0d
const LF = 0x0a
const CHUNK_BYTES = 256 * 1024

/**
 * What makes two copies the same mail: Message-ID, From, Date and Subject as they stand (unfolded) and the body's bytes. Line ends
 * do not count, since mailboxes change them when mails are moved.
 * @returns 40 hexadecimal digits; the same for the same mail, whatever it is
 */
export function mailIdentity(bytes: Uint8Array): string {
  const { head, body } = splitHead(bytes)
  const { fields } = fieldsOf(head)
  const hash = createHash('sha256')
  for (const naming of NAMING) {
    const value = fields.find(({ name }) => name === naming)?.value
    hash.update(value === undefined ? `${naming}\n` : `${naming}:${String(value.length)}:${value}\n`, 'latin1')
  }
  updateWithoutLineEnds(hash, body)
  return hash.digest('hex').slice(0, 40)
}

function updateWithoutLineEnds(hash: Hash, body: Buffer): void {
  let end = body.length
  while (end > 0 && (body[end - 1] === LF || body[end - 1] === CR)) end -= 1
  for (let at = 0; at < end; at += CHUNK_BYTES) {
    const chunk = body.toString('latin1', at, Math.min(at + CHUNK_BYTES, end))
    hash.update(chunk.replaceAll('\r', ''), 'latin1')
  }
}
