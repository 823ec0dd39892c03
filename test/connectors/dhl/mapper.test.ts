import { expect, test } from 'vitest'
import { readShipments } from '../../../connectors/dhl/mapper.ts'

const R = '00340434161094042557'
const at = '2026-03-10T08:00:00+01:00'
const shipment = (given: object) => ({ shipments: [{ id: R, service: 'parcel-de', ...given }] })
const newest = (given: object) => readShipments(shipment(given), R)?.at(-1)

test.each([
  [{ statusCode: 'pre-transit', status: 'VA' }, 'announced'],
  [{ statusCode: 'transit', status: 'EE' }, 'moving'],
  [{ statusCode: 'transit', status: 'PO' }, 'out_for_delivery'],
  [{ statusCode: 'transit', status: 'ZF' }, 'pickup'],
  [{ statusCode: 'transit', status: 'LA' }, 'pickup'],
  [{ statusCode: 'transit', status: 'ZN' }, 'exception'],
  [{ statusCode: 'failure', status: 'anything' }, 'exception'],
  [{ statusCode: 'delivered', status: 'ZU' }, 'delivered'],
  [{ statusCode: 'delivered' }, 'delivered'],
  [{ statusCode: 'unknown', status: 'ZU' }, 'delivered'],
])('%o is %s', (status, state) => {
  expect(newest({ status: { timestamp: at, ...status } })).toMatchObject({ state, at: '2026-03-10T07:00:00.000Z' })
})

test('a state that is not known, or has no time, is left out', () => {
  expect(readShipments(shipment({ status: { timestamp: at, statusCode: 'unknown' } }), R)).toEqual([])
  expect(readShipments(shipment({ status: { statusCode: 'transit' } }), R)).toEqual([])
  expect(readShipments(shipment({ status: { timestamp: 'soon', statusCode: 'transit' } }), R)).toEqual([])
})

test('a time without a zone is German time, summer and winter', () => {
  expect(newest({ status: { timestamp: '2026-03-10T08:00:00', statusCode: 'transit' } })?.at).toBe(
    '2026-03-10T07:00:00.000Z',
  )
  expect(newest({ status: { timestamp: '2026-07-10T08:00:00', statusCode: 'transit' } })?.at).toBe(
    '2026-07-10T06:00:00.000Z',
  )
})

test('the end of the time frame is the expected moment; a day is its noon; what is over expects nothing', () => {
  const status = { timestamp: at, statusCode: 'transit' }
  const frame = { estimatedFrom: '2026-03-12T10:00:00+01:00', estimatedThrough: '2026-03-12T14:00:00+01:00' }
  expect(newest({ status, estimatedTimeOfDelivery: at, estimatedDeliveryTimeFrame: frame })?.expected).toBe(
    '2026-03-12T13:00:00.000Z',
  )
  expect(newest({ status, estimatedTimeOfDelivery: '2026-03-12' })?.expected).toBe('2026-03-12T11:00:00.000Z')
  expect(
    newest({ status: { timestamp: at, statusCode: 'delivered' }, estimatedTimeOfDelivery: '2026-03-12' }),
  ).not.toHaveProperty('expected')
})

test('a parcel that goes back is returned, also when the sender got it', () => {
  const events = [{ timestamp: '2026-03-09T08:00:00+01:00', statusCode: 'transit', status: 'ZN' }]
  const status = { timestamp: at, statusCode: 'delivered', status: 'ZU' }
  expect(readShipments(shipment({ status, events, returnFlag: true }), R)?.map(({ state }) => state)).toEqual([
    'exception',
    'returned',
  ])
})

test('the carrier’s words come without markup and not too long', () => {
  const status = {
    timestamp: at,
    statusCode: 'transit',
    description: `<a href="x">In</a>\n  Zustellung ${'x'.repeat(500)}`,
  }
  const description = newest({ status })?.description ?? ''
  expect(description.startsWith('In Zustellung')).toBe(true)
  expect(description.length).toBe(200)
})

test('of several shipments the one that was asked for is taken, and none where none is it', () => {
  const status = { timestamp: at, statusCode: 'transit' }
  const other = { id: '123', status: { timestamp: at, statusCode: 'delivered' } }
  expect(readShipments({ shipments: [other, { id: R, status }] }, R)?.at(-1)?.state).toBe('moving')
  expect(readShipments({ shipments: [other, other] }, R)).toEqual([])
  expect(readShipments({ shipments: [] }, R)).toEqual([])
})

test.each([null, 'x', [], {}, { shipments: 'x' }, { shipments: [1] }])('%o is no answer', (document) => {
  expect(readShipments(document, R)).toBeUndefined()
})

test('fields of another kind do not spoil the rest', () => {
  const status = { timestamp: at, statusCode: 'transit', description: 5 }
  expect(newest({ status, returnFlag: 'no', estimatedTimeOfDelivery: {}, events: 'x' })).toMatchObject({
    state: 'moving',
  })
})
