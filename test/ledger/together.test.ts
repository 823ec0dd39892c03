import { expect, test } from 'vitest'
import { together } from '../../src/ledger/together.ts'

function stored(expected: number) {
  const batches: string[][] = []
  const step = together<{ readonly id: string }>(
    (rows) => {
      batches.push(rows.map(({ id }) => id))
      return Promise.resolve(new Set(rows.map(({ id }) => id).filter((id) => id !== 'lost')))
    },
    { expected: () => expected, enough: 4, waitMs: 5 },
  )
  return { batches, step }
}

test('alone, a row waits for nobody', async () => {
  const { batches, step } = stored(1)
  expect(await step({ id: '1' })).toBe(true)
  expect(batches).toEqual([['1']])
})

test('what is asked for in the same moment is stored together, each with its own answer', async () => {
  const { batches, step } = stored(3)
  expect(await Promise.all(['1', 'lost', '3'].map((id) => step({ id })))).toEqual([true, false, true])
  expect(batches).toEqual([['1', 'lost', '3']])
})

test('a statement that fails fails for all of it, and the next one is a new try', async () => {
  let fails = true
  const step = together<{ readonly id: string }>(
    (rows) => (fails ? Promise.reject(new Error('away')) : Promise.resolve(new Set(rows.map(({ id }) => id)))),
    { expected: () => 2, enough: 4, waitMs: 1 },
  )
  const ends = await Promise.allSettled([step({ id: '1' }), step({ id: '2' })])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect(await step({ id: '3' })).toBe(true)
})
