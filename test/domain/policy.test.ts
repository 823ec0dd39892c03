import { expect, test } from 'vitest'
import { connectorName } from '../../src/domain/ids.ts'
import { collectPolicy, POLICY_KINDS, type PolicyRule, verdictFor } from '../../src/domain/policy.ts'

const market = connectorName('market')
const answer: PolicyRule = {
  kind: 'reply',
  verdict: 'answer',
  channel: 'message',
  certainty: 'C',
  source: 'its rules',
  seen: '2026-11',
}

test('the table has one row for every connector and kind', () => {
  const table = collectPolicy([
    { name: market, policy: [answer] },
    { name: connectorName('other'), policy: [] },
  ])
  expect(table.map(({ marketplace, kind }) => `${marketplace} ${kind}`)).toEqual([
    ...POLICY_KINDS.map((kind) => `market ${kind}`),
    ...POLICY_KINDS.map((kind) => `other ${kind}`),
  ])
})

test('what nobody wrote down is denied', () => {
  const table = collectPolicy([{ name: market, policy: [answer] }])
  const denied = { verdict: 'deny', channel: 'none', certainty: 'U', source: 'no source found' }
  expect(verdictFor(table, market, 'shipped')).toMatchObject(denied)
  expect(verdictFor(table, connectorName('nowhere'), 'reply')).toMatchObject(denied)
  expect(verdictFor(table, market, 'reply')).toEqual({ marketplace: market, ...answer })
})

test('two rows for one kind, or two connectors of one name, are refused', () => {
  expect(() => collectPolicy([{ name: market, policy: [answer, answer] }])).toThrow('two rows for reply')
  expect(() =>
    collectPolicy([
      { name: market, policy: [] },
      { name: market, policy: [] },
    ]),
  ).toThrow('Two connectors are called market')
})
