import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { collectPolicy, verdictFor } from '../../src/domain/policy.ts'
import { wayOf } from '../../src/flows/way.ts'

const table = collectPolicy(connectors)
const reply = () => Promise.reject(new Error('nothing is sent here'))

/** A delay on each marketplace, where its connector answers by calls (`api`) or through a mailbox alone. */
test.each([
  ['webshop', 'mailbox', 'mail'],
  ['kaufland', 'api', 'message'],
  ['amazon', 'mailbox', 'relay'],
  ['otto', 'mailbox', 'relay'],
  ['zalando', 'api', undefined],
  ['dhgate', 'api', undefined],
] as const)('a delay of %s, read by %s, is told by %s', (name, how, way) => {
  const declaration = connectors.find((one) => one.name === name)
  if (declaration === undefined) throw new Error(`no connector ${name}`)
  const connector = how === 'api' ? { reply } : {}
  const opened = { manifest: declaration.manifest, connector } as unknown as Parameters<typeof wayOf>[0]
  expect(wayOf(opened, verdictFor(table, declaration.name, 'delayed'))).toBe(way)
})
