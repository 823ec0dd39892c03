import { describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable, Unknown } from '../../src/domain/errors.ts'
import { instant } from '../../src/domain/time.ts'
import { faultOf, retryAfterSeconds } from '../../src/kit/translate.ts'

const now = instant('2026-11-20T10:00:00Z')
const call = {
  marketplace: 'Markt',
  account: 'markt-de',
  what: 'GET /things',
  renewKey: 'Seller portal → API → new key',
  idempotent: true,
}
const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  bytes: new TextEncoder().encode('geheim'),
})

describe('what an answer means', () => {
  test.each([
    [401, true, Misconfigured, true],
    [403, true, Misconfigured, true],
    [429, true, Retryable, true],
    [429, false, Retryable, true],
    [500, true, Retryable, true],
    [503, true, Retryable, true],
    [503, false, Retryable, true],
    [500, false, Unknown, true],
    [504, false, Unknown, true],
    [301, true, Misconfigured, true],
    [400, true, Permanent, false],
    [404, false, Permanent, false],
  ])('%i (may be repeated: %s)', (status, idempotent, kind, systemic) => {
    const fault = faultOf(answer(status), { ...call, idempotent }, now)
    expect(fault).toBeInstanceOf(kind)
    expect(fault.systemic).toBe(systemic)
    expect(fault.message).not.toContain('geheim')
  })

  test('a refused key says what happened, what it means and what to do', () => {
    expect(faultOf(answer(401), call, now).message).toBe(
      'Markt refuses the key of account markt-de (401). No message is read or sent there until it is renewed. Seller portal → API → new key, then: marketplace-care doctor.',
    )
  })

  test("the marketplace's own word is kept", () => {
    expect(faultOf(answer(400), { ...call, code: '/problems/last' }, now)).toMatchObject({ code: '/problems/last' })
    expect(faultOf(answer(404), call, now)).toMatchObject({ code: '404' })
  })

  test('a 429 carries how long to wait, where it says', () => {
    expect(faultOf(answer(429, { 'retry-after': '17' }), call, now)).toMatchObject({ afterSeconds: 17 })
    expect(faultOf(answer(429), call, now)).toMatchObject({ afterSeconds: undefined })
  })
})

test.each([
  ['120', 120],
  ['0', 0],
  ['Fri, 20 Nov 2026 10:00:30 GMT', 30],
  ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
  ['99999999', 3600],
  ['soon', undefined],
  ['', undefined],
])('Retry-After %j is %s seconds', (value, seconds) => {
  expect(retryAfterSeconds(new Headers({ 'retry-after': value }), now)).toBe(seconds)
})
