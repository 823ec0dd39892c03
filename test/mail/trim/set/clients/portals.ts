import { ADDRESS, escape, heading, linked, quoting, SHOP, withBreaks } from '../letter.ts'

const bold = (header: readonly string[]): string =>
  header
    .map(
      (line) =>
        `<b>${escape(line.slice(0, line.indexOf(':') + 1))}</b>&nbsp;${linked(line.slice(line.indexOf(':') + 2))}`,
    )
    .join('<br/>\n')

export const gmx = heading({
  client: 'GMX web',
  forms: ['top', 'nested', 'disclaimer', 'quote only', 'no quote'],
  header: {
    de: [
      'Gesendet: Donnerstag, 12. März 2026 um 10:20 Uhr',
      `Von: "${SHOP}" <${ADDRESS}>`,
      'An: buyer@post.example',
      'Betreff: Aw: Ihre Bestellung 4711-20',
    ],
    en: [
      'Sent: Thursday, March 12, 2026 at 10:20 AM',
      `From: "${SHOP}" <${ADDRESS}>`,
      'To: buyer@post.example',
      'Subject: Re: Your order 4711-20',
    ],
    fr: [
      'Envoyé: jeudi 12 mars 2026 à 10:20',
      `De: "${SHOP}" <${ADDRESS}>`,
      'À: buyer@post.example',
      'Objet: Re: Votre commande 4711-20',
    ],
    es: [
      'Enviado: jueves, 12 de marzo de 2026 a las 10:20',
      `De: "${SHOP}" <${ADDRESS}>`,
      'Para: buyer@post.example',
      'Asunto: Re: Su pedido 4711-20',
    ],
  },
  own: (lines) => lines.map((line) => `<div>${line === '' ? '&nbsp;' : escape(line)}</div>`).join('\n'),
  below: (header, inner) =>
    `<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;">${bold(header)}</div><div name="quoted-content">${inner}</div></div></div>`,
  body: (content) => `<body><div style="font-family: Verdana;font-size: 12.0px;">${content}</div></body>`,
})

/** The newer editor of GMX and web.de. */
export const webDe = quoting({
  client: 'web.de',
  forms: ['top', 'signature', 'nested', 'disclaimer', 'quote only', 'no quote'],
  deviceLine: {
    de: '--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.',
    en: '--\nSent with the mobile mail app of web.de',
  },
  attribution: {
    de: `Am 12.03.26, 10:20 schrieb "${SHOP}" <${ADDRESS}>:`,
    en: `On 3/12/26 at 10:20 AM "${SHOP}" <${ADDRESS}> wrote:`,
  },
  own: (lines) => `<div>${withBreaks(lines)}</div>`,
  quote: (lines, older) =>
    `<blockquote>${lines.map((line) => `<div>${escape(line)}</div>`).join('')}${older}</blockquote>`,
  around: (attribution, inner) =>
    `<div id="sub-body-container" style="margin: 10px 5px 5px 10px;"><div>${attribution}</div>${inner}</div>`,
})

export const tOnline = heading({
  client: 'T-Online',
  forms: ['top', 'nested', 'disclaimer', 'quote only', 'no quote'],
  rule: { de: '-----Original-Nachricht-----' },
  header: {
    de: [
      'Betreff: Ihre Bestellung 4711-20',
      'Datum: 2026-03-12T10:20:30+0100',
      `Von: "${SHOP}" <${ADDRESS}>`,
      'An: "buyer@post.example" <buyer@post.example>',
    ],
  },
  own: (lines) => lines.map((line) => `<p>${line === '' ? '&nbsp;' : escape(line)}</p>`).join(''),
  below: (header, inner, rule) =>
    `<p>${rule}</p>${header.map((line) => `<div>${linked(line)}</div>`).join('')}<div><br></div>${inner}`,
})

