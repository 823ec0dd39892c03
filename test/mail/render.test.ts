import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { Misconfigured, Permanent } from '../../src/domain/errors.ts'
import type { NotificationKind } from '../../src/domain/notification.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailData, RenderRequest } from '../../src/mail/ports.ts'
import { preview } from '../../src/mail/preview.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'
import { ADDRESSES, played, SCENES } from './scenes.ts'

const renderer = createRenderer()

function rendered(kind: NotificationKind, changes: Partial<MailData> = {}, request: Partial<RenderRequest> = {}) {
  const locale = request.locale ?? 'de'
  const data = { ...sampleData(kind, locale), ...changes }
  return renderer.render({ kind, locale, formality: 'sie', timeZone: 'Europe/Berlin', data, ...request })
}

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'care-templates-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

describe.each(ADDRESSES)('a service mail stays one: %s, %s', (locale, formality) => {
  const mails = SCENES.map((scene) => ({ scene, ...played(scene, locale, formality) }))
  // POLICY.md 4.1: no offers, coupons, social links, recommendations or requests to rate, not in the footer either.
  const ADVERTISING =
    /rabatt|gutschein|angebot|empfehl|bewert|newsletter|danke|dank |facebook|instagram|discount|coupon|voucher|offer|recommend|review|rate us|thank|!/i

  test('no advertising, no thanks, no exclamation mark, no picture', () => {
    for (const { scene, subject, text, html } of mails) {
      expect(`${subject}\n${text}`, scene.name).not.toMatch(ADVERTISING)
      expect(html.match(/<img /g) ?? []).toEqual([])
    }
  })

  test('the only link is the parcel tracking; a message has none, and no contact data', () => {
    for (const { scene, html, message = '' } of mails) {
      const links = Array.from(html.matchAll(/href="([^"]*)"/g), ([, url]) => url)
      const wanted = scene.name === 'shipped, two parcels' ? 2 : scene.kind === 'shipped' ? 1 : 0
      expect(links, scene.name).toHaveLength(wanted)
      expect(message).not.toMatch(/https?:|@|www\./)
    }
  })
})

test.each(['sie', 'du'] as const)('German says %s throughout', (formality) => {
  const other = formality === 'du' ? /\b(Sie|Ihnen|Ihre?[mnrs]?)\b/ : /\b([Dd]u|[Dd]ir|[Dd]ich|[Dd]eine?[mnrs]?)\b/
  for (const scene of SCENES) {
    const { subject, text, message = '' } = played(scene, 'de', formality)
    expect(`${subject}\n${text}\n${message}`, scene.name).not.toMatch(other)
  }
})

