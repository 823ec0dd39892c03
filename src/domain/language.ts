/** Languages in which mails to buyers are written. */
export const MAIL_LOCALES = ['de', 'en', 'pl', 'fr', 'it', 'es', 'nl', 'cs'] as const
export type MailLocale = (typeof MAIL_LOCALES)[number]

/** What is known about the language of a mail's reader, the surest first. */
export interface ReaderLanguage {
  /** The buyer's language as Odoo writes it (`de_DE`, `sr@latin`), or a language tag. */
  readonly buyer?: string | null
  /** Country of the marketplace or of the delivery: ISO 3166 alpha-2. */
  readonly country?: string | null
  /** The account's LANGUAGE. */
  readonly account?: string | null
}

/**
 * Language of a mail: the buyer's, else the one most spoken in the country, else the account's, else German; each only where there
 * are texts in it. Which language a country speaks is CLDR's likely subtag (Belgium: Dutch, Switzerland: German).
 * @param available languages with texts
 */
export function mailLocale(
  { buyer, country, account }: ReaderLanguage,
  available: readonly string[] = MAIL_LOCALES,
): MailLocale {
  const written = (language: string | undefined): language is MailLocale =>
    language !== undefined && available.includes(language) && (MAIL_LOCALES as readonly string[]).includes(language)
  return [languageOf(buyer), languageOfCountry(country), languageOf(account)].find(written) ?? 'de'
}

function languageOf(tag: string | null | undefined): string | undefined {
  return /^[a-z]{2,3}(?![a-z])/.exec(tag?.trim().toLowerCase() ?? '')?.[0]
}

function languageOfCountry(country: string | null | undefined): string | undefined {
  const code = country?.trim().toUpperCase() ?? ''
  // Of a region that does not exist CLDR says English.
  if (!/^[A-Z]{2}$/.test(code) || code === 'ZZ' || COUNTRIES.of(code) === undefined) return undefined
  return new Intl.Locale(`und-${code}`).maximize().language
}

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
