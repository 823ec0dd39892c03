import { expect, test } from 'vitest'
import { trackingLinks, trackingUrl } from '../../../src/odoo/tracking-links.ts'

test('several references in one field get an address each', () => {
  expect(trackingLinks('https://dhl.example/track?id=0034,0035', '0034,0035')).toEqual([
    { reference: '0034', url: 'https://dhl.example/track?id=0034' },
    { reference: '0035', url: 'https://dhl.example/track?id=0035' },
  ])
  expect(trackingLinks('https://dpd.example/0034%3B%20A%2F1?l=de', '0034; A/1').map(({ url }) => url)).toEqual([
    'https://dpd.example/0034?l=de',
    'https://dpd.example/A%2F1?l=de',
  ])
})

test('packages of one delivery have their own addresses', () => {
  const list = '[["A1","https://ups.example/A1"],["A2","https://ups.example/A2"]]'
  expect(trackingUrl(list)).toBe('https://ups.example/A1')
  expect(trackingLinks(list, 'A1,A2')).toEqual([
    { reference: 'A1', url: 'https://ups.example/A1' },
    { reference: 'A2', url: 'https://ups.example/A2' },
  ])
})

test('an address that holds no reference stays alone; a list that is none is no address', () => {
  expect(trackingLinks('https://carrier.example/portal', '1,2')).toEqual([])
  expect(trackingLinks(null, '1,2')).toEqual([])
  expect(trackingUrl('[broken')).toBeNull()
  expect(trackingLinks('[broken', '1,2')).toEqual([])
})
