import type { Claim } from '../ledger/ports.ts'

export interface LaneOptions<Payload> {
  /** Claims the next rows; none = nothing is due. */
  readonly claim: () => Promise<readonly Claim<Payload>[]>
  /** Rows with the same word are worked on one after another, as they were claimed. */
  readonly keyOf: (claim: Claim<Payload>) => string
  /** Settles one row. Resolves to whether more may be worked on. */
  readonly work: (claim: Claim<Payload>) => Promise<boolean>
  /** How many rows are worked on at once. */
  readonly lanes: number
}

/**
 * Works on claimed rows in several lanes until nothing is due or one says stop. What was claimed and not begun by then is given back.
 * @throws what `work` throws, after the other lanes have ended theirs
 */
export async function inLanes<Payload>({ claim, keyOf, work, lanes }: LaneOptions<Payload>): Promise<void> {
  const waiting: Claim<Payload>[] = []
  const busy = new Set<string>()
  let stopped = false
  let drained = false
  let claiming: Promise<void> | undefined
  let freed = Promise.withResolvers<undefined>()

  function more(): Promise<void> {
    claiming ??= claim()
      .then((claims) => {
        drained = claims.length === 0
        waiting.push(...claims)
      })
      .finally(() => {
        claiming = undefined
      })
    return claiming
  }

  /** Takes the next row that no other lane stands in the way of; undefined = there is none any more. */
  async function next(): Promise<Claim<Payload> | undefined> {
    while (!stopped) {
      if (waiting.length < lanes && !drained) {
        const refill = more()
        if (waiting.length === 0) await refill
      }
      const free = waiting.findIndex((one) => !busy.has(keyOf(one)))
      const [one] = free < 0 ? [] : waiting.splice(free, 1)
      if (one !== undefined) {
        busy.add(keyOf(one))
        return one
      }
      if (waiting.length > 0) await freed.promise
      else if (drained) return undefined
    }
    return undefined
  }

  async function lane(): Promise<void> {
    for (let one = await next(); one !== undefined; one = await next()) {
      try {
        if (!(await work(one))) stopped = true
      } catch (error) {
        stopped = true
        throw error
      } finally {
        busy.delete(keyOf(one))
        // A row that was settled may have freed another one.
        drained = false
        freed.resolve(undefined)
        freed = Promise.withResolvers()
      }
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
  await claiming
  for (const one of waiting) await one.release()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
