import { describe, expect, test } from 'vitest'
import { Permanent, Retryable, Unknown } from '../../../src/domain/errors.ts'
import { orderRef } from '../../../src/domain/ids.ts'
import { lineId } from '../../../src/domain/shipment.ts'
import type { LineId } from '../../../src/domain/shipment.ts'
import { failure, ORDER, shop } from './shop.ts'

const parcel = (line: LineId | undefined, reference = '00340434161094015902') => ({
  order: ORDER,
  line: line ?? lineId('0'),
  carrier: 'DHL',
  reference,
})

describe('carriers', () => {
  test('are asked for once a day', async () => {
    const { connector, kaufland, clock } = await shop()
    const names = await connector.tracking.carriers()
    expect(names).toContain('Deutsche Post')
    clock.moveMs(24 * 3_600_000 - 1)
    expect(await connector.tracking.carriers()).toEqual(names)
    expect(kaufland.requests()).toEqual(['GET /v2/carriers'])
    clock.moveMs(1)
    await connector.tracking.carriers()
    expect(kaufland.requests()).toHaveLength(2)
  })

  test.each([
    ['{"data":{"carriers":[{"name":"DHL"},{"name":"DPD","isHauler":"true"},{},{"name":"DHL"}]}}', ['DHL', 'DPD']],
    ['{"data":[{"name":"DHL"},"DPD"]}', ['DHL', 'DPD']],
    ['{"carriers":["DHL"]}', ['DHL']],
  ])('%s are read as %j', async (body, names) => {
    const { connector, kaufland } = await shop()
    kaufland.fail({ path: /carriers$/, times: 1, how: { kind: 'status', status: 200, body } })
    expect(await connector.tracking.carriers()).toEqual(names)
  })

  test('a list that cannot be read is asked for again later, and nothing is remembered', async () => {
    const { connector, kaufland } = await shop()
    kaufland.fail({
      path: /carriers$/,
      times: 1,
      how: { kind: 'status', status: 200, body: '{"data":{"carriers":[]}}' },
    })
    expect(await failure(connector.tracking.carriers())).toBeInstanceOf(Retryable)
    expect(await connector.tracking.carriers()).toContain('DHL')
  })
})

describe('the lines of an order', () => {
  test('are its pieces', async () => {
    const { connector, sells } = await shop()
    const [first, , jug] = sells()
    const lines = await connector.tracking.lines(ORDER)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toEqual({
      id: first,
      order: ORDER,
      sku: 'CUP',
      eans: ['4006381333931'],
      title: 'Tasse',
      quantity: 1,
      state: 'open',
      sentByMarketplace: false,
    })
    expect(lines[2]).toMatchObject({ id: jug, sku: 'JUG', eans: [], title: 'Kanne' })
  })

  test('of an order that Kaufland sends are its own', async () => {
    const { connector, sells } = await shop()
    sells({ fulfilment: 'fulfilled_by_kaufland' })
    expect((await connector.tracking.lines(ORDER)).map((line) => line.sentByMarketplace)).toEqual([true, true, true])
  })

  test('of an order that Kaufland does not know are none', async () => {
    const { connector } = await shop()
    expect(await connector.tracking.lines(orderRef('NOBODY'))).toEqual([])
    expect(await connector.tracking.lines(orderRef('../carriers'))).toEqual([])
  })

  test.each([
    ['open', 'open'],
    ['need_to_be_sent', 'open'],
    ['sent', 'sent'],
    ['sent_and_autopaid', 'sent'],
    ['received', 'sent'],
    ['returned', 'returned'],
    ['returned_paid', 'returned'],
    ['cancelled', 'cancelled'],
    ['brand_new_word', 'open'],
    ['constructor', 'open'],
  ])('that are %s there are %s here', async (status, state) => {
    const { connector, kaufland } = await shop()
    const body = JSON.stringify({ data: { order_units: [{ id_order_unit: '9007199254740993', status }] } })
    kaufland.fail({ path: /orders/, times: 1, how: { kind: 'status', status: 200, body } })
    expect(await connector.tracking.lines(ORDER)).toMatchObject([
      { id: '9007199254740993', state, sku: null, title: null, eans: [] },
    ])
  })

  test('keep all digits of a number beyond 2^53', async () => {
    const { connector, kaufland } = await shop()
    const body = '{"data":{"id_order":"MB7UWLD","order_units":[{"id_order_unit":9007199254740993,"status":"sent"}]}}'
    kaufland.fail({ path: /orders/, times: 1, how: { kind: 'status', status: 200, body } })
    expect((await connector.tracking.lines(ORDER))[0]?.id).toBe('9007199254740993')
  })

  test.each([
    ['half an answer', '{"data":{"order_units":[{"id_or'],
    ['a unit without number', '{"data":{"order_units":[{"status":"open"}]}}'],
    ['no units', '{"data":{"id_order":"MB7UWLD"}}'],
    ['another order', '{"data":{"id_order":"OTHER","order_units":[]}}'],
  ])('with %s are asked for again, never taken for none', async (_, body) => {
    const { connector, kaufland } = await shop()
    kaufland.fail({ path: /orders/, times: 2, how: { kind: 'status', status: 200, body } })
    expect(await failure(connector.tracking.lines(ORDER))).toMatchObject({ kind: 'retryable', systemic: false })
  })
})

