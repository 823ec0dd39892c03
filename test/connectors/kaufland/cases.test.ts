import { describe, expect, test } from 'vitest'
import { caseId } from '../../../src/domain/case.ts'
import type { CaseAction } from '../../../src/domain/case.ts'
import { Permanent, Retryable, Unknown } from '../../../src/domain/errors.ts'
import { instant } from '../../../src/domain/time.ts'
import { failure, ORDER, shop } from './shop.ts'

const MINUTE = 60_000

async function withReturn() {
  const world = await shop()
  const lines = world.sells()
  const ids = world.kaufland.trade.returns({ order: ORDER, lines: lines.slice(0, 2), reason: 'defect', note: 'Riss' })
  const [first = '', second = ''] = ids
  return { ...world, lines, ids: ids.map(caseId), first: caseId(first), second: caseId(second) }
}

const states = (cases: readonly { readonly id: string; readonly state: string }[]) =>
  cases.map(({ id, state }) => [id, state])

describe('a pass over the returns', () => {
  test('brings each unit as a case with what is known of it', async () => {
    const { pullsCases, lines, ids } = await withReturn()
    const { cases } = await pullsCases()
    expect(cases.map(({ id }) => id)).toEqual(ids)
    expect(cases[0]).toEqual({
      id: ids[0],
      type: 'return',
      group: '3800001',
      order: 'MB7UWLD',
      line: lines[0],
      article: 'Tasse',
      quantity: 1,
      state: 'announced',
      sourceState: 'need_to_be_returned',
      reason: 'defect',
      note: 'Riss',
      storefront: 'de',
      buyer: { id: '21631426' },
      tracking: { carrier: 'DHL', reference: '407875000001' },
      decideBy: null,
      allowed: ['accept', 'clarify', 'reject', 'repair'],
      conversations: [],
      openedAt: '2026-11-20T10:00:00.000Z',
      updatedAt: '2026-11-20T10:00:00.000Z',
    })
  })

  test('finds none where the address has no list of returns, and goes on where it has one again', async () => {
    const { kaufland, pullsCases, ids } = await withReturn()
    kaufland.fail({ method: 'GET', path: /returns/, times: 1, how: { kind: 'status', status: 404 } })
    expect((await pullsCases()).cases).toEqual([])
    expect((await pullsCases()).cases.map(({ id }) => id)).toEqual(ids)
  })

  test('brings nothing again that tells nothing new', async () => {
    const { pullsCases, clock } = await withReturn()
    await pullsCases()
    for (let pass = 0; pass < 3; pass += 1) {
      clock.moveMs(MINUTE)
      expect((await pullsCases()).cases).toEqual([])
    }
  })

  test('sees that goods arrived, and a decision in the portal though it moves no time of the return', async () => {
    const { kaufland, pullsCases, clock, first, second } = await withReturn()
    await pullsCases()
    clock.moveMs(MINUTE)
    kaufland.trade.arrives(first)
    expect(states((await pullsCases()).cases)).toEqual([[first, 'to_decide']])
    clock.moveMs(60 * MINUTE)
    kaufland.trade.decides(first, 'clarify', 'Bitte ein Foto.')
    kaufland.trade.decides(second, 'reject', 'Zu spät.')
    const { cases } = await pullsCases()
    expect(states(cases)).toEqual([
      [first, 'clarifying'],
      [second, 'rejected'],
    ])
    expect(cases.map(({ conversations, allowed }) => [conversations.length, allowed])).toEqual([
      [1, ['accept', 'reject', 'repair']],
      [1, []],
    ])
  })

  test('at first contact brings what is still undecided, however old, and nothing else from before', async () => {
    const { kaufland, sells, pullsCases } = await shop()
    sells()
    const [open = '', decided = ''] = kaufland.trade.returns({
      order: ORDER,
      reason: 'dislike',
      at: instant('2025-01-05T10:00:00Z'),
    })
    kaufland.trade.decides(decided, 'reject', 'Nein.')
    const { cases } = await pullsCases()
    expect(cases.map(({ id }) => id)).toContain(open)
    expect(cases.map(({ id }) => id)).not.toContain(decided)
  })

  test('after START_FROM brings nothing that was opened before', async () => {
    const { kaufland, sells, pullsCases } = await shop()
    sells()
    kaufland.trade.returns({ order: ORDER, reason: 'dislike', at: instant('2026-11-01T10:00:00Z') })
    const startFrom = instant('2026-11-10T00:00:00Z')
    expect((await pullsCases({ startFrom })).cases).toEqual([])
  })

  test('one that is opened and decided between two passes is not missed', async () => {
    const { kaufland, sells, pullsCases, clock } = await shop()
    sells()
    await pullsCases()
    clock.moveMs(MINUTE)
    const [id = ''] = kaufland.trade.returns({ order: ORDER, reason: 'dislike' })
    kaufland.trade.decides(id, 'accept')
    expect(states((await pullsCases()).cases)).toContainEqual([id, 'accepted'])
  })

  test('of several storefronts reads each, and a new one from its beginning', async () => {
    const { kaufland, connector, sells, goLive } = await shop({ storefronts: 'de,at' })
    sells()
    sells({ order: 'AT1', storefront: 'at' })
    kaufland.trade.returns({ order: ORDER, reason: 'dislike' })
    kaufland.trade.returns({ order: 'AT1', reason: 'dislike' })
    const found: (string | undefined)[] = []
    for await (const { cases } of connector.cases.pull({ cursor: undefined, goLive, startFrom: undefined })) {
      found.push(...cases.map(({ storefront }) => storefront))
    }
    expect(found).toEqual(['de', 'de', 'de', 'at', 'at', 'at'])
  })

  test('of a source that heeds no filter brings nothing again either', async () => {
    const { kaufland, sells, pullsCases, clock } = await shop()
    const at = instant('2026-11-01T10:00:00Z')
    sells()
    const [first = ''] = kaufland.trade.returns({ order: ORDER, reason: 'dislike', at })
    kaufland.trade.decides(first, 'accept')
    const row = { id_return_unit: first, id_return: 3800001, status: 'return_accepted' }
    const spoil = () => {
      const answers = { data: [{ id_return: 3800001, ts_updated_iso: at }] }
      kaufland.fail({ path: /returns$/, times: 1, how: { kind: 'status', status: 200, body: JSON.stringify(answers) } })
      const units = JSON.stringify({ data: [row] })
      kaufland.fail({ path: /return-units$/, times: 4, how: { kind: 'status', status: 200, body: units } })
    }
    for (let pass = 0; pass < 3; pass += 1) {
      spoil()
      clock.moveMs(MINUTE)
      expect((await pullsCases()).cases).toEqual([])
    }
  })

  test('that dies half way moves nothing', async () => {
    const { kaufland, pullsCases, ids } = await withReturn()
    kaufland.fail({ path: new RegExp(`return-units/${ids[1] ?? ''}`), times: 2, how: { kind: 'cut' } })
    await failure(pullsCases())
    expect((await pullsCases()).cases.map(({ id }) => id)).toEqual(ids)
  })

  test('misses none of many that shift over the edges of pages while it reads', async () => {
    const { kaufland, sells, pullsCases, beforeRequest } = await shop()
    sells({ lines: [{ sku: 'CUP', title: 'Tasse', quantity: 110 }] })
    const ids = kaufland.trade.returns({ order: ORDER, reason: 'dislike' })
    let listed = 0
    beforeRequest(({ url }) => {
      if (!url.includes('status=need_to_be_returned')) return
      listed += 1
      // After the first page ten of its units leave the list and pull others over the edge.
      if (listed === 2) for (const id of ids.slice(-10)) kaufland.trade.decides(id, 'accept')
    })
    const { cases, pages } = await pullsCases()
    expect(cases.map(({ id }) => id)).toEqual(ids)
    expect(pages.map(({ cursor }) => cursor !== undefined)).toEqual([false, false, false, true])
  })
})

