import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clean,
  htmlToPlain,
  normalise,
  oneLine,
  plainToHtml,
  safeFilename,
  sanitise,
  shorten,
} from '../../src/domain/text.ts'
import { processorMs } from '../processor-time.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })
const wildText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\0',
        '\r\n',
        '\r',
        '\n',
        '\n\n\n',
        ' ',
        '\t',
        '\u202e',
        '\u2066',
        '\ud800',
        '\udc00',
        '&',
        '<b>',
      ),
      fc.constantFrom('{{order}}', '<script>', '👨‍👩‍👧', 'é', 'e\u0301', 'שלום', '\u00a0', '..', '/', '\\', '"', "'"),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

describe("an agent's answer as plain text", () => {
  const table: [name: string, html: string, plain: string][] = [
    ['paragraphs', '<p>Guten Tag,</p><p>alles gut.</p>', 'Guten Tag,\n\nalles gut.'],
    ['line breaks', '<p>eins<br>zwei<br/></p>', 'eins\nzwei'],
    ['empty paragraphs', '<p>a</p><p><br></p><p></p><p><br></p><p>b</p>', 'a\n\nb'],
    ['entities', '<p>M&uuml;ller &amp; S&ouml;hne&nbsp;&lt;3 &#8364;</p>', 'Müller & Söhne <3 €'],
    ['a list', '<p>Bitte:</p><ul><li>Foto</li><li><p>Nummer</p></li></ul>', 'Bitte:\n\n- Foto\n- Nummer'],
    ['a numbered list', '<ol><li>auf</li><li>zu</li></ol>', '1. auf\n2. zu'],
    [
      "an inner list as Odoo's editor writes it",
      '<ul><li>a</li><li class="oe-nested"><ul><li>b</li></ul></li></ul>',
      '- a\n  - b',
    ],
    ['a link', '<p>Siehe <a href="https://dhl.de/1">hier</a>.</p>', 'Siehe hier (https://dhl.de/1).'],
    ['a link that shows itself', '<a href="https://www.dhl.de/1/">www.dhl.de/1</a>', 'www.dhl.de/1'],
    ['a mail link', '<a href="mailto:info@example.com">info@example.com</a>', 'info@example.com'],
    ['a script link', '<a href="javascript:alert(1)">hier</a>', 'hier'],
    ['an address inside Odoo', '<a href="/web#id=3">Auftrag</a>', 'Auftrag'],
    [
      'a mention of a colleague',
      '<a href="https://odoo.example.com/web#id=3" class="o_mail_redirect" data-oe-model="res.partner">@Anna</a> schaut nach',
      '@Anna schaut nach',
    ],
    ['a quotation', '<blockquote><p>Wo ist es?</p></blockquote><p>Hier.</p>', '> Wo ist es?\n\nHier.'],
    [
      'a table',
      '<table><tr><td>Größe</td><td>M</td></tr><tr><td>Farbe</td><td>rot</td></tr></table>',
      'Größe M\nFarbe rot',
    ],
    ['images, styles and scripts', '<p>a<img src="x" alt="y"></p><style>p{}</style><script>z()</script>', 'a'],
    ['a heading', '<h2>Rücksendung</h2><p>So geht es.</p>', 'Rücksendung\n\nSo geht es.'],
    ['nothing', '<p><br></p>', ''],
  ]
  test.each(table)('%s', (_name, html, plain) => {
    expect(htmlToPlain(html)).toBe(plain)
  })

  test('has no trailing space, no double blank line and no control character, whatever the HTML', () => {
    fc.assert(
      fc.property(wildText, (html) => {
        const plain = htmlToPlain(`<p>${html}</p><ul><li>${html}</li></ul>`)
        expect(plain).toBe(plain.trimEnd())
        expect(plain).not.toMatch(/[ \t]\n|\n{3}|\0|\r|\u202e/)
        expect(plain.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe("a buyer's text as HTML", () => {
  test('is escaped, a paragraph per block', () => {
    expect(plainToHtml('Hallo <b>&"\'\r\nzweite Zeile\n\n\nAbsatz {{order}}')).toBe(
      '<p dir="auto">Hallo &lt;b&gt;&amp;&quot;&#39;<br>zweite Zeile</p><p dir="auto">Absatz {{order}}</p>',
    )
  })

  test('loses what could reorder or break its surroundings', () => {
    expect(plainToHtml('a\0b\u202ec\ud800d')).toBe('<p dir="auto">abc\ufffdd</p>')
  })

  test('holds no element but paragraphs and line breaks, and says the same as the text', () => {
    fc.assert(
      fc.property(fc.oneof(wildText, anyText), (text) => {
        const html = plainToHtml(text)
        expect(html.replace(/<p dir="auto">|<\/p>|<br>/g, '')).not.toMatch(/[<>]/)
        expect(normalise(unescaped(html))).toBe(normalise(text))
      }),
    )
  })
})

describe('foreign HTML for Odoo', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<p style="position:fixed" onclick="x()">x</p>',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=a></form>',
    '<!--<img src=x onerror=alert(1)>-->',
    '<p t-out="object.partner_id">x</p>',
    '<p>\u202e\0&#8238;x</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  ]
  test.each(attacks)('%s does no harm', (attack) => {
    expect(sanitise(attack)).not.toMatch(
      /<(?!\/?(p|a|br)\b)|onerror=|onclick=|javascript:|evil\.example|style=|t-out|\u202e|\0/i,
    )
  })

  test('plain formatting stays, links open apart', () => {
    expect(sanitise('<p>a <b>b</b><br>c <a href="https://x.example">d</a></p>')).toBe(
      '<p>a <b>b</b><br />c <a href="https://x.example" rel="noopener noreferrer nofollow" target="_blank">d</a></p>',
    )
  })

  test('once is enough', () => {
    fc.assert(
      fc.property(wildText, (html) => {
        expect(sanitise(sanitise(html))).toBe(sanitise(html))
      }),
    )
  })
})

describe('a text that is too long', () => {
  test('is cut before the character that does not fit, and says so', () => {
    expect(shorten('Familie 👨‍👩‍👧‍👦 kommt', 16)).toBe('Familie […]')
    expect(shorten('kurz', 4)).toBe('kurz')
    expect(shorten('zu lang für hier', 12, ' (gekürzt)')).toBe('zu (gekürzt)')
  })

  test('never exceeds the limit, never parts a character, and is left alone if it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 0, max: 150 }), (text, max) => {
        const short = shorten(text, max)
        expect(short.length).toBeLessThanOrEqual(max)
        if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true)
        if (text.length <= max) expect(short).toBe(text)
        else expect(text.startsWith(short.replace(/ \[…\]$/, ''))).toBe(true)
      }),
    )
  })
})

describe("a file's name", () => {
  const table: [given: string, safe: string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\a\\foto.jpg', 'foto.jpg'],
    ['rechnung\r\n2026.pdf', 'rechnung 2026.pdf'],
    ['con.txt', '_con.txt'],
    ['COM1', '_COM1'],
    ['.htaccess', 'htaccess'],
    ['a<b>:"|?*.png', 'a_b______.png'],
    ['foto\u202egpj.exe', 'fotogpj.exe'],
    ['', 'file'],
    ['...', 'file'],
    [`${'ä'.repeat(300)}.jpeg`, `${'ä'.repeat(115)}.jpeg`],
  ]
  test.each(table)('%j becomes %j', (given, safe) => {
    expect(safeFilename(given)).toBe(safe)
  })

  test('is a plain name of at most 120 characters, and safe names stay as they are', () => {
    fc.assert(
      fc.property(fc.oneof(wildText, anyText, fc.string({ unit: 'grapheme', maxLength: 400 })), (name) => {
        const safe = safeFilename(name)
        expect(safe.length).toBeGreaterThan(0)
        expect(safe.length).toBeLessThanOrEqual(120)
        expect(safe).not.toMatch(/[/\\\0\r\n<>:"|?*]|^[. ]|[. ]$/)
        expect(safe.isWellFormed()).toBe(true)
        expect(safeFilename(safe)).toBe(safe)
      }),
    )
  })
})

describe('comparing what we sent with what is shown', () => {
  test.each([
    ['a\r\nb', 'a\nb'],
    ['Gru\u0308ße  aus\u00a0Köln ', 'Grüße aus Köln'],
    ['eins\n\n\nzwei', 'eins\nzwei'],
    ['x\u200by\ufeff', 'xy'],
  ])('%j is the same text as %j', (ours, shown) => {
    expect(normalise(ours)).toBe(normalise(shown))
  })

  test('other words stay other words', () => {
    expect(normalise('Ihr Paket kommt.')).not.toBe(normalise('Ihr Paket kommt nicht.'))
  })
})

test('a name with line breaks fits on a line, and right-to-left text keeps to itself', () => {
  expect(oneLine('Anna\r\nBcc: x@example.com\0\u2028')).toBe('Anna Bcc: x@example.com')
  expect(oneLine(' שלום\u202e ')).toBe('\u2068שלום\u2069')
})

test('cleaning keeps tabs, line ends and every readable character', () => {
  expect(clean('a\tb\r\nc\u2028d👋é')).toBe('a\tb\nc\nd👋é')
})

describe('100,000 characters', () => {
  const long: [name: string, text: string][] = [
    ['angle brackets', '<'.repeat(100_000)],
    ['ampersands', '&'.repeat(100_000)],
    ['nested elements', '<div>'.repeat(20_000)],
    ['nested quotations', '<blockquote>'.repeat(8_300)],
    ['nested lists', '<ul><li>'.repeat(12_500)],
    ['closing tags', '</p>'.repeat(25_000)],
    ['spaces', `${' '.repeat(100_000)}x`],
    ['blank lines', '\n '.repeat(50_000)],
    ['dots', `${'.'.repeat(50_000)}x${'. '.repeat(25_000)}`],
    ['open comments', '<!--'.repeat(25_000)],
    ['stacked accents', `a${'\u0301'.repeat(100_000)}`],
    ['links', '<a href="https://a.example/">b</a>'.repeat(3_000)],
    ['backslashes', '\\'.repeat(100_000)],
  ]
  // A quadratic step takes tens of seconds here, not one.
  test.each(long)('%s take no time to speak of', (_name, text) => {
    for (const work of [htmlToPlain, sanitise, plainToHtml, normalise, safeFilename, oneLine]) {
      expect(
        processorMs(() => work(text)),
        work.name,
      ).toBeLessThan(2_000)
    }
    expect(shorten(text, 1_000).length).toBeLessThanOrEqual(1_000)
  })
})

function unescaped(html: string): string {
  return html
    .replace(/<p dir="auto">|<\/p>|<br>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
