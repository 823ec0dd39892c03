import { ADDRESS, heading, linked, SHOP, withBreaks } from '../letter.ts'

const own = (lines: readonly string[]): string => `<div>${withBreaks(lines)}</div>`
const FORMS = ['forward', 'forward with words'] as const
const from = `${SHOP} <${ADDRESS}>`

export const gmailForward = heading({
  client: 'Gmail web',
  forms: FORMS,
  rule: Object.fromEntries(
    ['de', 'en', 'fr', 'it', 'es', 'nl', 'pl', 'cs', 'ru'].map((language) => [
      language,
      '---------- Forwarded message ---------',
    ]),
  ),
  header: {
    de: [
      `Von: ${from}`,
      'Date: Do., 12. März 2026 um 10:20 Uhr',
      'Subject: Ihre Bestellung',
      'To: <buyer@post.example>',
    ],
    en: [`From: ${from}`, 'Date: Thu, Mar 12, 2026 at 10:20 AM', 'Subject: Your order', 'To: <buyer@post.example>'],
    fr: [`De : ${from}`, 'Date: jeu. 12 mars 2026 à 10:20', 'Subject: Votre commande', 'To: <buyer@post.example>'],
    it: [`Da: ${from}`, 'Date: gio 12 mar 2026 alle ore 10:20', 'Subject: Il suo ordine', 'To: <buyer@post.example>'],
    es: [`De: ${from}`, 'Date: jue, 12 mar 2026 a las 10:20', 'Subject: Su pedido', 'To: <buyer@post.example>'],
    nl: [`Van: ${from}`, 'Date: do 12 mrt 2026 om 10:20', 'Subject: Uw bestelling', 'To: <buyer@post.example>'],
    pl: [`Od: ${from}`, 'Date: czw., 12 mar 2026 o 10:20', 'Subject: Zamówienie', 'To: <buyer@post.example>'],
    cs: [`Od: ${from}`, 'Date: čt 12. 3. 2026 v 10:20', 'Subject: Objednávka', 'To: <buyer@post.example>'],
    ru: [`От: ${from}`, 'Date: чт, 12 мар. 2026 г. в 10:20', 'Subject: Заказ', 'To: <buyer@post.example>'],
  },
  own,
  below: (header, inner, rule) =>
    `<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${rule}<br>${header.map(linked).join('<br>')}<br></div><br><br>${inner}</div>`,
})

export const appleForward = heading({
  client: 'Apple Mail Mac',
  forms: FORMS,
  rule: {
    de: 'Anfang der weitergeleiteten Nachricht:\n',
    en: 'Begin forwarded message:\n',
    fr: 'Début du message réexpédié :\n',
    it: 'Inizio messaggio inoltrato:\n',
    es: 'Inicio del mensaje reenviado:\n',
    nl: 'Begin doorgestuurd bericht:\n',
    pl: 'Początek przekazywanej wiadomości:\n',
    cs: 'Začátek přeposílané zprávy:\n',
    ru: 'Начало переадресованного сообщения:\n',
  },
  header: {
    de: [`Von: ${from}`, 'Betreff: Ihre Bestellung', 'Datum: 12. März 2026 um 10:20:30 MEZ', 'An: buyer@post.example'],
    en: [`From: ${from}`, 'Subject: Your order', 'Date: 12 March 2026 at 10:20:30 GMT', 'To: buyer@post.example'],
    fr: [`De: ${from}`, 'Objet: Votre commande', 'Date: 12 mars 2026 à 10:20:30 UTC+1', 'À: buyer@post.example'],
    it: [`Da: ${from}`, 'Oggetto: Il suo ordine', 'Data: 12 marzo 2026 alle ore 10:20:30 CET', 'A: buyer@post.example'],
    es: [`De: ${from}`, 'Asunto: Su pedido', 'Fecha: 12 de marzo de 2026, 10:20:30 CET', 'Para: buyer@post.example'],
    nl: [`Van: ${from}`, 'Onderwerp: Uw bestelling', 'Datum: 12 maart 2026 om 10:20:30 CET', 'Aan: buyer@post.example'],
    pl: [`Od: ${from}`, 'Temat: Zamówienie', 'Data: 12 marca 2026 o 10:20:30 CET', 'Do: buyer@post.example'],
    cs: [`Od: ${from}`, 'Předmět: Objednávka', 'Datum: 12. března 2026 10:20:30 SEČ', 'Komu: buyer@post.example'],
    ru: [`От: ${from}`, 'Тема: Заказ', 'Дата: 12 марта 2026 г., 10:20:30 GMT+3', 'Кому: buyer@post.example'],
  },
  own,
  below: (header, inner, rule) =>
    `<div><br><blockquote type="cite"><div>${rule.trim()}</div><br class="Apple-interchange-newline">${header.map((line) => `<div style="margin: 0px;"><span>${linked(line)}</span></div>`).join('')}<br><div>${inner}</div></blockquote></div>`,
})

