import { expect, test } from 'vitest'
import { orderOfAddress, type OrderOfAddress } from '../../src/domain/order-of-address.ts'
import { instant } from '../../src/domain/time.ts'

const now = instant('2026-03-02T09:00:00Z')
const of = (standing: OrderOfAddress['standing'], day: string): OrderOfAddress => ({
  standing,
  placedAt: instant(`${day}T09:00:00Z`),
})
const open = of('open', '2026-03-01')
const openBefore = of('open', '2026-02-20')
const openLongAgo = of('open', '2025-11-20')
const over = of('over', '2026-02-27')
const overBefore = of('over', '2025-02-27')
const quotation = of('quotation', '2026-03-02')

test.each([
  { who: 'nobody', orders: [], found: undefined },
  { who: 'somebody with one order', orders: [open], found: open },
  { who: 'somebody with one order that is over', orders: [overBefore], found: overBefore },
  { who: 'somebody who only filled a basket', orders: [quotation], found: undefined },
  { who: 'somebody with a basket since', orders: [quotation, over], found: over },
  { who: 'somebody whose newest alone is open', orders: [open, over, overBefore], found: open },
  { who: 'somebody with two open ones', orders: [open, openBefore], found: undefined },
  { who: 'somebody whose open one is not the newest', orders: [over, openBefore], found: undefined },
  { who: 'somebody whose several are all over', orders: [over, overBefore], found: undefined },
  { who: 'somebody whose newest is long ago', orders: [openLongAgo, overBefore], found: undefined },
  { who: 'somebody whose newest has no date', orders: [{ ...open, placedAt: null }, over], found: undefined },
])('$who writes about what can be told from the address alone', ({ orders, found }) => {
  expect(orderOfAddress(orders, { alias: false, now })).toBe(found)
})

test('an alias was made for one order: the newest counts, whatever stands beside it', () => {
  for (const orders of [[open, openBefore], [over, open], [quotation, over], [openLongAgo]]) {
    expect(orderOfAddress(orders, { alias: true, now })).toBe(orders[0])
  }
  expect(orderOfAddress([], { alias: true, now })).toBeUndefined()
})
