import { describe, expect, test } from 'vitest'
import type { KauflandSandbox } from '../../../connectors/kaufland/sandbox.ts'
import { call, sandbox } from './calls.ts'

const buyer = { id: '21631426', name: 'Tom' }

/** An order of two cups and a jug: three units. */
async function sold(): Promise<{ kaufland: KauflandSandbox; units: readonly string[] }> {
  const kaufland = await sandbox()
  kaufland.trade.enter({
    order: 'MB7UWLD',
    buyer,
    lines: [
      { sku: 'CUP', ean: '4006381333931', title: 'Tasse', quantity: 2 },
      { sku: 'JUG', title: 'Kanne', quantity: 1, priceMinor: 5000 },
    ],
  })
  return { kaufland, units: kaufland.trade.lines('MB7UWLD').map(({ id }) => id) }
}

const dhl = (number: string) => JSON.stringify({ carrier_code: 'DHL', tracking_numbers: number })
const parcel = (unit: string, tracking_number: string, carrier_code = 'DHL') =>
  JSON.stringify({ id_order_unit: Number(unit), shipment_information: { tracking_number, carrier_code } })

describe('orders', () => {
  test('each piece is a unit, and entering the order again changes nothing', async () => {
    const { kaufland, units } = await sold()
    kaufland.trade.enter({ order: 'MB7UWLD', buyer, lines: [{ sku: 'X', title: 'X', quantity: 9 }] })
    expect(kaufland.trade.lines('MB7UWLD').map(({ id, sku, state }) => [id, sku, state])).toEqual([
      [units[0], 'CUP', 'need_to_be_sent'],
      [units[1], 'CUP', 'need_to_be_sent'],
      [units[2], 'JUG', 'need_to_be_sent'],
    ])
    const { body } = await call(kaufland, 'GET', '/orders/MB7UWLD')
    expect(body?.['data']).toMatchObject({
      id_order: 'MB7UWLD',
      order_units: [{ product: { eans: ['4006381333931'] } }, {}, { product: { eans: [] }, id_offer: 'JUG' }],
    })
    expect((await call(kaufland, 'GET', '/orders/NOBODY')).status).toBe(404)
  })

  test('an order that a buyer wrote about before it was entered keeps its first unit', async () => {
    const kaufland = await sandbox()
    kaufland.writes({ order: 'A', buyer, role: 'buyer', text: '?' })
    const [first] = kaufland.trade.lines('A')
    kaufland.trade.enter({ order: 'A', buyer, lines: [{ sku: 'CUP', title: 'Tasse', quantity: 2 }] })
    expect(kaufland.trade.lines('A')).toMatchObject([{ id: first?.id, sku: 'CUP', state: 'need_to_be_sent' }, {}])
  })

  test.each([
    ['/orders?storefront=de&fulfillment_type=fulfilled_by_merchant&ts_created_from_iso=2026-11-20T09:00:00Z', 1],
    ['/orders?ts_units_updated_from_iso=2026-11-20T11:00:00Z', 0],
    ['/order-units?status=need_to_be_sent&id_offer=CUP&sort=ts_updated:desc', 2],
    ['/order-units?status=sent', 0],
    ['/order-units?limit=1&offset=2', 1],
  ])('%s finds %i', async (path, count) => {
    const { kaufland } = await sold()
    const { body } = await call(kaufland, 'GET', path)
    expect(body?.['data']).toHaveLength(count)
  })

  test.each(['/orders?limit=101', '/orders?storefront=DE', '/order-units?status=gone', '/order-units?sort=price'])(
    '%s is not valid',
    async (path) => {
      const { kaufland } = await sold()
      expect((await call(kaufland, 'GET', path)).status).toBe(400)
    },
  )
})

