import { expect, test } from 'vitest'
import { missingCompanyData } from '../../src/domain/company-data.ts'

const WHOLE = `Mit freundlichen Grüßen
Ihr Team vom Lindenhof

Lindenhof GmbH, Sitz: Kassel
Amtsgericht Kassel, HRB 12345
Geschäftsführerin: Kim Linde`

test('a signature with everything lacks nothing', () => {
  expect(missingCompanyData('Lindenhof GmbH', WHOLE)).toEqual({ law: '§ 35a GmbHG, § 80 AktG', missing: [] })
})

test.each([
  ['Sitz: Kassel', 'seat'],
  ['Amtsgericht Kassel', 'court'],
  ['HRB 12345', 'number'],
  ['Geschäftsführerin: ', 'directors'],
  [' GmbH', 'legal-form'],
] as const)('without "%s" it lacks just that', (words, datum) => {
  expect(missingCompanyData('Lindenhof GmbH', WHOLE.replace(words, ''))?.missing).toEqual([datum])
})

test('a registered merchant names no directors', () => {
  const signature = 'Kim Linde e.K., Sitz Kassel, Registergericht Kassel, HRA 99'
  expect(missingCompanyData('Kim Linde e.K.', signature)).toEqual({ law: '§ 37a, § 125a, § 177a HGB', missing: [] })
  expect(missingCompanyData('Linde OHG', 'Kim')?.missing).toEqual(['legal-form', 'seat', 'court', 'number'])
})

test('who has no such form has no such duty', () => {
  expect(missingCompanyData('Kim Linde', '')).toBeUndefined()
  expect(missingCompanyData('Agentur Segler', '')).toBeUndefined()
})

test('a GmbH & Co. KG is asked as the KG it is', () => {
  expect(missingCompanyData('Lindenhof GmbH & Co. KG', '')?.law).toContain('HGB')
})
