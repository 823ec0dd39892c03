import { describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable } from '../../../src/domain/errors.ts'
import { conversationId } from '../../../src/domain/ids.ts'
import { failure, shop } from './shop.ts'

const list = /\/tickets$/
const anyThread = /\/tickets\/001/

describe('faults of the account stop the pass and say so', () => {
  test.each([401, 403])('%i: the key has to be renewed', async (status) => {
    const { kaufland, pulls } = await shop()
    kaufland.fail({ path: list, times: 1, how: { kind: 'status', status } })
    const fault = await failure(pulls())
    expect(fault).toBeInstanceOf(Misconfigured)
    expect(fault).toMatchObject({ systemic: true })
    expect(fault.message).toBe(
      `Kaufland refuses the key of account kaufland-de (${String(status)}). No message is read or sent there until it is renewed. Seller portal → Settings → API → new key, then: marketplace-care doctor.`,
    )
  })

  test('a wrong secret is told apart from an unknown key', async () => {
    const wrongSecret = await shop({ keys: { SECRET_KEY: 'x'.repeat(64) } })
    expect((await failure(wrongSecret.pulls())).message).toContain('corrupted-signature')
    const wrongKey = await shop({ keys: { CLIENT_KEY: 'x'.repeat(32) } })
    expect((await failure(wrongKey.pulls())).message).toContain('invalid-credentials')
  })

  test.each([
    [-301_000, 'refused'],
    [-299_000, 'taken'],
    [299_000, 'taken'],
    [301_000, 'refused'],
  ])("Kaufland's clock %i ms ahead of ours: %s; a refusal points at the clock", async (aheadMs, outcome) => {
    const { pulls } = await shop({ aheadMs })
    if (outcome === 'taken') await pulls()
    else expect((await failure(pulls())).message).toContain("this machine's clock")
  })

  test.each([
    ['with Retry-After', { 'retry-after': '42' }, 42],
    ['without', {}, undefined],
  ])('429 %s: wait, and no second try at once', async (_, headers, afterSeconds) => {
    const { kaufland, pulls } = await shop()
    kaufland.fail({
      path: list,
      times: 1,
      how: { kind: 'status', status: 429, headers: headers as Record<string, string> },
    })
    const fault = await failure(pulls())
    expect(fault).toBeInstanceOf(Retryable)
    expect(fault).toMatchObject({ systemic: true, afterSeconds })
    expect(kaufland.requests()).toHaveLength(1)
  })

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['a cut connection', { kind: 'cut' }],
    ['half of the list', { kind: 'cut-json' }],
  ] as const)('%s once is survived, twice stops the pass', async (_, how) => {
    const { kaufland, buyerWrites, pulls } = await shop()
    const open = buyerWrites('Frage')
    kaufland.fail({ path: list, times: 1, how })
    expect((await pulls()).conversations).toEqual([open])
    kaufland.fail({ path: list, times: 2, how })
    const fault = await failure(pulls())
    expect(fault).toBeInstanceOf(Retryable)
    expect(fault).toMatchObject({ systemic: true })
  })

  test('no fault shows a key', async () => {
    const { kaufland, pulls } = await shop()
    kaufland.fail({ path: list, times: 9, how: { kind: 'cut' } })
    const fault = await failure(pulls())
    for (const secret of [kaufland.settings['CLIENT_KEY'], kaufland.settings['SECRET_KEY']]) {
      expect(JSON.stringify([fault.message, String(fault.cause)])).not.toContain(secret)
    }
  })
})

describe('faults of one conversation leave the rest alone', () => {
  test.each([
    ['half of its JSON', '{"data":{"id_ticket":"0011000001","mess'],
    ['a missing field', '{"data":{"id_ticket":"0011000001"}}'],
    ['something else', '<html>maintenance</html>'],
    ['another conversation', '{"data":{"id_ticket":"0019999999","messages":[]}}'],
  ])('%s: kept raw and listed once, asked for again, read when it can be', async (_, body) => {
    const { kaufland, buyerWrites, clock, pulls } = await shop()
    const broken = buyerWrites('unlesbar')
    const fine = buyerWrites('lesbar')
    clock.moveMs(60_000)
    kaufland.fail({ path: /0011000001$/, times: 4, how: { kind: 'status', status: 200, body } })
    const first = await pulls()
    expect(first.conversations).toEqual([fine])
    expect(first.unreadable).toEqual([broken])
    expect(new TextDecoder().decode(first.pages[0]?.unreadable[0]?.raw)).toBe(body)
    let later = await pulls()
    expect(later.unreadable).toEqual([])
    for (let pass = 0; later.texts.length === 0 && pass < 4; pass += 1) later = await pulls()
    expect(later.texts).toEqual(['unlesbar'])
    expect(await pulls()).toMatchObject({ conversations: [], unreadable: [] })
  })

  test('one that is gone when we ask is listed and not asked for again', async () => {
    const { kaufland, buyerWrites, clock, pulls } = await shop()
    const gone = buyerWrites('weg')
    clock.moveMs(60_000)
    kaufland.fail({ path: anyThread, times: 1, how: { kind: 'status', status: 404 } })
    expect((await pulls()).unreadable).toEqual([gone])
    expect(await pulls()).toMatchObject({ unreadable: [], conversations: [] })
  })

  test('thread() of one that does not exist is refused for good', async () => {
    const { connector } = await shop()
    const fault = await failure(connector.messages.thread(conversationId('0019999999')))
    expect(fault).toBeInstanceOf(Permanent)
    expect(fault).toMatchObject({ code: '/problems/not-found', systemic: false })
  })
})

describe('orders', () => {
  const bare = (unit: string) =>
    JSON.stringify({
      data: { id_ticket: '0011000001', ids_order_units: [unit], messages: [{ id_ticket_message: 1, text: 'Frage' }] },
    })

  test('are asked for by their unit when the conversation does not show them, once', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const conversation = conversationId(buyerWrites('Frage', { order: 'MABC123' }))
    kaufland.fail({ path: anyThread, times: 2, how: { kind: 'status', status: 200, body: bare('314567000000001') } })
    expect((await connector.messages.thread(conversation)).facts.orders).toEqual(['MABC123'])
    expect((await connector.messages.thread(conversation)).facts.orders).toEqual(['MABC123'])
    expect(kaufland.requests().filter((line) => line.includes('order-units'))).toHaveLength(1)
  })

  test('that Kaufland does not show leave the conversation readable', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const conversation = conversationId(buyerWrites('Frage'))
    kaufland.fail({ path: anyThread, times: 1, how: { kind: 'status', status: 200, body: bare('999') } })
    expect((await connector.messages.thread(conversation)).facts.orders).toEqual([])
  })
})

describe('check()', () => {
  test('proves the key', async () => {
    const { connector } = await shop()
    expect((await connector.check()).detail).toContain('de')
  })

  test('names a storefront that Kaufland does not have', async () => {
    const { connector } = await shop({ storefronts: 'de,xx' })
    expect((await failure(connector.check())).message).toContain('no storefront xx')
  })
})
