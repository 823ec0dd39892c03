import { createHash } from 'node:crypto'
import { caseId } from '../../src/domain/case.ts'
import type { CaseFacts } from '../../src/domain/case.ts'
import { Permanent } from '../../src/domain/errors.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { later, msBetween, plusMs } from '../../src/domain/time.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'
import type { CasePage, PullStart } from '../../src/kit/connector.ts'
import { caseCursorOf, RETURN } from './case-cursor.ts'
import type { CaseCursor, KnownCase, ReturnMark } from './case-cursor.ts'
import { listCases } from './case-listing.ts'
import type { CaseListing } from './case-listing.ts'
import { isDecided, unitsOfReturn } from './case-mapper.ts'
import type { CaseReader, ReadCase } from './case-reader.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { isNotFound } from './problems.ts'
import { answeredAt, chunked, OVERLAP_MS, SETTLED_MS } from './window.ts'

const CASES_PER_PAGE = 30
/** What stays unreadable is asked for again in each pass; no more than this. */
const UNREAD_MAX = 100

export interface CasePassPorts {
  readonly client: Pick<KauflandClient, 'returns' | 'return' | 'returnUnits'>
  readonly reader: CaseReader
  readonly clock: Clock
  readonly storefronts: readonly string[]
}

/** What a pass finds, for the next cursor. */
interface Findings {
  readonly known: Map<string, KnownCase>
  /** Not there any more, or not for us. */
  readonly gone: Set<string>
  /** What could not be read, with its storefront. */
  readonly unread: Map<string, string>
  /** Returns that need no second reading at this change. */
  readonly settled: Set<string>
}

/**
 * One reading pass. Units have no time of their last change and do not move their return, so two things are looked at: returns that
 * changed, and all units that are still undecided, whose status is compared with what was handed on: BEHAVIOR.md, returns. The last page
 * carries the cursor, whose time was fixed by the first page listed: a pass that dies half way moves nothing.
 */
export async function* casePass(start: PullStart, ports: CasePassPorts): AsyncIterable<CasePage> {
  const before = caseCursorOf(start.cursor)
  const listings: CaseListing[] = []
  for (const storefront of ports.storefronts) {
    const listing = await listIfOffered(ports.client, storefront, sinceOf(start, before.marks[storefront]))
    if (listing !== undefined) listings.push(listing)
  }
  if (listings.length === 0) return
  const findings: Findings = { known: new Map(), gone: new Set(), unread: new Map(), settled: new Set() }
  const due = unitsDue(listings, before, start)
  const told = strays(listings, before)
  for (const wanted of returnsDue(listings, before)) {
    const { units, unreadable } = await readReturn(wanted, ports, findings)
    for (const unit of units) due.set(unit, wanted.storefront)
    if (unreadable && before.unread[RETURN + wanted.id] === undefined) told.push(unreadable)
  }

  const chunks = chunked([...due].sort(byNumber), CASES_PER_PAGE)
  for (const [index, chunk] of chunks.entries()) {
    const cases: CaseFacts[] = []
    const unreadable: UnreadableItem[] = index === 0 ? told : []
    for (const [id, storefront] of chunk) {
      const read = await readOrExplain(id, ports.reader)
      remember(read, { id, storefront }, findings)
      if (read.kind === 'read') {
        if (before.known[id]?.shown !== fingerprint(read.facts)) cases.push(read.facts)
      } else if (before.unread[id] === undefined) unreadable.push(read.item)
    }
    const last = index === chunks.length - 1
    yield { cases, unreadable, ...(last && { cursor: { ...nextCursor(listings, before, findings, start) } }) }
  }
}

/** Kaufland's Playground has only some of the API: an address without a list of returns has no returns. BEHAVIOR.md, returns. */
async function listIfOffered(
  client: CasePassPorts['client'],
  storefront: string,
  since: Instant,
): Promise<CaseListing | undefined> {
  try {
    return await listCases(client, storefront, since)
  } catch (error) {
    if (error instanceof Permanent && isNotFound(error)) return undefined
    throw error
  }
}

function sinceOf({ goLive, startFrom }: PullStart, mark: ReturnMark | undefined): Instant {
  const from = mark ? plusMs(mark.newest, -OVERLAP_MS) : goLive
  return startFrom ? later(from, startFrom) : from
}

/** Undecided units that are new or have another status, those that are undecided no more, and what could not be read; with their storefronts. */
function unitsDue(listings: readonly CaseListing[], before: CaseCursor, { startFrom }: PullStart): Map<string, string> {
  const due = new Map(Object.entries(before.unread).filter(([id]) => !id.startsWith(RETURN)))
  for (const { storefront, open } of listings) {
    for (const { id, status, createdAt } of open.values()) {
      const known = before.known[id]
      const wanted = startFrom === undefined || createdAt === undefined || createdAt >= startFrom
      if (known ? known.status !== status : wanted) due.set(id, storefront)
    }
    for (const [id, known] of Object.entries(before.known)) {
      if (known.storefront === storefront && !isDecided(known.status) && !open.has(id)) due.set(id, storefront)
    }
  }
  return due
}

