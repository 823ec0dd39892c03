import { z } from 'zod'
import { earlier, instant, later, plusMs } from '../domain/time.ts'
import type { Instant } from '../domain/time.ts'

/** An entry of a list, as far as reading on from it is concerned. */
export interface Change {
  readonly id: string
  /** When the source says that it changed. */
  readonly at: Instant
}

/** Where reading stands: stored as a cursor, together with the last page of a pass. */
export interface OverlapMark {
  /** Newest change that the source showed on the first page of the last whole pass; never our own clock. */
  readonly newest: Instant
  /** What was read within the overlap, at which change. */
  readonly read: Readonly<Record<string, string>>
  /** What could not be read, at which change: asked for again in each pass. */
  readonly unread: Readonly<Record<string, string>>
}

const time = z.iso.datetime().transform((value) => instant(value))
const Stored = z.object({
  newest: time,
  read: z.record(z.string(), z.string()).catch({}),
  unread: z.record(z.string(), time).catch({}),
})

/** Times of many sources are whole seconds: a change this young may share its second with the next one, and is read once more. */
const SETTLED_MS = 2000
/** What stays unreadable is asked for again in each pass; no more than this. */
const UNREAD_MAX = 100

/** Reads what an earlier pass stored; undefined = there is none, or it makes no sense: reading starts over. */
export const markOf = (cursor: Readonly<Record<string, unknown>> | undefined): OverlapMark | undefined =>
  Stored.safeParse(cursor).data

/** What a pass saw. */
export interface Seen {
  /** First page of the list: what changes while the rest is read comes in the next pass. */
  readonly firstPage: readonly Change[]
  /** The whole list. */
  readonly listed: readonly Change[]
  /** What of it could not be read. */
  readonly unread: readonly Change[]
  /** The source's clock when it gave the first page; nothing beyond it counts: a time from the future would hide all that comes before it. */
  readonly sourceNow: Instant
}

/**
 * Reads on from a mark with an overlap: what the source shows late, with an older date, is still found; what was read at that very change is
 * left out.
 * @param overlapMs how far each pass reads back behind the last one
 */
export function overlapping(mark: OverlapMark | undefined, overlapMs: number) {
  return {
    /** From when on the source is asked; undefined = everything. */
    since: mark && plusMs(mark.newest, -overlapMs),
    /** What is to be read, oldest change first: what changed since it was read, and what could not be read before. */
    due(listed: readonly Change[]): readonly Change[] {
      const due = new Map(Object.entries(mark?.unread ?? {}).map(([id, at]) => [id, { id, at: instant(at) }]))
      for (const { id, at } of listed) if (mark?.read[id] !== at) due.set(id, { id, at })
      return [...due.values()].sort((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1))
    },
    /** Whether it was listed as unreadable before, at this change. */
    toldBefore: ({ id, at }: Change): boolean => mark?.unread[id] === at,
    /**
     * The mark to store with the last page.
     * @param floor where reading began, for the first pass of all
     */
    next({ firstPage, listed, unread, sourceNow }: Seen, floor: Instant): OverlapMark {
      const newest = firstPage.map(({ at }) => earlier(at, sourceNow)).reduce(later, mark?.newest ?? floor)
      const [from, settled] = [plusMs(newest, -overlapMs), plusMs(sourceNow, -SETTLED_MS)]
      const open = new Set(unread.map(({ id }) => id))
      const read = listed.filter(({ id, at }) => at >= from && at <= settled && !open.has(id))
      return {
        newest,
        read: Object.fromEntries(read.map(({ id, at }) => [id, at])),
        unread: Object.fromEntries(unread.slice(-UNREAD_MAX).map(({ id, at }) => [id, at])),
      }
    },
  }
}
