import { expect, test } from 'vitest'
import { readMovingList } from '../../src/kit/paging.ts'

/** A list of two a page; `moves` happen before the n-th page is read. */
function list(ids: string[], moves: Readonly<Record<number, () => void>> = {}) {
  let reads = 0
  return {
    first: 0,
    reads: () => reads,
    idOf: (id: string) => id,
    read(at: number) {
      moves[reads]?.()
      reads += 1
      const items = ids.slice(at, at + 2)
      return Promise.resolve({ items, next: items.length < 2 ? undefined : at + 2 })
    },
  }
}

test('a list of one page is read once', async () => {
  const one = list(['a'])
  expect(await readMovingList(one)).toEqual({ items: ['a'], firstPage: ['a'] })
  expect(one.reads()).toBe(1)
})

test('what drops out while we read pulls nothing over the edge', async () => {
  const ids = ['a', 'b', 'c', 'd']
  const moving = list(ids, { 1: () => ids.shift() })
  expect((await readMovingList(moving)).items.toSorted()).toEqual(['a', 'b', 'c', 'd'])
})

test('what comes to the front while we read makes nothing come twice, and does not move the first page', async () => {
  const ids = ['a', 'b', 'c', 'd']
  const moving = list(ids, { 1: () => ids.unshift('new') })
  const { items, firstPage } = await readMovingList(moving)
  expect(items.toSorted()).toEqual(['a', 'b', 'c', 'd', 'new'])
  expect(firstPage).toEqual(['a', 'b'])
})

test('a source that always gives the same page comes to an end', async () => {
  let reads = 0
  const stuck = {
    first: '',
    idOf: (id: string) => id,
    read: () => {
      reads += 1
      return Promise.resolve({ items: ['a', 'b'], next: 'more' })
    },
  }
  expect((await readMovingList(stuck)).items).toEqual(['a', 'b'])
  expect(reads).toBe(4)
})

test('a list that always brings something new is left after five readings', async () => {
  let count = 0
  const endless = {
    first: 0,
    idOf: (id: string) => id,
    read(at: number) {
      count += 1
      return Promise.resolve({ items: [`n${String(count)}`], next: at === 0 ? 1 : undefined })
    },
  }
  expect((await readMovingList(endless)).items).toHaveLength(10)
})