export const thunderbirdForward = heading({
  client: 'Thunderbird',
  forms: FORMS,
  rule: {
    de: '-------- Weitergeleitete Nachricht --------',
    en: '-------- Forwarded Message --------',
    fr: '-------- Message transféré --------',
    it: '-------- Messaggio Inoltrato --------',
    es: '-------- Mensaje reenviado --------',
    nl: '-------- Doorgestuurd bericht --------',
    pl: '-------- Przekazana wiadomość --------',
    cs: '-------- Přeposlaná zpráva --------',
    ru: '-------- Перенаправленное сообщение --------',
  },
  header: {
    de: [
      'Betreff: Ihre Bestellung',
      'Datum: Thu, 12 Mar 2026 10:20:30 +0100',
      `Von: ${from}`,
      'An: buyer@post.example',
    ],
    en: ['Subject: Your order', 'Date: Thu, 12 Mar 2026 10:20:30 +0000', `From: ${from}`, 'To: buyer@post.example'],
    fr: [
      'Sujet : Votre commande',
      'Date : Thu, 12 Mar 2026 10:20:30 +0100',
      `De : ${from}`,
      'Pour : buyer@post.example',
    ],
    it: [
      'Oggetto: Il suo ordine',
      'Data: Thu, 12 Mar 2026 10:20:30 +0100',
      `Mittente: ${from}`,
      'A: buyer@post.example',
    ],
    es: ['Asunto: Su pedido', 'Fecha: Thu, 12 Mar 2026 10:20:30 +0100', `De: ${from}`, 'Para: buyer@post.example'],
    nl: [
      'Onderwerp: Uw bestelling',
      'Datum: Thu, 12 Mar 2026 10:20:30 +0100',
      `Van: ${from}`,
      'Aan: buyer@post.example',
    ],
    pl: [
      'Temat: Zamówienie',
      'Data: Thu, 12 Mar 2026 10:20:30 +0100',
      `Nadawca: ${from}`,
      'Adresat: buyer@post.example',
    ],
    cs: ['Předmět: Objednávka', 'Datum: Thu, 12 Mar 2026 10:20:30 +0100', `Od: ${from}`, 'Komu: buyer@post.example'],
    ru: ['Тема: Заказ', 'Дата: Thu, 12 Mar 2026 10:20:30 +0300', `От: ${from}`, 'Кому: buyer@post.example'],
  },
  own,
  below: (header, inner, rule) =>
    `<div class="moz-forward-container"><br><br>${rule}<table class="moz-email-headers-table"><tbody>${header.map((line) => `<tr><th align="RIGHT">${line.slice(0, line.indexOf(':') + 1)} </th><td>${linked(line.slice(line.indexOf(':') + 2))}</td></tr>`).join('')}</tbody></table><br><br>${inner}</div>`,
})
