import { ADDRESS, escape, quoting, SHOP, withBreaks } from '../letter.ts'

const quote = (lines: readonly string[], older: string): string =>
  `<blockquote type="cite"><div dir="ltr">${withBreaks(lines)}${older}</div></blockquote>`

export const appleMac = quoting({
  client: 'Apple Mail Mac',
  attribution: {
    de: `Am 12.03.2026 um 10:20 schrieb ${SHOP} <${ADDRESS}>:`,
    en: `On 12 Mar 2026, at 10:20, ${SHOP} <${ADDRESS}> wrote:`,
    fr: `Le 12 mars 2026 à 10:20, ${SHOP} <${ADDRESS}> a écrit :`,
    it: `Il giorno 12 mar 2026, alle ore 10:20, ${SHOP} <${ADDRESS}> ha scritto:`,
    es: `El 12 mar 2026, a las 10:20, ${SHOP} <${ADDRESS}> escribió:`,
    nl: `Op 12 mrt 2026, om 10:20 heeft ${SHOP} <${ADDRESS}> het volgende geschreven:`,
    pl: `Wiadomość napisana przez ${SHOP} <${ADDRESS}> w dniu 12 mar 2026, o godz. 10:20:`,
    cs: `12. 3. 2026 v 10:20, ${SHOP} <${ADDRESS}>:`,
    ru: `12 марта 2026 г., в 10:20, ${SHOP} <${ADDRESS}> написал(а):`,
  },
  own: (lines) => lines.map((line) => (line === '' ? '<div><br></div>' : `<div>${escape(line)}</div>`)).join(''),
  quote: (lines, older) =>
    `<blockquote type="cite"><br class="Apple-interchange-newline"><div>${withBreaks(lines)}${older}</div></blockquote>`,
  around: (attribution, inner) => `<div><br><div>${attribution}</div>${inner}</div><br>`,
})

export const iphone = quoting({
  client: 'iPhone',
  forms: ['top', 'signature', 'bottom', 'nested', 'disclaimer', 'quote only', 'no quote'],
  deviceLine: {
    de: 'Von meinem iPhone gesendet',
    en: 'Sent from my iPhone',
    fr: 'Envoyé de mon iPhone',
    it: 'Inviato da iPhone',
    es: 'Enviado desde mi iPhone',
    nl: 'Verstuurd vanaf mijn iPhone',
    pl: 'Wysłane z iPhone’a',
    cs: 'Odesláno z iPhonu',
    ru: 'Отправлено с iPhone',
  },
  attribution: {
    de: `Am 12.03.2026 um 10:20 schrieb ${SHOP} <${ADDRESS}>:`,
    en: `On Mar 12, 2026, at 10:20 AM, ${SHOP} <${ADDRESS}> wrote:`,
    fr: `Le 12 mars 2026 à 10:20, ${SHOP} <${ADDRESS}> a écrit :`,
    it: `Il giorno 12 mar 2026, alle ore 10:20, ${SHOP} <${ADDRESS}> ha scritto:`,
    es: `El 12 mar 2026, a las 10:20, ${SHOP} <${ADDRESS}> escribió:`,
    nl: `Op 12 mrt 2026 om 10:20 heeft ${SHOP} <${ADDRESS}> het volgende geschreven:`,
    pl: `Wiadomość napisana przez ${SHOP} <${ADDRESS}> w dniu 12.03.2026, o godz. 10:20:`,
    cs: `12. 3. 2026 v 10:20, ${SHOP} <${ADDRESS}>:`,
    ru: `12 марта 2026 г., в 10:20, ${SHOP} <${ADDRESS}> написал(а):`,
  },
  // The plain part marks the attribution too.
  quoteText: (lines) => lines.map((line) => (line === '' ? '> ' : `> ${line}`)),
  own: (lines) => lines.map((line) => `<div dir="ltr">${line === '' ? '<br>' : escape(line)}</div>`).join(''),
  quote,
  signature: (lines) =>
    `<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">${lines.map(escape).join('<br>')}</div>`,
  around: (attribution, inner) => {
    const begin = inner.indexOf('<blockquote type="cite">')
    return `<div dir="ltr"><br>${inner.slice(0, begin)}<blockquote type="cite">${attribution}<br><br></blockquote></div>${inner.slice(begin)}`
  },
})
