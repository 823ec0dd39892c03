import { describe, expect, test } from 'vitest'
import { passingMishaps } from './mishaps.ts'
import { promises } from './subjects.ts'
import { BUYER, failure, kinds, ORDER, outcome, shop } from './world.ts'
import type { Shop } from './world.ts'

/** More calls than this for one thing asked is no second try but a siege. */
const TRIES_MAX = 5

/** Three open conversations, one of them with a file. */
function threeQuestions({ buyerWrites }: Shop): void {
  const photo = { filename: 'foto.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216, 255, 0]) }
  buyerWrites('Wo ist mein Paket?', { order: 'MACC002' })
  buyerWrites('Das kam kaputt an.', { files: [photo] })
  buyerWrites('Passt das auch für meine Küche?', { order: 'MACC003', buyer: { id: '21000009', name: 'Jürgen' } })
}

promises('when reading goes wrong', 'messages.pull', (subject) => {
  describe('once, with any request', () => {
    test.each(Object.entries(passingMishaps))(
      '%s: it is said, and in the end nothing is missing',
      async (_, mishap) => {
        const rehearsal = await shop(subject)
        threeQuestions(rehearsal)
        await rehearsal.pass()
        for (const { request } of kinds(rehearsal.middle.exchanges)) {
          const world = await shop(subject)
          threeQuestions(world)
          world.middle.setMishap(({ index }) => (index === request.index ? mishap : undefined))
          const fault = await outcome(
            world.pass().then(({ unreadable }) => expectNothingSilent(world, unreadable.length)),
          )
          // An account that cannot be read is paused and tried again; no question is set aside for it.
          if (fault)
            expect(fault).toMatchObject({
              systemic: true,
              kind: expect.stringMatching(/^(retryable|misconfigured)$/) as string,
            })
          await world.settle()
          expect(world.read()).toEqual(world.written())
        }
      },
    )
  })

  test('401 to a token that ended gets another one, and nobody notices', async ({ skip }) => {
    skip(subject.manifest.tokens !== true, `${subject.manifest.label} has keys that do not end`)
    const rehearsal = await shop(subject)
    threeQuestions(rehearsal)
    await rehearsal.pass()
    for (const { request } of kinds(rehearsal.middle.exchanges).filter(({ request }) => request.method === 'GET')) {
      const world = await shop(subject)
      threeQuestions(world)
      world.middle.setMishap(({ index }) => (index === request.index ? passingMishaps['401'] : undefined))
      await world.pass()
      expect(world.read()).toEqual(world.written())
    }
    rehearsal.clock.moveMs(24 * 3_600_000)
    await rehearsal.settle()
  })

  describe('for as long as we ask', () => {
    const always = (world: Shop, name: keyof typeof passingMishaps) => {
      world.middle.setMishap(() => passingMishaps[name])
    }

    test.each(['500', '503', 'a connection cut before', 'an answer cut', 'half of the JSON', 'garbled JSON'])(
      '%s: it gives up soon, to be tried again later',
      async (name) => {
        const world = await shop(subject)
        threeQuestions(world)
        always(world, name)
        expect(await failure(world.pass())).toMatchObject({ kind: 'retryable', systemic: true })
        expect(world.calls.length).toBeLessThanOrEqual(TRIES_MAX)
      },
    )

    test.each([
      ['429 with Retry-After', 42],
      ['429 without Retry-After', undefined],
    ])('%s: it waits, and asks no second time', async (name, afterSeconds) => {
      const world = await shop(subject)
      threeQuestions(world)
      always(world, name)
      expect(await failure(world.pass())).toMatchObject({ kind: 'retryable', systemic: true, afterSeconds })
      expect(world.middle.exchanges).toHaveLength(1)
    })

    test.each(['401', '403'])('%s: it says that the key is refused, never that there is nothing', async (name) => {
      const world = await shop(subject)
      threeQuestions(world)
      always(world, name)
      expect(await failure(world.pass())).toMatchObject({ kind: 'misconfigured', systemic: true })
      expect(world.calls.length).toBeLessThanOrEqual(TRIES_MAX)
      expect(await failure(world.connector.check())).toMatchObject({ kind: 'misconfigured' })
    })
  })

  describe('by words nobody knows', () => {
    test('a message comes all the same, or is kept and listed; and it never counts as ours', async () => {
      const rehearsal = await shop(subject)
      threeQuestions(rehearsal)
      await rehearsal.pass()
      const fields = new Set(rehearsal.middle.exchanges.flatMap(({ answer }) => wordFields(answer?.body)))
      for (const field of fields) {
        const world = await shop(subject)
        threeQuestions(world)
        world.middle.setMishap(() => ({
          kind: 'changed',
          change: (answer) => ({ ...answer, body: withWord(answer.body, field, 'never_heard_of') }),
        }))
        const { conversations, unreadable } = await world.pass()
        const found = [...conversations, ...unreadable]
        expect([field, found.length]).toEqual([field, 3])
        const roles = conversations.flatMap(({ messages }) => messages.map(({ author }) => author.role))
        expect([field, roles.includes('seller')]).toEqual([field, false])
      }
    })
  })
})

/** A pass that says nothing has to have brought everything; what it could not read it lists. */
function expectNothingSilent(world: Shop, unreadable: number): void {
  if (unreadable === 0) expect(world.read()).toEqual(world.written())
}

/** Values that look like the marketplace's own words: no digits, no spaces, nothing that the test put in. */
const OWN = new Set([BUYER.name, ORDER, 'Jürgen'])
const isWord = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z]{2,}(?:[_-][A-Za-z]+)*$/.test(value) && !OWN.has(value)

function wordFields(body: Buffer | undefined): readonly string[] {
  const fields: string[] = []
  jsonOf(body, (key, value) => {
    if (isWord(value) && key !== '') fields.push(key)
    return value
  })
  return fields
}

function withWord(body: Buffer, field: string, word: string): Buffer {
  const changed = jsonOf(body, (key, value) => (key === field && isWord(value) ? word : value))
  return changed === undefined ? body : Buffer.from(JSON.stringify(changed))
}

/** Undefined where it is no JSON: a file. */
function jsonOf(body: Buffer | undefined, revive: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '', revive)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
