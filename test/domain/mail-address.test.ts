import { expect, test } from 'vitest'
import { firstAddress } from '../../src/domain/mail-address.ts'
import { addressHash } from '../../src/kit/address-hash.ts'

test.each([
  ['maria@example.org', 'maria@example.org'],
  ['  maria@example.org  ', 'maria@example.org'],
  ['Maria@Example.org; kim@example.org, lee@example.org', 'Maria@Example.org'],
  ['kaputt@, maria@example.org', 'maria@example.org'],
  ['a@@b, kim@example.com', 'kim@example.com'],
  ['"Sommer, Maria" <maria@example.org>', 'maria@example.org'],
  ['Maria Sommer maria@example.org', 'maria@example.org'],
  ['maria@bücher.example', 'maria@bücher.example'],
  ['maria@localhost', null],
  ['keine', null],
  ['', null],
  ['maria..sommer@example.org', null],
])('of %o mails go to %o', (field, address) => {
  expect(firstAddress(field)).toBe(address)
})

test('an address is kept as a hash that no spelling changes and that does not hold it', () => {
  expect(addressHash(' Maria@Example.org ')).toBe(addressHash('maria@example.org'))
  expect(addressHash('maria@example.org')).toMatch(/^[0-9a-f]{64}$/)
  expect(addressHash('maria@example.org')).not.toBe(addressHash('kim@example.org'))
})
