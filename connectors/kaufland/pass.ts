import { createHash } from 'node:crypto'
import { Permanent } from '../../src/domain/errors.ts'
import { conversationId } from '../../src/domain/ids.ts'
import type { ConversationId } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, MessagePage, UnreadableItem } from '../../src/domain/message.ts'
import { later, msBetween, plusMs } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { PullStart } from '../../src/kit/connector.ts'
import type { KauflandClient } from './client.ts'
import { cursorOf, marksOf } from './cursor.ts'
import type { Mark } from './cursor.ts'
import { wholeSeconds } from './fields.ts'
import { listAll } from './listing.ts'
import type { Listing, ListOf } from './listing.ts'
import { listedTickets } from './mapper.ts'
import type { ListedTicket } from './mapper.ts'
import type { Thread, Threads } from './threads.ts'
import { chunked, OVERLAP_MS, SETTLED_MS } from './window.ts'

/** The list of conversations allows 30 entries a page: BEHAVIOR.md, paging. */
const TICKETS_PER_PAGE = 30
const CONVERSATIONS_PER_PAGE = 30
/** Conversations that stay unreadable are asked for again in each pass; no more than this many. */
const UNREAD_MAX = 100

export interface PassPorts {
  readonly client: Pick<KauflandClient, 'tickets'>
  readonly threads: Threads
  readonly storefronts: readonly string[]
}

type Tickets = Listing<ListedTicket>

interface Due {
  readonly id: ConversationId
  /** Last change as listed; empty = the list did not say. */
  readonly updatedAt: Instant | ''
}

/** What is remembered of a conversation for the next pass. */
interface Outcome {
  /** `young` = it is read once more. */
  readonly how: 'read' | 'unread' | 'young'
  readonly shown?: string
}

/**
 * One reading pass: lists what changed in each storefront, then reads those conversations, oldest change first.
 * The last page carries the cursor, whose time was fixed by the first page listed: a pass that dies half way moves nothing.
 */
export async function* pass(start: PullStart, ports: PassPorts): AsyncIterable<MessagePage> {
  const before = marksOf(start.cursor)
  const listings = new Map<string, Tickets>()
  for (const storefront of ports.storefronts) {
    listings.set(storefront, await changed(ports.client, storefront, start, before[storefront]))
  }
  const strays = [...listings].flatMap(([name, { strays }]) =>
    strays.filter(({ id }) => before[name]?.read[id] === undefined),
  )
  const toldBefore = (due: Due) => Object.values(before).some(({ unread }) => unread[due.id] === due.updatedAt)
  const shownBefore = (id: string, shown: string) => Object.values(before).some((mark) => mark.shown[id] === shown)

  const outcomes = new Map<ConversationId, Outcome>()
  const chunks = chunked(dueOf(listings, before), CONVERSATIONS_PER_PAGE)
  for (const [index, chunk] of chunks.entries()) {
    const conversations: ConversationSnapshot[] = []
    const unreadable: UnreadableItem[] = index === 0 ? strays : []
    for (const due of chunk) {
      const thread = await readOrExplain(due, ports.threads)
      outcomes.set(due.id, outcomeOf(thread, due))
      if (thread.kind !== 'read') {
        if (!toldBefore(due)) unreadable.push(thread.item)
      } else if (!shownBefore(due.id, fingerprint(thread))) {
        conversations.push(thread.snapshot)
        unreadable.push(...thread.unreadable)
      }
    }
    const last = index === chunks.length - 1
    yield { conversations, unreadable, ...(last && { cursor: nextCursor(listings, before, outcomes, start) }) }
  }
}

/** First pass: everything still open, however old (unless START_FROM says otherwise), and what changed since go-live. Later: what changed. */
async function changed(
  client: PassPorts['client'],
  storefront: string,
  { goLive, startFrom }: PullStart,
  mark: Mark | undefined,
): Promise<Tickets> {
  const from = mark ? plusMs(mark.newest, -OVERLAP_MS) : goLive
  const since = startFrom ? later(from, startFrom) : from
  const sort = 'ts_updated_iso:desc'
  const list: ListOf<ListedTicket> = {
    what: 'conversations',
    pageSize: TICKETS_PER_PAGE,
    ask: (query) => client.tickets({ ...query, sort }),
    read: listedTickets,
  }
  const recent = await listAll(list, { storefront, ts_updated_from_iso: wholeSeconds(since) })
  if (mark || startFrom) return recent
  const open = await listAll(list, { storefront, status: 'opened' })
  return {
    items: new Map([...open.items, ...recent.items]),
    strays: [...recent.strays, ...open.strays],
    newest: recent.newest,
  }
}

