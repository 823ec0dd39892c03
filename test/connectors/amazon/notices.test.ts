import { describe, expect, test } from 'vitest'
import { amountsIn } from '../../../connectors/amazon/amounts.ts'
import { channel } from '../../../connectors/amazon/channel.ts'
import { deadlineIn } from '../../../connectors/amazon/deadline.ts'
import { factsOf } from '../../../connectors/amazon/fields.ts'
import { noticeKind } from '../../../connectors/amazon/kinds.ts'
import { instant } from '../../../src/domain/time.ts'
import { mailOf, surroundings } from './mail-of.ts'

const ORDER = '302-1234567-7654321'

describe('without Amazon’s header the sender tells, then the subject', () => {
  test.each([
    ['donotreply@amazon.de', `Rücksendung für Bestellung ${ORDER}`, 'return'],
    ['donotreply@amazon.fr', `Demande de retour pour la commande ${ORDER}`, 'return'],
    ['donotreply@amazon.pl', `Wniosek o zwrot dla zamówienia ${ORDER}`, 'return'],
    ['donotreply@amazon.de', `Erstattung für Bestellung ${ORDER} veranlasst`, 'refund'],
    ['donotreply@amazon.es', `Reembolso emitido para el pedido ${ORDER}`, 'refund'],
    ['donotreply@amazon.pl', `Zwrot pieniędzy za zamówienie ${ORDER}`, 'refund'],
    ['donotreply@amazon.co.uk', `Refund request for order ${ORDER}`, 'other'],
    ['donotreply@amazon.de', `Stornierungsanfrage: Bestellung ${ORDER}`, 'cancellation'],
    ['donotreply@amazon.de', `Anfrage zur Stornierung der Bestellung ${ORDER}`, 'cancellation'],
    ['donotreply@amazon.fr', `Demande d’annulation de la commande ${ORDER}`, 'cancellation'],
    ['donotreply@amazon.it', `Richiesta di annullamento dell'ordine ${ORDER}`, 'cancellation'],
    ['atoz-guarantee-no-reply@amazon.it', `Richiesta di rimborso ricevuta per l'ordine ${ORDER}`, 'claim-opened'],
    ['donotreply@amazon.com', `A-to-z Guarantee claim for order ${ORDER}`, 'claim-opened'],
    ['donotreply@amazon.com', `A-to-z Guarantee claim for order ${ORDER} was denied`, 'claim-closed'],
    ['donotreply@amazon.nl', 'Je e-mail aan Sanne', 'confirmation'],
    ['donotreply@amazon.de', 'Ihre Nachricht wurde nicht zugestellt', 'rejected'],
    ['donotreply@amazon.se', 'Ditt meddelande kunde inte levereras', 'rejected'],
    ['donotreply@amazon.de', 'Ihr Angebot wurde abgelehnt', 'other'],
    ['donotreply@amazon.de', 'Retouren verwalten: Neuerungen', 'other'],
  ])('%s: %s', (from, subject, kind) => {
    expect(noticeKind(mailOf({ from, subject }), from)).toBe(kind)
  })
})

const AT = instant('2026-11-20T10:00:00Z')

