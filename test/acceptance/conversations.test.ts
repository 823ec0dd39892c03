import { expect, test } from 'vitest'
import { passingMishaps } from './mishaps.ts'
import { promises } from './subjects.ts'
import { order, sold } from './trade.ts'
import { failure, kinds, outcome, promised } from './world.ts'
import type { Shop } from './world.ts'

const OPENING = 'Ihre Tasse ist vorübergehend nicht lieferbar. Möchten Sie warten?'

const opened = ({ sandbox }: Shop): readonly string[] =>
  sandbox.conversations().flatMap(({ messages }) => messages.map(({ text }) => text))

promises('lets us begin a conversation', 'conversations.start', (subject) => {
  const begin = (world: Shop) => promised(world.connector.conversations).start(order, { text: OPENING, about: [] })

  test('about an order, which is found by the order again and by reading', async () => {
    const world = await sold(subject)
    const id = await begin(world)
    expect(opened(world)).toEqual([OPENING])
    const [found, ...more] = await promised(world.connector.conversations).ofOrder(order)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      facts: { id, orders: [order] },
      messages: [{ text: OPENING, author: { role: 'seller' } }],
    })
    await world.settle()
    expect(world.read()).toEqual([OPENING])
  })

  test('and an answer lost after it was accepted is unknown, and found by the order', async () => {
    const rehearsal = await sold(subject)
    const from = rehearsal.middle.exchanges.length
    await begin(rehearsal)
    const requests = rehearsal.middle.exchanges.slice(from)
    const writing = requests.findLast(({ request }) => request.method !== 'GET') ?? requests.at(-1)
    const world = await sold(subject)
    world.middle.setMishap(({ index }) => (index === writing?.request.index ? { kind: 'lose-answer' } : undefined))
    expect(await failure(begin(world))).toMatchObject({ kind: 'unknown' })
    expect(opened(world)).toEqual([OPENING])
    const found = await promised(world.connector.conversations).ofOrder(order)
    expect(found.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual([OPENING])
  })

  test.each(Object.entries(passingMishaps))('and %s with any request is told truly', async (_, mishap) => {
    const rehearsal = await sold(subject)
    const from = rehearsal.middle.exchanges.length
    await begin(rehearsal)
    for (const { request } of kinds(rehearsal.middle.exchanges.slice(from))) {
      const world = await sold(subject)
      world.middle.setMishap(({ index }) => (index === request.index ? mishap : undefined))
      const fault = await outcome(begin(world))
      if (fault === undefined) expect(opened(world)).toEqual([OPENING])
      else if (fault.kind !== 'unknown') expect(opened(world)).toEqual([])
    }
  })
})
