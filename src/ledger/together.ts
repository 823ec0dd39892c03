import { setTimeout } from 'node:timers/promises'

/** Most rows of one statement. */
const ROWS_MAX = 100

interface Asked<Row> {
  readonly row: Row
  readonly answer: PromiseWithResolvers<boolean>
}

export interface Company {
  /** How many may still ask: alone, a row waits for nobody. */
  readonly expected: () => number
  /** So many wait for nobody else. */
  readonly enough: number
  /** So long, in milliseconds, those that ask wait for the others. */
  readonly waitMs: number
}

/**
 * What several ask for while a statement is under way, or within the same moment, goes into one statement together: one commit for all of them.
 * @param store stores rows and gives the ids of those that it found
 * @returns stores one row; resolves to whether it was found
 */
export function together<Row extends { readonly id: string }>(
  store: (rows: readonly Row[]) => Promise<ReadonlySet<string>>,
  { expected, enough, waitMs }: Company,
): (row: Row) => Promise<boolean> {
  const asked: Asked<Row>[] = []
  let storing = false

  async function storeAll(): Promise<void> {
    storing = true
    while (asked.length > 0) {
      if (asked.length < Math.min(expected(), enough)) await setTimeout(waitMs)
      await storeSome(asked.splice(0, ROWS_MAX))
    }
    storing = false
  }

  async function storeSome(some: readonly Asked<Row>[]): Promise<void> {
    try {
      const found = await store(some.map(({ row }) => row))
      for (const { row, answer } of some) answer.resolve(found.has(row.id))
    } catch (error) {
      for (const { answer } of some) answer.reject(error)
    }
  }

  return (row) => {
    const answer = Promise.withResolvers<boolean>()
    asked.push({ row, answer })
    if (!storing) void storeAll()
    return answer.promise
  }
}
