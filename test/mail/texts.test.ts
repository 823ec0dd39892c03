import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MAIL_LOCALES, type MailLocale } from '../../src/domain/language.ts'
import { flat, placeholders, readTexts } from '../../src/mail/text-files.ts'

const root = join(import.meta.dirname, '../..')
const textsOf = (locale: MailLocale) => new Map(flat(readTexts(join(root, 'locales', locale, 'mail.json'))))
const all = new Map(MAIL_LOCALES.map((locale) => [locale, textsOf(locale)]))
const of = (locale: MailLocale): ReadonlyMap<string, string> => all.get(locale) ?? new Map()

const PLURAL = /_(?:zero|one|two|few|many|other)$/
const base = (key: string): string => key.replace(/_du$/, '').replace(PLURAL, '')
const bases = (locale: MailLocale): string[] => [...new Set(Array.from(of(locale).keys(), base))].sort()

/** Polish and Czech would have to bend a name in a greeting, and every name bends otherwise. */
const WITHOUT_NAME: readonly MailLocale[] = ['pl', 'cs']

describe.each(MAIL_LOCALES)('the texts in %s', (locale) => {
  test('are the same as in English: none missing, none too many', () => {
    expect(bases(locale)).toEqual(bases('en'))
  })

  test('have every plural form of the language, and no other', () => {
    const forms = new Map<string, string[]>()
    for (const key of of(locale).keys()) {
      const form = PLURAL.exec(key.replace(/_du$/, ''))?.[0].slice(1)
      if (form !== undefined) forms.set(base(key), [...(forms.get(base(key)) ?? []), form])
    }
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort()
    expect(forms.size).toBeGreaterThan(0)
    for (const [key, found] of forms) expect(found.sort(), key).toEqual(wanted)
  })

  test('want the same values as in English', () => {
    const english = new Map<string, ReadonlySet<string>>()
    for (const [key, text] of of('en')) {
      english.set(base(key), new Set([...(english.get(base(key)) ?? []), ...placeholders(text)]))
    }
    for (const [key, text] of of(locale)) {
      const wanted = new Set(english.get(base(key)))
      const found = new Set(placeholders(text))
      // "One parcel" may stand without its number.
      if (PLURAL.test(key)) found.add('count')
      if (key === 'greeting' && WITHOUT_NAME.includes(locale)) found.add('name')
      expect(found, key).toEqual(wanted)
    }
  })

  test('are neat: no empty text, no outer or double space, no straight quotation mark, no exclamation', () => {
    for (const [key, text] of of(locale)) expect(text, key).not.toMatch(/^$|^\s|\s$| {2}|["'!]|\.\.|\s[.,]/)
  })

  test('speak of nothing that is to be sold, rated or thanked for', () => {
    for (const [key, text] of of(locale)) expect(text, key).not.toMatch(ADVERTISING[locale])
  })

  test('keep to the glossary', () => {
    for (const { keys, words } of glossary()) {
      for (const key of keys) {
        const text = of(locale).get(key)
        expect(text, `${key} in ${locale}`).toBeDefined()
        expect(lower(text ?? ''), key).toMatch(new RegExp((words.get(locale) ?? []).map(lower).join('|')))
      }
    }
    const avoided = avoidedWords(locale)
    for (const [key, text] of of(locale)) {
      for (const { word, except } of avoided) {
        const rest = except.reduce((left, each) => left.replaceAll(lower(each), ''), lower(text))
        expect(rest, `${key} says ${word}`).not.toMatch(new RegExp(`(?<!\\p{L})${lower(word)}`, 'u'))
      }
    }
  })
})

test('only German has two ways of addressing the reader', () => {
  for (const locale of MAIL_LOCALES) {
    const informal = Array.from(of(locale).keys()).filter((key) => key.endsWith('_du'))
    expect(informal.length > 0, locale).toBe(locale === 'de')
  }
})

test('every German text that speaks to the reader has its du, and none that does not', () => {
  for (const [key, text] of of('de')) {
    if (key.endsWith('_du') || ['greeting', 'greeting_nobody', 'closing'].includes(key)) continue
    const formal = /\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b/.test(text)
    expect(of('de').has(`${key}_du`), key).toBe(formal)
  }
})

const ADVERTISING: Readonly<Record<MailLocale, RegExp>> = {
  de: /rabatt|gutschein|angebot|empfehl|bewert|newsletter|danke|dank |sparen|stornier/i,
  en: /discount|coupon|voucher|offer|recommend|review|rate us|thank|newsletter|cancel/i,
  pl: /rabat|kupon|zniżk|ofert|polec|opini|oceń|newsletter|dzięku|anuluj/i,
  fr: /remise|coupon|bon d|offre|recommand|avis|newsletter|merci|annul/i,
  it: /sconto|coupon|buono|offert|consigli|recension|valuta|newsletter|grazie|ringrazi|annull/i,
  es: /descuento|cupón|vale |oferta|recomend|reseña|valora|boletín|gracias|cancel|anul/i,
  nl: /korting|coupon|tegoedbon|aanbied|aanbevel|beoordel|nieuwsbrief|dank|annule/i,
  cs: /slev|kupon|poukaz|nabídk|doporuč|recenz|hodno[tc]|newsletter|děku|storn/i,
}

const lower = (text: string): string => text.toLowerCase()
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const tables = (): string[][][] =>
  readFileSync(join(root, 'docs/glossary-mails.md'), 'utf8')
    .split(/\n\n/)
    .filter((block) => block.startsWith('|'))
    .map((block) => block.trim().split('\n').map(cells))

function glossary() {
  const [head = [], , ...rows] = tables()[0] ?? []
  return rows.map(([, keys = '', ...words]) => ({
    keys: keys.split('; '),
    words: new Map(words.map((cell, at) => [head[at + 2], cell.split(', ')])),
  }))
}

function avoidedWords(locale: MailLocale) {
  const row = (tables()[1] ?? []).find(([name]) => name === locale)
  return Array.from(
    (row?.[1] ?? '').matchAll(/([^,(]+?)(?: \(except ([^)]+)\))?(?:, |$)/g),
    ([, word = '', except]) => ({
      word,
      except: except?.split(', ') ?? [],
    }),
  )
}