describe('what happened is said as it is known', () => {
  test('a parcel that arrived has arrived; one that rests on transit days should have', () => {
    const known = rendered('delivered', { delivery: { basis: 'fact', at: instant('2026-11-18T10:00:00Z') } })
    const expected = rendered('delivered', { delivery: { basis: 'transit', at: instant('2026-11-18T10:00:00Z') } })
    expect(known.text).toContain('Ihre Sendung wurde am 18. November 2026 zugestellt.')
    expect(expected.text).not.toMatch(/zugestellt|ist angekommen/)
    expect(expected.subject).toBe('Ihre Sendung zur Bestellung S00042 sollte angekommen sein')
  })

  test('the tracking link is a button and stands in the text', () => {
    const { html, text } = rendered('shipped')
    expect(html).toMatch(/<a href="https:\/\/www\.dhl\.de\/[^"]*00340434161094042557"/)
    expect(text).toMatch(/Sendung verfolgen: https:\/\/www\.dhl\.de\/\S+00340434161094042557\n/)
  })

  test('a parcel without carrier, number and link needs none', () => {
    const { html, text } = rendered('shipped', { parcel: { doneAt: instant('2026-11-16T13:05:00Z') } })
    expect(`${html}${text}`).not.toMatch(/Versandart|Sendungsnummer|Sendung verfolgen|href/)
    expect(text).toContain('am 16. November 2026 auf den Weg gebracht')
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', '/track?x=1', 'https://user:pw@example.com/', 'DHL'])(
    'the link %j is none and is left out',
    (url) => {
      const { html, text } = rendered('shipped', { parcel: { doneAt: instant('2026-11-16T13:05:00Z'), url } })
      expect(html).not.toContain('href')
      expect(text).not.toContain('Sendung verfolgen')
    },
  )

  test('without an address of the shop the buyer is asked to reply', () => {
    const shop = without(sampleData('delivered', 'de').shop, 'email')
    expect(rendered('delivered', { shop }).text).toContain('Antworten Sie auf diese E-Mail')
  })

  test('a shop without VAT shows none', () => {
    const zero = { minor: 0, currency: 'EUR' }
    const amounts = { untaxed: zero, tax: zero, total: { minor: 500, currency: 'EUR' } }
    expect(rendered('order_confirmed', { amounts }).text).not.toContain('Mehrwertsteuer')
  })
})

describe('dates and amounts', () => {
  test("a day is the account's, also around midnight and across the clock change", () => {
    const at = (time: string, timeZone: string) =>
      rendered('shipped', { parcel: { doneAt: instant(time) } }, { timeZone }).text.match(/am (.*) auf den Weg/)?.[1]
    expect(at('2026-10-24T22:30:00Z', 'Europe/Berlin')).toBe('25. Oktober 2026')
    expect(at('2026-10-25T22:30:00Z', 'Europe/Berlin')).toBe('25. Oktober 2026')
    expect(at('2026-10-25T22:30:00Z', 'Europe/Helsinki')).toBe('26. Oktober 2026')
  })

  test.each([
    ['de', 'EUR', 123_456_789, '1.234.567,89 €'],
    ['en', 'EUR', 123_456_789, '€1,234,567.89'],
    ['de', 'JPY', 5_000, '5.000 ¥'],
    ['de', 'CHF', 1_950, '19,50 CHF'],
  ] as const)('%s %s %i is written %s', (locale, currency, minor, written) => {
    const refund = { amount: { minor, currency }, at: instant('2026-11-24T09:00:00Z'), document: 'R1', full: false }
    expect(rendered('refund_issued', { refund }, { locale }).text).toContain(written)
  })
})

describe("the shop's look", () => {
  test('its logo stands on top, its name where there is none', () => {
    const shop = { ...sampleData('shipped', 'de').shop }
    expect(rendered('shipped', { shop: { ...shop, logoCid: 'shop-logo' } }).html).toContain('src="cid:shop-logo"')
    expect(rendered('shipped', { shop: { ...shop, logoCid: 'x" onerror="y' } }).html).not.toContain('<img')
    expect(rendered('shipped', { shop }).html).not.toContain('<img')
  })

  test('imprint lines stand in the footer of text and HTML', () => {
    const { html, text } = rendered('shipped')
    for (const part of [html, text]) expect(part).toContain('Am Lindenhof 4, 50667 Köln')
  })
})

describe('an empty placeholder stops the mail', () => {
  const shop = sampleData('shipped', 'de').shop
  const gone: [what: string, kind: NotificationKind, changes: Partial<MailData>][] = [
    ['order number', 'order_confirmed', { order: { name: ' \n', date: instant('2026-11-14T17:20:00Z') } }],
    ['shop name', 'shipped', { shop: { ...shop, name: '' } }],
    ['item name', 'shipped', { items: [{ name: '\0', quantity: 1 }] }],
    [
      'document',
      'refund_issued',
      {
        refund: {
          amount: { minor: 1, currency: 'EUR' },
          at: instant('2026-11-24T09:00:00Z'),
          document: '',
          full: false,
        },
      },
    ],
  ]
  test.each(gone)('%s', (_what, kind, changes) => {
    expect(() => rendered(kind, changes)).toThrow(Permanent)
    expect(() => rendered(kind, changes)).toThrow(/placeholder [\w.]+ is empty/)
  })

  test('data of another kind is not enough', () => {
    const data = without(sampleData('refund_issued', 'de'), 'refund')
    expect(() =>
      renderer.render({ kind: 'refund_issued', locale: 'de', formality: 'sie', timeZone: 'Europe/Berlin', data }),
    ).toThrow(Permanent)
  })

  test('a buyer without a name is greeted without one', () => {
    expect(rendered('shipped', { recipient: { name: '' } }).text).toMatch(/^Guten Tag,\n/)
  })
})

describe('data stays data', () => {
  const name = '<b>Anna</b>\r\n{{order.name}} {{{x}}} $t(total) ${x} "O\'Neil" & \u202eevil\0 👩‍🌾'
  test('in HTML it is escaped, in the text it is plain, in both on one line', () => {
    const { html, text } = rendered('order_confirmed', { recipient: { name }, items: [{ name, quantity: 1 }] })
    const plain = '<b>Anna</b> {{order.name}} {{{x}}} $t(total) ${x} "O\'Neil" & evil 👩‍🌾'
    expect(text).toContain(`Guten Tag ${plain},\n`)
    expect(text).toContain(`1 × ${plain}\n`)
    expect(html).toContain(
      '&lt;b&gt;Anna&lt;/b&gt; {{order.name}} {{{x}}} $t(total) ${x} &quot;O&#x27;Neil&quot; &amp; evil 👩‍🌾',
    )
    expect(html).not.toContain('<b>')
  })

  test('the subject is one line', () => {
    const order = { name: 'S1\r\nBcc: x@example.com', date: instant('2026-11-14T17:20:00Z') }
    expect(rendered('shipped', { order }).subject).toBe(
      'Ihre Sendung zur Bestellung S1 Bcc: x@example.com ist unterwegs',
    )
  })

  test('a name of 100,000 characters is cut', () => {
    expect(rendered('shipped', { items: [{ name: 'x'.repeat(100_000), quantity: 1 }] }).html.length).toBeLessThan(
      20_000,
    )
  })

  test('whatever stands in names, the structure of the HTML is the same', () => {
    const skeleton = (html: string) => html.match(/<\/?[a-z][a-z0-9]*|<!--/g)?.join('')
    const wanted = skeleton(rendered('order_confirmed').html)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        const said = `x${text}`
        const { items } = sampleData('order_confirmed', 'de')
        const { html } = rendered('order_confirmed', {
          recipient: { name: said },
          items: items.map((item) => ({ ...item, name: said })),
        })
        expect(skeleton(html)).toBe(wanted)
        expect(html.isWellFormed()).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('own templates of a shop', () => {
  const render = (templatesDir: string) => preview('shipped', { locale: 'de', templatesDir }).mail

  test('a single file replaces the one of the same name, the rest stays', () => {
    const mail = render(folderWith({ 'shipped/subject.hbs': 'Los geht es: {{order.name}}\n' }))
    expect(mail.subject).toBe('Los geht es: S00042')
    expect(mail.html).toBe(rendered('shipped').html)
  })

  test('a single text replaces the one of the same name', () => {
    const mail = render(folderWith({ 'locales/de/mail.json': '{"closing": "Herzliche Grüße aus Köln"}' }))
    expect(mail.text).toContain('Herzliche Grüße aus Köln\nLindenhof Keramik')
    expect(mail.text).toContain('auf den Weg gebracht')
  })

  const broken: [what: string, files: Record<string, string>, said: RegExp][] = [
    ['does not parse', { 'shipped/html.hbs': 'x\n{{#if x}}' }, /shipped\/html\.hbs, line 2: .*got 'EOF'/],
    ['has a name that nothing uses', { 'shiped/html.hbs': 'x' }, /shiped\/html\.hbs: no mail uses/],
    ['is no JSON', { 'locales/de/mail.json': '{\n"closing": 1 2}' }, /locales\/de\/mail\.json, line 2: /],
    ['is no JSON of texts', { 'locales/de/mail.json': '{"closing": 1}' }, /mail\.json: closing is no text/],
    [
      'wants a value that does not exist',
      { 'shipped/subject.hbs': '{{order.name}}\n{{order.nmae}}' },
      /shipped\/subject\.hbs, line 2: the placeholder order\.nmae is empty/,
    ],
    [
      'has a text that wants a value that no mail gives it',
      { 'locales/de/mail.json': '{\n"closing": "Grüße, {{name}}"}' },
      /mail\.json, line 2: no mail gives the text closing a value name/,
    ],
    [
      'names a text that does not exist',
      { 'shipped/subject.hbs': '{{t "shipped.no"}}' },
      /line 1: there is no text shipped\.no/,
    ],
    [
      'gives a text too little',
      { 'shipped/subject.hbs': '{{t "shipped.subject"}}' },
      /line 1: the value {{order}} is missing/,
    ],
    [
      'names a helper that does not exist',
      { 'shipped/subject.hbs': '{{upper order.name}}' },
      /line 1: there is no helper upper/,
    ],
    [
      'calls a part that does not exist',
      { 'shipped/text.hbs': '\n{{> nothing}}' },
      /line 2: there is no layout\/text\/nothing\.hbs/,
    ],
    ['leaves the subject empty', { 'shipped/subject.hbs': ' ' }, /shipped\/subject\.hbs, line 1: the subject is empty/],
    [
      'breaks a part of the layout',
      { 'layout/html/fact.hbs': '{{label}}\n{{txt}}' },
      /fact\.hbs, line 2: the placeholder txt/,
    ],
  ]
  test.each(broken)('a file that %s is named with its line, and the built-in one is used', (_what, files, said) => {
    const renderer = createRenderer({ templatesDir: folderWith(files) })
    expect(renderer.faults).toEqual([expect.stringMatching(said)])
    const data = sampleData('shipped', 'de')
    const wanted = { kind: 'shipped', locale: 'de', formality: 'sie', timeZone: 'Europe/Berlin', data } as const
    expect(renderer.render(wanted)).toEqual(rendered('shipped'))
  })

  test('beside a broken file the good ones are used', () => {
    const files = {
      'shipped/subject.hbs': 'Los: {{order.name}}',
      'shipped/text.hbs': '{{#if',
      'delayed/html.hbs': '{{x}}',
    }
    const templatesDir = folderWith(files)
    expect(createRenderer({ templatesDir }).faults).toHaveLength(2)
    const mail = render(templatesDir)
    expect(mail.subject).toBe('Los: S00042')
    expect(mail.text).toBe(rendered('shipped').text)
  })

  test('own parts of the layout may be added and used', () => {
    const files = { 'layout/text/mine.hbs': 'Mein Teil', 'shipped/text.hbs': '{{> mine}}' }
    expect(render(folderWith(files)).text).toBe('Mein Teil\n')
  })

  test('a folder that does not exist is a wrong setting', () => {
    expect(() => createRenderer({ templatesDir: '/nowhere/at/all' })).toThrow(Misconfigured)
  })
})

test('a confirmation of 300 lines is not cut off by mail programs', () => {
  const items = Array.from({ length: 300 }, (_, at) => ({
    name: `[FURN_${String(at)}] Schreibtischlampe mit Klemme, schwarz`,
    quantity: 1,
    total: { minor: 1_999, currency: 'EUR' },
  }))
  const { html, text } = rendered('order_confirmed', { items })
  // Gmail shows the first 102 kB of a mail.
  expect(Buffer.byteLength(html)).toBeLessThan(102 * 1024)
  expect(text.match(/Schreibtischlampe/g)).toHaveLength(300)
})

describe('parts of a mail', () => {
  test('a picture stands beside its line; the others keep their place', () => {
    const items = [
      { name: 'A', quantity: 1, image: 'item-1' },
      { name: 'B', quantity: 1 },
    ]
    const { html } = rendered('shipped', { items })
    expect(html.match(/<img class="pic" src="cid:item-1" alt="" width="56"/g)).toHaveLength(1)
    expect(rendered('shipped', { items: [{ name: 'A', quantity: 1, image: '"><x' }] }).html).not.toContain('<img')
  })

  test('each tax by its name, else their sum', () => {
    const euro = (minor: number) => ({ minor, currency: 'EUR' })
    const amounts = { untaxed: euro(100), tax: euro(26), total: euro(126) }
    const taxes = [
      { name: '19 %', amount: euro(19) },
      { name: '7 %', amount: euro(7) },
    ]
    expect(rendered('order_confirmed', { amounts: { ...amounts, taxes } }).text).toContain(
      'enthaltene Mehrwertsteuer (19 %): 0,19 €\nenthaltene Mehrwertsteuer (7 %): 0,07 €',
    )
    expect(rendered('order_confirmed', { amounts }).text).toContain('enthaltene Mehrwertsteuer: 0,26 €')
  })

  test('nothing is announced that the account does not send', () => {
    expect(rendered('order_confirmed', { announces: ['order_confirmed'] }).text).not.toContain('schreiben wir Ihnen')
    expect(rendered('return_received', { announces: [] }).text).not.toContain('schreiben wir Ihnen')
  })

  test('14 days are named only where a withdrawal is known', () => {
    expect(rendered('return_received').text).not.toMatch(/14 Tage|Widerruf/)
    const withdrawal = { at: instant('2026-11-18T13:32:05Z') }
    expect(rendered('return_received', { withdrawal }).text).toMatch(/Widerruf vom 18\. November 2026.*14 Tage/)
  })

  test('the receipt of a withdrawal has its words line by line, date, time and zone', () => {
    const withdrawal = {
      at: instant('2026-07-18T22:32:05Z'),
      name: 'Anna\nWeber',
      text: 'Ich <b>widerrufe</b>.\r\n\nAnna {{x}}',
    }
    const { html, text } = rendered('withdrawal_receipt', { withdrawal })
    expect(text).toContain('Inhalt der Erklärung:\nIch <b>widerrufe</b>.\nAnna {{x}}\n')
    expect(html).toContain('Ich &lt;b&gt;widerrufe&lt;/b&gt;.<br>Anna {{x}}')
    expect(text).toContain('Eingegangen: 19. Juli 2026 um 00:32:05 MESZ')
    expect(text).toContain('Erklärt von: Anna Weber\n')
  })
})

test('the templates are found from a built package too', async () => {
  const root = join(import.meta.dirname, '..', '..')
  const built = folderWith({ 'package.json': '{"type":"module"}' })
  for (const part of ['templates', 'locales']) cpSync(join(root, part), join(built, part), { recursive: true })
  for (const part of ['mail', 'domain', 'kit']) {
    cpSync(join(root, 'src', part), join(built, 'dist', 'src', part), { recursive: true })
  }
  const copy = (await import(join(built, 'dist/src/mail/preview.ts'))) as { preview: typeof preview }
  writeFileSync(join(built, 'templates', 'shipped', 'subject.hbs'), 'from the package')
  expect(copy.preview('shipped', { locale: 'de' }).mail.subject).toBe('from the package')
})

function without<Whole extends object, Key extends keyof Whole>(whole: Whole, key: Key): Omit<Whole, Key> {
  const rest = { ...whole }
  Reflect.deleteProperty(rest, key)
  return rest
}

test('a measure in the name of a product stays on one line', () => {
  const items = [{ name: 'Tuch, 140 × 220 cm, blau, 6 Stück', quantity: 1 }]
  expect(rendered('delivered', { items }).html).toContain('Tuch, 140\u00a0×\u00a0220\u00a0cm, blau, 6 Stück')
})
