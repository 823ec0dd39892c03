import { expect, test } from 'vitest'
import { channel } from '../../../connectors/amazon/channel.ts'
import { manifest, messageRules } from '../../../connectors/amazon/manifest.ts'
import { lint } from '../../../src/domain/linter.ts'
import { orderRef } from '../../../src/domain/ids.ts'

const ORDER = '302-1234567-7654321'
const answer = (subject: string, text = 'Guten Tag, gern.', orders = [ORDER]) =>
  channel.answer?.({ text, to: { subject, orders: orders.map(orderRef) } })

test.each([
  [`Frage von Amazon-Kunde Kim (Bestellung: ${ORDER})`, `Re: Frage von Amazon-Kunde Kim (Bestellung: ${ORDER})`],
  [`AW: Re: Re[2]: Lieferung(Bestellung: ${ORDER})`, `Re: Lieferung(Bestellung: ${ORDER})`],
  ['', `Re: ${ORDER}`],
])('the subject of an answer to %j', (subject, expected) => {
  expect(answer(subject)?.subject).toBe(expected)
})

test.each([
  [`Frage von Amazon-Kunde Kim (Bestellung: ${ORDER})`, `Bestellung: ${ORDER}`],
  [`Inquiry from Amazon customer Kim (Order: ${ORDER})`, `Order: ${ORDER}`],
  [`Zapytanie od klienta Amazon Kim (Zamówienie: ${ORDER})`, `Zamówienie: ${ORDER}`],
  ['Wo ist mein Paket?', ORDER],
])('an answer names the order in the words of the subject %j', (subject, line) => {
  expect(answer(subject)?.text).toBe(`Guten Tag, gern.\n\n${line}`)
})

test('an answer that names the order, and one before a purchase, stay as they are', () => {
  const text = `Zu ${ORDER}: gern.`
  expect(answer('Frage', text)?.text).toBe(text)
  expect(answer('Frage', 'Gern.', [])?.text).toBe('Gern.')
})

test('the order’s line is no finding of the linter', () => {
  const { text = '' } = answer(`Frage von Amazon-Kunde Kim (Bestellung: ${ORDER})`) ?? {}
  expect(lint(text, { rules: manifest.textRules, knownLinks: [], textMaxChars: messageRules.textMaxChars })).toEqual([])
})

/** Seller Central help G1701, in the words of agents. */
test.each([
  ['link', 'Mehr dazu auf https://www.blumenladen-beispiel.de/pflege'],
  ['mail-address', 'Schreiben Sie an service@blumenladen-beispiel.de'],
  ['phone-number', 'Rufen Sie uns an: 030 1234567'],
  ['messenger', 'Schreiben Sie uns per WhatsApp an +49 171 1234567'],
  ['marketing', 'Entdecken Sie auch unser neues Sortiment mit vielen Angeboten!'],
  ['gift', 'Mit dem Gutscheincode BLUME10 sparen Sie beim nächsten Kauf.'],
  ['review', 'Bitte schreiben Sie uns eine Bewertung.'],
  ['rating-pressure', 'Wenn Sie Ihre Bewertung ändern, erstatten wir den Betrag.'],
  ['cancel-pressure', 'Bitte stornieren Sie die Bestellung selbst.'],
])('an answer with %s does not leave', (rule, text) => {
  const found = lint(text, { rules: manifest.textRules, knownLinks: [] })
  expect(found.filter(({ severity }) => severity === 'deny').map((finding) => finding.rule)).toContain(rule)
})

test.each([
  'Ihre Sendung finden Sie hier: https://www.dhl.de/sendung?piececode=00340434161094000001',
  'Die Rücksendung starten Sie unter https://www.amazon.de/returns',
  'Guten Tag, der Topf ist innen 26 cm weit. Freundliche Grüße, Ihr Blumenladen',
])('an answer may say: %s', (text) => {
  expect(lint(text, { rules: manifest.textRules, knownLinks: [] })).toEqual([])
})

test('an answer is due after 24 hours, on every day', () => {
  expect(manifest.answerRule).toMatchObject({ hours: 24, days: 'every' })
})
