import { z } from 'zod'
import { earlier, instant, later, plusMs } from '../domain/time.ts'
import type { Instant } from '../domain/time.ts'

/** Where reading stands: stored as a cursor, together with the last page of a pass. */
export interface OverlapMark {
  /** Newest change that the source showed on the first page of the last whole pass; never our own clock. */
  readonly newest: Instant
  /** What was read at which change, within the overlap. */
  readonly read: Readonly<Record<string, string>>
}

/** An entry of a list, as far as reading on from it is concerned. */
export interface Change {
  readonly id: string
  readonly at: Instant
  /** What tells this state of the entry from the one before; times of whole seconds alone do not. */
  readonly version: string
}

const Stored = z.object({
  newest: z.iso.datetime().transform((value) => instant(value)),
  read: z.record(z.string(), z.string()).catch({}),
})

/** Reads what an earlier pass stored; undefined = there is none, or it makes no sense: reading starts over. */
export const markOf = (cursor: Readonly<Record<string, unknown>> | undefined): OverlapMark | undefined =>
  Stored.safeParse(cursor).data

/**
 * Reads on from a mark with an overlap: what the source shows late, with an older date, is still found; what was read at that very change is
 * left out.
 * @param overlapMs how far each pass reads back behind the last one
 */
export function overlapping(mark: OverlapMark | undefined, overlapMs: number) {
  return {
    /** From when on the source is asked; undefined = everything. */
    since: mark && plusMs(mark.newest, -overlapMs),
    isNew: ({ id, version }: Change): boolean => mark?.read[id] !== version,
    /**
     * The mark to store with the last page.
     * @param firstPage first page of the pass: what changed while it was read comes in the next one
     * @param read everything that the pass read or knew already
     * @param sourceNow the source's own clock, beyond which nothing counts: a time from the future would hide all that comes before it
     */
    next(firstPage: readonly Change[], read: readonly Change[], sourceNow: Instant, floor: Instant): OverlapMark {
      const shown = firstPage.map(({ at }) => earlier(at, sourceNow))
      const newest = shown.reduce(later, mark?.newest ?? floor)
      const from = plusMs(newest, -overlapMs)
      const kept = read.filter(({ at }) => at >= from).map(({ id, version }) => [id, version] as const)
      return { newest, read: Object.fromEntries(kept) }
    },
  }
}
