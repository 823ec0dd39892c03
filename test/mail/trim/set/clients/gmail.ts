import { ADDRESS, escape, quoting, SHOP, withBreaks } from '../letter.ts'

const divs = (lines: readonly string[]): string =>
  `<div dir="ltr">${lines.map((line) => (line === '' ? '<div><br></div>' : `<div>${escape(line)}</div>`)).join('')}</div>`

const quote = (lines: readonly string[], older: string): string =>
  `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${withBreaks(lines)}${older}</blockquote>`

const around = (attribution: string, inner: string): string =>
  `<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${attribution}<br></div>${inner}</div>`

const signature = (lines: readonly string[]): string =>
  `<div><br clear="all"></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">${withBreaks(lines.filter((line) => line !== '-- '))}</div>`

const WEB = {
  de: `Am Do., 12. März 2026 um 10:20 Uhr schrieb ${SHOP} <\n${ADDRESS}>:`,
  en: `On Thu, Mar 12, 2026 at 10:20 AM ${SHOP} <${ADDRESS}>\nwrote:`,
  fr: `Le jeu. 12 mars 2026 à 10:20, ${SHOP} <${ADDRESS}> a\nécrit :`,
  it: `Il giorno gio 12 mar 2026 alle ore 10:20 ${SHOP} <\n${ADDRESS}> ha scritto:`,
  es: `El jue, 12 mar 2026 a las 10:20, ${SHOP} (<${ADDRESS}>)\nescribió:`,
  nl: `Op do 12 mrt 2026 om 10:20 schreef ${SHOP} <\n${ADDRESS}>:`,
  pl: `czw., 12 mar 2026 o 10:20 ${SHOP} <${ADDRESS}>\nnapisał(a):`,
  cs: `čt 12. 3. 2026 v 10:20 odesílatel ${SHOP} <${ADDRESS}>\nnapsal:`,
  ru: `чт, 12 мар. 2026 г. в 10:20, ${SHOP} <${ADDRESS}>:`,
}

export const gmailWeb = quoting({ client: 'Gmail web', attribution: WEB, own: divs, quote, around, signature })

/** The app writes one long line, and a plain part whose quotes have no marks below the attribution in older versions. */
const oneLine = Object.fromEntries(
  Object.entries(WEB).map(([language, text]) => [language, text.replace('<\n', '<').replace('\n', ' ')]),
)

export const gmailAndroid = quoting({
  client: 'Gmail Android',
  forms: ['top', 'signature', 'nested', 'disclaimer', 'quote only', 'no quote'],
  attribution: oneLine,
  own: (lines) =>
    `<div dir="auto">${lines.map((line) => `<div dir="auto">${line === '' ? '<br>' : escape(line)}</div>`).join('')}</div>`,
  quote,
  around: (attribution, inner) =>
    `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${attribution}<br></div>${inner}</div>`,
})

export const gmailIos = quoting({
  client: 'Gmail iOS',
  forms: ['top', 'signature', 'bottom', 'nested', 'disclaimer', 'quote only', 'no quote'],
  attribution: oneLine,
  deviceLine: {
    de: 'Gesendet von Gmail Mobile',
    en: 'Sent from Gmail Mobile',
    fr: 'Envoyé depuis Gmail Mobile',
    it: 'Inviato da Gmail Mobile',
    es: 'Enviado desde Gmail Mobile',
    nl: 'Verzonden vanuit Gmail Mobile',
    pl: 'Wysłane z Gmail Mobile',
    cs: 'Odesláno z Gmail Mobile',
    ru: 'Отправлено из мобильной Gmail',
  },
  own: (lines) => lines.map((line) => `<div>${line === '' ? '<br>' : escape(line)}</div>`).join(''),
  quote: (lines, older) =>
    `<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex"><div>${withBreaks(lines)}</div>${older}</blockquote>`,
  around: (attribution, inner) =>
    `<div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${attribution}<br></div>${inner}</div></div>`,
})
