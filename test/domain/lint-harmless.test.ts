import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type Finding, lint, type LintOptions } from '../../src/domain/linter.ts'
import { processorMs } from '../processor-time.ts'

const rulesOf = (marketplace: string): LintOptions['rules'] => {
  const rules = connectors.find(({ name }) => name === marketplace)?.manifest.textRules
  if (rules === undefined) throw new RangeError(`No connector ${marketplace}.`)
  return rules
}
const found = (text: string, marketplace = 'amazon'): Finding[] =>
  lint(text, { rules: rulesOf(marketplace), knownLinks: [], locale: 'en' })
const denied = (text: string, marketplace?: string): string[] =>
  found(text, marketplace)
    .filter(({ severity }) => severity === 'deny')
    .map(({ rule }) => rule)

describe('an everyday answer is not stopped', () => {
  test.each([
    'Votre colis vous attend au point de retrait Relais du Parc.',
    'Su paquete está en el punto de recogida más cercano.',
    'Il punto de ritiro è chiuso.',
    'The red dot at the top of the display shows that it charges.',
    'Nothing is lost at this point in time, we can still change it.',
    'Please look at the dot on the display.',
    'The older ASP.NET driver on the disc still works with your printer.',
  ])('since a spoken dot needs an ending that goes with it: %s', (text) => {
    expect(denied(text)).toEqual([])
  })

  test.each([
    'Die Vorgangsnummer der Spedition ist 030-5589-2210, bitte nennen Sie diese dem Fahrer.',
    'Der Artikel 0815-4711-22 ist da.',
    'Filtergröße 300/400/500, Körnung 0120-0240.',
    'Zwanzig, dreißig, vierzig, fünfzig, sechzig, siebzig, achtzig Stück sind da.',
    'Ersatzteile:\n0171\n2345\n6789',
    'Votre numéro de commande est le 06 12 34 56 78 90.',
    'Le colis 01 23 45 67 89 a été livré hier.',
    'Numer katalogowy części 048 123 456.',
    'Артикул 8 916 123 45 67 снят с производства.',
    'Die Artikelnummern sind 0171-100200, 0171-100300 und 0171-100400.',
    'Maße: 0200/0300/0400',
  ])('for numbers that are no telephone numbers: %s', (text) => {
    expect(denied(text)).toEqual([])
  })

  test.each([
    'Danke für Ihre Bewertung, wir haben die Artikelbeschreibung korrigiert.',
    'Nach Bewertung des Falls haben wir den Betrag angepasst.',
    'Lassen Sie sich Zeit, die Frist wurde angepasst, eine Bewertung ist nicht nötig.',
    'Thanks for your feedback, we have changed the packaging.',
    'The energy rating label can be removed with warm water.',
    'Merci de votre commentaire, nous allons corriger la fiche.',
    'Secondo la valutazione del tecnico bisogna cambiare la scheda.',
    'Gracias por su comentario, vamos a corregir la ficha.',
    'Bedankt voor uw review, wij gaan de tekst aanpassen.',
    'Dziękujemy za opinię, poprawiliśmy opis aukcji.',
    'Na základě hodnocení technika musíme díl odstranit.',
    'По оценке мастера нужно поменять плату.',
  ])('for telling what was changed, without asking for it: %s', (text) => {
    expect(denied(text)).toEqual([])
  })

  test.each([
    'Drücken Sie [TEXT] auf der Fernbedienung.',
    'Wählen Sie <NAME> im Menü des Navis und geben Sie den Ort ein.',
    'Frau Null, Ihre TODO-Liste (Block A5) ist da.',
  ])('for keys and names that look like placeholders: %s', (text) => {
    expect(denied(text)).toEqual([])
  })

  test.each([
    'Wegen des Black Friday dauert der Versand zwei Tage länger.',
    'Due to Black Friday parcels take two days longer.',
    'Der Rabatt von 20 % wurde bereits abgezogen.',
    'Hi, the coupon on the product page expired on Sunday.',
    'Bitte stornieren Sie nicht, das Paket kommt morgen.',
    'Por favor, no cancele el pedido, llega mañana.',
    'Please let us know whether to cancel the order or to wait.',
  ])('for reasons of a delay, spent vouchers and orders that are to stand: %s', (text) => {
    expect(denied(text)).toEqual([])
  })

  test.each([
    'Unsere Smartwatch zeigt WhatsApp-Nachrichten an.',
    'Teilen Sie uns bitte mit, ob WhatsApp auf der Uhr geöffnet ist.',
    'Please tell us which Android version runs and whether Skype opens on the tablet.',
    'Das Facebook-Bild auf der Verpackung ist nur ein Muster, sagte uns der Hersteller.',
  ])('for a messenger that the goods show: %s', (text) => {
    expect(denied(text)).toEqual([])
    expect(found(text).map(({ rule }) => rule)).toEqual(['messenger-name'])
  })

  test.each([
    'You wrote: "I will leave a 1 star review if this is not sorted". The refund of £34.99 was issued today.',
    'The book "How to Get 5-Star Reviews" is out of print; we refunded £8.99 today.',
    '> please leave us a review\nThat sentence stood on the carton, not in our mail.',
    'Die Lieferung an das 5 Sterne Hotel „Vier Jahreszeiten“ ist möglich.',
  ])('for words of the buyer, titles and hotels: %s', (text) => {
    expect(denied(text)).toEqual([])
  })
})

