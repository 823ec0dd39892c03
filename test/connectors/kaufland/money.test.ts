import { expect, test } from 'vitest'
import { Permanent, Unknown } from '../../../src/domain/errors.ts'
import { lineId } from '../../../src/domain/shipment.ts'
import { failure, ORDER, shop } from './shop.ts'

const euros = (minor: number) => ({ minor, currency: 'EUR' })
const moneyCalls = (requests: readonly string[]) => requests.filter((line) => line.startsWith('PATCH'))

async function sold() {
  const world = await shop()
  const [cup = lineId('0'), , jug = lineId('0')] = world.sells()
  return { ...world, cup, jug }
}

test('part of a price goes back in cents, with its reason', async () => {
  const { connector, kaufland, jug, exchanges } = await sold()
  await connector.money.refund(jug, { amount: euros(1299), reason: 'delivery_delay' })
  expect(kaufland.trade.lines(ORDER)[2]?.refundedMinor).toBe(1299)
  expect(exchanges.at(-1)?.request.body).toBe('{"amount":1299,"reason":"delivery_delay"}')
})

test('more than was paid is refused in words that name the amount', async () => {
  const { connector, jug } = await sold()
  const fault = await failure(connector.money.refund(jug, { amount: euros(5001), reason: 'defect' }))
  expect(fault).toMatchObject({ kind: 'permanent', systemic: false })
  expect(fault.message).toContain('amount is not valid')
})

test.each([
  ['another currency', { amount: { minor: 100, currency: 'CZK' }, reason: 'defect' }],
  ['nothing', { amount: euros(0), reason: 'defect' }],
  ['less than nothing', { amount: euros(-1), reason: 'defect' }],
  ['parts of a cent', { amount: euros(0.5), reason: 'defect' }],
  ['an unknown reason', { amount: euros(100), reason: 'Kulanz' }],
])('%s is refused before anything is sent', async (_, refund) => {
  const { connector, kaufland, jug } = await sold()
  expect(await failure(connector.money.refund(jug, refund))).toBeInstanceOf(Permanent)
  expect(moneyCalls(kaufland.requests())).toEqual([])
})

test('a unit sold in another currency is left alone', async () => {
  const { connector, kaufland, jug } = await sold()
  const body = `{"data":{"id_order_unit":${jug},"currency":"PLN","status":"sent"}}`
  kaufland.fail({ path: /order-units/, times: 1, how: { kind: 'status', status: 200, body } })
  const fault = await failure(connector.money.refund(jug, { amount: euros(100), reason: 'defect' }))
  expect(fault.message).toContain('was sold in PLN')
  expect(moneyCalls(kaufland.requests())).toEqual([])
})

test('a refund whose confirmation was lost may have been paid', async () => {
  const { connector, kaufland, jug } = await sold()
  kaufland.fail({ method: 'PATCH', path: /refund$/, times: 1, how: { kind: 'lose-answer' } })
  const refund = { amount: euros(100), reason: 'defect' }
  expect(await failure(connector.money.refund(jug, refund))).toBeInstanceOf(Unknown)
  expect(kaufland.trade.lines(ORDER)[2]?.refundedMinor).toBe(100)
})

test('a seller account without the money says so', async () => {
  const { connector, kaufland, jug } = await sold()
  const body = '{"type":"/problems/insufficient-funds","message":"","errors":[]}'
  kaufland.fail({ method: 'PATCH', path: /refund$/, times: 1, how: { kind: 'status', status: 400, body } })
  const fault = await failure(connector.money.refund(jug, { amount: euros(100), reason: 'defect' }))
  expect(fault.message).toContain('balance of the seller account')
})

test('a unit is cancelled with its reason; one that has left is not', async () => {
  const { connector, kaufland, cup } = await sold()
  await connector.money.cancel(cup, 'NoInventory')
  expect(kaufland.trade.lines(ORDER)[0]).toMatchObject({ state: 'cancelled', cancelReason: 'NoInventory' })
  const fault = await failure(connector.money.cancel(cup, 'NoInventory'))
  expect(fault).toMatchObject({ kind: 'permanent', code: '/problems/order-units/cancel-not-possible' })
  expect(await failure(connector.money.cancel(cup, 'Keine Lust'))).toBeInstanceOf(Permanent)
})
