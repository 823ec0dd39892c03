import { expect, test } from 'vitest'
import { isRelayAddress } from '../../src/domain/relay.ts'

const patterns = ['marketplace.amazon.*', 'customer.otto.market', 'allegromail.pl']

test.each([
  'abc123@marketplace.amazon.de',
  'abc123+0f6c2a@marketplace.amazon.de',
  'abc123@marketplace.amazon.co.uk',
  'ABC123@Marketplace.Amazon.DE',
  'Kim Kunde <abc123@marketplace.amazon.com.be>',
  'x@customer.otto.market',
  'x@eu.customer.otto.market',
  'x@allegromail.pl',
  'x@allegromail.pl.',
  'x@ａllegromail.pl',
  'x@customer.𝐨tto.market',
])('%s lies at a relay', (address) => {
  expect(isRelayAddress(address, patterns)).toBe(true)
})

test.each([
  'kim@example.com',
  'kim@amazon.de',
  'kim@marketplace.amazon',
  'marketplace.amazon.de@example.com',
  'kim@notallegromail.pl',
  'kim@allegromail.pl.example.com',
  'allegromail.pl',
  '',
])('%j does not', (address) => {
  expect(isRelayAddress(address, patterns)).toBe(false)
})
