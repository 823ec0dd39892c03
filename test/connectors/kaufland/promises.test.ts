import { expect, test } from 'vitest'
import { orderRef } from '../../../src/domain/ids.ts'
import { instant } from '../../../src/domain/time.ts'
import { shop } from './shop.ts'

const BUYER = { id: '77', name: 'Jonas Keller' }
const ORDER = orderRef('MPROMIS')

test('an order’s promise is what Kaufland tells its buyer; none where it tells none, or does not know the order', async () => {
  const { connector, kaufland } = await shop()
  const lines = [{ sku: 'CUP', title: 'Cup', quantity: 2 }]
  kaufland.trade.enter({ order: ORDER, buyer: BUYER, lines, deliverBy: instant('2026-03-12T22:59:59Z') })
  kaufland.trade.enter({ order: 'MNONE', buyer: BUYER, lines })
  expect(await connector.promises?.of(ORDER)).toEqual({ arriveBy: '2026-03-12T22:59:59.000Z' })
  expect(await connector.promises?.of(orderRef('MNONE'))).toEqual({ arriveBy: null })
  expect(await connector.promises?.of(orderRef('MSTRANGE'))).toEqual({ arriveBy: null })
})

test.each([
  [
    [
      { status: 'open', at: '2026-03-14T10:00:00Z' },
      { status: 'need_to_be_sent', at: '2026-03-12T10:00:00Z' },
    ],
    '2026-03-12T10:00:00.000Z',
  ],
  [
    [
      { status: 'cancelled', at: '2026-03-10T10:00:00Z' },
      { status: 'sent', at: '2026-03-12T10:00:00Z' },
    ],
    '2026-03-12T10:00:00.000Z',
  ],
  [
    [
      { status: 'open', at: 'soon' },
      { status: 'open', at: null },
    ],
    null,
  ],
])('units %j promise %s', async (units, arriveBy) => {
  const { connector, kaufland } = await shop()
  const order_units = units.map(({ status, at }, index) => ({
    id_order_unit: index + 1,
    status,
    delivery_time_expires_iso: at,
  }))
  const body = JSON.stringify({ data: { id_order: ORDER, order_units } })
  kaufland.fail({ path: /orders/, times: 1, how: { kind: 'status', status: 200, body } })
  expect(await connector.promises?.of(ORDER)).toEqual({ arriveBy })
})
