import { expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { markOf, overlapping } from '../../src/kit/overlap.ts'
import type { Change, Seen } from '../../src/kit/overlap.ts'

const TEN_MINUTES = 600_000
const at = (clock: string) => instant(`2026-11-20T${clock}Z`)
const change = (id: string, clock: string): Change => ({ id, at: at(clock) })
const floor = at('08:00:00')
const seen = (listed: readonly Change[], more: Partial<Seen> = {}): Seen => ({
  ...{ firstPage: listed, listed, unread: [], sourceNow: at('12:00:00') },
  ...more,
})
/** As it comes back from the ledger. */
const stored = (mark: unknown) => markOf(JSON.parse(JSON.stringify(mark)) as Record<string, unknown>)
const ids = (changes: readonly Change[]) => changes.map(({ id }) => id)

test('the mark is the newest of the first page; what was read within the overlap is left out next time', () => {
  const first = overlapping(undefined, TEN_MINUTES)
  expect(first.since).toBeUndefined()
  const all = [change('new', '10:30:00'), change('near', '10:25:00'), change('far', '09:00:00')]
  expect(ids(first.due(all))).toEqual(['far', 'near', 'new'])
  const second = overlapping(stored(first.next(seen(all, { firstPage: all.slice(0, 1) }), floor)), TEN_MINUTES)
  expect(second.since).toBe(at('10:20:00'))
  expect(ids(second.due(all))).toEqual(['far'])
  expect(ids(second.due([change('near', '10:25:01'), change('late', '10:22:00')]))).toEqual(['late', 'near'])
})

test('a change so young that another may share its second is read once more', () => {
  const young = [change('young', '10:00:00'), change('settled', '09:59:58')]
  const mark = overlapping(undefined, TEN_MINUTES).next(seen(young, { sourceNow: at('10:00:00') }), floor)
  expect(ids(overlapping(mark, TEN_MINUTES).due(young))).toEqual(['young'])
})

test('what could not be read is asked for again, however long ago it changed, and told once', () => {
  const broken = change('broken', '09:00:00')
  const mark = stored(overlapping(undefined, TEN_MINUTES).next(seen([broken], { unread: [broken] }), floor))
  const later = overlapping(mark, TEN_MINUTES)
  expect(later.due([])).toEqual([broken])
  expect(later.toldBefore(broken)).toBe(true)
  expect(later.toldBefore(change('broken', '09:30:00'))).toBe(false)
  expect(overlapping(stored(later.next(seen([]), floor)), TEN_MINUTES).due([])).toEqual([])
})

test('nothing on the first page leaves the mark where it was; at first, at the start line', () => {
  const mark = overlapping(undefined, TEN_MINUTES).next(seen([]), floor)
  expect(mark.newest).toBe(floor)
  expect(overlapping(mark, TEN_MINUTES).next(seen([]), at('07:00:00')).newest).toBe(floor)
})

test("a time beyond the source's own clock does not move the mark beyond it", () => {
  const next = overlapping(undefined, TEN_MINUTES).next(seen([change('x', '23:00:00')]), floor)
  expect(next.newest).toBe(at('12:00:00'))
})

test.each([undefined, {}, { newest: 'gestern' }, { newest: 7 }])(
  'a cursor that makes no sense starts over: %o',
  (cursor) => {
    expect(markOf(cursor)).toBeUndefined()
  },
)
