import { ADDRESS, escape, heading, linked, SHOP } from '../letter.ts'

const normal = (lines: readonly string[]): string =>
  lines.map((line) => `<p class="MsoNormal">${line === '' ? '&nbsp;' : escape(line)}<o:p></o:p></p>`).join('\n')

const bold = (header: readonly string[]): string =>
  header
    .map((line) => `<b>${escape(line.slice(0, line.indexOf(':') + 1))}</b>${linked(line.slice(line.indexOf(':') + 1))}`)
    .join('<br>')

const from = `${SHOP} <${ADDRESS}>`
const to = 'Buyer <buyer@post.example>'

export const outlookDesktop = heading({
  client: 'Outlook desktop',
  header: {
    de: [
      `Von: ${from} `,
      'Gesendet: Donnerstag, 12. März 2026 10:20',
      `An: ${to}`,
      'Betreff: AW: Ihre Bestellung 4711-20',
    ],
    en: [`From: ${from} `, 'Sent: Thursday, March 12, 2026 10:20 AM', `To: ${to}`, 'Subject: RE: Your order 4711-20'],
    fr: [`De : ${from} `, 'Envoyé : jeudi 12 mars 2026 10:20', `À : ${to}`, 'Objet : RE: Votre commande 4711-20'],
    it: [`Da: ${from} `, 'Inviato: giovedì 12 marzo 2026 10:20', `A: ${to}`, 'Oggetto: R: Il suo ordine 4711-20'],
    es: [
      `De: ${from} `,
      'Enviado el: jueves, 12 de marzo de 2026 10:20',
      `Para: ${to}`,
      'Asunto: RE: Su pedido 4711-20',
    ],
    nl: [
      `Van: ${from} `,
      'Verzonden: donderdag 12 maart 2026 10:20',
      `Aan: ${to}`,
      'Onderwerp: RE: Uw bestelling 4711-20',
    ],
    pl: [`Od: ${from} `, 'Wysłano: czwartek, 12 marca 2026 10:20', `Do: ${to}`, 'Temat: RE: Zamówienie 4711-20'],
    cs: [`Od: ${from} `, 'Odesláno: čtvrtek 12. března 2026 10:20', `Komu: ${to}`, 'Předmět: RE: Objednávka 4711-20'],
    ru: [`От: ${from} `, 'Отправлено: четверг, 12 марта 2026 г. 10:20', `Кому: ${to}`, 'Тема: RE: Ваш заказ 4711-20'],
  },
  own: normal,
  below: (header, inner) =>
    `<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${bold(header)}<o:p></o:p></p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>${inner}`,
  body: (content) =>
    `<body lang="DE" link="#0563C1" style="word-wrap:break-word"><div class="WordSection1">${content}</div></body>`,
})

export const outlookWeb = heading({
  client: 'Outlook web',
  rule: Object.fromEntries(
    ['de', 'en', 'fr', 'it', 'es', 'nl', 'pl', 'cs', 'ru'].map((language) => [language, '_'.repeat(32)]),
  ),
  header: {
    de: [`Von: ${from}`, 'Gesendet: Donnerstag, 12. März 2026 10:20', `An: ${to}`, 'Betreff: Ihre Bestellung 4711-20'],
    en: [`From: ${from}`, 'Sent: 12 March 2026 10:20', `To: ${to}`, 'Subject: Your order 4711-20'],
    fr: [`De : ${from}`, 'Envoyé : jeudi 12 mars 2026 10:20', `À : ${to}`, 'Objet : Votre commande 4711-20'],
    it: [`Da: ${from}`, 'Inviato: giovedì 12 marzo 2026 10:20', `A: ${to}`, 'Oggetto: Il suo ordine 4711-20'],
    es: [`De: ${from}`, 'Enviado: jueves, 12 de marzo de 2026 10:20', `Para: ${to}`, 'Asunto: Su pedido 4711-20'],
    nl: [`Van: ${from}`, 'Verzonden: donderdag 12 maart 2026 10:20', `Aan: ${to}`, 'Onderwerp: Uw bestelling 4711-20'],
    pl: [`Od: ${from}`, 'Wysłane: czwartek, 12 marca 2026 10:20', `Do: ${to}`, 'Temat: Zamówienie 4711-20'],
    cs: [`Od: ${from}`, 'Odesláno: čtvrtek 12. března 2026 10:20', `Komu: ${to}`, 'Předmět: Objednávka 4711-20'],
    ru: [`От: ${from}`, 'Отправлено: 12 марта 2026 г. 10:20', `Кому: ${to}`, 'Тема: Ваш заказ 4711-20'],
  },
  own: (lines) =>
    lines
      .map(
        (line) =>
          `<div class="elementToProof" style="font-family: Aptos, Calibri; font-size: 12pt;">${line === '' ? '<br>' : escape(line)}</div>`,
      )
      .join('\n'),
  signature: (lines) => `<div id="Signature">${lines.map((line) => `<div>${escape(line)}</div>`).join('')}</div>`,
  below: (header, inner) =>
    `<div id="appendonsend"></div><hr tabindex="-1" style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000" style="font-size:11pt">${bold(header)}</font><div>&nbsp;</div></div><div>${inner}</div>`,
})

