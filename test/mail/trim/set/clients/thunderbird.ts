import { ADDRESS, escape, quoting, SHOP, withBreaks } from '../letter.ts'

export const thunderbird = quoting({
  client: 'Thunderbird',
  attribution: {
    de: `Am 12.03.2026 um 10:20 schrieb ${SHOP}:`,
    en: `On 12/03/2026 10:20, ${SHOP} wrote:`,
    fr: `Le 12/03/2026 à 10:20, ${SHOP} a écrit :`,
    it: `Il 12/03/2026 10:20, ${SHOP} ha scritto:`,
    es: `El 12/3/26 a las 10:20, ${SHOP} escribió:`,
    nl: `Op 12-03-2026 om 10:20 schreef ${SHOP}:`,
    pl: `W dniu 12.03.2026 o 10:20, ${SHOP} pisze:`,
    cs: `Dne 12. 03. 26 v 10:20 ${SHOP} napsal(a):`,
    ru: `12.03.2026 10:20, ${SHOP} пишет:`,
  },
  own: (lines) => `<p>${withBreaks(lines)}</p>`,
  quote: (lines, older) =>
    `<blockquote type="cite" cite="mid:abc@nordlicht.example"><p>${withBreaks(lines)}</p>${older}</blockquote>`,
  signature: (lines) => `<pre class="moz-signature" cols="72">${lines.map(escape).join('\n')}</pre>`,
  around: (attribution, inner) => `<div class="moz-cite-prefix">${attribution}<br></div>${inner}`,
})

/** Debian's Evolution and other programs on Linux. */
export const evolution = quoting({
  client: 'Evolution',
  attribution: {
    de: `Am Donnerstag, dem 12.03.2026 um 10:20 +0100 schrieb ${SHOP}:`,
    en: `On Thu, 2026-03-12 at 10:20 +0100, ${SHOP} wrote:`,
    fr: `Le jeudi 12 mars 2026 à 10:20 +0100, ${SHOP} a écrit :`,
    pl: `Dnia 2026-03-12, czw o godzinie 10:20 +0100, ${SHOP} pisze:`,
    cs: `${SHOP} píše v Čt 12. 03. 2026 v 10:20 +0100:`,
    ru: `В Чт, 12/03/2026 в 10:20 +0100, ${SHOP} пишет:`,
  },
  own: (lines) => lines.map((line) => `<div>${line === '' ? '<br>' : escape(line)}</div>`).join(''),
  quote: (lines, older) =>
    `<blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">${lines.map((line) => `<div>${escape(line)}</div>`).join('')}${older}</blockquote>`,
  signature: (lines) => `<div><span><pre>${lines.map(escape).join('\n')}</pre></span></div>`,
  around: (attribution, inner) => `<div><br></div><div>${attribution}</div>${inner}`,
})

export const roundcube = quoting({
  client: 'Roundcube',
  attribution: {
    de: `Am 12.03.2026 10:20, schrieb ${SHOP}:`,
    en: `On 2026-03-12 10:20, ${SHOP} wrote:`,
    fr: `Le 12/03/2026 10:20, ${SHOP} a écrit :`,
    it: `Il 12-03-2026 10:20 ${SHOP} ha scritto:`,
    nl: `${SHOP} schreef op 2026-03-12 10:20:`,
    pl: `W dniu 12.03.2026 10:20, ${SHOP} napisał(a):`,
    cs: `Dne 12.03.2026 10:20, ${SHOP} napsal:`,
    ru: `${SHOP} писал(а) 12.03.2026 10:20:`,
    es: `El 12.03.2026 10:20, ${SHOP} (${ADDRESS}) escribió:`,
  },
  own: (lines) => `<p>${withBreaks(lines)}</p>`,
  quote: (lines, older) =>
    `<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div>${withBreaks(lines)}</div>${older}</blockquote>`,
  signature: (lines) => `<div>${withBreaks(lines)}</div>`,
  around: (attribution, inner) => `<p id="reply-intro">${attribution}</p>${inner}`,
})