describe('what cannot be read', () => {
  test.each([
    ['a unit', /return-units\/5100001$/, '{"data":{"id_return_unit":5100001,"id_ret', '5100001'],
    ['another unit in its place', /return-units\/5100001$/, '{"data":{"id_return_unit":1}}', '5100001'],
    ['a return', /returns\/3800001$/, '{"data":{"id_return":3800001,"return_units":[{}]}}', 'return/3800001'],
    ['another return', /returns\/3800001$/, '{"data":{"id_return":1,"return_units":[]}}', 'return/3800001'],
  ])('%s is listed once, asked for again and holds up nothing', async (_, path, body, name) => {
    const { kaufland, pullsCases, clock, first, second } = await withReturn()
    clock.moveMs(MINUTE)
    kaufland.fail({ path, times: 4, how: { kind: 'status', status: 200, body } })
    const { cases, unreadable, pages } = await pullsCases()
    expect(unreadable).toEqual([name])
    expect(new TextDecoder().decode(pages[0]?.unreadable[0]?.raw)).toBe(body)
    expect(cases.map(({ id }) => id)).toContain(second)
    const told: string[] = []
    for (let pass = 0; pass < 5; pass += 1) {
      clock.moveMs(MINUTE)
      const later = await pullsCases()
      expect(later.unreadable).toEqual([])
      told.push(...later.cases.map(({ id }) => id))
    }
    expect([...cases.map(({ id }) => id), ...told].toSorted()).toEqual([first, second])
  })

  test('of a return that does not show its units is found among the undecided ones', async () => {
    const { kaufland, pullsCases, ids } = await withReturn()
    const body = '{"data":{"id_return":3800001}}'
    kaufland.fail({ path: /returns\/3800001$/, times: 1, how: { kind: 'status', status: 200, body } })
    expect(await pullsCases()).toMatchObject({ cases: ids.map((id) => ({ id })), unreadable: [] })
  })

  test('a unit that is gone is listed and not asked for again', async () => {
    const { kaufland, pullsCases, clock, first } = await withReturn()
    await pullsCases()
    clock.moveMs(MINUTE)
    kaufland.trade.decides(first, 'accept')
    kaufland.fail({ path: /return-units\/5100001$/, times: 1, how: { kind: 'status', status: 404 } })
    expect((await pullsCases()).unreadable).toEqual(['5100001'])
    clock.moveMs(MINUTE)
    const before = kaufland.requests().length
    expect(await pullsCases()).toMatchObject({ cases: [], unreadable: [] })
    expect(
      kaufland
        .requests()
        .slice(before)
        .filter((line) => line.includes('5100001')),
    ).toEqual([])
  })

  test('a list is the account’s fault, not that of one return', async () => {
    const { kaufland, pullsCases } = await withReturn()
    kaufland.fail({ path: /return-units$/, times: 2, how: { kind: 'cut-json' } })
    expect(await failure(pullsCases())).toMatchObject({ kind: 'retryable', systemic: true })
  })

  test.each([
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { kind: 'retryable', afterSeconds: 7 }],
    ['401', { kind: 'status', status: 401 }, { kind: 'misconfigured' }],
    ['403', { kind: 'status', status: 403 }, { kind: 'misconfigured' }],
  ] as const)('%s stops the pass and says so', async (_, how, fault) => {
    const { kaufland, pullsCases } = await withReturn()
    kaufland.fail({ path: /returns$/, times: 1, how })
    expect(await failure(pullsCases())).toMatchObject({ ...fault, systemic: true })
  })
})