test.each([
  ['Bitte antworten Sie bis zum 24.11.2026, 18:00 Uhr.', '2026-11-24T17:00:00.000Z'],
  ['Antworten Sie bis Dienstag, 24. November 2026', '2026-11-24T22:59:00.000Z'],
  ['Respond by 24 November 2026', '2026-11-24T22:59:00.000Z'],
  ['Respond no later than November 24, 2026', '2026-11-24T22:59:00.000Z'],
  ['Veuillez répondre avant le 24/11/2026', '2026-11-24T22:59:00.000Z'],
  ['entro il 24 novembre 2026', '2026-11-24T22:59:00.000Z'],
  ['antes del 24 de noviembre de 2026', '2026-11-24T22:59:00.000Z'],
  ['uiterlijk op 24 november 2026', '2026-11-24T22:59:00.000Z'],
  ['do 24 listopada 2026', '2026-11-24T22:59:00.000Z'],
  ['senast den 24 november 2026', '2026-11-24T22:59:00.000Z'],
  ['until 2026-11-24', '2026-11-24T22:59:00.000Z'],
  ['innerhalb von 3 Kalendertagen', '2026-11-23T10:00:00.000Z'],
  ['within 48 hours', '2026-11-22T10:00:00.000Z'],
  ['within 3 calendar days', '2026-11-23T10:00:00.000Z'],
  ['entro 3 giorni di calendario', '2026-11-23T10:00:00.000Z'],
  ['en un plazo de 3 días', '2026-11-23T10:00:00.000Z'],
  ['binnen 72 uur', '2026-11-23T10:00:00.000Z'],
  ['w ciągu 3 dni', '2026-11-23T10:00:00.000Z'],
  ['inom 3 dagar', '2026-11-23T10:00:00.000Z'],
  ['sous 3 jours', '2026-11-23T10:00:00.000Z'],
  ['bis zum 24.11.2026 oder innerhalb von 2 Tagen', '2026-11-24T22:59:00.000Z'],
])('a claim’s deadline stands in: %s', (text, expected) => {
  expect(deadlineIn(text, AT, 'Europe/Berlin')).toBe(expected)
})

test.each([
  'Bestellung vom 02.11.2026',
  'bis zum 24.11.2025',
  'bis zum 24.11.2031',
  'bis zum 31.02.2026',
  'innerhalb von 400 Tagen',
  'Sie haben 3 Artikel',
  '',
])('no deadline stands in: %s', (text) => {
  expect(deadlineIn(text, AT, 'Europe/Berlin')).toBeUndefined()
})

test.each([
  ['12,50 €', 1250, 'EUR'],
  ['€12.50', 1250, 'EUR'],
  ['EUR 169.01', 16901, 'EUR'],
  ['1.234,50 EUR', 123450, 'EUR'],
  ['£1,012.40', 101240, 'GBP'],
  ['1 049,99 zł', 104999, 'PLN'],
  ['249,00 kr', 24900, 'SEK'],
  ['1 249 kr', 124900, 'SEK'],
  ['20 Euro', 2000, 'EUR'],
])('%s is %i cents', (text, minor, currency) => {
  expect(amountsIn(`Betrag: ${text}.`)).toEqual([{ minor, currency }])
})

test.each(['302-1234567-7654321', 'am 12.50', '3 krukor', 'B0EXAMPLE1'])('%s is no amount', (text) => {
  expect(amountsIn(text)).toEqual([])
})

