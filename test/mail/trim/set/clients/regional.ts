import { ADDRESS, escape, heading, linked, quoting, SHOP, withBreaks } from '../letter.ts'

const SHORT = ['top', 'nested', 'disclaimer', 'quote only', 'no quote'] as const
const from = `${SHOP} <${ADDRESS}>`

export const mailRu = quoting({
  client: 'Mail.ru',
  forms: SHORT,
  attribution: { ru: `Четверг, 12 марта 2026, 10:20 +03:00 от ${SHOP} <${ADDRESS}>:` },
  quoteText: (lines) => lines.map((line) => `> ${line}`),
  own: (lines) => lines.map((line) => `<div>${line === '' ? '&nbsp;' : escape(line)}</div>`).join(''),
  quote: (lines, older) => `<div id=""><div class="js-helper js-readmsg-msg">${withBreaks(lines)}${older}</div></div>`,
  around: (attribution, inner) =>
    `<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">${attribution}<br>&nbsp;${inner}</blockquote>`,
})

export const yandex = quoting({
  client: 'Yandex',
  forms: SHORT,
  attribution: { ru: `12.03.2026, 10:20, "${SHOP}" <${ADDRESS}>:`, en: `12.03.2026, 10:20, "${SHOP}" <${ADDRESS}>:` },
  own: (lines) => lines.map((line) => `<div>${line === '' ? ' ' : escape(line)}</div>`).join(''),
  quote: (lines, older) => `<blockquote><div>${withBreaks(lines)}</div>${older}</blockquote>`,
  around: (attribution, inner) => `<div> </div><div>${attribution}</div>${inner}`,
})

export const seznam = heading({
  client: 'Seznam',
  forms: SHORT,
  rule: { cs: '---------- Původní e-mail ----------' },
  header: {
    cs: [`Od: ${from}`, 'Komu: buyer@post.example', 'Datum: 12. 3. 2026 10:20:30', 'Předmět: Objednávka 4711-20'],
  },
  own: (lines) => `<div>${withBreaks(lines)}</div>`,
  below: (header, inner, rule) =>
    `<br><aside><p>${rule}<br>${header.map(linked).join('<br>')}</p></aside><br><blockquote data-email="${ADDRESS}">${inner}</blockquote>`,
})

export const wp = quoting({
  client: 'WP',
  forms: SHORT,
  attribution: { pl: `Dnia 12 marca 2026 10:20 ${SHOP} <${ADDRESS}> napisał(a):` },
  own: (lines) => `<div>${withBreaks(lines)}</div>`,
  quote: (lines, older) => `<blockquote class="nh_quote"><div>${withBreaks(lines)}</div>${older}</blockquote>`,
  around: (attribution, inner) => `<div class="nh_extra"><p>${attribution}</p>${inner}</div>`,
})

export const onet = quoting({
  client: 'Onet',
  forms: SHORT,
  attribution: { pl: `W dniu 2026-03-12 10:20:30 użytkownik ${SHOP} <${ADDRESS}> napisał:` },
  own: (lines) => `<div>${withBreaks(lines)}</div>`,
  quote: (lines, older) =>
    `<blockquote style="margin-right: 0; padding-left: 5px; border-left: 2px solid #bbb">${withBreaks(lines)}${older}</blockquote>`,
  around: (attribution, inner) => `<br><div>${attribution}</div>${inner}`,
})

export const orange = heading({
  client: 'Orange',
  forms: SHORT,
  header: {
    fr: [
      `> Message du 12/03/26 10:20`,
      `> De : "${SHOP}" <${ADDRESS}>`,
      '> A : buyer@post.example',
      '> Copie à : ',
      '> Objet : Votre commande 4711-20',
      '> ',
    ],
  },
  own: (lines) => `<p>${withBreaks(lines)}</p>`,
  below: (header, inner) =>
    `<br><br><blockquote style="padding-left:5px; margin-left:5px; border-left:2px solid #ff6600;"><p>${header.map(linked).join('<br>')}</p>${inner}</blockquote>`,
})

export const libero = heading({
  client: 'Libero',
  forms: SHORT,
  rule: { it: '------ Messaggio Originale ------' },
  header: {
    it: [`Da: ${from}`, 'A: buyer@post.example', 'Data: 12 marzo 2026 alle 10.20', 'Oggetto: Il suo ordine 4711-20'],
  },
  own: (lines) => `<p>${withBreaks(lines)}</p>`,
  below: (header, inner, rule) =>
    `<blockquote type="cite"><p>${rule}<br>${header.map(linked).join('<br>')}</p>${inner}</blockquote>`,
})

export const openXchange = quoting({
  client: 'Open-Xchange',
  forms: SHORT,
  attribution: {
    de: `${SHOP} <${ADDRESS}> hat am 12.03.2026 10:20 CET geschrieben:`,
    nl: `Op 12-03-2026 10:20 CET schreef ${SHOP} <${ADDRESS}>:`,
    es: `El 12/03/2026 10:20 CET ${SHOP} <${ADDRESS}> escribió:`,
    fr: `Le 12/03/2026 10:20 CET, ${SHOP} <${ADDRESS}> a écrit :`,
  },
  own: (lines) =>
    lines.map((line) => `<div class="default-style">${line === '' ? '<br>' : escape(line)}</div>`).join(''),
  quote: (lines, older) => `<div>${withBreaks(lines)}${older}</div>`,
  around: (attribution, inner) =>
    `<blockquote type="cite"><div>${attribution}</div><div><br></div>${inner}</blockquote>`,
})
