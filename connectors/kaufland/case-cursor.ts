import { z } from 'zod'
import type { Instant } from '../../src/domain/time.ts'
import { storedTime } from './cursor.ts'

/** Where reading the returns of one storefront stands. */
export interface ReturnMark {
  /** Newest change that the source showed on the first page of the last whole pass. */
  readonly newest: Instant
  /** Returns of the overlap window that need no second reading, with the change they were read at. */
  readonly read: Readonly<Record<string, string>>
}

/** What is remembered of a unit: all that are undecided, and those of returns of the overlap window. */
export interface KnownCase {
  readonly status: string
  /** What was last handed on, as a fingerprint: the same is not handed on twice. */
  readonly shown: string
  readonly group: string
  readonly storefront: string
}

export interface CaseCursor {
  readonly marks: Readonly<Record<string, ReturnMark>>
  readonly known: Readonly<Record<string, KnownCase>>
  /** Units and returns (`return/…`) that could not be read, looked at again in each pass; with their storefronts. */
  readonly unread: Readonly<Record<string, string>>
}

/** Marks a return among the unread. */
export const RETURN = 'return/'

const texts = z.record(z.string(), z.string())
const Mark = z.object({ newest: storedTime, read: texts.catch({}) })
const Known = z.object({ status: z.string(), shown: z.string(), group: z.string(), storefront: z.string() })

/** Reads what an earlier pass stored; what is missing or unreadable starts over. */
export function caseCursorOf(cursor: Readonly<Record<string, unknown>> | undefined): CaseCursor {
  const stored = z
    .object({
      marks: z.record(z.string(), z.unknown()).catch({}),
      known: z.record(z.string(), z.unknown()).catch({}),
      unread: texts.catch({}),
    })
    .catch({ marks: {}, known: {}, unread: {} })
    .parse(cursor)
  return { marks: readable(stored.marks, Mark), known: readable(stored.known, Known), unread: stored.unread }
}

function readable<Schema extends z.ZodType>(stored: Readonly<Record<string, unknown>>, schema: Schema) {
  const read = Object.entries(stored).map(([key, value]) => [key, schema.safeParse(value).data] as const)
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Record<string, z.infer<Schema>>
}
