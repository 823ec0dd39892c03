import { expect, test } from 'vitest'
import { orderRef } from '../../src/domain/ids.ts'
import { type RefundItem, shareRefund } from '../../src/domain/refund.ts'
import { lineId, type MarketplaceLine } from '../../src/domain/shipment.ts'

const line = (id: string, title: string, change: Partial<MarketplaceLine> = {}): MarketplaceLine => ({
  id: lineId(id),
  order: orderRef('K1'),
  sku: title.toUpperCase(),
  eans: [],
  title,
  quantity: 1,
  state: 'sent',
  sentByMarketplace: false,
  ...change,
})
const item = (name: string, quantity: number, cents: number): RefundItem => ({
  name,
  quantity,
  total: { minor: cents, currency: 'EUR' },
})
const pot = [line('1', 'Pot')]
const pots = [line('1', 'Pot'), line('2', 'Pot'), line('10', 'Pot')]
const both = [line('1', 'Pot'), line('2', 'Can')]

test.each<[string, number, readonly RefundItem[], readonly MarketplaceLine[], Record<string, number> | undefined]>([
  ['one line takes all, whatever the item is called', 500, [item('Scratches', 1, 500)], pot, { 1: 500 }],
  ['three equal pieces share an amount to the cent', 1000, [item('Pot', 3, 1000)], pots, { 1: 334, 2: 333, 10: 333 }],
  ['as many pieces as were credited', 2000, [item('Pot', 1, 2000)], pots, { 1: 2000 }],
  [
    'items go to the lines of their title',
    3000,
    [item('Can', 1, 1000), item('Pot', 1, 2000)],
    both,
    { 1: 2000, 2: 1000 },
  ],
  ['two items of one title are one amount', 700, [item('Pot', 1, 500), item('Pot', 1, 200)], both, { 1: 700 }],
  [
    'a cancelled line gets nothing',
    500,
    [item('x', 1, 500)],
    [line('1', 'Pot', { state: 'cancelled' }), line('2', 'Can')],
    { 2: 500 },
  ],
  ['an item that fits no line: nobody can tell', 500, [item('Postage', 1, 500)], both, undefined],
  ['only a part was paid out of several items: nobody can tell which', 500, [item('Pot', 1, 2000)], both, undefined],
  ['nothing is left to pay back for', 500, [item('Pot', 1, 500)], [], undefined],
])('%s', (_promise, cents, items, lines, expected) => {
  const shares = shareRefund({ minor: cents, currency: 'EUR' }, items, lines)
  expect(shares && Object.fromEntries(shares.map((share) => [share.line, share.amount.minor]))).toEqual(expected)
})
