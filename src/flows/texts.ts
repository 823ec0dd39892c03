import { readFileSync } from 'node:fs'
import i18next from 'i18next'
import { packagePath } from '../kit/package-folder.ts'

/** Words that agents read in Odoo, by key; values are inserted as they are: escape them before they become HTML. */
export type Texts = (language: string, key: string, values?: Readonly<Record<string, string | number>>) => string

export const AGENT_LANGUAGES = ['de', 'en'] as const

/** Loads `locales/<language>/agent.json`. */
export function createTexts(): Texts {
  const resources = Object.fromEntries(AGENT_LANGUAGES.map((language) => [language, { agent: read(language) }]))
  const instance = i18next.createInstance()
  void instance.init({
    lng: 'de',
    fallbackLng: 'en',
    ns: ['agent'],
    defaultNS: 'agent',
    resources,
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  return (language, key, values) => instance.t(key, { lng: agentLanguage(language), ...values })
}

/** Odoo's or an account's language code (`de_DE`, `de`) as one of ours; English where we have no words. */
export function agentLanguage(code: string): (typeof AGENT_LANGUAGES)[number] {
  return code.toLowerCase().startsWith('de') ? 'de' : 'en'
}

function read(language: string): Record<string, unknown> {
  return JSON.parse(readFileSync(packagePath('locales', language, 'agent.json'), 'utf8')) as Record<string, unknown>
}
