import { expect, test } from 'vitest'
import { promises } from './subjects.ts'
import { shop } from './world.ts'

/** Put before the digits of an id it makes a number that no float can hold. */
const LARGE = '90071992547'

/** Ids that come as numbers, one by one or in a list: `"id_message": 640001`, `"ids": [640001, 640002]`. */
const NUMBERS = /("\w*ids?\w*"\s*:\s*)(\d{5,}|\[\s*\d{5,}(?:\s*,\s*\d{5,})*\s*\])/gi

const enlarged = (body: Buffer): Buffer =>
  Buffer.from(
    body
      .toString('utf8')
      .replace(NUMBERS, (_, name: string, ids: string) => `${name}${ids.replace(/\d+/g, (id) => `${LARGE}${id}`)}`),
  )

promises('ids beyond 2^53', 'messages.pull', (subject) => {
  test('come digit for digit', async () => {
    const world = await shop(subject)
    const conversation = world.buyerWrites('eins')
    for (const text of ['zwei', 'drei', 'vier', 'fünf']) world.buyerWrites(text, { conversation })
    world.middle.setMishap(({ headers }) => ({
      kind: 'changed',
      // A file is no document.
      change: (answer) =>
        /json/.test(String(answer.headers['content-type'])) && headers.accept !== '*/*'
          ? { ...answer, body: enlarged(answer.body) }
          : answer,
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
