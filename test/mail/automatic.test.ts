import { describe, expect, test } from 'vitest'
import type { AutomaticKind } from '../../src/domain/mail.ts'
import { automaticOf } from '../../src/mail/automatic.ts'

interface Given {
  readonly headers?: Readonly<Record<string, string>>
  readonly from?: string
  readonly subject?: string
  readonly text?: string
}

const judged = ({ headers = {}, from = 'buyer@post.example', subject = 'Bestellung 4711', text = 'Hallo' }: Given) =>
  automaticOf({
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
    from: [{ address: from }],
    subject,
    text,
  })

describe('headers tell what sent a mail, and are named', () => {
  test.each<[string, Given, AutomaticKind, string]>([
    [
      'RFC 3834, a reply',
      { headers: { 'auto-submitted': 'auto-replied' } },
      'auto-reply',
      'Auto-Submitted: auto-replied',
    ],
    [
      'RFC 5230, a vacation note',
      { headers: { 'auto-submitted': 'auto-replied (vacation)' } },
      'vacation',
      'Auto-Submitted: auto-replied',
    ],
    [
      'RFC 3834, a notice',
      { headers: { 'auto-submitted': 'auto-generated' } },
      'auto-generated',
      'Auto-Submitted: auto-generated',
    ],
    [
      'RFC 5436, a notification',
      { headers: { 'auto-submitted': 'auto-notified; owner-email="a@b.example"' } },
      'auto-generated',
      'Auto-Submitted: auto-notified',
    ],
    [
      'Exchange, out of office',
      {
        headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
        subject: 'Automatische Antwort: Bestellung',
        text: 'Ich bin bis Montag nicht im Büro.',
      },
      'vacation',
      'Auto-Submitted: auto-generated',
    ],
    [
      "Google's vacation responder",
      {
        headers: { 'auto-submitted': 'auto-replied', precedence: 'bulk', 'x-autoreply': 'yes' },
        text: 'I am on vacation until Monday.',
      },
      'vacation',
      'Auto-Submitted: auto-replied',
    ],
    ['X-Autoreply', { headers: { 'x-autoreply': 'yes' } }, 'auto-reply', 'X-Autoreply'],
    ['X-Autorespond', { headers: { 'x-autorespond': 'Re: Bestellung' } }, 'auto-reply', 'X-Autorespond'],
    ['cPanel', { headers: { 'x-autorespond': 'x', precedence: 'auto_reply' } }, 'auto-reply', 'X-Autorespond'],
    ['Precedence: auto_reply', { headers: { precedence: 'auto_reply' } }, 'auto-reply', 'Precedence'],
    [
      'rules of Exchange',
      { headers: { 'x-ms-exchange-generated-message-source': 'Mailbox Rules Agent' } },
      'auto-reply',
      'X-Ms-Exchange-Generated-Message-Source',
    ],
    [
      'X-Auto-Response-Suppress',
      { headers: { 'x-auto-response-suppress': 'DR, OOF, AutoReply' } },
      'auto-generated',
      'X-Auto-Response-Suppress',
    ],
    ['List-Id', { headers: { 'list-id': '<news.shop.example>', precedence: 'bulk' } }, 'list', 'List-Id'],
    ['List-Unsubscribe alone', { headers: { 'list-unsubscribe': '<https://a.example>' } }, 'list', 'List-Unsubscribe'],
    ['Precedence: list', { headers: { precedence: 'list' } }, 'list', 'Precedence: list'],
    ['Precedence: bulk', { headers: { precedence: 'bulk' } }, 'bulk', 'Precedence: bulk'],
    ['Precedence: junk', { headers: { precedence: 'junk' } }, 'bulk', 'Precedence: junk'],
    ['no envelope sender', { headers: { 'return-path': '<>' } }, 'auto-reply', 'Return-Path: <>'],
    [
      'a delivery report',
      { headers: { 'content-type': 'multipart/report; report-type=delivery-status; boundary="a"' } },
      'report',
      'Content-Type: multipart/report, delivery-status',
    ],
    [
      'a read receipt',
      {
        headers: {
          'content-type': 'multipart/report; boundary=a; report-type="disposition-notification"',
          'auto-submitted': 'auto-replied',
        },
      },
      'report',
      'Content-Type: multipart/report, disposition-notification',
    ],
    ['a report in words alone', { from: 'mailer-daemon@mail.example' }, 'report', 'From'],
    ['X-Failed-Recipients', { headers: { 'x-failed-recipients': 'a@b.example' } }, 'report', 'X-Failed-Recipients'],
  ])('%s', (_, given, kind, by) => {
    expect(judged(given)).toEqual({ kind, by })
  })
})

