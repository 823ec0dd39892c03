import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentOf, contrast, parse } from '../../src/mail/colors.ts'

const rgb = (color: string) => parse(color) ?? ([0, 0, 0] as const)

test.each([
  ['#ffd400', '#000000'],
  ['#1f6feb', '#ffffff'],
  ['#fff', '#000000'],
  ['#000', '#ffffff'],
])('text on %s is %s', (color, text) => {
  expect(accentOf(color).text).toBe(text)
})

test('whatever the colour, text on it and links on white and at night are legible (WCAG 2.1 AA)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const { color, text, link, linkOnDark } = accentOf(`#${value.toString(16).padStart(6, '0')}`)
      expect(contrast(rgb(color), rgb(text))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(link), rgb('#ffffff'))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(linkOnDark), rgb('#1d1f22'))).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test.each(['red', '', '#12', 'url(x)', '#1234567', undefined])('%j is no colour and gives the quiet one', (color) => {
  expect(accentOf(color)).toEqual(accentOf('#33506b'))
})
