import { expect, test } from 'vitest'
import { listen } from '../../../src/commands/record/listen.ts'
import { Misconfigured } from '../../../src/domain/errors.ts'
import { type Clock, plusSeconds } from '../../../src/domain/time.ts'
import type { OpenConnector } from '../../../src/kit/connector.ts'
import { handClock } from '../../kit/clock.ts'

/** A marketplace where nothing is, which notes with what it was asked. */
function quiet(fault?: Error) {
  const asked: unknown[] = []
  const connector: OpenConnector = {
    check: () => Promise.resolve({ detail: '' }),
    messages: {
      async *pull({ cursor }) {
        asked.push(cursor)
        if (fault !== undefined) throw fault
        yield { conversations: [], unreadable: [], cursor: { pass: asked.length } }
        await Promise.resolve()
      },
      thread: () => Promise.reject(new Error('nobody asks')),
      fetchFile: () => Promise.reject(new Error('no file is fetched')),
    },
  }
  return { connector, asked }
}
const plain = { startFrom: undefined, pauseSeconds: 30 }

test('passes go on from cursor to cursor until the time is up', async () => {
  const clock = handClock()
  const { connector, asked } = quiet()
  const heard = await listen({ ...plain, connector, clock, until: plusSeconds(clock.now(), 75) })
  expect(heard.passes).toBe(4)
  expect(asked).toEqual([undefined, { pass: 1 }, { pass: 2 }, { pass: 3 }])
})

test('a fault is noted by its kind and told in words; the next pass is tried', async () => {
  const clock = handClock()
  const told: string[] = []
  const { connector } = quiet(new Misconfigured('The key of Tom is refused.'))
  const until = plusSeconds(clock.now(), 30)
  const heard = await listen({ ...plain, connector, clock, until, tell: (text) => told.push(text) })
  expect(heard).toMatchObject({ passes: 0, faults: ['misconfigured', 'misconfigured'] })
  expect(told.join('')).toContain('The key of Tom is refused.')
})

test('who says stop in a pause is not kept waiting', async () => {
  const stop = new AbortController()
  const clock: Clock = {
    ...handClock(),
    sleep: (_, signal) =>
      new Promise((_slept, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('told to stop'))
        })
        stop.abort()
      }),
  }
  const { connector } = quiet()
  const until = plusSeconds(clock.now(), 3600)
  expect((await listen({ ...plain, connector, clock, until, signal: stop.signal })).passes).toBe(1)
})
