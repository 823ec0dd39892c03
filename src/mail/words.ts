import { createInstance, type i18n } from 'i18next'
import { remembered } from '../domain/lint/remembered.ts'
import { MAIL_LOCALES, type MailLocale } from '../domain/language.ts'
import { formatMoney, type Money } from '../domain/money.ts'
import type { Formality } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { Texts } from './text-files.ts'

/** How numbers and dates are written. English is read by buyers in Europe. */
const REGION: Readonly<Record<MailLocale, string>> = {
  de: 'de-DE',
  en: 'en-GB',
  pl: 'pl-PL',
  fr: 'fr-FR',
  it: 'it-IT',
  es: 'es-ES',
  nl: 'nl-NL',
  cs: 'cs-CZ',
}

/** Languages in which a word of one letter does not end a line; nor does Polish "r." (of the year) begin one. */
const BOUND: readonly MailLocale[] = ['pl', 'cs']

const bound = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === 'string'
        ? text.replace(/(?<=^|[\s(])(\p{L}) /gu, '$1\u00a0').replaceAll('}} r.', '}}\u00a0r.')
        : bound(text),
    ]),
  )

/** Texts, dates and amounts in one language and one way of addressing the reader. */
export interface Words {
  /** @throws Error if there is no such text or a value it wants is missing or empty */
  text(key: string, values: Readonly<Record<string, unknown>>): string
  date(at: Instant): string
  /** Date, time to the second and time zone. */
  time(at: Instant): string
  money(amount: Money): string
  number(value: number): string
}

/** @param texts of each language; later ones replace single texts of earlier ones */
export function createWords(
  texts: Readonly<Partial<Record<MailLocale, readonly Texts[]>>>,
): (locale: MailLocale, formality: Formality, timeZone: string) => Words {
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
  for (const locale of MAIL_LOCALES) {
    for (const bundle of texts[locale] ?? []) {
      i18n.addResourceBundle(locale, 'mail', BOUND.includes(locale) ? bound(bundle) : bundle, true, true)
    }
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

function wordsIn(i18n: i18n, locale: MailLocale, formality: Formality, timeZone: string): Words {
  const region = REGION[locale]
  const days = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeZone })
  const moments = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'long', timeZone })
  // What wants no value is the same in every mail.
  const constant = new Map<string, string>()
  const numbers = new Intl.NumberFormat(region)
  return {
    text(key, values) {
      const known = constant.get(key)
      if (known !== undefined) return known
      const options = { ...values, lng: locale, nest: false, ...(formality === 'du' ? { context: 'du' } : {}) }
      const text = i18n.t(key, options)
      // A text that is missing is its key.
      if (text === key && !i18n.exists(key, options)) throw new Error(`there is no text ${key} in ${locale}`)
      if (Object.keys(values).length === 0) constant.set(key, text)
      return text
    },
    // Day and month stay on one line. A mail names its few dates again and again.
    date: remembered((at) => days.format(Date.parse(at)).replace(' ', '\u00a0')),
    // The zone stays with the hour.
    time: (at) => moments.format(Date.parse(at)).replace(/ (\S+)$/, '\u00a0$1'),
    money: (amount) => formatMoney(amount, region),
    number: (value) => numbers.format(value),
  }
}