describe('parcels', () => {
  test('a unit is marked as sent once, with several numbers; later parcels come as shipments', async () => {
    const { kaufland, units } = await sold()
    const [unit = ''] = units
    expect((await call(kaufland, 'POST', '/shipments', parcel(unit, '000'))).status).toBe(403)
    expect(await call(kaufland, 'PATCH', `/order-units/${unit}/send`, dhl('111,222'))).toEqual({
      status: 204,
      body: undefined,
    })
    const again = await call(kaufland, 'PATCH', `/order-units/${unit}/send`, dhl('333'))
    expect(again).toMatchObject({ status: 400, body: { type: '/problems/duplicate-action' } })
    expect((await call(kaufland, 'POST', '/shipments', parcel(unit, '333'))).status).toBe(204)
    expect(kaufland.trade.lines('MB7UWLD')[0]).toMatchObject({
      state: 'sent',
      parcels: [
        { carrier: 'DHL', reference: '111' },
        { carrier: 'DHL', reference: '222' },
        { carrier: 'DHL', reference: '333' },
      ],
    })
    const { body } = await call(kaufland, 'GET', `/order-units/${unit}`)
    expect(JSON.stringify(body)).not.toContain('111')
  })

  test.each([
    ['{"tracking_numbers":"1","carrier_code":"Paketfee"}', 400],
    ['{"tracking_numbers":"","carrier_code":"DHL"}', 400],
    ['{"tracking_numbers":"","carrier_code":"Other"}', 204],
    ['{"tracking_numbers":["1"],"carrier_code":"DHL"}', 400],
    ['{"tracking_numbers":"1","carrier_code":"DHL","note":"x"}', 400],
    ['{"carrier_code":"DHL"}', 400],
  ])('sending with %s: %i', async (body, status) => {
    const { kaufland, units } = await sold()
    expect((await call(kaufland, 'PATCH', `/order-units/${units[0] ?? ''}/send`, body)).status).toBe(status)
  })

  test('a shipment by an unknown carrier, or with the unit as text, is refused', async () => {
    const { kaufland, units } = await sold()
    const [unit = ''] = units
    await call(kaufland, 'PATCH', `/order-units/${unit}/send`, dhl('111'))
    expect((await call(kaufland, 'POST', '/shipments', parcel(unit, '2', 'Paketfee'))).status).toBe(400)
    const asText = parcel(unit, '2').replace(unit, `"${unit}"`)
    expect((await call(kaufland, 'POST', '/shipments', asText)).status).toBe(400)
  })

  test('carriers are listed', async () => {
    const { body } = await call(await sandbox(), 'GET', '/carriers')
    expect(body).toMatchObject({ data: { carriers: expect.arrayContaining([{ name: 'DHL', isHauler: false }]) } })
  })
})

describe('money', () => {
  test('part of a price goes back, never more than was paid', async () => {
    const { kaufland, units } = await sold()
    const refund = (amount: number, reason = 'defect') =>
      call(kaufland, 'PATCH', `/order-units/${units[2] ?? ''}/refund`, JSON.stringify({ amount, reason }))
    expect((await refund(1299)).status).toBe(204)
    expect((await refund(3702)).status).toBe(400)
    expect((await refund(12.5)).status).toBe(400)
    expect((await refund(100, 'because')).status).toBe(400)
    expect(kaufland.trade.lines('MB7UWLD')[2]?.refundedMinor).toBe(1299)
  })

  test('what has left cannot be cancelled', async () => {
    const { kaufland, units } = await sold()
    const cancel = (unit = '') => call(kaufland, 'PATCH', `/order-units/${unit}/cancel`, '{"reason":"NoInventory"}')
    expect((await cancel(units[0])).status).toBe(204)
    await call(kaufland, 'PATCH', `/order-units/${units[1] ?? ''}/send`, dhl('1'))
    expect(await cancel(units[1])).toMatchObject({ body: { type: '/problems/order-units/cancel-not-possible' } })
    expect(kaufland.trade.lines('MB7UWLD')).toMatchObject([
      { state: 'cancelled', cancelReason: 'NoInventory', refundedMinor: 2000 },
      { state: 'sent', cancelReason: null },
      {},
    ])
  })

  test('only an open unit is taken into fulfilment', async () => {
    const kaufland = await sandbox()
    kaufland.trade.enter({ order: 'A', buyer, status: 'open', lines: [{ sku: 'CUP', title: 'Tasse', quantity: 1 }] })
    const [{ id } = { id: '' }] = kaufland.trade.lines('A')
    expect((await call(kaufland, 'PATCH', `/order-units/${id}/fulfil`)).status).toBe(204)
    expect(kaufland.trade.lines('A')[0]?.state).toBe('need_to_be_sent')
    expect((await call(kaufland, 'PATCH', `/order-units/${id}/fulfil`)).status).toBe(403)
  })
})