export const outlookMobile = heading({
  client: 'Outlook mobile',
  deviceLine: {
    de: 'Outlook für Android beziehen<https://aka.ms/AAb9ysg>',
    en: 'Get Outlook for iOS<https://aka.ms/o0ukef>',
    fr: 'Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>',
    it: 'Ottieni Outlook per Android<https://aka.ms/AAb9ysg>',
    es: 'Obtener Outlook para Android<https://aka.ms/AAb9ysg>',
    nl: 'Outlook voor Android downloaden<https://aka.ms/AAb9ysg>',
    pl: 'Pobierz program Outlook dla systemu Android<https://aka.ms/AAb9ysg>',
    cs: 'Získat Outlook pro Android<https://aka.ms/AAb9ysg>',
    ru: 'Скачать Outlook для Android<https://aka.ms/AAb9ysg>',
  },
  rule: Object.fromEntries(
    ['de', 'en', 'fr', 'it', 'es', 'nl', 'pl', 'cs', 'ru'].map((language) => [language, '_'.repeat(32)]),
  ),
  header: {
    de: [
      `Von: ${from}`,
      'Gesendet: Donnerstag, März 12, 2026 10:20:30 AM',
      `An: ${to}`,
      'Betreff: Ihre Bestellung 4711-20',
    ],
    en: [`From: ${from}`, 'Sent: Thursday, March 12, 2026 10:20:30 AM', `To: ${to}`, 'Subject: Your order 4711-20'],
    fr: [
      `De : ${from}`,
      'Envoyé : Thursday, March 12, 2026 10:20:30 AM',
      `À : ${to}`,
      'Objet : Votre commande 4711-20',
    ],
    it: [`Da: ${from}`, 'Inviato: Thursday, March 12, 2026 10:20:30 AM', `A: ${to}`, 'Oggetto: Il suo ordine 4711-20'],
    es: [`De: ${from}`, 'Enviado: Thursday, March 12, 2026 10:20:30 AM', `Para: ${to}`, 'Asunto: Su pedido 4711-20'],
    nl: [
      `Van: ${from}`,
      'Verzonden: Thursday, March 12, 2026 10:20:30 AM',
      `Aan: ${to}`,
      'Onderwerp: Uw bestelling 4711-20',
    ],
    pl: [`Od: ${from}`, 'Wysłane: Thursday, March 12, 2026 10:20:30 AM', `Do: ${to}`, 'Temat: Zamówienie 4711-20'],
    cs: [`Od: ${from}`, 'Odesláno: Thursday, March 12, 2026 10:20:30 AM', `Komu: ${to}`, 'Předmět: Objednávka 4711-20'],
    ru: [`От: ${from}`, 'Отправлено: Thursday, March 12, 2026 10:20:30 AM', `Кому: ${to}`, 'Тема: Ваш заказ 4711-20'],
  },
  own: (lines) =>
    lines
      .map((line) => `<div dir="auto" style="color: rgb(33, 33, 33);">${line === '' ? '<br>' : escape(line)}</div>`)
      .join('\n'),
  signature: (lines) =>
    `<div id="ms-outlook-mobile-signature" dir="auto"><div><br></div>${lines.map((line) => `<a href="https://aka.ms/AAb9ysg">${escape(line.replace(/<.*>/, ''))}</a>`).join('')}</div>`,
  below: (header, inner) =>
    `<div id="mail-editor-reference-message-container" dir="auto"><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" style="font-size:11pt">${bold(header)}</div><br>${inner}</div>`,
})
