import { describe, expect, test } from 'vitest'
import { instant } from '../../../src/domain/time.ts'
import { failure, shop } from './shop.ts'

const minutes = (count: number) => count * 60_000

describe('the first pass', () => {
  test('brings what is still open, however old, and what changed since go-live', async () => {
    const { buyerWrites, kaufland, clock, goLive, pulls } = await shop()
    const old = buyerWrites('seit Monaten offen', { at: instant('2026-03-01T08:00:00Z') })
    const done = buyerWrites('längst erledigt', { at: instant('2026-03-02T08:00:00Z') })
    clock.moveTo(instant('2026-03-03T08:00:00Z'))
    kaufland.closes(done, 'seller')
    clock.moveTo(goLive)
    clock.moveMs(minutes(1))
    const fresh = buyerWrites('eben geschrieben')
    kaufland.closes(fresh, 'buyer')
    expect((await pulls()).conversations).toEqual([old, fresh])
  })

  test('brings nothing from before START_FROM', async () => {
    const { buyerWrites, pulls } = await shop()
    buyerWrites('alt', { at: instant('2026-03-01T08:00:00Z') })
    const wanted = buyerWrites('neu', { at: instant('2026-11-20T09:00:00Z') })
    const startFrom = instant('2026-11-20T08:00:00Z')
    expect((await pulls({ startFrom, goLive: startFrom })).conversations).toEqual([wanted])
    expect((await pulls({ startFrom, goLive: startFrom })).conversations).not.toContain('0011000001')
  })

  test('of an empty account ends with a cursor from which nothing is missed', async () => {
    const { buyerWrites, clock, pulls } = await shop()
    expect(await pulls()).toMatchObject({ conversations: [], cursor: { storefronts: { de: {} } } })
    clock.moveMs(minutes(1))
    buyerWrites('die erste Frage')
    expect((await pulls()).texts).toEqual(['die erste Frage'])
  })
})

describe('later passes', () => {
  test('bring what is new, and what did not change is not read again', async () => {
    const { buyerWrites, clock, pulls, threadsRead } = await shop()
    const first = buyerWrites('eins')
    clock.moveMs(minutes(1))
    await pulls()
    expect((await pulls()).conversations).toEqual([])
    clock.moveMs(minutes(1))
    const second = buyerWrites('zwei')
    clock.moveMs(minutes(1))
    const before = threadsRead()
    expect((await pulls()).conversations).toEqual([second])
    buyerWrites('noch etwas', { conversation: first })
    clock.moveMs(minutes(1))
    expect((await pulls()).texts).toEqual(['eins', 'noch etwas'])
    expect(threadsRead() - before).toBe(2)
  })

  test('a message of the same second as the one read before is not overlooked', async () => {
    const { buyerWrites, clock, pulls } = await shop()
    const conversation = buyerWrites('eins')
    expect((await pulls()).texts).toEqual(['eins'])
    buyerWrites('zwei, dieselbe Sekunde', { conversation })
    clock.moveMs(minutes(1))
    expect((await pulls()).texts).toEqual(['eins', 'zwei, dieselbe Sekunde'])
    expect((await pulls()).texts).toEqual([])
  })

  test('what is read once more and tells nothing new is not handed on again', async () => {
    const { buyerWrites, pulls, threadsRead } = await shop()
    buyerWrites('eben erst')
    await pulls()
    expect((await pulls()).conversations).toEqual([])
    expect(threadsRead()).toBe(2)
  })

  test('a conversation that is closed is handed on again, with its state', async () => {
    const { buyerWrites, kaufland, pulls } = await shop()
    const id = buyerWrites('erledigt')
    await pulls()
    kaufland.closes(id, 'buyer')
    const { pages } = await pulls()
    expect(pages[0]?.conversations.map(({ facts }) => facts.status)).toEqual(['closed'])
  })

  test('a conversation that the source shows late is found within the overlap', async () => {
    const { buyerWrites, clock, pulls } = await shop()
    clock.moveMs(minutes(20))
    buyerWrites('pünktlich')
    await pulls()
    const late = buyerWrites('neun Minuten zu spät zu sehen', { at: instant('2026-11-20T10:11:00Z') })
    expect((await pulls()).conversations).toContain(late)
  })

  test('what the seller typed in the portal and what customer service wrote come too', async () => {
    const { buyerWrites, kaufland, clock, pulls } = await shop()
    const conversation = buyerWrites('Frage')
    const rest = { conversation, order: 'MB7UWLD', buyer: { id: '21631426', name: 'Tom' } } as const
    kaufland.writes({ ...rest, role: 'customer_service', text: 'Wir kümmern uns' })
    kaufland.writes({ ...rest, role: 'seller', text: 'Im Portal beantwortet' })
    clock.moveMs(minutes(1))
    const { pages } = await pulls()
    const [snapshot] = pages.flatMap((page) => page.conversations)
    expect(snapshot?.messages.map(({ author }) => author.role)).toEqual(['buyer', 'customer_service', 'seller'])
    expect(snapshot?.facts.waitsForSeller).toBe(false)
  })

  test('a time from the future does not hide what comes before it', async () => {
    const { buyerWrites, clock, pulls } = await shop()
    buyerWrites('aus der Zukunft', { at: instant('2099-01-01T00:00:00Z') })
    await pulls()
    clock.moveMs(minutes(30))
    const now = buyerWrites('von heute')
    expect((await pulls()).conversations).toContain(now)
  })
})