describe('subjects that programs write, where headers are missing, in each language', () => {
  test.each<[string, AutomaticKind]>([
    ['Automatische Antwort: Bestellung 4711', 'auto-reply'],
    ['Abwesenheitsnotiz: Bestellung 4711', 'vacation'],
    ['Abwesenheitsnotiz', 'vacation'],
    ['Automatic reply: Your order', 'auto-reply'],
    ['Out of Office: Your order', 'vacation'],
    ['Out of office', 'vacation'],
    ['Autoreply: Your order', 'auto-reply'],
    ['Réponse automatique : Votre commande', 'auto-reply'],
    ["Message d'absence : Votre commande", 'vacation'],
    ['Risposta automatica: Il suo ordine', 'auto-reply'],
    ['Fuori ufficio: Il suo ordine', 'vacation'],
    ['Respuesta automática: Su pedido', 'auto-reply'],
    ['Fuera de la oficina: Su pedido', 'vacation'],
    ['Automatisch antwoord: Uw bestelling', 'auto-reply'],
    ['Afwezigheidsbericht: Uw bestelling', 'vacation'],
    ['Automatyczna odpowiedź: Zamówienie', 'auto-reply'],
    ['Poza biurem: Zamówienie', 'vacation'],
    ['Automatická odpověď: Objednávka', 'auto-reply'],
    ['Oznámení o nepřítomnosti: Objednávka', 'vacation'],
    ['Автоматический ответ: Заказ', 'auto-reply'],
    ['Вне офиса: Заказ', 'vacation'],
    ['Autosvar: Beställning', 'auto-reply'],
  ])('%s', (subject, kind) => {
    expect(judged({ subject })).toEqual({ kind, by: 'Subject' })
  })

  test('a word that people write too counts where the text says the same', () => {
    expect(judged({ subject: 'Absent: votre commande', text: 'Je suis en congés jusqu’au 5 mars.' })).toEqual({
      kind: 'vacation',
      by: 'Subject',
    })
    expect(judged({ subject: 'Absent: votre commande', text: 'Le livreur dit que personne ne répond.' })).toBeNull()
  })
})

describe('services that ask the sender to prove himself', () => {
  test.each<[string, Given, string]>([
    ['Boxbe', { from: 'noreply@boxbe.com', subject: 'Re: Bestellung' }, 'From'],
    ['SpamArrest', { from: 'robot@spamarrest.com' }, 'From'],
    ['TMDA', { headers: { 'x-tmda-fingerprint': 'abc' } }, 'X-Tmda-Fingerprint'],
    ['qmail-confirm', { subject: 'Re: [qmail-confirm] message', headers: { 'return-path': '<>' } }, 'Subject'],
    [
      'in German',
      { subject: 'Bitte bestätigen Sie Ihre Nachricht', text: 'Klicken Sie dazu auf den Link: https://spam.example/x' },
      'Subject',
    ],
    ['in English', { subject: 'Please confirm your message', text: 'Click https://spam.example/confirm/1' }, 'Subject'],
    ['in French', { subject: 'Veuillez confirmer votre message', text: 'Cliquez sur ce lien' }, 'Subject'],
  ])('%s', (_, given, by) => {
    expect(judged(given)).toEqual({ kind: 'challenge', by })
  })
})

describe('a person is no machine', () => {
  test.each<[string, Given]>([
    ['a plain mail', {}],
    ['Auto-Submitted: no', { headers: { 'auto-submitted': 'no' } }],
    ['X-Autoreply: no', { headers: { 'x-autoreply': 'no' } }],
    [
      'one who asks about our automatic answer',
      { subject: 'Automatische Antwort?', text: 'Ist das eine automatische Antwort?' },
    ],
    ['one who answers our automatic answer', { subject: 'Re: Automatische Antwort: Ihre Bestellung' }],
    ['one who is on holiday', { subject: 'Paket', text: 'Ich bin im Urlaub, bitte später liefern.' }],
    ['one who is out of office himself', { text: 'I am out of office next week, please deliver later.' }],
    ['one whose server asks for no receipts', { headers: { 'x-auto-response-suppress': 'DR, RN, NRN' } }],
    ['one who asks to have the order confirmed', { subject: 'Bitte bestätigen Sie meine Bestellung', text: 'Danke' }],
    ['one who wants a confirmation of delivery', { subject: 'Confirm delivery message', text: 'Did it go out?' }],
    ['one with an envelope sender', { headers: { 'return-path': '<buyer@post.example>' } }],
    ['one who signs himself postmaster in his name alone', { from: 'postmaster.meier@post.example' }],
  ])('%s', (_, given) => {
    expect(judged(given)).toBeNull()
  })
})
