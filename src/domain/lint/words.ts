import type { LintRule } from './rules.ts'

interface Told {
  /** What is wrong, as one sentence. */
  readonly what: string
  /** What to do. */
  readonly todo: string
}

/** What is told to the person who wrote the text. */
const MESSAGES: Readonly<Record<'de' | 'en', Readonly<Record<LintRule, Told>>>> = {
  en: {
    link: { what: 'Links are not allowed in messages to this buyer', todo: 'take it out' },
    'mail-address': { what: 'Mail addresses are not allowed in messages to this buyer', todo: 'take it out' },
    'phone-number': { what: 'Telephone numbers are not allowed in messages to this buyer', todo: 'take it out' },
    messenger: { what: 'The buyer must not be led to a messenger or another network', todo: 'answer here' },
    'messenger-name': { what: 'A messenger is named', todo: 'make sure that it is about the goods, else take it out' },
    'off-platform': { what: 'It leads past the marketplace (ordering or paying elsewhere)', todo: 'take it out' },
    marketing: { what: 'It reads as advertising', todo: 'take it out' },
    gift: {
      what: 'It offers a voucher, a discount code or a present',
      todo: 'take it out; a part of the price can be refunded instead',
    },
    review: { what: 'It asks for a review or a rating', todo: 'take it out' },
    'rating-pressure': { what: 'It asks the buyer to change, remove or hold back a rating', todo: 'take it out' },
    'cancel-pressure': { what: 'It asks the buyer to cancel', todo: 'cancel it yourself and tell the buyer' },
    'personal-data': {
      what: 'It asks the buyer for personal data (telephone, address, bank account, card, identity card)',
      todo: 'take it out; the order shows what it needs',
    },
    thanks: { what: 'Thanks and offers of help alone are not allowed as a message', todo: 'take them out' },
    'auto-answer': {
      what: 'It reads as an automatic answer, which does not count as one',
      todo: 'answer the question',
    },
    language: { what: "It seems to be in another language than the buyer's", todo: "write in the buyer's language" },
    form: {
      what: 'The German form of address (du, Sie) is mixed or not the one of this account',
      todo: 'use one form',
    },
    html: { what: 'It holds HTML, which the buyer sees as characters', todo: 'write plain text' },
    shouting: { what: 'Capital letters or rows of exclamation marks read as shouting', todo: 'write it plainly' },
    repeated: { what: 'The same was said before', todo: 'say what is new' },
    placeholder: { what: 'A placeholder was not filled in', todo: 'write what belongs there' },
    empty: { what: 'The text is empty', todo: 'write something' },
    'too-long': { what: 'The text is too long', todo: 'shorten it' },
  },
  de: {
    link: { what: 'Links sind in Nachrichten an diesen Käufer nicht erlaubt', todo: 'bitte herausnehmen' },
    'mail-address': {
      what: 'E-Mail-Adressen sind in Nachrichten an diesen Käufer nicht erlaubt',
      todo: 'bitte herausnehmen',
    },
    'phone-number': {
      what: 'Telefonnummern sind in Nachrichten an diesen Käufer nicht erlaubt',
      todo: 'bitte herausnehmen',
    },
    messenger: {
      what: 'Der Käufer darf nicht auf einen Messenger oder ein anderes Netz gelenkt werden',
      todo: 'bitte hier antworten',
    },
    'messenger-name': {
      what: 'Ein Messenger wird genannt',
      todo: 'bitte nur, wenn es um die Ware geht, sonst herausnehmen',
    },
    'off-platform': {
      what: 'Das führt am Marktplatz vorbei (anderswo bestellen oder zahlen)',
      todo: 'bitte herausnehmen',
    },
    marketing: { what: 'Das liest sich als Werbung', todo: 'bitte herausnehmen' },
    gift: {
      what: 'Das bietet einen Gutschein, einen Rabattcode oder ein Geschenk an',
      todo: 'bitte herausnehmen; ein Teil des Preises lässt sich stattdessen erstatten',
    },
    review: { what: 'Das bittet um eine Bewertung', todo: 'bitte herausnehmen' },
    'rating-pressure': {
      what: 'Das drängt den Käufer, eine Bewertung zu ändern, zu löschen oder zu unterlassen',
      todo: 'bitte herausnehmen',
    },
    'cancel-pressure': {
      what: 'Das bittet den Käufer zu stornieren',
      todo: 'bitte selbst stornieren und es dem Käufer sagen',
    },
    'personal-data': {
      what: 'Das fragt den Käufer nach persönlichen Daten (Telefon, Anschrift, Konto, Karte, Ausweis)',
      todo: 'bitte herausnehmen; was nötig ist, steht in der Bestellung',
    },
    thanks: { what: 'Nur Dank und Hilfsangebote sind als Nachricht nicht erlaubt', todo: 'bitte herausnehmen' },
    'auto-answer': {
      what: 'Das liest sich als automatische Antwort, und die zählt nicht als Antwort',
      todo: 'bitte die Frage beantworten',
    },
    language: {
      what: 'Der Text scheint in einer anderen Sprache zu sein als der des Käufers',
      todo: 'bitte in der Sprache des Käufers schreiben',
    },
    form: {
      what: 'Die Anrede (du, Sie) ist gemischt oder nicht die dieses Kontos',
      todo: 'bitte bei einer Form bleiben',
    },
    html: { what: 'Der Text enthält HTML, das der Käufer als Zeichen sieht', todo: 'bitte einfachen Text schreiben' },
    shouting: {
      what: 'Großbuchstaben oder Reihen von Ausrufezeichen lesen sich als Geschrei',
      todo: 'bitte ruhig schreiben',
    },
    repeated: { what: 'Dasselbe wurde schon gesagt', todo: 'bitte schreiben, was neu ist' },
    placeholder: { what: 'Ein Platzhalter wurde nicht ausgefüllt', todo: 'bitte eintragen, was dort stehen soll' },
    empty: { what: 'Der Text ist leer', todo: 'bitte etwas schreiben' },
    'too-long': { what: 'Der Text ist zu lang', todo: 'bitte kürzen' },
  },
}

const told = (rule: LintRule, locale: string | undefined): Told =>
  MESSAGES[locale?.startsWith('de') === true ? 'de' : 'en'][rule]

/**
 * What is wrong and what to do, in one sentence.
 * @param locale `de` and its regions are answered in German, everything else in English
 */
export function lintMessage(rule: LintRule, locale: string | undefined): string {
  const { what, todo } = told(rule, locale)
  return `${what}: ${todo}.`
}

export function tooLongMessage(chars: number, maxChars: number, locale: string | undefined): string {
  const german = locale?.startsWith('de') === true
  return german
    ? `Der Text hat ${String(chars)} Zeichen, erlaubt sind ${String(maxChars)}: bitte kürzen.`
    : `The text has ${String(chars)} characters, ${String(maxChars)} are allowed: shorten it.`
}
