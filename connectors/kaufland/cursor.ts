import { z } from 'zod'
import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'

/** Where reading one storefront stands. */
export interface Mark {
  /** Newest change that the source showed on the first page of the last whole pass. */
  readonly newest: Instant
  /** Conversations of the overlap window that need no second reading, with the change they were read at. */
  readonly read: Readonly<Record<string, string>>
  /** What was last handed on of the conversations of the overlap window, as fingerprints: the same is not handed on twice. */
  readonly shown: Readonly<Record<string, string>>
  /** Conversations that could not be read, looked at again in each pass, with the change they showed. */
  readonly unread: Readonly<Record<string, string>>
}

export type Marks = Readonly<Record<string, Mark>>

/** A time that an earlier pass stored. */
export const storedTime = z.string().transform((value, context): Instant => {
  if (!Number.isNaN(Date.parse(value))) return instant(value)
  context.addIssue('not a time')
  return z.NEVER
})

const MarkSchema = z.object({
  newest: storedTime,
  read: z.record(z.string(), z.string()).catch({}),
  shown: z.record(z.string(), z.string()).catch({}),
  unread: z.record(z.string(), z.string()).catch({}),
})

/** Reads what an earlier pass stored; a storefront whose mark is missing or unreadable starts over. */
export function marksOf(cursor: Readonly<Record<string, unknown>> | undefined): Marks {
  const stored = z.object({ storefronts: z.record(z.string(), z.unknown()) }).safeParse(cursor)
  if (!stored.success) return {}
  const marks = Object.entries(stored.data.storefronts).map(([name, mark]) => [name, MarkSchema.safeParse(mark).data])
  return Object.fromEntries(marks.filter(([, mark]) => mark !== undefined)) as Marks
}

export const cursorOf = (marks: Marks): Readonly<Record<string, unknown>> => ({ storefronts: marks })
