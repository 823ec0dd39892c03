import { expect, test } from 'vitest'
import { matchCarrier } from '../../src/domain/carriers.ts'

const known = ['Cargo International', 'DHL', 'DHL Freight', 'DPD', 'Deutsche Post', 'GLS', 'Hermes', 'Other', 'UPS']
const none = new Map<string, string>()

test.each([
  ['DHL', none, 'DHL'],
  ['dhl ', none, 'DHL'],
  ['DHL Paket', new Map([['DHL Paket', 'DHL']]), 'DHL'],
  ['dhl paket', new Map([['DHL Paket', 'dhl']]), 'DHL'],
  [null, new Map([['*', 'Other']]), 'Other'],
])('%s is %s', (name, mapped, carrier) => {
  expect(matchCarrier(name, mapped, known)).toEqual({ kind: 'found', carrier })
})

test('an unknown carrier is not guessed: the nearest names are told', () => {
  expect(matchCarrier('DHL Paket', none, known)).toEqual({
    kind: 'unknown',
    carrier: 'DHL Paket',
    nearest: ['DHL', 'DHL Freight', 'DPD', 'Hermes'],
  })
  expect(matchCarrier('Herms', none, known)).toMatchObject({
    kind: 'unknown',
    nearest: expect.arrayContaining(['Hermes']) as unknown,
  })
})

test('a name in CARRIERS that the marketplace does not know is unknown as it is written there', () => {
  expect(matchCarrier('DHL Paket', new Map([['DHL Paket', 'DLH']]), known)).toMatchObject({
    kind: 'unknown',
    carrier: 'DLH',
  })
})

test('the entry for deliveries without a carrier is for those alone', () => {
  expect(matchCarrier('Spedition Vogel', new Map([['*', 'Other']]), known)).toMatchObject({ kind: 'unknown' })
  expect(matchCarrier(null, none, known)).toEqual({ kind: 'none' })
})

test('a marketplace that tells no names takes every name', () => {
  expect(matchCarrier('Spedition Vogel', none, [])).toEqual({ kind: 'found', carrier: 'Spedition Vogel' })
})
