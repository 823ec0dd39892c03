import { describe, expect, test } from 'vitest'
import { LINT_RULES } from '../../src/domain/lint/rules.ts'
import { FLOORS } from './lint-floors.ts'
import { lintTexts, measure } from './lint-texts.ts'

const texts = lintTexts()
const { scores } = measure(texts)

test('the set is large, in nine languages, good and bad, and every text has a name of its own', () => {
  expect(texts.length).toBeGreaterThanOrEqual(300)
  expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length)
  expect([...new Set(texts.map(({ locale }) => locale))].toSorted()).toEqual(
    ['cs', 'de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'ru'].toSorted(),
  )
  expect(texts.filter(({ expected }) => expected.length === 0).length).toBeGreaterThan(150)
})

describe('no rule falls below what it reached (npm run bench:linter -- --faults shows the texts)', () => {
  test.each(LINT_RULES)('%s', (rule) => {
    const score = scores.find((one) => one.rule === rule)
    expect(score?.precision).toBeGreaterThanOrEqual(FLOORS[rule].precision)
    expect(score?.recall).toBeGreaterThanOrEqual(FLOORS[rule].recall)
  })
})