/** What is to be read, oldest change first: what changed since it was read, and what could not be read before. */
function dueOf(listings: ReadonlyMap<string, Tickets>, before: Readonly<Record<string, Mark>>): readonly Due[] {
  const due = new Map<ConversationId, Due>()
  for (const [storefront, { items }] of listings) {
    const mark = before[storefront]
    for (const [id, updatedAt] of Object.entries(mark?.unread ?? {})) {
      due.set(conversationId(id), { id: conversationId(id), updatedAt: updatedAt as Instant | '' })
    }
    for (const { id, updatedAt } of items.values()) {
      if (updatedAt === undefined || mark?.read[id] !== updatedAt) due.set(id, { id, updatedAt: updatedAt ?? '' })
    }
  }
  return [...due.values()].sort((a, b) => (`${a.updatedAt} ${a.id}` < `${b.updatedAt} ${b.id}` ? -1 : 1))
}

/** A refusal that concerns this conversation alone (it is gone) is listed; the rest goes on. */
async function readOrExplain({ id, updatedAt }: Due, threads: Threads): Promise<Thread | Refused> {
  try {
    return await threads.read(id, updatedAt === '' ? undefined : updatedAt)
  } catch (fault) {
    if (!(fault instanceof Permanent)) throw fault
    return { kind: 'refused', item: { id, reason: fault.message, raw: new Uint8Array() } }
  }
}

interface Refused {
  readonly kind: 'refused'
  readonly item: UnreadableItem
}

function outcomeOf(thread: Thread | Refused, { updatedAt }: Due): Outcome {
  switch (thread.kind) {
    case 'unreadable':
      return { how: 'unread' }
    case 'refused':
      return { how: 'read' }
    case 'read': {
      const settled = updatedAt !== '' && msBetween(updatedAt, thread.answeredAt) > SETTLED_MS
      return { how: settled ? 'read' : 'young', shown: fingerprint(thread) }
    }
  }
}

/** Equal for two answers that tell the same; addresses of files may differ each time. */
function fingerprint({ snapshot: { facts, messages }, unreadable }: Thread & { kind: 'read' }): string {
  const told = [
    [facts.status, facts.final, facts.waitsForSeller, facts.topic, facts.orders],
    messages.map(({ id, files }) => [id, files.map(({ key }) => key)]),
    unreadable.map(({ id }) => id),
  ]
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16)
}

function nextCursor(
  listings: ReadonlyMap<string, Tickets>,
  before: Readonly<Record<string, Mark>>,
  outcomes: ReadonlyMap<ConversationId, Outcome>,
  start: PullStart,
): Readonly<Record<string, unknown>> {
  const marks = [...listings].map(([storefront, listing]) => {
    const mark = nextMark(listing, before[storefront], outcomes, start.startFrom ?? start.goLive)
    return [storefront, mark] as const
  })
  // A storefront taken out of the settings keeps its place, should it come back.
  return cursorOf({ ...before, ...Object.fromEntries(marks) })
}

function nextMark(
  { items, strays, newest: listed }: Tickets,
  before: Mark | undefined,
  outcomes: ReadonlyMap<ConversationId, Outcome>,
  floor: Instant,
): Mark {
  const known = before?.newest ?? floor
  const newest = listed ? later(known, listed) : known
  const overlap = plusMs(newest, -OVERLAP_MS)
  const read = Object.fromEntries(strays.map(({ id }) => [id, '']))
  const shown: Record<string, string> = {}
  for (const { id, updatedAt } of items.values()) {
    if (updatedAt === undefined || updatedAt < overlap) continue
    // Without an outcome it was not due: nothing changed since it was read.
    const outcome = outcomes.get(id) ?? { how: 'read', shown: before?.shown[id] }
    if (outcome.how === 'read') read[id] = updatedAt
    if (outcome.shown !== undefined) shown[id] = outcome.shown
  }
  const unread = [...new Set([...items.keys(), ...Object.keys(before?.unread ?? {}).map(conversationId)])]
    .filter((id) => outcomes.get(id)?.how === 'unread')
    .slice(-UNREAD_MAX)
    .map((id) => [id, items.get(id)?.updatedAt ?? before?.unread[id] ?? ''] as const)
  return { newest, read, shown, unread: Object.fromEntries(unread) }
}
