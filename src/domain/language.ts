/** Languages in which mails to buyers are written. */
export const MAIL_LOCALES = ['de', 'en', 'pl', 'fr', 'it', 'es', 'nl', 'cs'] as const
export type MailLocale = (typeof MAIL_LOCALES)[number]
