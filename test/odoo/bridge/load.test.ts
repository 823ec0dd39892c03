import { afterEach, expect, test } from 'vitest'
import { Misconfigured } from '../../../src/domain/errors.ts'
import { OdooBridge } from '../../../src/odoo/bridge.ts'
import { batches, load, type ImportRecord, type LoadOptions } from '../../../src/odoo/load.ts'
import { handClock, OdooError, standIn, type Handler } from './server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

type Rows = readonly (readonly unknown[])[]

/** Odoo's `load`: numbers records by their external id, refuses a whole batch that holds a bad one. */
async function given(import_: (rows: Rows) => unknown, may = true) {
  const handler: Handler = ({ method, args }) => {
    if (method === 'has_access') return may
    return import_(args[1] as Rows)
  }
  const odoo = await standIn(handler)
  const clock = handClock('2026-11-22T10:00:00.000Z')
  const bridge = new OdooBridge({ url: odoo.url, db: 'shop', user: 'service', password: 'right', clock })
  open.push(odoo, bridge)
  const loads = (): number => odoo.calls.filter((call) => call.method === 'load').length
  const run = (records: readonly ImportRecord[], options: Partial<LoadOptions> = {}) =>
    load(bridge, 'mail.message', ['id', 'body'], records, { group: 'Contact / Creation', ...options })
  return { run, loads, clock, odoo }
}

const records = (count: number): ImportRecord[] =>
  Array.from({ length: count }, (_, index) => [[`x.${String(index)}`, 'text']])
const number = (row: readonly unknown[]): number => 1000 + Number(String(row[0]).split('.')[1])
const takes = (rows: Rows) => ({ ids: rows.map(number), messages: [], nextrow: 0 })
const refuses = (message: string) => ({ ids: false, messages: [{ type: 'error', message }], nextrow: 0 })
const bad =
  (...indices: number[]) =>
  (rows: Rows) =>
    rows.some((row) => indices.includes(number(row) - 1000)) ? refuses('it is bad') : takes(rows)

test('records come in batches of 200, with their ids in order', async () => {
  const { run, loads } = await given(takes)
  const { ids, refused } = await run(records(450))
  expect(loads()).toBe(3)
  expect([...ids]).toEqual(records(450).map((_, index) => [index, 1000 + index]))
  expect(refused).toEqual([])
})

test('bad records stand alone with their reason, all others are made', async () => {
  const { run } = await given(bad(5, 77))
  const { ids, refused } = await run(records(100))
  expect(ids.size).toBe(98)
  expect(refused).toEqual([
    { index: 5, reason: 'it is bad' },
    { index: 77, reason: 'it is bad' },
  ])
})

test('a refusal that passes costs nobody: the batch is repeated whole before it is halved', async () => {
  let left = 2
  const { run, loads, clock } = await given((rows) => {
    left -= 1
    return left >= 0 ? refuses('could not serialize access due to concurrent update') : takes(rows)
  })
  const { ids, refused } = await run(records(10))
  expect([ids.size, refused.length, loads(), clock.slept.length]).toEqual([10, 0, 3, 2])
})

test('a record alone is tried again before it counts as bad', async () => {
  const seen = new Map<number, number>()
  const { run } = await given((rows) => {
    const [only] = rows
    if (rows.length > 1 || only === undefined) return refuses('busy')
    seen.set(number(only), (seen.get(number(only)) ?? 0) + 1)
    return seen.get(number(only)) === 3 ? takes(rows) : refuses('busy')
  })
  expect((await run(records(4))).refused).toEqual([])
})

test('a missing right stops everything and names the group', async () => {
  const { run, loads } = await given(() => refuses('You are not allowed'), false)
  const fault: unknown = await run(records(50)).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Misconfigured)
  expect(String(fault)).toContain('Contact / Creation')
  expect(loads()).toBe(1)
})

test('when Odoo takes nothing at all it is no fault of the records: nothing is set aside', async () => {
  const { run, loads } = await given(() => refuses('Missing required value for the field "Branch".'))
  const fault: unknown = await run(records(200)).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Misconfigured)
  expect(String(fault)).toContain('Branch')
  expect(loads()).toBeLessThan(100)
})

test('files that are all refused are listed: each may be too large', async () => {
  const { run } = await given(() => refuses('too large'))
  expect((await run(records(3), { allRefused: 'listed' })).refused).toHaveLength(3)
})

test('what a rival made in the meantime is found, not refused', async () => {
  const { run } = await given(bad(1, 2))
  const made = new Map([
    [1, 501],
    [2, 502],
  ])
  const { ids, refused } = await run(records(5), { existing: () => Promise.resolve(made) })
  expect([...ids].sort()).toEqual([
    [0, 1000],
    [1, 501],
    [2, 502],
    [3, 1003],
    [4, 1004],
  ])
  expect(refused).toEqual([])
})

test('a permanent fault of the call counts as refusal, another ends everything', async () => {
  const { run } = await given((rows) => {
    if (rows.some((row) => number(row) === 1003)) throw new OdooError('odoo.exceptions.ValidationError', 'it is bad')
    return takes(rows)
  })
  expect((await run(records(8))).refused).toMatchObject([{ index: 3 }])
  const { run: down } = await given(() => {
    throw new OdooError('psycopg2.OperationalError', 'the database is shutting down')
  })
  await expect(down(records(2))).rejects.toMatchObject({ kind: 'retryable', systemic: true })
})

test('further lines of a record stay with it when its batch is halved', async () => {
  const two: ImportRecord[] = [
    [
      ['x.0', 'text'],
      [false, 'line'],
    ],
    [['x.1', 'text']],
  ]
  const halves: Rows[] = []
  const { run } = await given((rows) => {
    halves.push(rows)
    const made = rows.filter((row) => row[0] !== false)
    return made.length > 1 ? refuses('busy') : { ids: made.map(number), messages: [], nextrow: 0 }
  })
  expect((await run(two)).ids.size).toBe(2)
  expect(halves.at(-2)).toEqual(two[0])
})

test('batches end at 200 items or about 8 MB; a single larger one goes alone', () => {
  const sizes = [3_000_000, 6_000_000, 20_000_000, 1, 1]
  expect(batches(sizes, (size) => size)).toEqual([[3_000_000], [6_000_000], [20_000_000], [1, 1]])
})
