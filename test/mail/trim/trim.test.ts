import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { htmlWords } from '../../../src/mail/mime/text-choice.ts'
import { trimReply } from '../../../src/mail/trim/trim.ts'

/** Of a mail that is HTML alone. */
const htmlReply = (html: string): string => reply(htmlWords(html), html)

const reply = (text: string, html: string | null = null): string => trimReply({ text, html }).reply

describe('a person loses no word', () => {
  test.each([
    ['a mail without a quote', 'Wo bleibt mein Paket?\n\nGruß\nMarlies'],
    ['a sentence that reads like an attribution', 'Am Montag schrieb mir der Fahrer:\nniemand da. Ich war aber da.'],
    [
      'an address and a date in a sentence',
      'Ich habe am 12.03.2026 um 10:20 an service@shop.example geschrieben:\nkeine Antwort.',
    ],
    ['a single line that begins with >', 'Gesucht wird ein Rohr\n> 30 mm Durchmesser'],
    ['a sentence about a phone', 'Von meinem Handy aus geht die Seite nicht'],
    [
      'a rule between two thoughts',
      'Die Lampe ist da.\n--\nUnd wann kommt der Tisch, den ich mit der Lampe zusammen bestellt hatte?',
    ],
    ['a filled-in form', 'Von: Max Mustermann\nBestellnummer: 4711\nBetreff: Widerruf\n\nIch widerrufe.'],
    [
      'a form that a shop mails',
      'Neue Nachricht aus dem Kontaktformular:\n\nVon: Max <max@post.example>\nDatum: 12.03.2026\nBetreff: Widerruf\n\nIch widerrufe.',
    ],
    ['one label of a header', 'Betreff: Widerruf\nHiermit widerrufe ich.'],
    ['a smile', '👍'],
    ['a question mark', '?'],
    ['a closing that programs use as a mark', 'Cheers,\nAnn asked me to write. Regards, Tom'],
  ])('%s', (_, text) => {
    expect(trimReply({ text, html: null })).toEqual({ reply: text, trimmed: false })
  })

  test('own words right above an attribution, without a blank line', () => {
    expect(reply('Danke.\nAm 12.03.2026 um 10:20 schrieb "Shop" <a@shop.example>:\n> Hallo')).toBe('Danke.')
  })

  test('words below `-- ` and nowhere else', () => {
    expect(trimReply({ text: '--\nIch widerrufe.', html: null })).toEqual({
      reply: '--\nIch widerrufe.',
      trimmed: false,
    })
  })

  test("nothing but a quote, or nothing but the phone's line: all of it is shown", () => {
    const quote = 'On 12 Mar 2026, at 10:20, Shop <a@shop.example> wrote:\n\n> Hello'
    expect(trimReply({ text: quote, html: null })).toEqual({ reply: quote, trimmed: false })
    expect(reply('Von meinem iPhone gesendet')).toBe('Von meinem iPhone gesendet')
  })

  test('HTML that hides everything leaves the plain part', () => {
    expect(
      reply(
        'Die Tasse ist zerbrochen.',
        '<div class="gmail_quote"><blockquote class="gmail_quote">alt</blockquote></div>',
      ),
    ).toBe('Die Tasse ist zerbrochen.')
  })

  test('an empty mail stays empty', () => {
    expect(trimReply({ text: ' \n\n', html: '<p></p>' })).toEqual({ reply: '', trimmed: false })
  })
})

test('whatever programs and people put together, words are never cut to nothing, and what is left was there', () => {
  const pieces = [
    'Wo bleibt mein Paket?',
    '',
    '> alt',
    '>',
    '>> älter',
    '-- ',
    'Max',
    'Von meinem iPhone gesendet',
    'Am 12.03.2026 um 10:20 schrieb Shop <a@shop.example>:',
    'Von: Shop <a@shop.example>',
    'Gesendet: 12. März 2026',
    'An: Max',
    'Betreff: Re: x',
    '-----Original Message-----',
    '---------- Forwarded message ---------',
    'Diese E-Mail ist vertraulich.',
    '________________________________',
    'On 1 May wrote:',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (lines) => {
      const text = lines.join('\n')
      const got = trimReply({ text, html: null })
      const words = (some: string): string[] => some.match(/[\p{L}\d]+/gu) ?? []
      expect(words(got.reply).length > 0 || words(text).length === 0).toBe(true)
      const kept = got.reply.split('\n').map((line) => line.replace(/^[> ]+/, '').trim())
      expect(kept.filter((line) => !text.includes(line))).toEqual([])
      if (!got.trimmed) expect(words(got.reply)).toEqual(words(text))
    }),
    { numRuns: 2000 },
  )
})

