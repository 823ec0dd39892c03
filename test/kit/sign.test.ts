import { expect, test } from 'vitest'
import { hmacSha256, isSigned } from '../../src/kit/sign.ts'

// RFC 4231, test case 2.
const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'

test('a signature is that of the standard, in both ways of writing it', () => {
  expect(hmacSha256('Jefe', 'what do ya want for nothing?', 'hex')).toBe(hex)
  expect(hmacSha256('Jefe', Buffer.from('what do ya want for nothing?'), 'base64')).toBe(
    Buffer.from(hex, 'hex').toString('base64'),
  )
})

test.each([
  [hex, true],
  [hex.toUpperCase(), false],
  [hex.slice(1), false],
  [`${hex} `, false],
  ['', false],
  [undefined, false],
])('%s is taken: %s', (given, taken) => {
  expect(isSigned(given, hex)).toBe(taken)
})