describe('a parcel', () => {
  test('marks its unit as sent, and only that one', async () => {
    const { connector, kaufland, sells } = await shop()
    const [, second] = sells()
    expect(await connector.tracking.look(parcel(second))).toEqual({ kind: 'absent' })
    await connector.tracking.push(parcel(second))
    expect(kaufland.trade.lines(ORDER).map(({ state, parcels }) => [state, parcels.length])).toEqual([
      ['need_to_be_sent', 0],
      ['sent', 1],
      ['need_to_be_sent', 0],
    ])
    expect(await connector.tracking.look(parcel(second))).toEqual({ kind: 'hidden' })
  })

  test('of a unit still open is taken too', async () => {
    const { connector, kaufland, sells } = await shop()
    const [first] = sells({ status: 'open' })
    await connector.tracking.push(parcel(first))
    expect(kaufland.trade.lines(ORDER)[0]?.state).toBe('sent')
  })

  test('after the first one goes as a further shipment, also when the first was entered in the portal', async () => {
    const { connector, kaufland, sells } = await shop()
    const [first] = sells()
    kaufland.trade.sends(first ?? '', { carrier: 'DPD', reference: '01' })
    await connector.tracking.push(parcel(first, '02'))
    await connector.tracking.push(parcel(first, '03'))
    expect(kaufland.trade.lines(ORDER)[0]?.parcels).toEqual([
      { carrier: 'DPD', reference: '01' },
      { carrier: 'DHL', reference: '02' },
      { carrier: 'DHL', reference: '03' },
    ])
  })

  test('by an unknown carrier is refused, naming what was wrong', async () => {
    const { connector, sells } = await shop()
    const [first] = sells()
    const fault = await failure(connector.tracking.push({ ...parcel(first), carrier: 'Paketfee' }))
    expect(fault).toMatchObject({ kind: 'permanent', systemic: false, code: '/problems/validation-error' })
    expect(fault.message).toContain('carrier_code is not valid')
  })

  test('of a cancelled or unknown unit is refused before anything is sent', async () => {
    const { connector, kaufland, sells } = await shop()
    const [first] = sells()
    await connector.money.cancel(first ?? lineId('0'), 'NoInventory')
    const fault = await failure(connector.tracking.push(parcel(first)))
    expect(fault).toMatchObject({ kind: 'permanent', code: 'unit-cancelled' })
    expect(await failure(connector.tracking.push(parcel(lineId('314567000000999'))))).toBeInstanceOf(Permanent)
    expect(await failure(connector.tracking.push(parcel(lineId('1/../../carriers'))))).toBeInstanceOf(Permanent)
    expect(kaufland.requests().filter((line) => /send|shipments/.test(line))).toEqual([])
  })

  test.each([
    ['sent', 'PATCH', /send$/, 1],
    ['added', 'POST', /shipments$/, 2],
  ])('whose confirmation was lost while it was %s may have arrived', async (_, method, path, stored) => {
    const { connector, kaufland, sells } = await shop()
    const [first] = sells()
    if (stored === 2) await connector.tracking.push(parcel(first, '01'))
    kaufland.fail({ method, path, times: 1, how: { kind: 'lose-answer' } })
    expect(await failure(connector.tracking.push(parcel(first, '02')))).toBeInstanceOf(Unknown)
    expect(kaufland.trade.lines(ORDER)[0]?.parcels).toHaveLength(stored)
  })

  test('of a unit with a number beyond 2^53 goes out with all its digits', async () => {
    const { connector, kaufland, exchanges } = await shop()
    const line = lineId('9007199254740993')
    const body = `{"data":{"id_order_unit":${line},"status":"sent"}}`
    kaufland.fail({ path: /order-units/, times: 1, how: { kind: 'status', status: 200, body } })
    await failure(connector.tracking.push(parcel(line)))
    expect(String(exchanges.at(-1)?.request.body)).toContain('"id_order_unit":9007199254740993,')
  })
})
