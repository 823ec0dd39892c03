import { readFileSync } from 'node:fs'
import { createInstance, type i18n } from 'i18next'
import { formatMoney, type Money } from '../domain/money.ts'
import type { Formality } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'

export const LOCALES = ['de', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** How numbers and dates are written. English is read by buyers in Europe. */
const REGION: Readonly<Record<Locale, string>> = { de: 'de-DE', en: 'en-GB' }

/** Texts, dates and amounts in one language and one way of addressing the reader. */
export interface Words {
  /** @throws Error if there is no such text or a value it wants is missing or empty */
  text(key: string, values: Readonly<Record<string, unknown>>): string
  date(at: Instant): string
  money(amount: Money): string
  number(value: number): string
}

/**
 * @param files the text files of each language; later ones replace single texts of earlier ones
 * @throws SyntaxError naming the file that is no JSON
 */
export function createWords(
  files: Readonly<Record<Locale, readonly string[]>>,
): (locale: Locale, formality: Formality, timeZone: string) => Words {
  const i18n = createInstance()
  void i18n.init({
    fallbackLng: false,
    initAsync: false,
    defaultNS: 'mail',
    // The template engine escapes what stands in HTML.
    interpolation: {
      escapeValue: false,
      skipOnVariables: true,
    },
    missingInterpolationHandler: (_text: string, match: RegExpExecArray) => {
      throw new Error(`the value ${match[0]} is missing`)
    },
  })
  for (const locale of LOCALES) {
    for (const file of files[locale]) i18n.addResourceBundle(locale, 'mail', readJson(file), true, true)
  }
  // Making formatters takes far longer than using them.
  const made = new Map<string, Words>()
  return (locale, formality, timeZone) => {
    const key = `${locale} ${formality} ${timeZone}`
    const words = made.get(key) ?? wordsIn(i18n, locale, formality, timeZone)
    made.set(key, words)
    return words
  }
}

function wordsIn(i18n: i18n, locale: Locale, formality: Formality, timeZone: string): Words {
  const region = REGION[locale]
  const days = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeZone })
  const numbers = new Intl.NumberFormat(region)
  return {
    text(key, values) {
      const options = { ...values, lng: locale, nest: false, ...(formality === 'du' ? { context: 'du' } : {}) }
      if (!i18n.exists(key, options)) throw new Error(`there is no text ${key} in ${locale}`)
      return i18n.t(key, options)
    },
    // Day and month stay on one line.
    date: (at) => days.format(Date.parse(at)).replace(' ', '\u00a0'),
    money: (amount) => formatMoney(amount, region),
    number: (value) => numbers.format(value),
  }
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object
  } catch (error) {
    throw new SyntaxError(`${file}: ${(error as Error).message}`, { cause: error })
  }
}
