import { Permanent, Retryable } from '../../src/domain/errors.ts'
import type { ConversationSnapshot, MessagePage, UnreadableItem } from '../../src/domain/message.ts'
import { later } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { PullStart } from '../../src/kit/connector.ts'
import { markOf, overlapping } from '../../src/kit/overlap.ts'
import type { Change } from '../../src/kit/overlap.ts'
import { readMovingList } from '../../src/kit/paging.ts'
import { PAGE_SIZE } from './client.ts'
import type { CornerClient } from './client.ts'
import { manifest } from './manifest.ts'
import { listPage, snapshotOf, Unreadable } from './mapper.ts'
import type { Listed } from './mapper.ts'

/** How far each pass reads back behind the last one: what the source shows late is still found. */
const OVERLAP_MS = 10 * 60_000
const CONVERSATIONS_PER_PAGE = 30

/**
 * One reading pass: lists what changed, then reads those conversations, oldest change first. The last page carries the cursor, whose time was
 * fixed by the first page listed: a pass that dies half way moves nothing.
 */
export async function* pass(start: PullStart, client: CornerClient): AsyncIterable<MessagePage> {
  const mark = markOf(start.cursor)
  const reading = overlapping(mark, OVERLAP_MS)
  const since = start.startFrom ? later(reading.since ?? start.startFrom, start.startFrom) : reading.since
  const { items, firstPage, sourceNow } = await listed(client, since)
  // The first time also what is still open, however old; nothing else from before the start line.
  const wanted = items.filter(({ at, open }) => mark !== undefined || open || at >= start.goLive)
  const due = reading.due(wanted)
  const unread: Change[] = []
  for (let from = 0; from === 0 || from < due.length; from += CONVERSATIONS_PER_PAGE) {
    const conversations: ConversationSnapshot[] = []
    const unreadable: UnreadableItem[] = []
    for (const change of due.slice(from, from + CONVERSATIONS_PER_PAGE)) {
      const found = await readOrExplain(client, change.id)
      if ('snapshot' in found) conversations.push(found.snapshot)
      else if (!reading.toldBefore(change)) unreadable.push(found.item)
      if ('item' in found && !found.gone) unread.push(change)
    }
    const last = from + CONVERSATIONS_PER_PAGE >= due.length
    const seen = { firstPage, listed: items, unread, sourceNow }
    yield {
      conversations,
      unreadable,
      ...(last && { cursor: { ...reading.next(seen, start.startFrom ?? start.goLive) } }),
    }
  }
}

/** One conversation as it stands now. */
export async function thread(client: CornerClient, id: string): Promise<ConversationSnapshot> {
  const found = await read(client, id)
  if ('snapshot' in found) return found.snapshot
  throw new Retryable(
    `${manifest.label}'s answer about conversation ${id} cannot be read: ${found.item.reason}. Nothing was changed there. It is asked for again by itself.`,
  )
}

/** Without the list nothing can be read: that concerns the account, not one conversation. */
async function listed(client: CornerClient, since: Instant | undefined) {
  let sourceNow: Instant | undefined
  const found = await readMovingList<Listed, number>({
    first: 0,
    idOf: ({ id }) => id,
    async read(offset) {
      const answer = await client.conversations({ since, offset })
      sourceNow ??= answer.sourceNow
      try {
        if (answer.document === undefined) throw new Unreadable('the answer is not whole JSON')
        const items = listPage(answer.document)
        return { items, next: items.length < PAGE_SIZE ? undefined : offset + items.length }
      } catch (cause) {
        if (!(cause instanceof Unreadable)) throw cause
        throw new Retryable(
          `${manifest.label}'s list of conversations cannot be read (${cause.message}). No message is read there until it can; nothing is lost. It is tried again by itself.`,
          { systemic: true, cause },
        )
      }
    },
  })
  return { ...found, sourceNow: sourceNow as Instant }
}

type Found =
  | { readonly snapshot: ConversationSnapshot }
  /** `gone` = it will not come back by asking again. */
  | { readonly item: UnreadableItem; readonly gone: boolean }

/** A refusal that concerns this conversation alone is listed; the rest goes on. */
async function readOrExplain(client: CornerClient, id: string): Promise<Found> {
  try {
    return await read(client, id)
  } catch (fault) {
    if (!(fault instanceof Permanent)) throw fault
    return { item: { id, reason: fault.message, raw: new Uint8Array() }, gone: true }
  }
}

async function read(client: CornerClient, id: string): Promise<Found> {
  const { bytes, document } = await client.conversation(id)
  try {
    if (document === undefined) throw new Unreadable('the answer is not whole JSON')
    const snapshot = snapshotOf(document)
    if (snapshot.facts.id !== id) throw new Unreadable('the answer is another conversation')
    return { snapshot }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { item: { id, reason: error.message, raw: bytes }, gone: false }
  }
}
