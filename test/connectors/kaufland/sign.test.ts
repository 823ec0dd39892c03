import { expect, test } from 'vitest'
import vector from '../../../connectors/kaufland/fixtures/signing-vector.json' with { type: 'json' }
import { sign } from '../../../connectors/kaufland/sign.ts'

test('the published vector is signed as published', () => {
  expect(sign(vector, vector.secret_key)).toBe(vector.shop_signature_hex)
})

test('a body enters the signature byte for byte', () => {
  const call = { ...vector, body: '{"text":"grün"}' }
  expect(sign(call, vector.secret_key)).not.toBe(vector.shop_signature_hex)
  expect(sign(call, vector.secret_key)).toMatch(/^[0-9a-f]{64}$/)
})
