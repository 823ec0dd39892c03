import { afterEach, expect, test } from 'vitest'
import { OdooBridge } from '../../../src/odoo/bridge.ts'
import { changes, ranges } from '../../../src/odoo/feed.ts'
import type { FeedCursor } from '../../../src/odoo/ports.ts'
import { handClock, standIn, type AskedCall } from './server.ts'

interface Row {
  readonly id: number
  readonly write_date: string
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** A table behind Odoo's `search_read`, with the parts of a domain that the feed uses. */
async function givenTable(rows: Row[], now = '2026-11-22 10:00:00') {
  const table = { rows, now }
  const odoo = await standIn((call) => {
    if (call.method === 'default_get') return { date: table.now }
    const domain = call.args[0] as [string, string, unknown][]
    const found = table.rows.filter((row) => domain.every((term) => holds(row, term)))
    return found.sort((a, b) => a.id - b.id).slice(0, (call.kwargs['limit'] as number | undefined) ?? found.length)
  })
  const clock = handClock('2026-11-22T10:00:00.000Z')
  const bridge = new OdooBridge({ url: odoo.url, db: 'shop', user: 'service', password: 'right', clock })
  open.push(odoo, bridge)
  const feed = { model: 'sale.order', domain: [], paging: 'by-id' as const }
  const pass = async (cursor: FeedCursor | undefined, sweepHours?: number) => {
    odoo.calls.length = 0
    const pages: { ids: readonly number[]; cursor: FeedCursor | undefined }[] = []
    for await (const page of changes(bridge, feed, cursor, sweepHours)) pages.push(page)
    // A cursor is stored as JSON between two passes.
    const last = JSON.parse(JSON.stringify(pages.at(-1)?.cursor ?? null)) as FeedCursor | null
    return { pages, ids: pages.flatMap((page) => page.ids), cursor: last ?? undefined, calls: odoo.calls }
  }
  return { table, clock, pass }
}

function holds(row: Row, [field, operator, value]: [string, string, unknown]): boolean {
  if (field === 'write_date') return operator === '>=' && row.write_date >= (value as string)
  return field === 'id' && operator === '>' && row.id > (value as number)
}

const rowsAt = (write_date: string, from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ id: from + index, write_date }))
const lists = (calls: readonly AskedCall[]): number => calls.filter((call) => call.method === 'search_read').length

test('the first pass reads everything, page by page, and only the last page carries the cursor', async () => {
  const { pass } = await givenTable(rowsAt('2026-11-22 09:59:00', 1, 450))
  const { pages, ids } = await pass(undefined)
  expect(pages.map((page) => page.ids.length)).toEqual([200, 200, 50])
  expect(ids).toHaveLength(new Set(ids).size)
  expect(pages.map((page) => page.cursor?.writeDate)).toEqual([undefined, undefined, '2026-11-22 09:59:00'])
})

test('thousands of rows written in one second are all read, once', async () => {
  const { pass } = await givenTable(rowsAt('2026-11-22 09:59:00', 1, 2500))
  const { ids, cursor } = await pass(undefined)
  expect(ids).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1))
  expect(JSON.stringify(cursor).length).toBeLessThan(300)
})

test('what has not changed is not read again; what has is', async () => {
  const { table, clock, pass } = await givenTable(rowsAt('2026-11-22 09:59:00', 1, 3))
  const first = await pass(undefined)
  clock.move(6000)
  const second = await pass(first.cursor)
  expect(second.ids).toEqual([1, 2, 3])
  clock.move(6000)
  const third = await pass(second.cursor)
  expect(third.ids).toEqual([])
  table.rows = [...rowsAt('2026-11-22 09:59:00', 1, 2), { id: 3, write_date: '2026-11-22 10:00:30' }]
  expect((await pass(third.cursor)).ids).toEqual([3])
})

test('a second change within the same second is seen, though Odoo shows whole seconds only', async () => {
  const { clock, pass } = await givenTable(rowsAt('2026-11-22 10:00:00', 1, 1))
  const first = await pass(undefined)
  expect((await pass(first.cursor)).ids).toEqual([])
  clock.move(5000)
  expect((await pass(first.cursor)).ids).toEqual([1])
})

test('a transaction that began before the cursor and ended after it is seen', async () => {
  const { table, pass } = await givenTable(rowsAt('2026-11-22 10:00:00', 5, 5))
  const { cursor } = await pass(undefined)
  table.rows = [{ id: 4, write_date: '2026-11-22 09:51:00' }, ...table.rows]
  expect((await pass(cursor)).ids).toEqual([4])
})

test('a sweep reads back as far as asked, everything in full', async () => {
  const { table, pass } = await givenTable(rowsAt('2026-11-22 10:00:00', 5, 5))
  const { cursor } = await pass(undefined)
  table.rows = [
    { id: 3, write_date: '2026-11-21 11:00:00' },
    { id: 2, write_date: '2026-11-21 09:00:00' },
    ...table.rows,
  ]
  expect((await pass(cursor)).ids).toEqual([])
  expect((await pass(cursor, 24)).ids).toEqual([3, 5])
})

test('while nothing changes a pass costs one question, also after a large import', async () => {
  const { table, clock, pass } = await givenTable(rowsAt('2026-11-22 10:00:00', 1, 2500))
  let { cursor } = await pass(undefined)
  clock.move(6000)
  cursor = (await pass(cursor)).cursor
  table.now = '2026-11-22 10:15:00'
  cursor = (await pass(cursor)).cursor
  const quiet = await pass(cursor)
  expect(quiet.ids).toEqual([])
  expect(lists(quiet.calls)).toBe(1)
  expect(quiet.calls).toHaveLength(1)
})

test('a pass that dies half way is repeated whole', async () => {
  const { pass } = await givenTable(rowsAt('2026-11-22 09:59:00', 1, 450))
  const { pages } = await pass(undefined)
  const died = pages[0]?.cursor
  expect((await pass(died)).ids).toHaveLength(450)
})

test('without any row there is no cursor', async () => {
  const { pass } = await givenTable([])
  expect(await pass(undefined)).toMatchObject({ ids: [], cursor: undefined })
})

test.each([
  [[], ''],
  [[7], '7'],
  [[3, 1, 2, 9, 8], '1-3,8-9'],
  [[5, 5], '5'],
])('ids %j are kept as "%s"', (ids, text) => {
  expect(ranges(ids)).toBe(text)
})
