import { expect, test } from 'vitest'
import { config } from '../../../connectors/kaufland/config.ts'

const keys = { CLIENT_KEY: 'c'.repeat(32), SECRET_KEY: 's'.repeat(64) }

test.each([
  [{}, ['de']],
  [{ STOREFRONTS: 'de,at' }, ['de', 'at']],
  [{ STOREFRONTS: ' DE , cz,de' }, ['de', 'cz']],
])('storefronts %j are %j', (lines, storefronts) => {
  expect(config.parse({ ...keys, ...lines }).STOREFRONTS).toEqual(storefronts)
})

test.each([
  [{ CLIENT_KEY: 'short' }, 'CLIENT_KEY'],
  [{ CLIENT_KEY: `${'c'.repeat(31)} ` }, 'CLIENT_KEY'],
  [{ SECRET_KEY: 's'.repeat(63) }, 'SECRET_KEY'],
  [{ STOREFRONTS: 'germany' }, 'STOREFRONTS'],
  [{ STOREFRONTS: '' }, 'STOREFRONTS'],
  [{ STOREFRONTS: 'de,,at' }, 'STOREFRONTS'],
])('%j is refused by name', (lines, name) => {
  const result = config.safeParse({ ...keys, ...lines })
  expect(result.error?.issues.map(({ path }) => path[0])).toEqual([name])
})

test('a refused secret is not repeated in the complaint', () => {
  const result = config.safeParse({ ...keys, SECRET_KEY: 'geheim' })
  expect(JSON.stringify(result.error?.issues)).not.toContain('geheim')
})

test('every setting says what it is, and the keys are secrets', () => {
  const metas = Object.entries(config.shape).map(([name, schema]) => [name, schema.meta()?.['secret']])
  expect(metas).toEqual([
    ['CLIENT_KEY', true],
    ['SECRET_KEY', true],
    ['STOREFRONTS', false],
  ])
  for (const schema of Object.values(config.shape)) {
    const { description, example } = schema.meta() ?? {}
    expect([typeof description, typeof example]).toEqual(['string', 'string'])
  }
})
