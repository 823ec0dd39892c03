import { expect, test } from 'vitest'
import { promises } from './subjects.ts'
import { shop } from './world.ts'

/** Put before the digits of an id it makes a number that no float can hold. */
const LARGE = '90071992547'

/** Those of messages that came as numbers; conversations keep theirs, by which they are asked for. */
function enlarged(body: Buffer, ids: readonly string[]): Buffer {
  const numbers = /(?<=[:[,]\s*)\d+(?=\s*[,}\]])/g
  return Buffer.from(body.toString('utf8').replace(numbers, (id) => (ids.includes(id) ? `${LARGE}${id}` : id)))
}

promises('ids beyond 2^53', 'messages.pull', (subject) => {
  test('come digit for digit', async () => {
    const world = await shop(subject)
    const conversation = world.buyerWrites('eins')
    for (const text of ['zwei', 'drei', 'vier', 'fünf']) world.buyerWrites(text, { conversation })
    const ids = world.sandbox.conversations().flatMap(({ messages }) => messages.map(({ id }) => id))
    world.middle.setMishap(() => ({
      kind: 'changed',
      change: (answer) => ({ ...answer, body: enlarged(answer.body, ids) }),
    }))
    await world.pass()
    const real = new Map(
      world.sandbox.conversations().flatMap(({ messages }) => messages.map(({ id, text }) => [text, id])),
    )
    expect(world.known.size).toBe(5)
    for (const { id, text } of world.known.values()) {
      expect([real.get(text), `${LARGE}${real.get(text) ?? ''}`]).toContain(id)
    }
  })
})
