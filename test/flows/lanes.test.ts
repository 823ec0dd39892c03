import { expect, test } from 'vitest'
import { inLanes } from '../../src/flows/lanes.ts'
import type { Claim } from '../../src/ledger/ports.ts'

/** A claimed row as far as lanes know it: `a1` = first row of order a. */
function rows(...names: readonly string[]) {
  const released: string[] = []
  const claims = names.map((name) => ({
    name,
    release: () => {
      released.push(name)
      return Promise.resolve()
    },
  }))
  const left = [...claims]
  return {
    released,
    claim: (most: number) => () => Promise.resolve(left.splice(0, most) as unknown as readonly Claim[]),
  }
}

const nameOf = (claim: Claim): string => (claim as unknown as { name: string }).name
const turn = (): Promise<void> => new Promise(setImmediate)

test('every row is worked on once, as many at once as there are lanes', async () => {
  const { claim, released } = rows('a', 'b', 'c', 'd', 'e', 'f', 'g')
  const begun: string[] = []
  let busy = 0
  let most = 0
  await inLanes({
    lanes: 3,
    claim: claim(2),
    keyOf: nameOf,
    async work(one) {
      begun.push(nameOf(one))
      most = Math.max(most, (busy += 1))
      await turn()
      busy -= 1
      return true
    },
  })
  expect(begun.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  expect(most).toBe(3)
  expect(released).toEqual([])
})

test('rows of one order go one after another, in their order, and hold up no others', async () => {
  const { claim } = rows('a1', 'a2', 'b1', 'a3', 'b2')
  const told: string[] = []
  await inLanes({
    lanes: 4,
    claim: claim(5),
    keyOf: (one) => nameOf(one).slice(0, 1),
    async work(one) {
      told.push(`${nameOf(one)} begins`)
      await turn()
      told.push(`${nameOf(one)} ends`)
      return true
    },
  })
  const of = (order: string) => told.filter((line) => line.startsWith(order))
  expect(of('a')).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends', 'a3 begins', 'a3 ends'])
  expect(of('b')).toEqual(['b1 begins', 'b1 ends', 'b2 begins', 'b2 ends'])
  expect(told.indexOf('b1 begins')).toBeLessThan(told.indexOf('a1 ends'))
})

test('one stop ends all lanes; what was not begun is given back', async () => {
  const { claim, released } = rows('a', 'b', 'c', 'd', 'e')
  const begun: string[] = []
  await inLanes({
    lanes: 2,
    claim: claim(5),
    keyOf: nameOf,
    async work(one) {
      begun.push(nameOf(one))
      await turn()
      return nameOf(one) !== 'a'
    },
  })
  expect([...begun, ...released].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(begun).toEqual(['a', 'b'])
})

test('a fault reaches the caller after the other lanes have ended theirs', async () => {
  const { claim, released } = rows('a', 'b', 'c')
  const ended: string[] = []
  const work = async (one: Claim): Promise<boolean> => {
    if (nameOf(one) === 'a') throw new Error('Odoo is away')
    await turn()
    ended.push(nameOf(one))
    return true
  }
  await expect(inLanes({ lanes: 2, claim: claim(3), keyOf: nameOf, work })).rejects.toThrow('Odoo is away')
  expect(ended).toEqual(['b'])
  expect(released).toEqual(['c'])
})

test('what falls due while the last rows are worked on is not left lying', async () => {
  const batches: string[][] = [['a'], [], ['b'], []]
  const begun: string[] = []
  await inLanes({
    lanes: 2,
    claim: () => {
      const names = batches.shift() ?? []
      return Promise.resolve(names.map((name) => ({ name })) as unknown as readonly Claim[])
    },
    keyOf: nameOf,
    async work(one) {
      begun.push(nameOf(one))
      await turn()
      return true
    },
  })
  expect(begun).toEqual(['a', 'b'])
})
