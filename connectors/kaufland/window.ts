import { plusMs } from '../../src/domain/time.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'
import type { Answer } from './call.ts'

/** How far each pass reads back behind the last one: what the source shows late is still found. */
export const OVERLAP_MS = 10 * 60_000
/** Times are whole seconds. A change this young may share its second with the next one: such a thing is read once more. */
export const SETTLED_MS = 2000
/** Signed calls are only taken while our clock is at most this far from Kaufland's: BEHAVIOR.md, signature. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

/** Moment of an answer by Kaufland's clock; by ours, five minutes earlier, where it said none. */
export const answeredAt = ({ sourceTime }: Answer, clock: Clock): Instant =>
  sourceTime ?? plusMs(clock.now(), -CLOCK_TOLERANCE_MS)

/** At least one chunk, so that the last page exists. */
export function chunked<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = []
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size))
  return chunks.length === 0 ? [[]] : chunks
}
