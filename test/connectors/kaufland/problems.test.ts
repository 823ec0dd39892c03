import { expect, test } from 'vitest'
import { problemOf, sentenceFor } from '../../../connectors/kaufland/problems.ts'

const bytes = (body: string) => new TextEncoder().encode(body)

test.each([
  ['{"type":"/problems/tickets/finally-closed","message":"x","errors":[]}', '/problems/tickets/finally-closed'],
  ['{"type":"about:blank","message":"x"}', undefined],
  ['{"message":"x"}', undefined],
  ['{"type":"no <b>word</b>"}', undefined],
  ['<html>', undefined],
])("Kaufland's word in %s is %s", (body, type) => {
  expect(problemOf(bytes(body)).type).toBe(type)
})

test('of a refused body the fields are named, and nothing that was sent is repeated', () => {
  const errors = '[{"field":"carrier_code","message":"Paketfee ist unbekannt"},{"field":"<b>"},null,{}]'
  const problem = problemOf(bytes(`{"type":"/problems/validation-error","message":"Paketfee","errors":${errors}}`))
  expect(sentenceFor(problem, 'PATCH /order-units/{id}/send')).toBe(
    'Kaufland does not take PATCH /order-units/{id}/send: carrier_code is not valid. Nothing was done there. Correct it, or do it in the seller portal.',
  )
})

test.each([
  '/problems/tickets/internal-action-restriction',
  '/problems/tickets/fbk-action-restriction',
  '/problems/tickets/non-closable-by-seller',
  '/problems/tickets/finally-closed',
  '/problems/tickets/attachments-upload-failure',
  '/problems/duplicate-action',
  '/problems/returns/unit-wrong-status',
  '/problems/insufficient-funds',
  '/problems/order-units/cancel-not-possible',
  '/problems/order-units/some-new-word',
])('%s has words for people: what happened, what it means, what to do', (type) => {
  const sentences = sentenceFor({ type, fields: [] }, 'PATCH /x')?.match(/[^.]+\.(?= |$)/g) ?? []
  expect(sentences.length).toBeGreaterThanOrEqual(3)
})

test.each([undefined, '/problems/forbidden', '/problems/corrupted-signature', '/problems/brand-new', 'constructor'])(
  '%s is not about one thing',
  (type) => {
    expect(sentenceFor({ type, fields: [] }, 'PATCH /x')).toBeUndefined()
  },
)