export const yahoo = quoting({
  client: 'Yahoo',
  forms: ['top', 'signature', 'nested', 'disclaimer', 'quote only', 'no quote'],
  deviceLine: {
    de: 'Von Yahoo Mail auf Android gesendet',
    en: 'Sent from Yahoo Mail on Android',
    fr: 'Envoyé à partir de Yahoo Mail sur Android',
    it: 'Inviato da Yahoo Mail su Android',
    es: 'Enviado desde Yahoo Mail con Android',
    pl: 'Wysłane z programu Yahoo Mail na urządzeniu z Android',
  },
  attribution: {
    de: `Am Donnerstag, 12. März 2026 um 10:20:30 MEZ hat ${SHOP} <${ADDRESS}> Folgendes geschrieben:`,
    en: `On Thursday, March 12, 2026 at 10:20:30 AM GMT+1, ${SHOP} <${ADDRESS}> wrote:`,
    fr: `Le jeudi 12 mars 2026 à 10:20:30 UTC+1, ${SHOP} <${ADDRESS}> a écrit :`,
    it: `Il giovedì 12 marzo 2026 alle ore 10:20:30 CET, ${SHOP} <${ADDRESS}> ha scritto:`,
    es: `En jueves, 12 de marzo de 2026, 10:20:30 CET, ${SHOP} <${ADDRESS}> escribió:`,
    pl: `W dniu czwartek, 12 marca 2026 10:20:30 CET użytkownik ${SHOP} <${ADDRESS}> napisał:`,
  },
  // Its plain part indents by two spaces and marks nothing.
  quoteText: (lines) => lines.map((line) => `  ${line}`),
  own: (lines) =>
    `<div class="ydp1a2b3c4dyahoo-style-wrap" style="font-family:Helvetica"><div dir="ltr" data-setdir="false">${withBreaks(lines)}</div></div>`,
  quote: (lines, older) => `<div>${withBreaks(lines)}${older}</div>`,
  signature: (lines) =>
    `<div><br></div><div id="ymail_android_signature"><a id="ymail_android_signature_link" href="https://go.onelink.me/1">${escape(lines.join(' '))}</a></div>`,
  around: (attribution, inner) =>
    `<div id="ydp5e6fyahoo_quoted_7" class="ydp5e6fyahoo_quoted"><div style="font-size:13px;color:#26282a;"><div>${attribution}</div><div><br></div>${inner}</div></div>`,
})

export const proton = quoting({
  client: 'Proton',
  attribution: {
    de: `${SHOP} <${ADDRESS}> schrieb am Donnerstag, 12. März 2026 um 10:20:`,
    en: `On Thursday, March 12th, 2026 at 10:20 AM, ${SHOP} <${ADDRESS}> wrote:`,
    fr: `Le jeudi 12 mars 2026 à 10:20, ${SHOP} <${ADDRESS}> a écrit :`,
    it: `Il giovedì 12 marzo 2026 10:20, ${SHOP} <${ADDRESS}> ha scritto:`,
    es: `El jueves, 12 de marzo de 2026 a las 10:20, ${SHOP} <${ADDRESS}> escribió:`,
    nl: `Op donderdag 12 maart 2026 om 10:20 schreef ${SHOP} <${ADDRESS}>:`,
    pl: `czwartek, 12 marca 2026 10:20, ${SHOP} <${ADDRESS}> pisze:`,
    cs: `Dne čtvrtek 12. března 2026 v 10:20, uživatel ${SHOP} <${ADDRESS}> napsal:`,
    ru: `четверг, 12 марта 2026 г. в 10:20, ${SHOP} <${ADDRESS}> пишет:`,
  },
  deviceLine: {
    de: 'Mit der sicheren E-Mail von Proton Mail gesendet.',
    en: 'Sent with Proton Mail secure email.',
    fr: 'Envoyé avec la messagerie sécurisée Proton Mail.',
    it: "Inviato con l'email sicura Proton Mail.",
    es: 'Enviado con el correo seguro de Proton Mail.',
    nl: 'Verzonden met Proton Mail beveiligde e-mail.',
    pl: 'Wysłano z bezpiecznej poczty Proton Mail.',
    cs: 'Odesláno pomocí zabezpečeného e-mailu Proton Mail.',
    ru: 'Отправлено с помощью защищённой почты Proton Mail.',
  },
  own: (lines) =>
    lines
      .map(
        (line) =>
          `<div style="font-family: Arial, sans-serif; font-size: 14px;">${line === '' ? '<br>' : escape(line)}</div>`,
      )
      .join(''),
  quote: (lines, older) =>
    `<blockquote class="protonmail_quote" type="cite">${withBreaks(lines)}${older}</blockquote><br>`,
  signature: (lines) =>
    `<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">${withBreaks(lines)}</div></div>`,
  around: (attribution, inner) => `<div class="protonmail_quote">${attribution}<br>${inner}</div>`,
})
