import { ADDRESS, escape, heading, linked, quoting, SHOP, withBreaks } from '../letter.ts'

const from = `${SHOP} <${ADDRESS}>`

export const samsung = heading({
  client: 'Samsung',
  deviceLine: {
    de: 'Von meinem/meiner Galaxy gesendet',
    en: 'Sent from my Galaxy',
    fr: 'Envoyé depuis mon appareil Galaxy',
    it: 'Inviato dal mio Galaxy',
    es: 'Enviado desde mi Galaxy',
    nl: 'Verzonden vanaf mijn Galaxy',
    pl: 'Wysłane z mojego Galaxy',
    cs: 'Odesláno z mého Galaxy',
    ru: 'Отправлено с моего Galaxy',
  },
  rule: {
    de: '-------- Ursprüngliche Nachricht --------',
    en: '-------- Original message --------',
    fr: "-------- Message d'origine --------",
    it: '-------- Messaggio originale --------',
    es: '-------- Mensaje original --------',
    nl: '-------- Oorspronkelijk bericht --------',
    pl: '-------- Oryginalna wiadomość --------',
    cs: '-------- Původní zpráva --------',
    ru: '-------- Исходное сообщение --------',
  },
  header: {
    de: [
      `Von: ${from}`,
      'Datum: 12.03.26 10:20 (GMT+01:00)',
      'An: buyer@post.example',
      'Betreff: Ihre Bestellung 4711-20',
    ],
    en: [
      `From: ${from}`,
      'Date: 12/03/2026 10:20 (GMT+00:00)',
      'To: buyer@post.example',
      'Subject: Your order 4711-20',
    ],
    fr: [
      `De : ${from}`,
      'Date : 12/03/2026 10:20 (GMT+01:00)',
      'À : buyer@post.example',
      'Objet : Votre commande 4711-20',
    ],
    it: [`Da: ${from}`, 'Data: 12/03/26 10:20 (GMT+01:00)', 'A: buyer@post.example', 'Oggetto: Il suo ordine 4711-20'],
    es: [`De: ${from}`, 'Fecha: 12/3/26 10:20 (GMT+01:00)', 'Para: buyer@post.example', 'Asunto: Su pedido 4711-20'],
    nl: [
      `Van: ${from}`,
      'Datum: 12-03-2026 10:20 (GMT+01:00)',
      'Aan: buyer@post.example',
      'Onderwerp: Uw bestelling 4711-20',
    ],
    pl: [`Od: ${from}`, 'Data: 12.03.2026 10:20 (GMT+01:00)', 'Do: buyer@post.example', 'Temat: Zamówienie 4711-20'],
    cs: [`Od: ${from}`, 'Datum: 12.03.26 10:20 (GMT+01:00)', 'Komu: buyer@post.example', 'Předmět: Objednávka 4711-20'],
    ru: [`От: ${from}`, 'Дата: 12.03.2026 10:20 (GMT+03:00)', 'Кому: buyer@post.example', 'Тема: Ваш заказ 4711-20'],
  },
  own: (lines) => lines.map((line) => `<div dir="auto">${line === '' ? '<br>' : escape(line)}</div>`).join(''),
  signature: (lines) =>
    `<div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">${lines.map(escape).join('<br>')}</div></div>`,
  below: (header, inner, rule) =>
    `<div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>${rule}</div>${header.map((line) => `<div>${linked(line)} </div>`).join('')}<div><br></div></div>${inner}`,
})

export const k9 = quoting({
  client: 'K-9',
  attribution: {
    de: `Am 12. März 2026 10:20:30 MEZ schrieb ${SHOP} <${ADDRESS}>:`,
    en: `On 12 March 2026 10:20:30 CET, ${SHOP} <${ADDRESS}> wrote:`,
    fr: `Le 12 mars 2026 10:20:30 GMT+01:00, ${SHOP} <${ADDRESS}> a écrit :`,
    it: `Il 12 marzo 2026 10:20:30 CET, ${SHOP} <${ADDRESS}> ha scritto:`,
    es: `El 12 de marzo de 2026 10:20:30 CET, ${SHOP} <${ADDRESS}> escribió:`,
    nl: `Op 12 maart 2026 10:20:30 CET schreef ${SHOP} <${ADDRESS}>:`,
    pl: `Dnia 12 marca 2026 10:20:30 CET, ${SHOP} <${ADDRESS}> napisał/a:`,
    cs: `12. března 2026 10:20:30 SEČ, ${SHOP} <${ADDRESS}> napsal:`,
    ru: `12 марта 2026 г. 10:20:30 GMT+03:00, ${SHOP} <${ADDRESS}> пишет:`,
  },
  deviceLine: {
    de: '-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
    en: '-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.',
    fr: '-- \nEnvoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.',
    it: '-- \nInviato dal mio dispositivo Android con K-9 Mail. Perdonate la brevità.',
    es: '-- \nEnviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.',
    nl: '-- \nVerstuurd vanaf mijn Android-apparaat met K-9 Mail.',
    pl: '-- \nWysłane za pomocą K-9 Mail.',
    cs: '-- \nOdesláno ze zařízení Android pomocí K-9 Mail. Omluvte prosím moji stručnost.',
    ru: '-- \nПростите за краткость, создано в K-9 Mail.',
  },
  own: (lines) => `${withBreaks(lines)}<br><br>`,
  quote: (lines, older) =>
    `<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;"><pre class="k9mail">${lines.map(escape).join('\n')}</pre>${older}</blockquote>`,
  signature: (lines) => `<br><div class="k9mail-signature">${withBreaks(lines)}</div>`,
  around: (attribution, inner) => `<br><br><div class="gmail_quote"><div dir="auto">${attribution}</div>${inner}</div>`,
})