describe('answers between the lines', () => {
  test('keep the lines they answer, and those alone', () => {
    const text = [
      'Hallo, siehe unten.',
      '',
      'Am 12.03.26 um 10:20 schrieb Shop:',
      '> Guten Tag,',
      '>',
      '> war der Karton beschädigt?',
      'Ja, an der Ecke.',
      '> Haben Sie ein Foto?',
      'Hängt an.',
      '> Freundliche Grüße',
    ].join('\n')
    expect(reply(text)).toBe(
      'Hallo, siehe unten.\n\n> Guten Tag,\n>\n> war der Karton beschädigt?\nJa, an der Ecke.\n\n> Haben Sie ein Foto?\nHängt an.',
    )
  })

  test('of a long quote its last paragraph', () => {
    const long = Array.from({ length: 20 }, (_, line) => `> Zeile ${String(line)}`)
    const text = ['Am 12.03.26 um 10:20 schrieb Shop:', ...long, '>', '> Welche Farbe?', 'Blau.', '> Gruß'].join('\n')
    expect(reply(text)).toBe('> Welche Farbe?\nBlau.')
  })

  test('an answer below the whole quote stands alone', () => {
    expect(reply('Shop schrieb am 12.03.2026 um 10:20:\n> Welche Farbe?\n> Gruß\n\nBlau, bitte.')).toBe('Blau, bitte.')
  })
})

describe('HTML', () => {
  test("the writer's own indent is no quote", () => {
    const html =
      '<p>Der Fahrer sagte:</p><blockquote style="margin:0 0 0 40px;border:none">Niemand da.</blockquote><p>Ich war da.</p><div class="gmail_quote"><blockquote class="gmail_quote">alt</blockquote></div>'
    expect(htmlReply(html)).toBe('Der Fahrer sagte:\n\nNiemand da.\n\nIch war da.')
  })

  test('what is hidden, styled or executable is not read', () => {
    const html =
      '<style>p{}</style><script>document.write("x")</script><p>Ja<span style="display:none"> geheim</span>.</p><!-- x --><blockquote type="cite">alt</blockquote>'
    expect(htmlReply(html)).toBe('Ja.')
  })

  test('a link keeps its address where its words do not say it', () => {
    const html =
      '<p>Siehe <a href="https://shop.example/a">hier</a> und <a href="https://shop.example">shop.example</a></p><blockquote type="cite">alt</blockquote>'
    expect(htmlReply(html)).toBe('Siehe hier (https://shop.example/a) und shop.example')
  })

  test('a table reads row by row, a list point by point', () => {
    const html =
      '<table><tr><td>Tisch</td><td>fehlt</td></tr><tr><td>Stuhl</td><td>ist da</td></tr></table><ul><li>eins</li><li>zwei</li></ul><blockquote type="cite">alt</blockquote>'
    expect(htmlReply(html)).toBe('Tisch fehlt\nStuhl ist da\n\n- eins\n- zwei')
  })

  test('a mail handed on is kept, with or without own words', () => {
    const below =
      '<blockquote type="cite"><div>Begin forwarded message:</div><br><div>From: Carrier</div><div>Parcel lost</div></blockquote>'
    expect(htmlReply(`<div>See below</div>${below}`)).toContain('Parcel lost')
    expect(reply('Parcel lost', below)).toBe('Parcel lost')
  })
})

test('HTML that says other words than the text is not believed', () => {
  const html =
    '<style>.p{display:none}</style><p>Ja.</p><p class="p">Zahlen Sie bitte hier</p><blockquote type="cite">alt</blockquote>'
  expect(reply('Ja.\n\n> alt\n> älter', html)).toBe('Ja.')
})

describe('a hostile mail of a million characters is read to its end', () => {
  const MILLION = 1_000_000
  const filled = (pattern: string): string => pattern.repeat(Math.ceil(MILLION / pattern.length)).slice(0, MILLION)

  // Each of them takes longer than any test may where the time grows with the square of the length.
  test.each([
    ['Op schreef ', 'Op schreef '],
    ['lines that begin like attributions', 'Am 12.03.2026 um 10:20 schrieb X\n'],
    ['header lines', 'From: a\n'],
    ['quote marks', '> '],
    ['one word', 'wrote '],
    ['digits', '2026from<'],
    ['line ends', '\n'],
    ['device lines', 'Sent from my iPhone\n\n'],
    ['disclaimers', '---\nThis e-mail is confidential\n'],
    ['answers between lines', '> a\nb\n'],
  ])('%s', (_, pattern) => {
    const { reply: words } = trimReply({ text: `Wort ${filled(pattern)}`, html: null })
    expect(words.startsWith('Wort') || words.includes('b')).toBe(true)
  })

  test.each([
    ['<div>'],
    ['<b>'],
    ['<blockquote type="cite">x'],
    ['<ul><li>'],
    ['<a href="http://x">y'],
    ['<br>'],
    ['&amp;'],
    ['<!--'],
    ['<p><div></p>'],
  ])('HTML of %s', (pattern) => {
    expect(trimReply({ text: 'Wort', html: filled(pattern) }).reply).not.toBe('')
  })

  test('one attribute', () => {
    expect(trimReply({ text: 'Wort', html: `<div style="${filled('display:')}">x` }).reply).toBe('Wort')
  })

  test('own words that never end are kept whole', () => {
    const text = filled('Wort für Wort ').trim()
    expect(trimReply({ text, html: null })).toEqual({ reply: text, trimmed: false })
  })
})
