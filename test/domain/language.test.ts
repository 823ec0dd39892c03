import { describe, expect, test } from 'vitest'
import { mailLocale, type ReaderLanguage } from '../../src/domain/language.ts'

describe('the language of a mail', () => {
  const cases: [why: string, known: ReaderLanguage, locale: string][] = [
    ["the buyer's, whatever country and account say", { buyer: 'pl_PL', country: 'DE', account: 'de' }, 'pl'],
    ["the buyer's without its region", { buyer: 'fr_CA', country: 'CA', account: 'de' }, 'fr'],
    ["the buyer's as a language tag", { buyer: 'nl-BE', account: 'de' }, 'nl'],
    ['the country where the buyer has none', { buyer: null, country: 'CZ', account: 'de' }, 'cs'],
    ["the country where there are no texts in the buyer's", { buyer: 'tr_TR', country: 'AT', account: 'en' }, 'de'],
    ['the most spoken of a country with several: Belgium', { country: 'BE', account: 'de' }, 'nl'],
    ['the most spoken of a country with several: Switzerland', { country: 'CH', account: 'en' }, 'de'],
    ['a country in small letters', { country: 'it', account: 'de' }, 'it'],
    ["the account's where the country's has no texts", { country: 'SE', account: 'en' }, 'en'],
    ["the account's where nothing is known", { buyer: '', country: '', account: 'es' }, 'es'],
    ['German where nothing helps', {}, 'de'],
    ['German where the account names a language without texts', { account: 'sv' }, 'de'],
    ['nothing of a language that only begins alike', { buyer: 'deutsch', account: 'en' }, 'en'],
    ['nothing of a country that is none', { country: 'ZZ', account: 'pl' }, 'pl'],
    ['nothing of a country that nobody has', { country: 'XX', account: 'pl' }, 'pl'],
    ['nothing of data that is no country', { country: "x'; drop", account: 'pl' }, 'pl'],
  ]
  test.each(cases)('%s', (_why, known, locale) => {
    expect(mailLocale(known)).toBe(locale)
  })

  test('only languages with texts count', () => {
    expect(mailLocale({ buyer: 'pl_PL', country: 'PL', account: 'en' }, ['de', 'en'])).toBe('en')
    expect(mailLocale({ buyer: 'sv_SE', country: 'SE', account: 'sv' }, ['de', 'sv'])).toBe('de')
  })
})