describe('pages that move while they are read', () => {
  const fill = (buyerWrites: (text: string, more: object) => string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      buyerWrites(`Frage ${String(index)}`, {
        order: `ORDER${String(index)}`,
        at: instant(new Date(Date.UTC(2026, 10, 1, 0, index))),
      }),
    )

  test('one that is closed meanwhile pulls the others over the edge: none is missed', async () => {
    const { buyerWrites, kaufland, pulls, beforeRequest } = await shop()
    const all = fill(buyerWrites, 70)
    const newest = all.slice(-5)
    beforeRequest(({ url }) => {
      if (!url.includes('status=opened') || !url.includes('offset=30')) return
      for (const id of newest.splice(0)) kaufland.closes(id, 'buyer')
    })
    const { conversations } = await pulls()
    expect([...conversations].sort()).toEqual([...all].sort())
  })

  test('one that changes meanwhile comes once in this pass, and nothing of it is missed or told twice', async () => {
    const { buyerWrites, clock, pulls, beforeRequest } = await shop()
    const all = fill(buyerWrites, 70)
    const oldest = all[0] ?? ''
    let written = false
    beforeRequest(({ url }) => {
      if (written || !url.includes('offset=30')) return
      written = true
      clock.moveMs(minutes(1))
      buyerWrites('Nachtrag', { conversation: oldest })
    })
    const first = await pulls()
    expect(new Set(first.conversations).size).toBe(70)
    expect(first.conversations).toHaveLength(70)
    clock.moveMs(minutes(1))
    const texts = [...first.texts, ...(await pulls()).texts]
    expect(texts.filter((text) => text === 'Nachtrag')).toHaveLength(1)
  })

  test('no page asks for more than 30, the last page alone carries the cursor', async () => {
    const { buyerWrites, pulls, beforeRequest } = await shop()
    fill(buyerWrites, 65)
    const limits = new Set<string | null>()
    beforeRequest(({ url }) => limits.add(new URL(url).searchParams.get('limit')))
    const { pages } = await pulls()
    expect(pages.map(({ conversations, cursor }) => [conversations.length, cursor !== undefined])).toEqual([
      [30, false],
      [30, false],
      [5, true],
    ])
    expect([...limits]).toEqual(['30', null])
  })
})

test('a pass that dies half way moves nothing; the next one brings everything', async () => {
  const { buyerWrites, kaufland, connector, goLive, pulls } = await shop()
  const all = Array.from({ length: 40 }, (_, index) =>
    buyerWrites(`Frage ${String(index)}`, { order: `O${String(index)}` }),
  )
  kaufland.fail({ path: /0011000035$/, times: 2, how: { kind: 'cut' } })
  const cursors: unknown[] = []
  const died = (async () => {
    for await (const { cursor } of connector.messages.pull({ cursor: undefined, goLive, startFrom: undefined })) {
      cursors.push(cursor)
    }
  })()
  await failure(died)
  expect(cursors).toEqual([undefined])
  expect((await pulls()).conversations.toSorted()).toEqual(all.toSorted())
})

test('each storefront is read by itself', async () => {
  const { buyerWrites, clock, pulls } = await shop({ storefronts: 'de,at' })
  const german = buyerWrites('Frage', { storefront: 'de' })
  const austrian = buyerWrites('Frage', { storefront: 'at' })
  buyerWrites('dotaz', { storefront: 'cz' })
  clock.moveMs(minutes(1))
  expect((await pulls()).conversations).toEqual([german, austrian])
  expect((await pulls()).conversations).toEqual([])
})

test('a storefront added later starts with what is open there; the others go on from their mark', async () => {
  const before = await shop({ storefronts: 'de' })
  const { cursor } = await before.pulls()
  const { buyerWrites, pulls } = await shop({ storefronts: 'de,cz' })
  buyerWrites('vor der Marke', { storefront: 'de', at: instant('2026-01-01T00:00:00Z') })
  const czech = buyerWrites('dotaz', { storefront: 'cz', at: instant('2026-01-01T00:00:00Z') })
  expect((await pulls({ cursor })).conversations).toEqual([czech])
})

test('a stored cursor that makes no sense starts over instead of failing', async () => {
  const { buyerWrites, pulls } = await shop()
  const open = buyerWrites('Frage')
  expect((await pulls({ cursor: { storefronts: { de: { newest: 'gestern' } } } })).conversations).toEqual([open])
})
