import type { LintRule } from '../linter.ts'

/** What is told to the person who wrote the text: what is wrong, and what to do. */
const MESSAGES: Readonly<Record<'de' | 'en', Readonly<Record<LintRule, string>>>> = {
  en: {
    link: 'Links are not allowed in messages to this buyer: take it out.',
    'mail-address': 'Mail addresses are not allowed in messages to this buyer: take it out.',
    'phone-number': 'Telephone numbers are not allowed in messages to this buyer: take it out.',
    placeholder: 'A placeholder was not filled in: write what belongs there.',
    empty: 'The text is empty: write something.',
    'too-long': 'The text is too long: shorten it.',
  },
  de: {
    link: 'Links sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen.',
    'mail-address': 'E-Mail-Adressen sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen.',
    'phone-number': 'Telefonnummern sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen.',
    placeholder: 'Ein Platzhalter wurde nicht ausgefüllt: bitte eintragen, was dort stehen soll.',
    empty: 'Der Text ist leer: bitte etwas schreiben.',
    'too-long': 'Der Text ist zu lang: bitte kürzen.',
  },
}

/** @param locale `de` and its regions are answered in German, everything else in English */
export function lintMessage(rule: LintRule, locale: string | undefined): string {
  return MESSAGES[locale?.startsWith('de') === true ? 'de' : 'en'][rule]
}

export function tooLongMessage(chars: number, maxChars: number, locale: string | undefined): string {
  const german = locale?.startsWith('de') === true
  return german
    ? `Der Text hat ${String(chars)} Zeichen, erlaubt sind ${String(maxChars)}: bitte kürzen.`
    : `The text has ${String(chars)} characters, ${String(maxChars)} are allowed: shorten it.`
}