interface WantedReturn {
  readonly id: string
  readonly storefront: string
  /** As listed; undefined = the list did not say, or it is asked for again. */
  readonly updatedAt: Instant | undefined
}

function returnsDue(listings: readonly CaseListing[], before: CaseCursor): readonly WantedReturn[] {
  const due = new Map<string, WantedReturn>()
  for (const [key, storefront] of Object.entries(before.unread)) {
    const id = key.slice(RETURN.length)
    if (key.startsWith(RETURN)) due.set(id, { id, storefront, updatedAt: undefined })
  }
  for (const { storefront, returns } of listings) {
    for (const { id, updatedAt } of returns.items.values()) {
      if (updatedAt === undefined || before.marks[storefront]?.read[id] !== updatedAt) {
        due.set(id, { id, storefront, updatedAt })
      }
    }
  }
  return [...due.values()]
}

/** Asks a return for its units. One that cannot be read, or is gone, holds nothing up. */
async function readReturn(
  { id, storefront, updatedAt }: WantedReturn,
  { client, clock }: CasePassPorts,
  { settled, unread }: Findings,
): Promise<{ readonly units: readonly string[]; readonly unreadable?: UnreadableItem }> {
  try {
    const answer = await client.return(id)
    try {
      const units = unitsOfReturn(answer.document, id)
      if (updatedAt !== undefined && msBetween(updatedAt, answeredAt(answer, clock)) > SETTLED_MS) settled.add(id)
      return { units }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      unread.set(RETURN + id, storefront)
      return { units: [], unreadable: { id: RETURN + id, reason: error.message, raw: answer.bytes } }
    }
  } catch (fault) {
    if (!(fault instanceof Permanent)) throw fault
    settled.add(id)
    return { units: [], unreadable: { id: RETURN + id, reason: fault.message, raw: new Uint8Array() } }
  }
}

interface Refused {
  readonly kind: 'refused'
  readonly item: UnreadableItem
}

/** A refusal that concerns this unit alone (it is gone) is listed; the rest goes on. */
async function readOrExplain(id: string, reader: CaseReader): Promise<ReadCase | Refused> {
  try {
    return await reader.read(caseId(id))
  } catch (fault) {
    if (!(fault instanceof Permanent)) throw fault
    return { kind: 'refused', item: { id, reason: fault.message, raw: new Uint8Array() } }
  }
}

function remember(
  read: ReadCase | Refused,
  { id, storefront }: { readonly id: string; readonly storefront: string },
  { known, gone, unread }: Findings,
): void {
  switch (read.kind) {
    case 'refused':
      gone.add(id)
      return
    case 'unreadable':
      unread.set(id, storefront)
      return
    case 'read': {
      const { sourceState: status, group = '' } = read.facts
      known.set(id, { status, shown: fingerprint(read.facts), group, storefront })
    }
  }
}

/** Equal for two answers that tell the same. */
function fingerprint(facts: CaseFacts): string {
  // The time of the return moves with its other units too.
  const told = JSON.stringify({ ...facts, updatedAt: undefined })
  return createHash('sha256').update(told).digest('hex').slice(0, 16)
}

function strays(listings: readonly CaseListing[], before: CaseCursor): UnreadableItem[] {
  return listings.flatMap(({ storefront, strays }) =>
    strays.filter(({ id }) => before.marks[storefront]?.read[id] === undefined),
  )
}

function nextCursor(
  listings: readonly CaseListing[],
  before: CaseCursor,
  { known, gone, unread, settled }: Findings,
  { goLive, startFrom }: PullStart,
): CaseCursor {
  const marks = Object.fromEntries(
    listings.map((listing) => [
      listing.storefront,
      nextMark(listing, before.marks[listing.storefront], settled, startFrom ?? goLive),
    ]),
  )
  const recent = new Set(Object.values(marks).flatMap(({ read }) => Object.keys(read)))
  const kept = Object.entries({ ...before.known, ...Object.fromEntries(known) }).filter(
    ([id, { status, group }]) => !gone.has(id) && (!isDecided(status) || recent.has(group)),
  )
  return {
    // A storefront taken out of the settings keeps its place, should it come back.
    marks: { ...before.marks, ...marks },
    known: Object.fromEntries(kept),
    unread: Object.fromEntries([...unread].slice(-UNREAD_MAX)),
  }
}

function nextMark(
  { returns, strays }: CaseListing,
  before: ReturnMark | undefined,
  settled: ReadonlySet<string>,
  floor: Instant,
): ReturnMark {
  const known = before?.newest ?? floor
  const newest = returns.newest ? later(known, returns.newest) : known
  const overlap = plusMs(newest, -OVERLAP_MS)
  const read: Record<string, string> = Object.fromEntries(strays.map(({ id }) => [id, '']))
  for (const { id, updatedAt } of returns.items.values()) {
    if (updatedAt === undefined || updatedAt < overlap) continue
    // One that was not due has not changed since it was read.
    if (settled.has(id) || before?.read[id] === updatedAt) read[id] = updatedAt
  }
  return { newest, read }
}

/** Oldest first: Kaufland counts upwards. */
const byNumber = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a.length - b.length || (a < b ? -1 : 1)
