import { z } from 'zod'
import { Retryable } from '../../src/domain/errors.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { earlier, later } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'
import { readMovingList } from '../../src/kit/paging.ts'
import type { Answer, Query } from './call.ts'
import { items, Unreadable, unreadableItem } from './fields.ts'

/** An entry of a list. */
export interface Listed {
  readonly id: string
  /** Undefined = the list did not say. */
  readonly updatedAt?: Instant | undefined
}

export interface ListPage<Item> {
  readonly items: readonly Item[]
  readonly unreadable: readonly UnreadableItem[]
  /** Entries on the page, readable or not. */
  readonly length: number
  readonly total: number | undefined
}

/** A list of the API. */
export interface ListOf<Item> {
  /** As people call its entries: `conversations`. */
  readonly what: string
  /** The most it gives at once: BEHAVIOR.md, paging. */
  readonly pageSize: number
  ask(query: Query): Promise<Answer>
  /** @throws Unreadable when it is no list at all */
  read(document: JsonDocument): ListPage<Item>
}

/** Everything a query found. */
export interface Listing<Item extends Listed> {
  readonly items: ReadonlyMap<Item['id'], Item>
  /** Entries without an id. */
  readonly strays: readonly UnreadableItem[]
  /** Newest change on the first page read, never beyond the source's own clock; undefined = it was empty. */
  readonly newest: Instant | undefined
}

/**
 * Reads a list to its end. Only descending order exists, so entries move while we read: BEHAVIOR.md, paging. One that changes comes to the
 * front, behind our cursor's back but after its time; one that drops out of the query pulls others over the page's edge, and those
 * would be missed: a list of several pages is read again until a reading brings nothing new.
 */
export async function listAll<Item extends Listed>(list: ListOf<Item>, query: Query): Promise<Listing<Item>> {
  let newest: { readonly at: Instant | undefined } | undefined
  const { items: entries } = await readMovingList<Entry<Item>, number>({
    first: 0,
    idOf: ({ id }) => id,
    async read(offset) {
      const answer = await list.ask({ ...query, limit: list.pageSize, offset })
      const page = pageOf(list, answer)
      newest ??= { at: newestOf(page, answer.sourceTime) }
      const read = page.items.map((item): Entry<Item> => ({ id: item.id, item }))
      const strays = page.unreadable.map((stray): Entry<Item> => ({ id: stray.id, stray }))
      return { items: [...read, ...strays], next: nextOffset(list, page, offset) }
    },
  })
  return {
    items: new Map(entries.flatMap(({ item }) => (item === undefined ? [] : [[item.id, item] as const]))),
    strays: entries.flatMap(({ stray }) => stray ?? []),
    newest: newest?.at,
  }
}

interface Entry<Item> {
  readonly id: string
  readonly item?: Item
  readonly stray?: UnreadableItem
}

function nextOffset<Item>({ pageSize }: ListOf<Item>, { length, total }: ListPage<Item>, offset: number) {
  const next = offset + length
  const end = total === undefined ? length < pageSize : next >= total
  return end ? undefined : next
}

/** Without the list nothing can be read: that concerns the account, not one entry. */
function pageOf<Item>({ what, read }: ListOf<Item>, { document }: Answer): ListPage<Item> {
  try {
    if (document === undefined) throw new Unreadable('the answer is not whole JSON')
    return read(document)
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    throw new Retryable(
      `Kaufland's list of ${what} cannot be read (${cause.message}). Nothing is read there until it can; nothing is lost. It is tried again by itself.`,
      { systemic: true, cause },
    )
  }
}

/** A time from the future would hide everything that comes before it. */
function newestOf({ items: listed }: ListPage<Listed>, sourceTime: Instant | undefined): Instant | undefined {
  const times = listed.flatMap(({ updatedAt }) => (updatedAt ? [updatedAt] : []))
  const [first, ...others] = times
  if (first === undefined) return undefined
  const newest = others.reduce(later, first)
  return sourceTime === undefined ? newest : earlier(newest, sourceTime)
}

/**
 * Reads a page of a list.
 * @throws Unreadable when it is no list at all
 */
export function listPage<Schema extends z.ZodType, Item>(
  document: JsonDocument,
  schema: Schema,
  toItem: (entry: z.infer<Schema>) => Item,
): ListPage<Item> {
  const entries = items.safeParse(document.value)
  if (!entries.success) throw new Unreadable('the answer holds no list')
  const read: Item[] = []
  const unreadable: UnreadableItem[] = []
  for (const part of entries.data) {
    const entry = schema.safeParse(part)
    if (entry.success) read.push(toItem(entry.data))
    else unreadable.push(unreadableItem('listed', undefined, { part, document, error: entry.error }))
  }
  const pagination = z.object({ pagination: z.object({ total: z.number().int() }) }).safeParse(document.value)
  return {
    items: read,
    unreadable,
    length: entries.data.length,
    total: pagination.success ? pagination.data.pagination.total : undefined,
  }
}