describe('returns', () => {
  test('each unit that comes back is a case; its decisions do not move the return', async () => {
    const { kaufland, units } = await sold()
    const cases = kaufland.trade.returns({
      order: 'MB7UWLD',
      lines: units.slice(0, 2),
      reason: 'defect',
      note: 'kaputt',
    })
    kaufland.trade.arrives(cases[0] ?? '')
    expect((await call(kaufland, 'PATCH', `/return-units/${cases[0] ?? ''}/accept`)).status).toBe(204)
    expect(kaufland.trade.cases()).toMatchObject([
      { order: 'MB7UWLD', state: 'return_accepted', decisions: [{ action: 'accept', text: null }] },
      { state: 'need_to_be_returned', decisions: [] },
    ])
    expect(kaufland.trade.lines('MB7UWLD')[0]).toMatchObject({ state: 'returned_paid', refundedMinor: 2000 })
    const again = await call(kaufland, 'PATCH', `/return-units/${cases[0] ?? ''}/accept`)
    expect(again).toMatchObject({ status: 400, body: { type: '/problems/returns/unit-wrong-status' } })
  })

  test.each(['clarify', 'reject'])('%s starts a conversation with the words by itself', async (action) => {
    const { kaufland } = await sold()
    const [id = ''] = kaufland.trade.returns({ order: 'MB7UWLD', reason: 'defect' })
    const path = `/return-units/${id}/${action}`
    expect((await call(kaufland, 'PATCH', path, '{}')).status).toBe(400)
    expect((await call(kaufland, 'PATCH', path, '{"message":"Bitte ein Foto."}')).status).toBe(204)
    expect(kaufland.conversations()).toMatchObject([
      { order: 'MB7UWLD', messages: [{ role: 'seller', text: 'Bitte ein Foto.' }] },
    ])
    const { body } = await call(kaufland, 'GET', `/return-units/${id}?embedded=return,order_unit,tickets`)
    expect(body?.['data']).toMatchObject({ tickets: [{ id_ticket: kaufland.conversations()[0]?.id }] })
  })

  test.each([
    ['/returns?ts_updated_from_iso=2026-11-20T09:00:00Z&sort=ts_updated:desc&storefront=de', 1],
    ['/returns?status=return_requested', 0],
    ['/returns?tracking_code=407875000001', 1],
    ['/returns?tracking_code=1', 0],
    ['/return-units?status=need_to_be_returned&sort=ts_created:desc&limit=2', 2],
    ['/return-units?status=return_arrived', 0],
  ])('%s finds %i', async (path, count) => {
    const { kaufland } = await sold()
    kaufland.trade.returns({ order: 'MB7UWLD', reason: 'dislike' })
    const { body } = await call(kaufland, 'GET', path)
    expect(body?.['data']).toHaveLength(count)
  })
})

test('a conversation is started about units of one order', async () => {
  const { kaufland, units } = await sold()
  kaufland.trade.enter({ order: 'OTHER', buyer, lines: [{ sku: 'CUP', title: 'Tasse', quantity: 1 }] })
  const open = (ids: readonly string[], more = {}) =>
    call(
      kaufland,
      'POST',
      '/tickets',
      JSON.stringify({ id_order_unit: ids.map(Number), reason: 'contact_other', message: 'Guten Tag', ...more }),
    )
  expect(await open(units)).toEqual({ status: 201, body: { data: { id_ticket: '0011000001' } } })
  expect((await open([...units, kaufland.trade.lines('OTHER')[0]?.id ?? ''])).status).toBe(400)
  expect((await open([])).status).toBe(400)
  expect((await open(units, { reason: 'hello' })).status).toBe(400)
  expect((await open(units, { message: '' })).status).toBe(400)
  expect(kaufland.conversations()).toMatchObject([{ order: 'MB7UWLD', messages: [{ role: 'seller' }] }])
})