test('quotation marks do not hide what the writer asks for, nor links and numbers', () => {
  expect(denied('Please write "five stars, great review" and leave us a review.')).toContain('review')
  expect(denied('Sie schrieben: „Rufen Sie mich an: 0171 2345678“. Gern.')).toEqual(['phone-number'])
})

test.each([
  ['Bei Fragen zur Rechnung: 0431 7789012', 'phone-number'],
  ['Bestellnummer 12345678, Rückfragen unter 0431 778901', 'phone-number'],
  ['Tel.-Nr. 0431 7789012', 'phone-number'],
  ['Telefoonnummer 020 1234567', 'phone-number'],
  ['b i t . l y / 3xTeile', 'link'],
  ['www punto casaluce punto it', 'link'],
  ['bestlamps dot co dot uk', 'link'],
  ['goo[.]gl/maps', 'link'],
  ['Mail bitte an s u p p o r t @ r e g a l m e i s t e r . d e', 'mail-address'],
  ['Bitte an info@\nregalmeister.de senden.', 'mail-address'],
  ['lisa Klammeraffe werkstatt minus nord Punkt de', 'mail-address'],
  ['Am schnellsten per Anruf:\n0 1 7 1\n3 3 8\n9 0 2 1', 'phone-number'],
  ['восемь девятьсот шестнадцать, сто двадцать три, сорок пять, шестьдесят семь', 'phone-number'],
  ['Auf Telegram sind wir als @lederwerk_support zu finden.', 'messenger'],
  ['.', 'empty'],
  ['Guten Tag ____________, Ihre Reklamation wurde angenommen.', 'placeholder'],
  ['Dear <Customer Name>, your parcel is on its way.', 'placeholder'],
])('%j is found as %s', (text, rule) => {
  expect(found(text).map((finding) => finding.rule)).toContain(rule)
})

test.each([
  ['Tel. ០៤៣១៧៧៨៩០១', 'phone-number'],
  ['Tel. 04❸❶ 77 89 01', 'phone-number'],
  ['Siehe beispiel。de', 'link'],
  ['Siehe beispiel•de', 'link'],
  ['Siehe beispiel<dot>com', 'link'],
  ['Schreiben Sie uns auf Wh\u0251tsApp', 'messenger'],
  ['Melden Sie sich bei uns über \u0422 e l e g r a m', 'messenger'],
  ['Melden Sie sich bei uns: Te1egram', 'messenger'],
  ['Schreiben Sie uns auf Whats\u0000App', 'messenger'],
  ['Schreiben Sie uns auf W\u0488hats\u2063App', 'messenger'],
  ['Tel. 0431\u206A778\u180F9012', 'phone-number'],
  ['Tel. 0431\u2028778\u20289012', 'phone-number'],
])('look-alike characters hide nothing: %j is %s', (text, rule) => {
  expect(found(text).map((finding) => finding.rule)).toContain(rule)
})

test('words on a label in capitals are no shouting, a sentence in capitals is', () => {
  expect(found('Der Schriftzug LED NUR IM INNENRAUM steht auf dem Etikett.')).toEqual([])
  expect(found('LESEN SIE DOCH EINFACH DIE ANLEITUNG!').map(({ rule }) => rule)).toEqual(['shouting'])
})

test('a sentence that was pasted twice is found, the same line for two articles is not', () => {
  const sentence = 'Ihr Paket kommt morgen zwischen 10 und 12 Uhr bei Ihnen an.'
  expect(found(`${sentence} ${sentence}`).map(({ rule }) => rule)).toEqual(['repeated'])
  expect(found('Lampe: Lieferung Freitag. Schirm: Lieferung Freitag.')).toEqual([])
})

test.each([
  '\uFDFA',
  '7',
  '.',
  '\u200B',
  'a\u0301\u0302\u0317',
  '😀',
  'w ',
  ' punkt de',
  'ihre bewertung ',
  '„a',
  '1\n',
])('a text of %j over and over takes time in proportion to its length', (unit) => {
  const seconds = (chars: number): number => {
    const text = unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars)
    return processorMs(() => found(text)) / 1000
  }
  seconds(20_000)
  // A square would be a hundred times as long.
  expect(seconds(100_000)).toBeLessThan(Math.max(3, 30 * seconds(10_000)))
})
