import { expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { markOf, overlapping } from '../../src/kit/overlap.ts'

const TEN_MINUTES = 600_000
const at = (clock: string) => instant(`2026-11-20T${clock}Z`)
const change = (id: string, clock: string, version = '1') => ({ id, at: at(clock), version })
const stored = (mark: unknown) => markOf(JSON.parse(JSON.stringify(mark)) as Record<string, unknown>)

test('the mark is the newest of the first page, and what was read within the overlap is left out next time', () => {
  const first = overlapping(undefined, TEN_MINUTES)
  expect(first.since).toBeUndefined()
  const read = [change('new', '10:30:00'), change('near', '10:25:00'), change('far', '09:00:00')]
  const mark = stored(first.next(read.slice(0, 1), read, at('10:31:00'), at('08:00:00')))
  const second = overlapping(mark, TEN_MINUTES)
  expect(second.since).toBe(at('10:20:00'))
  expect(read.map(second.isNew)).toEqual([false, false, true])
  expect(second.isNew(change('near', '10:25:00', '2'))).toBe(true)
  expect(second.isNew(change('late', '10:22:00'))).toBe(true)
})

test('nothing on the first page leaves the mark where it was; at first, at the start line', () => {
  const mark = overlapping(undefined, TEN_MINUTES).next([], [], at('10:00:00'), at('08:00:00'))
  expect(mark.newest).toBe(at('08:00:00'))
  expect(overlapping(mark, TEN_MINUTES).next([], [], at('12:00:00'), at('07:00:00')).newest).toBe(at('08:00:00'))
})

test("a time beyond the source's own clock does not move the mark beyond it", () => {
  const future = [change('x', '23:00:00')]
  expect(overlapping(undefined, TEN_MINUTES).next(future, future, at('10:00:00'), at('08:00:00')).newest).toBe(
    at('10:00:00'),
  )
})

test.each([undefined, {}, { newest: 'gestern' }, { newest: 7 }])(
  'a cursor that makes no sense starts over: %o',
  (cursor) => {
    expect(markOf(cursor)).toBeUndefined()
  },
)
