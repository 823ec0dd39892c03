import { describe, expect, test } from 'vitest'
import { conversationId } from '../../src/domain/ids.ts'
import type { ConversationSnapshot } from '../../src/domain/message.ts'
import { instant, plusMs } from '../../src/domain/time.ts'
import { promises } from './subjects.ts'
import { BUYER, failure, listRequests, ORDER, severalPages, shop } from './world.ts'
import type { Answered } from './middle.ts'
import type { Shop } from './world.ts'

const minutes = (count: number): number => count * 60_000
const twice = (snapshots: readonly ConversationSnapshot[]): readonly string[] =>
  snapshots.map(({ facts }) => facts.id).filter((id, at, all) => all.indexOf(id) !== at)

promises('reads', 'messages.pull', (subject) => {
  const reads = (name: string, run: (world: Shop) => Promise<void>) =>
    test(name, async () => {
      await run(await shop(subject))
    })

  reads('what a buyer wrote, with order, buyer and time', async ({ buyerWrites, pass, clock, goLive }) => {
    const id = buyerWrites('Wo bleibt mein Paket? 🚚 <b>Grüße</b>')
    clock.moveMs(minutes(1))
    const { conversations } = await pass()
    expect(conversations).toHaveLength(1)
    const [snapshot] = conversations
    expect(snapshot?.facts).toMatchObject({ id, status: 'open', final: false, waitsForSeller: true, orders: [ORDER] })
    expect(snapshot?.facts.buyer.id).toBeTruthy()
    expect(snapshot?.messages).toMatchObject([
      {
        conversation: id,
        text: 'Wo bleibt mein Paket? 🚚 <b>Grüße</b>',
        at: goLive,
        author: { role: 'buyer', name: BUYER.name },
      },
    ])
    expect(snapshot?.messages[0]?.raw.byteLength).toBeGreaterThan(0)
  })

  reads('what others wrote, under their own roles', async (world) => {
    const conversation = world.buyerWrites('Frage')
    for (const role of ['customer_service', 'system', 'seller'] as const) {
      world.clock.moveMs(minutes(1))
      world.buyerWrites(`von ${role}`, { conversation, role })
    }
    world.clock.moveMs(minutes(1))
    const [snapshot] = (await world.pass()).conversations
    expect(snapshot?.messages.map(({ author }) => author.role)).toEqual([
      'buyer',
      'customer_service',
      'system',
      'seller',
    ])
    expect(snapshot?.facts.waitsForSeller).toBe(false)
  })

  reads('a conversation alone as well as in a pass', async ({ buyerWrites, messages, pass }) => {
    const id = buyerWrites('Frage')
    const [inPass] = (await pass()).conversations
    expect((await messages.thread(conversationId(id))).messages).toEqual(inPass?.messages)
  })

  reads('that a conversation was closed', async ({ buyerWrites, pass, sandbox, clock }) => {
    const id = buyerWrites('erledigt')
    await pass()
    clock.moveMs(minutes(1))
    sandbox.closes(id, 'buyer')
    expect((await pass()).conversations.map(({ facts }) => [facts.id, facts.status])).toEqual([[id, 'closed']])
  })

  reads('an empty account, and then the first question', async ({ buyerWrites, clock, pass }) => {
    const { pages } = await pass()
    expect(pages.at(-1)).toMatchObject({ conversations: [], unreadable: [] })
    expect(pages.at(-1)?.cursor).toBeDefined()
    clock.moveMs(minutes(1))
    buyerWrites('die erste Frage')
    expect((await pass()).texts).toEqual(['die erste Frage'])
  })

  reads('on from a cursor after a restart', async (world) => {
    const { buyerWrites, clock, goLive, pass, reopened } = world
    const first = buyerWrites('vor dem Neustart')
    clock.moveMs(minutes(1))
    const cursor = JSON.parse(JSON.stringify((await pass()).pages.at(-1)?.cursor)) as Record<string, unknown>
    clock.moveMs(minutes(30))
    buyerWrites('danach', { conversation: first })
    buyerWrites('eine andere Frage')
    clock.moveMs(minutes(1))
    const found: string[] = []
    for await (const page of reopened().messages?.pull({ cursor, goLive, startFrom: undefined }) ?? []) {
      for (const { messages } of page.conversations) found.push(...messages.map(({ text }) => text))
    }
    expect(found.filter((text) => text !== 'vor dem Neustart').toSorted()).toEqual(['danach', 'eine andere Frage'])
  })

  reads('from the start where the cursor makes no sense', async ({ buyerWrites, clock, pass }) => {
    buyerWrites('Frage')
    clock.moveMs(minutes(1))
    for (const cursor of [{}, { nonsense: [1, 2, 3] }, { newest: 'gestern', storefronts: 7, since: null }]) {
      expect((await pass({ cursor })).texts).toEqual(['Frage'])
    }
  })

  reads('nothing older than the start that was set', async ({ buyerWrites, pass, clock }) => {
    buyerWrites('alt', { at: instant('2026-03-01T08:00:00Z') })
    buyerWrites('neu', { at: instant('2026-11-20T09:00:00Z') })
    clock.moveMs(minutes(1))
    const startFrom = instant('2026-11-20T08:00:00Z')
    expect((await pass({ startFrom, goLive: startFrom })).texts).toEqual(['neu'])
  })

  reads('all pages: nothing is missing, nothing comes twice', async (world) => {
    const all = await severalPages(subject, world)
    const { conversations } = await world.pass()
    expect(conversations.map(({ facts }) => facts.id).toSorted()).toEqual([...all].toSorted())
    expect(world.read()).toEqual(world.written())
  })

  reads('with the cursor on the last page only', async (world) => {
    await severalPages(subject, world)
    const { pages } = await world.pass()
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.map(({ cursor }) => cursor !== undefined)).toEqual(pages.map((_, at) => at === pages.length - 1))
  })

  reads('everything again where a pass died after its first page', async (world) => {
    const all = await severalPages(subject, world)
    let stored: Readonly<Record<string, unknown>> | undefined
    for await (const { cursor } of world.messages.pull({
      cursor: undefined,
      goLive: world.goLive,
      startFrom: undefined,
    })) {
      stored = cursor
      break
    }
    const { conversations } = await world.pass({ cursor: stored })
    expect(conversations.map(({ facts }) => facts.id).toSorted()).toEqual([...all].toSorted())
  })

  reads('nothing again where nothing changed', async ({ buyerWrites, settle, pass, clock, calls }) => {
    buyerWrites('Frage')
    await settle()
    clock.moveMs(minutes(1))
    const before = calls.length
    expect(await pass()).toMatchObject({ conversations: [], unreadable: [] })
    expect(calls.length - before).toBeLessThanOrEqual(3)
  })

  reads('a message that turns up late with an older date', async (world) => {
    const { buyerWrites, clock, settle } = world
    const conversation = buyerWrites('erste Frage')
    clock.moveMs(minutes(20))
    buyerWrites('Frage von jetzt')
    await settle()
    const shownLate = plusMs(clock.now(), minutes(-5))
    buyerWrites('spät gezeigt, neues Gespräch', { at: shownLate })
    buyerWrites('spät gezeigt, altes Gespräch', { at: shownLate, conversation })
    await settle()
    expect(world.read()).toEqual(world.written())
  })

  reads('two messages of one second', async (world) => {
    const conversation = world.buyerWrites('eins')
    await world.pass()
    world.buyerWrites('zwei, dieselbe Sekunde', { conversation })
    world.buyerWrites('drei, anderes Gespräch, dieselbe Sekunde')
    await world.settle()
    expect(world.read()).toEqual(world.written())
  })

  describe('pages that move while they are read', () => {
    const movements = {
      'a new one arrives': (world: Shop) => world.buyerWrites('eben erst geschrieben'),
      'some leave': (world: Shop, all: readonly string[]) => {
        for (const id of all.slice(-3)) world.sandbox.closes(id, 'buyer')
      },
      'an old one moves to the front': (world: Shop, all: readonly string[]) =>
        world.buyerWrites('Nachtrag', { conversation: all[0] ?? '' }),
    }

    /** When the list is asked for in a pass over several pages, and as what; the first time nothing was read yet. */
    async function rehearsed(): Promise<{
      moments: readonly number[]
      some: readonly number[]
      path: string | undefined
    }> {
      const rehearsal = await shop(subject)
      await severalPages(subject, rehearsal)
      await rehearsal.pass()
      const [first = 0, ...moments] = listRequests(rehearsal)
      // At the beginning, in the middle, at the end: the others are like these.
      const some = [...new Set([0, moments.length >> 1, moments.length - 1])].flatMap((at) => moments[at] ?? [])
      return { moments, some, path: rehearsal.middle.exchanges[first]?.request.path }
    }

    let known: ReturnType<typeof rehearsed> | undefined
    const listing = () => (known ??= rehearsed())

    test.each(Object.entries(movements))('%s: nothing is missing, nothing comes twice', async (_, move) => {
      const { some } = await listing()
      for (const moment of some) {
        const world = await shop(subject)
        const all = await severalPages(subject, world)
        world.middle.setBefore(({ index }) => {
          if (index === moment) move(world, all)
        })
        expect(twice((await world.pass()).conversations)).toEqual([])
        await world.settle()
        expect(world.read()).toEqual(world.written())
      }
    })

    test('a page that comes twice: nothing is missing, nothing comes twice', async () => {
      const { moments } = await listing()
      for (const [at, moment] of moments.entries()) {
        const world = await shop(subject)
        await severalPages(subject, world)
        world.middle.setMishap(({ index }) => {
          const before = index === moment ? world.middle.exchanges[moments[at - 1] ?? 0]?.answer : undefined
          // The end of one list does not stand in for the beginning of another.
          const fuller = (answer: Answered) => (before && before.body.length > answer.body.length ? before : answer)
          return { kind: 'changed', change: fuller }
        })
        expect(twice((await world.pass()).conversations)).toEqual([])
        await world.settle()
        expect(world.read()).toEqual(world.written())
      }
    })

    test('the same page for ever: it comes to an end', async () => {
      const { path } = await listing()
      const world = await shop(subject)
      const { length: count } = await severalPages(subject, world)
      let largest: Answered | undefined
      const change = (answer: Answered): Answered => {
        if (largest === undefined || answer.body.length > largest.body.length) largest = answer
        return largest
      }
      world.middle.setMishap((request) => (request.path === path ? { kind: 'changed', change } : undefined))
      await world.pass()
      expect(world.calls.length).toBeLessThan(count + 60)
    })
  })

  reads('no conversation that does not exist, and says so', async ({ buyerWrites, messages }) => {
    const id = buyerWrites('Frage')
    const fault = await failure(messages.thread(conversationId(id.replace(/\d{4}$/, '9999'))))
    expect(fault).toMatchObject({ kind: 'permanent', systemic: false })
  })
})
