import { z } from 'zod'
import type { Instant } from '../domain/time.ts'
import { instant, plusMs } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import type { FeedCursor } from './ports.ts'
import { chunks, fromOdooTime, id, odooTime } from './records.ts'

/** Odoo stamps `write_date` with the start of the transaction, so a long one commits behind what we have read. */
const OVERLAP_MS = 10 * 60_000
/** Odoo shows whole seconds: two changes within one look alike, so a row is read a second time this much later. */
const SETTLED_MS = 5_000
const SETTLED = 'settled'
const LIGHT_ROWS = 1000
const FULL_ROWS = 200

export interface Feed {
  readonly model: string
  readonly domain: Domain
  /**
   * whole = one unlimited read. `mail.message` cuts a page before it drops rows that the user may not see,
   * so an empty page does not mean the end.
   */
  readonly paging: 'by-id' | 'whole'
}

const light = z.object({ id, write_date: z.string() })
type Row = z.infer<typeof light>

/** Rows by `write_date`, ids as ranges (`1-5,9`): what of the overlap has been read. */
type Seen = Readonly<Record<string, string>>
const seenMap = z.record(z.string(), z.string()).catch({})
/** The same by the time of reading, for rows that may still hide a change of the same second. */
const freshMap = z.record(z.string(), seenMap).catch({})

/**
 * Ids of the records that are new or changed since the cursor, in pages of 200 at most. Rows of the overlap that have not
 * changed since they were read are left out, so that cost follows what changed.
 * @param sweepHours reads this far back instead of the overlap, everything in full
 * @returns pages; the last one (it may be empty) carries the new cursor, undefined while there was never a row
 */
export async function* changes(
  bridge: OdooBridge,
  feed: Feed,
  cursor: FeedCursor | undefined,
  sweepHours?: number,
): AsyncGenerator<{ readonly ids: readonly number[]; readonly cursor: FeedCursor | undefined }> {
  const now = bridge.clock.now()
  const rows = await changedRows(bridge, feed, cursor, sweepHours)
  const memory = remembered(cursor)
  const due = sweepHours === undefined ? rows.filter((row) => isDue(row, memory, now)) : rows
  const idle = rows.length > 0 && rows.every((row) => memory.settled.has(keyOf(row)))
  const next = advanced(cursor, rows, memory, now, idle ? await bridge.now() : undefined)
  const pages = chunks(due, FULL_ROWS)
  for (const [index, page] of pages.entries()) {
    yield { ids: page.map((row) => row.id), cursor: index === pages.length - 1 ? next : undefined }
  }
  if (pages.length === 0) yield { ids: [], cursor: next }
}

/** All pages of `changes` at once. */
export async function gathered(
  bridge: OdooBridge,
  feed: Feed,
  cursor: FeedCursor | undefined,
): Promise<{ readonly ids: readonly number[]; readonly cursor: FeedCursor | undefined }> {
  const ids: number[] = []
  let next = cursor
  for await (const page of changes(bridge, feed, cursor)) {
    ids.push(...page.ids)
    next = page.cursor ?? next
  }
  return { ids, cursor: next }
}

async function changedRows(
  bridge: OdooBridge,
  feed: Feed,
  cursor: FeedCursor | undefined,
  sweepHours: number | undefined,
): Promise<Row[]> {
  const back = sweepHours === undefined ? OVERLAP_MS : Math.max(OVERLAP_MS, sweepHours * 3_600_000)
  const since = cursor === undefined ? [] : [['write_date', '>=', before(cursor.writeDate, back)]]
  const domain = [...feed.domain, ...since]
  if (feed.paging === 'whole') return bridge.rows(feed.model, light, domain, { order: 'id' })
  const rows: Row[] = []
  for (let last = 0; ;) {
    const page = await bridge.rows(feed.model, light, [...domain, ['id', '>', last]], {
      order: 'id',
      limit: LIGHT_ROWS,
    })
    rows.push(...page)
    if (page.length < LIGHT_ROWS) return rows
    last = page.at(-1)?.id ?? last
  }
}

function isDue(row: Row, memory: Memory, now: Instant): boolean {
  const readAt = memory.fresh.get(keyOf(row))
  return !memory.settled.has(keyOf(row)) && (readAt === undefined || readAt <= plusMs(now, -SETTLED_MS))
}

interface Memory {
  readonly settled: ReadonlySet<string>
  /** When a row that is not settled was first read in full. */
  readonly fresh: ReadonlyMap<string, Instant>
}

function remembered(cursor: FeedCursor | undefined): Memory {
  const fresh = new Map<string, Instant>()
  for (const [readAt, seen] of Object.entries(freshMap.parse(cursor?.['fresh'] ?? {}))) {
    for (const key of keysOf(seen)) fresh.set(key, instant(readAt))
  }
  return { settled: new Set(keysOf(seenMap.parse(cursor?.['seen'] ?? {}))), fresh }
}

function advanced(
  cursor: FeedCursor | undefined,
  rows: readonly Row[],
  memory: Memory,
  now: Instant,
  idleAt: Instant | undefined,
): FeedCursor | undefined {
  // While nothing changes the window moves on by Odoo's own clock, else the rows of a large import would be listed for ever.
  const floor = idleAt === undefined ? '' : odooTime(idleAt)
  const known = [cursor?.writeDate ?? '', floor, ...rows.map((row) => row.write_date)]
  const newest = known.reduce((max, date) => (date > max ? date : max))
  if (newest === '') return undefined
  const from = before(newest, OVERLAP_MS)
  const window = rows.filter((row) => row.write_date >= from)
  const byReading = Map.groupBy(window, (row) => {
    const readAt = memory.fresh.get(keyOf(row)) ?? now
    return memory.settled.has(keyOf(row)) || readAt <= plusMs(now, -SETTLED_MS) ? SETTLED : readAt
  })
  const settled = byReading.get(SETTLED) ?? []
  byReading.delete(SETTLED)
  const kept = newest === cursor?.writeDate ? cursor.id : 0
  return {
    writeDate: newest,
    id: rows.reduce((max, row) => (row.write_date === newest ? Math.max(max, row.id) : max), kept),
    seen: compact(settled),
    fresh: Object.fromEntries([...byReading].map(([readAt, some]) => [readAt, compact(some)])),
  }
}

const keyOf = (row: Row): string => `${row.write_date}#${String(row.id)}`
const before = (writeDate: string, ms: number): string => odooTime(plusMs(fromOdooTime(writeDate), -ms))

function compact(rows: readonly Row[]): Seen {
  const byDate = Map.groupBy(rows, (row) => row.write_date)
  return Object.fromEntries([...byDate].map(([date, some]) => [date, ranges(some.map((row) => row.id))]))
}

/** `[1,2,3,7]` → `1-3,7` */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b)
  const parts: [number, number][] = []
  for (const number of sorted) {
    const open = parts.at(-1)
    if (open !== undefined && number <= open[1] + 1) open[1] = number
    else parts.push([number, number])
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(',')
}

function* keysOf(seen: Seen): Generator<string> {
  for (const [date, text] of Object.entries(seen)) {
    for (const part of text.split(',')) {
      const [from = 0, to = from] = part.split('-').map(Number)
      for (let each = from; each <= to; each += 1) yield `${date}#${String(each)}`
    }
  }
}
