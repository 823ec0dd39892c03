import { Retryable } from '../../src/domain/errors.ts'
import type { ConversationId } from '../../src/domain/ids.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { earlier, later } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { Answer, KauflandClient, Query } from './client.ts'
import { listPage, Unreadable } from './mapper.ts'
import type { ListPage } from './mapper.ts'

/** The list allows 30 entries a page: BEHAVIOR.md, paging. */
const PAGE_SIZE = 30
/** A list that still brings something new after so many readings is left to the next pass. */
const MAX_SWEEPS = 5

/** All conversations that a query found. */
export interface Listing {
  /** With their last change; undefined = the list did not say. */
  readonly tickets: ReadonlyMap<ConversationId, Instant | undefined>
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
export async function listAll(client: Pick<KauflandClient, 'tickets'>, query: Query): Promise<Listing> {
  const tickets = new Map<ConversationId, Instant | undefined>()
  const strays = new Map<string, UnreadableItem>()
  let newest: Instant | undefined
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
    const before = tickets.size
    let pages = 0
    for await (const { page, sourceTime } of pagesOf(client, query)) {
      if (sweep === 0 && pages === 0) newest = newestOf(page, sourceTime)
      for (const { id, updatedAt } of page.tickets) tickets.set(id, updatedAt)
      for (const stray of page.unreadable) strays.set(stray.id, stray)
      pages += 1
    }
    if (pages <= 1 || (sweep > 0 && tickets.size === before)) break
  }
  return { tickets, strays: [...strays.values()], newest }
}

async function* pagesOf(client: Pick<KauflandClient, 'tickets'>, query: Query) {
  const seen = new Set<string>()
  let offset = 0
  for (;;) {
    const answer = await client.tickets({ ...query, sort: 'ts_updated_iso:desc', limit: PAGE_SIZE, offset })
    const page = pageOf(answer)
    yield { page, sourceTime: answer.sourceTime }
    const known = seen.size
    for (const { id } of [...page.tickets, ...page.unreadable]) seen.add(id)
    offset += page.length
    const end = page.total === undefined ? page.length < PAGE_SIZE : offset >= page.total
    // A page without anything new also ends it: an offset that is ignored must not keep us here for ever.
    if (end || seen.size === known) return
  }
}

/** Without the list nothing can be read: that concerns the account, not one conversation. */
function pageOf({ document }: Answer): ListPage {
  try {
    if (document === undefined) throw new Unreadable('the answer is not whole JSON')
    return listPage(document)
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    throw new Retryable(
      `Kaufland's list of conversations cannot be read (${cause.message}). No message is read there until it can; nothing is lost. It is tried again by itself.`,
      { systemic: true, cause },
    )
  }
}

/** A time from the future would hide everything that comes before it. */
function newestOf({ tickets }: ListPage, sourceTime: Instant | undefined): Instant | undefined {
  const times = tickets.flatMap(({ updatedAt }) => (updatedAt ? [updatedAt] : []))
  const [first, ...others] = times
  if (first === undefined) return undefined
  const newest = others.reduce(later, first)
  return sourceTime === undefined ? newest : earlier(newest, sourceTime)
}