describe('one case', () => {
  test('is read as it stands now', async () => {
    const { connector, kaufland, first } = await withReturn()
    kaufland.trade.arrives(first)
    expect(await connector.cases.read(first)).toMatchObject({ state: 'to_decide', order: 'MB7UWLD' })
    expect(await failure(connector.cases.read(caseId('5109999')))).toBeInstanceOf(Permanent)
    expect(await failure(connector.cases.read(caseId('../tickets')))).toBeInstanceOf(Permanent)
  })

  test('is read from the least that Kaufland may tell', async () => {
    const { connector, kaufland, first } = await withReturn()
    const body = `{"data":{"id_return_unit":"${first}","id_order_unit":"314567000000001","status":"constructor"}}`
    const sold = '{"id_order_unit":"314567000000001","id_order":"MB7UWLD"}'
    kaufland.fail({ path: /return-units\/5100001$/, times: 1, how: { kind: 'status', status: 200, body } })
    kaufland.fail({ path: /order-units\//, times: 1, how: { kind: 'status', status: 200, body: sold } })
    expect(await connector.cases.read(first)).toMatchObject({
      order: 'MB7UWLD',
      line: '314567000000001',
      state: 'announced',
      sourceState: 'constructor',
      allowed: [],
      article: null,
      reason: null,
      note: null,
      buyer: { id: 'order-MB7UWLD' },
      conversations: [],
    })
  })

  test('of an order that Kaufland sent is shown, and nothing is offered', async () => {
    const { connector, kaufland, sells } = await shop()
    sells({ fulfilment: 'fulfilled_by_kaufland' })
    const [id = ''] = kaufland.trade.returns({ order: ORDER, reason: 'defect' })
    expect(await connector.cases.read(caseId(id))).toMatchObject({ state: 'announced', allowed: [] })
  })

  test('whose order unit is not shown is read from what the return tells, or else kept for later', async () => {
    const { connector, kaufland, first } = await withReturn()
    const gone = { path: /order-units\//, times: 1, how: { kind: 'status', status: 404 } } as const
    const told = `{"data":{"id_return_unit":${first},"id_order_unit":1,"order_unit":{"id_order_unit":1,"id_order":"A"}}}`
    kaufland.fail({ path: /return-units\/5100001$/, times: 1, how: { kind: 'status', status: 200, body: told } })
    kaufland.fail(gone)
    expect((await connector.cases.read(first)).order).toBe('A')
    kaufland.fail(gone)
    expect(await failure(connector.cases.read(first))).toBeInstanceOf(Retryable)
  })

  test('keeps all digits of numbers beyond 2^53, and its storefront in lower case', async () => {
    const { connector, kaufland } = await withReturn()
    const body =
      '{"data":{"id_return_unit":9007199254740993,"id_return":9007199254740995,"id_order_unit":9007199254740997,"status":"return_arrived","storefront":"DE","order_unit":{"id_order_unit":9007199254740997,"id_order":"MB7UWLD"}}}'
    kaufland.fail({ path: /return-units\/9007/, times: 1, how: { kind: 'status', status: 200, body } })
    expect(await connector.cases.read(caseId('9007199254740993'))).toMatchObject({
      id: '9007199254740993',
      group: '9007199254740995',
      line: '9007199254740997',
      storefront: 'de',
    })
  })

  test('that cannot be read is asked for again later', async () => {
    const { connector, kaufland, first } = await withReturn()
    kaufland.fail({ path: /return-units\/5100001$/, times: 2, how: { kind: 'cut-json' } })
    expect(await failure(connector.cases.read(first))).toBeInstanceOf(Retryable)
  })
})

describe('a decision', () => {
  const words: Record<CaseAction, string | null> = { accept: null, clarify: 'Foto?', reject: 'Nein.', repair: null }

  test.each([
    ['accept', 'accepted'],
    ['clarify', 'clarifying'],
    ['reject', 'rejected'],
    ['repair', 'repairing'],
  ] as const)('%s makes it %s', async (action, state) => {
    const { connector, kaufland, first } = await withReturn()
    kaufland.trade.arrives(first)
    await connector.cases.decide(first, { action, text: words[action] })
    expect((await connector.cases.read(first)).state).toBe(state)
    expect(kaufland.trade.cases()[0]?.decisions).toEqual([{ action, text: words[action] }])
  })

  test('with words is told to the buyer by Kaufland, once', async () => {
    const { connector, kaufland, first } = await withReturn()
    await connector.cases.decide(first, { action: 'clarify', text: 'Bitte ein Foto.' })
    expect(kaufland.conversations().map(({ messages }) => messages.map(({ text }) => text))).toEqual([
      ['Bitte ein Foto.'],
    ])
    expect((await connector.cases.read(first)).conversations).toEqual([kaufland.conversations()[0]?.id])
  })

  test.each([
    ['clarify', null],
    ['reject', '  '],
    ['reject', 'x'.repeat(65_536)],
    ['accept', 'Gern.'],
  ] as const)('%s with words that do not fit is refused before anything is sent', async (action, text) => {
    const { connector, kaufland, first } = await withReturn()
    expect(await failure(connector.cases.decide(first, { action, text }))).toBeInstanceOf(Permanent)
    expect(kaufland.requests()).toEqual([])
  })

  test('that comes too late is refused in words for people', async () => {
    const { connector, kaufland, first } = await withReturn()
    kaufland.trade.decides(first, 'accept')
    const fault = await failure(connector.cases.decide(first, { action: 'reject', text: 'Nein.' }))
    expect(fault).toMatchObject({ kind: 'permanent', systemic: false, code: '/problems/returns/unit-wrong-status' })
    expect(fault.message).toContain('another state at Kaufland by now')
  })

  test.each([
    ['its confirmation lost', { kind: 'lose-answer' }, Unknown, 1],
    ['cut before it arrived', { kind: 'cut' }, Unknown, 0],
    ['answered 500', { kind: 'status', status: 500 }, Unknown, 0],
    ['answered 503', { kind: 'status', status: 503 }, Retryable, 0],
  ] as const)('%s is told truly', async (_, how, kind, decisions) => {
    const { connector, kaufland, first } = await withReturn()
    kaufland.fail({ method: 'PATCH', path: /accept$/, times: 1, how })
    expect(await failure(connector.cases.decide(first, { action: 'accept', text: null }))).toBeInstanceOf(kind)
    expect(kaufland.trade.cases()[0]?.decisions).toHaveLength(decisions)
  })
})