test('refunds of one order stand each for themselves', () => {
  const mails = ['5,00 €', '12,50 €', '5,00 €'].map((amount) =>
    channel.read(
      mailOf({
        from: 'donotreply@amazon.com',
        subject: `Erstattung für Bestellung ${ORDER} veranlasst`,
        text: `Erstattungsbetrag: ${amount}`,
        headers: { 'x-space-notification-type': 'REFUND_ISSUED' },
      }),
      surroundings,
    ),
  )
  const refunds = mails.flatMap((read) => (read.kind === 'message' ? (read.refund ?? []) : []))
  expect(refunds.map(({ order }) => order)).toEqual([ORDER, ORDER, ORDER])
  expect(refunds.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(2250)
})

test.each([
  ['several amounts', 'Versand 5,00 €, Ware 12,50 €'],
  ['none', 'Der Betrag folgt.'],
])('a refund that names %s is shown without one', (_, text) => {
  const from = 'donotreply@amazon.com'
  const headers = { 'x-space-notification-type': 'REFUND_ISSUED' }
  const read = channel.read(mailOf({ from, headers, text: `${text} Bestellung ${ORDER}` }), surroundings)
  expect(read).toMatchObject({ kind: 'message', orders: [ORDER] })
  expect(read).not.toHaveProperty('refund')
})

test('labels are read with their values on the same line or the next', () => {
  const text = 'ASIN: B0EXAMPLE1\nMenge:\n\n  2\nRücksendegrund\t Defekt\nKommentar des Kunden:\nSKU: S-1\n'
  expect(factsOf({ text, html: null })).toEqual({
    whole: {},
    rows: [{ asin: 'B0EXAMPLE1', quantity: '2', reason: 'Defekt', sku: 'S-1' }],
  })
})

test('a table of articles is read by its head, and without one by the place beside the ASIN', () => {
  const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td><span>${cell}</span></td>`).join('')}</tr>`
  const headed = `<table>${row('SKU', 'Menge', 'ASIN', 'Grund')}${row('S-1', '2', 'B0EXAMPLE1', 'Defekt')}</table>`
  const bare = `<table>${row('Topf &amp; Teller', 'B0EXAMPLE1', 'S-1', '2', 'Defekt', 'Sprung')}</table>`
  expect(factsOf({ text: '', html: headed }).rows).toEqual([
    { sku: 'S-1', quantity: '2', asin: 'B0EXAMPLE1', reason: 'Defekt' },
  ])
  expect(factsOf({ text: '', html: bare }).rows).toEqual([
    { article: 'Topf & Teller', asin: 'B0EXAMPLE1', sku: 'S-1', quantity: '2', reason: 'Defekt', comment: 'Sprung' },
  ])
})

const returnRequest = (subject: string, text: string) =>
  channel.read(
    mailOf({
      from: 'donotreply@amazon.com',
      subject,
      text,
      headers: { 'x-space-notification-type': 'RETURN_REQUEST' },
    }),
    surroundings,
  )

test.each([
  ['Autorisierung: Automatisch von Amazon genehmigt', `Rücksendung ${ORDER}`, 'announced'],
  ['Autorisierung: Ihre Genehmigung ist erforderlich', `Autorisierung der Rücksendung ${ORDER}`, 'to_decide'],
  ['Autorizzazione: In attesa della tua autorizzazione', `Reso ${ORDER}`, 'to_decide'],
  ['Sendungsnummer: 00340434161094000001', `Rücksendung ${ORDER}`, 'announced'],
  ['ASIN: B0EXAMPLE1', `Notificación de autorización de devolución para el pedido ${ORDER}`, 'announced'],
  ['ASIN: B0EXAMPLE1', `Rücksendeanfrage für Bestellung ${ORDER}`, 'to_decide'],
])('a return that says %j under %j is %s', (text, subject, state) => {
  const read = returnRequest(subject, text)
  expect(read).toMatchObject({ case: { type: 'return', state } })
  // What is to be decided is wanted within a day: Seller Central help 200708210.
  const by = state === 'to_decide' ? '2026-11-22T09:00:00.000Z' : null
  expect(read).toMatchObject({ case: { decideBy: by } })
})

test('the same return told twice is one case, another article of the order is another', () => {
  const caseOf = (text: string) => {
    const read = returnRequest(`Rücksendung ${ORDER}`, text)
    return read.kind === 'message' ? read.case?.id : undefined
  }
  expect(caseOf('ASIN: B0EXAMPLE1')).toBe(caseOf('ASIN: B0EXAMPLE1\nSendungsnummer: 00340434161094000001'))
  expect(caseOf('ASIN: B0EXAMPLE1')).not.toBe(caseOf('ASIN: B0EXAMPLE2'))
})

test('a notice without an order is shown and makes no case', () => {
  const read = returnRequest('Rücksendung', 'ASIN: B0EXAMPLE1')
  expect(read).toMatchObject({ kind: 'message', role: 'system', orders: [] })
  expect(read).not.toHaveProperty('case')
})

test('a date that cannot be true is replaced by when the mailbox took the mail', () => {
  const headers = { 'x-space-notification-type': 'BRC_SELLER_NOTIFICATION' }
  for (const date of [null, instant('1970-01-01T00:00:00Z'), instant('2090-01-01T00:00:00Z')]) {
    const read = channel.read(mailOf({ from: 'donotreply@amazon.com', subject: ORDER, headers, date }), surroundings)
    expect(read).toMatchObject({ case: { openedAt: surroundings.receivedAt } })
  }
})
