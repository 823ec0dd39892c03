import { describe, expect, test } from 'vitest'
import { type LintRule, lint, type TextRules } from '../../src/domain/linter.ts'
import { processorMs } from '../processor-time.ts'

const strict: TextRules = {
  links: 'tracking',
  mailAddresses: 'forbidden',
  phoneNumbers: 'forbidden',
  ownSites: ['marktplatz.example', 'amazon.de'],
}
const open: TextRules = { links: 'allowed', mailAddresses: 'allowed', phoneNumbers: 'allowed' }

const found = (text: string, rules: TextRules = strict): [LintRule, string][] =>
  lint(text, { rules, knownLinks: [] }).map(({ rule, excerpt }) => [rule, excerpt])

describe('a link is found', () => {
  test.each([
    ['Schauen Sie auf https://www.beispiel.de/hilfe?x=1#a nach.', 'https://www.beispiel.de/hilfe?x=1#a'],
    ['Mehr dazu (http://beispiel.de).', 'http://beispiel.de'],
    ['Besuchen Sie www.beispiel.de!', 'www.beispiel.de'],
    ['Besuchen Sie WWW.BEISPIEL.DE', 'WWW.BEISPIEL.DE'],
    ['Unser Shop: beispiel.de', 'beispiel.de'],
    ['Unser Shop ist mein-laden24.shop, schauen Sie vorbei', 'mein-laden24.shop'],
    ['Siehe möbel-müller.de/rückgabe', 'möbel-müller.de/rückgabe'],
    ['Bestellen Sie auf beispiel.co.uk direkt', 'beispiel.co.uk'],
    ['Kurzlink bit.ly/3xYz', 'bit.ly/3xYz'],
    ['Schreiben Sie uns: t.me/laden', 't.me/laden'],
    ['ftp://dateien.beispiel.net/a.zip', 'ftp://dateien.beispiel.net/a.zip'],
    ['hxxps://beispiel.de', 'hxxps://beispiel.de'],
    ['www . beispiel . de', 'www . beispiel . de'],
    ['Suchen Sie nach beispiel . de', 'beispiel . de'],
    ['Suchen Sie nach beispiel (punkt) de', 'beispiel (punkt) de'],
    ['Suchen Sie nach beispiel[.]de', 'beispiel[.]de'],
    ['Look for example dot com please', 'example dot com'],
    ['Die Anleitung liegt unter laden.at bereit.', 'laden.at'],
    ['ｗｗｗ．beispiel．de', 'www.beispiel.de'],
    ['bei\u200Bspiel.de', 'beispiel.de'],
    ['https://amazon.de@boese.example/x', 'https://amazon.de@boese.example/x'],
    ['https://notamazon.de', 'https://notamazon.de'],
  ])('%s', (text, link) => {
    expect(found(text)).toEqual([['link', link]])
  })
})

describe('a mail address is found', () => {
  test.each([
    ['Schreiben Sie an info@beispiel.de bitte.', 'info@beispiel.de'],
    ['INFO@BEISPIEL.DE', 'INFO@BEISPIEL.DE'],
    ['k.mueller+shop@mail.beispiel.co.uk', 'k.mueller+shop@mail.beispiel.co.uk'],
    ['info @ beispiel.de', 'info @ beispiel.de'],
    ['info(at)beispiel.de', 'info(at)beispiel.de'],
    ['info (at) beispiel punkt de', 'info (at) beispiel punkt de'],
    ['info [ät] beispiel [punkt] de', 'info [ät] beispiel [punkt] de'],
    ['service at example dot com', 'service at example dot com'],
    ['mailto:info@beispiel.de', 'info@beispiel.de'],
    ['info＠beispiel.de', 'info@beispiel.de'],
  ])('%s', (text, address) => {
    expect(found(text)).toEqual([['mail-address', address]])
  })
})

describe('a telephone number is found', () => {
  test.each([
    ['Rufen Sie uns an: 030 1234567', '030 1234567'],
    ['Sie erreichen uns unter 030/123 45 67.', '030/123 45 67'],
    ['Unter (030) 1234567 hilft man Ihnen.', '(030) 1234567'],
    ['Handy 0171 1234567', '0171 1234567'],
    ['0171-1234567', '0171-1234567'],
    ['0171/12 34 567', '0171/12 34 567'],
    ['01711234567', '01711234567'],
    ['+49 171 1234567', '+49 171 1234567'],
    ['+4915112345678', '+4915112345678'],
    ['+49 (0) 30 1234-567', '+49 (0) 30 1234-567'],
    ['0049 30 1234567', '0049 30 1234567'],
    ['00493012345678', '00493012345678'],
    ['Tel. 12345678', '12345678'],
    ['Telefonnummer: 089 - 12 34 56', '089 - 12 34 56'],
    ['Unsere Hotline 0800 123 4567 ist kostenlos', '0800 123 4567'],
    ['Please call us on 020 7946 0958 today', '020 7946 0958'],
    ['Call (555) 123-4567', '(555) 123-4567'],
    ['Telefon: 01 23 45 67 89', '01 23 45 67 89'],
    ['Sie erreichen uns unter der Nummer 030 1234567.', '030 1234567'],
    ['Fragen zum Paket: 0171 1234567', '0171 1234567'],
    ['Kundennummer 4711, Rückruf +49 30 1234567', '+49 30 1234567'],
    ['Mo-Fr 9-17 Uhr, 0341 - 98 76 543, Leipzig', '0341 - 98 76 543'],
    ['Unter 0171 1234567 können Sie anrufen, am 12.03.2026 ab 9.00 Uhr', '0171 1234567'],
  ])('%s', (text, number) => {
    expect(found(text)).toEqual([['phone-number', number]])
  })
})

describe('a placeholder is found', () => {
  test.each([
    ['Hallo {{name}}, danke.', '{{name}}'],
    ['Hallo {name}, danke.', '{name}'],
    ['Hallo ${customer.name}', '${customer.name}'],
    ['Hallo {{ name', '{{ name'],
    ['Bestellung %(order)s ist da', '%(order)s'],
    ['Bestellung %s ist da', '%s'],
    ['Hallo %NAME%', '%NAME%'],
    ['Hallo [NAME], danke', '[NAME]'],
    ['Nummer [ORDER_ID]', '[ORDER_ID]'],
    ['Hallo <NAME>', '<NAME>'],
    ['Ihre Sendung undefined ist unterwegs', 'undefined'],
    ['Der Betrag ist NaN €', 'NaN'],
    ['Hallo null, danke', 'Hallo null'],
    ['Bestellung: null', 'Bestellung: null'],
    ['Hallo False', 'Hallo False'],
    ['[object Object]', '[object Object]'],
    ['Zustellung am Invalid Date', 'Invalid Date'],
    ['Hallo , danke für Ihre Nachricht.', 'Hallo ,'],
    ['Sehr geehrte Frau , vielen Dank', 'Sehr geehrte Frau ,'],
    ['Sehr geehrter Herr, vielen Dank', 'Sehr geehrter Herr,'],
    ['Dear , thank you', 'Dear ,'],
    ['Die Nummer lautet XXX.', 'XXX'],
    ['TODO Text', 'TODO'],
    ['Lorem ipsum dolor', 'Lorem ipsum'],
  ])('%s', (text, placeholder) => {
    expect(found(text)).toEqual([['placeholder', placeholder]])
  })
})

describe('an everyday answer passes', () => {
  test.each([
    'Ihr Paket kommt am 12.03.2026 zwischen 10.00 und 12.30 Uhr.',
    'Wir sind von 09.30 - 17.00 Uhr für Sie da.',
    'Mo-Fr 08:00-18:00, Sa 09-13 Uhr',
    'Lieferzeit 01.02. bis 03.02.2026',
    'Lieferung zwischen dem 1.3.26 und 5.3.26, KW 10/2026',
    'Haltbar bis 02/2026 - 03/2027',
    'Die Größe 42/44 fällt klein aus, Größe XXXL haben wir auch.',
    'Maße: 120x80x60 cm, 080 - 090 cm hoch, 0,5-1,0 l Inhalt',
    'Art.-Nr. 4006381333931',
    'EAN 0012345678905',
    'Ihre Sendung 00340434161094042557 ist unterwegs.',
    'Sendungsnummer: 0034 0434 1610 9404 2557',
    'Die Paketnummer lautet 01234567890123 (DPD).',
    'Tracking no. 1Z999AA10123456784',
    'JJD000390007882446139 ist die Sendung von DHL.',
    'Ihre Bestellung 303-1234567-1234567 haben wir erhalten.',
    'Bestellnummer 0171234567',
    'Bestellung MB7UWLD, Rechnung RE/2026/00123',
    'Rechnungsnummer 2026-000123456',
    'Kundennummer 00123456789',
    'Das Ticket 0010000012345 ist offen.',
    'Seriennummer 0815-4711-0042',
    'IBAN DE89 3704 0044 0532 0130 00',
    'Bitte nutzen Sie z.B. die Rückgabe, d.h. den Aufkleber, u.a. bzw. ggf. i.d.R. o.ä.',
    'Wir sind 24/7 für Sie da.',
    '5 Stk. à 3,99 EUR, zusammen 19,95 €',
    'Der Preis beträgt 1.299,00 € statt 1.499,00 €.',
    'Wir erstatten 012,50 EUR in 3-5 Werktagen.',
    'Muster GmbH.Wir melden uns.',
    'Danke.Es tut uns leid.Das Paket ist da.In Kürze mehr.',
    'Das war alles . In den nächsten Tagen mehr . Danke',
    '01067 Dresden, 04109 Leipzig',
    'Der Bereich PLZ 01067 - 01326 wird beliefert.',
    'Bitte an Amazon.de wenden oder auf www.amazon.de/hilfe schauen.',
    'Die Anleitung finden Sie in Rechnung.pdf und foto_01.jpg, readme.md.',
    'Version 2.0.1, Firmware v1.12.345',
    'Null Problem, in null Komma nichts erledigt.',
    'Hallo, vielen Dank für Ihre Nachricht!',
    'Hallo Frau Müller, sehr geehrte Damen und Herren,',
    'Sehr geehrte Frau Dr. Müller,',
    'Dear Ms Smith, thank you for your message.',
    'Please look at the label on the box, it is on the side. We ship at 5 pm.',
    'Your order no. 8800123456 ships on 2026-11-22 at 10:30 am.',
    'The size is 10 1/2 (UK) or 44 2/3 (EU).',
    'Meet us @ the fair, 3 @ 4.99 each',
    'Das Paket wiegt 0,750 kg bei 100 % Baumwolle, 230V/50Hz.',
    'Bitte {siehe unten} nicht {2} beachten :-} ;-{',
    'Zahlen 1-2-3, Schritt 1.2.3, §§ 312g, 355-357 BGB',
    '👍 Alles klar!',
    'Sie haben 14 Tage Zeit: 22.11.2026 - 06.12.2026.',
    'Modell 0170-2345, Charge 0221 4711',
    'Der Rabatt gilt für 2 + 1 Artikel, also +20 % mehr.',
    'Ersatzteil 007 und 0815 sind gleich, Los 12-34-56.',
    'Öffnung 08.00 Uhr, Anlieferung bis 16.00 Uhr',
    'Die Rechnung über 49,90 EUR vom 03.11.2026 (Nr. 100234567) ist bezahlt.',
    'Anfrage vom 22.11.26 um 9:05 Uhr, Antwort binnen 48 h',
    'Wir haben 1.000.000 Artikel, davon 100 000 am Lager.',
    'Node.js läuft auf dem Gerät, Bluetooth 5.0.',
    'Ihre Bestellung 12345678 erreicht Sie morgen.',
    'Zu Ihrer Bestellung 0123456789 rufen wir Sie gern zurück.',
    'Unser Lieferschein 0123456789, Beleg 09876543210, Paket 0998765432.',
    'Konto 0123456789, BLZ 10050000, HRB 0123456 B',
    'Sie können die Nummer 12345678 im Portal eingeben.',
    'Telefonisch sind wir von 9 bis 17 Uhr da, am 24.12.2026 von 9 bis 12 Uhr.',
    'Mit 3 x 4,5 V, 10-15 m, 0,3-0,5 mm, 1000-2000 mAh',
    'We refunded 49.90 EUR to your card ending in 4711 on 3 March 2026.',
    'The tracking number is RR 1234 5678 9DE.',
    'Bitte die Postleitzahlen 01067, 01069 und 01097 prüfen.',
    '[Wichtig] Ihre Lieferung verspätet sich',
    'Der Artikel [NEU] ist 50% günstiger, 100%sicher.',
  ])('%s', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('the rules of the marketplace count', () => {
  const text = 'Ihr Paket: https://www.dhl.example/verfolgen?nr=123. Fragen an info@beispiel.de oder 030 1234567.'

  test('what it allows is no finding', () => {
    expect(found(text, open)).toEqual([])
  })

  test('a link to the parcel passes, whatever its spelling, but no other link of the carrier', () => {
    const knownLinks = ['http://dhl.example/verfolgen?nr=123']
    const other = 'Oder https://www.dhl.example/verfolgen?nr=999'
    const findings = lint(`${text} ${other}`, { rules: { ...open, links: 'tracking' }, knownLinks })
    expect(findings.map(({ excerpt }) => excerpt)).toEqual(['https://www.dhl.example/verfolgen?nr=999'])
  })

  test('where links are forbidden even the parcel is one', () => {
    const knownLinks = ['https://www.dhl.example/verfolgen?nr=123']
    expect(lint(text, { rules: { ...open, links: 'forbidden' }, knownLinks }).map(({ rule }) => rule)).toEqual(['link'])
  })

  test('values from the shop are not looked at, the words around them are', () => {
    const dataValues = ['Lampe [NAME] von beispiel.de', 'Kim {Test} 0171 1234567']
    const mail = 'Hallo Kim {Test} 0171 1234567, Ihre Lampe [NAME] von beispiel.de kommt. Siehe laden.de'
    expect(lint(mail, { rules: strict, knownLinks: [], dataValues }).map(({ excerpt }) => excerpt)).toEqual([
      'laden.de',
    ])
  })
})

describe('each finding', () => {
  test('names its sentence, and whether it stops the text', () => {
    const text = 'Guten Tag. Bitte rufen Sie uns an: 0171 1234567, dann geht es schneller! Viele Grüße'
    expect(lint(text, { rules: strict, knownLinks: [], locale: 'de' })).toEqual([
      {
        rule: 'phone-number',
        message: 'Telefonnummern sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen.',
        excerpt: '0171 1234567',
        sentence: 'Bitte rufen Sie uns an: 0171 1234567, dann geht es schneller!',
        severity: 'deny',
      },
    ])
  })

  test('is a hint in an answer where it is only likely, and stops a notification', () => {
    const text = 'Bitte bewerten Sie uns.'
    const severities = (kind: 'reply' | 'delayed'): string[] =>
      lint(text, { rules: strict, kind, knownLinks: [] }).map(({ rule, severity }) => `${rule} ${severity}`)
    expect(severities('reply')).toEqual(['review hint'])
    expect(severities('delayed')).toEqual(['review deny'])
  })

  test('counts as the marketplace says, where it says something', () => {
    const rules: TextRules = {
      ...strict,
      rules: { review: { reply: 'deny', notification: 'deny', source: 'its rules' } },
    }
    expect(lint('Bitte bewerten Sie uns.', { rules, knownLinks: [] })[0]?.severity).toBe('deny')
    expect(
      lint('Bitte bewerten Sie uns.', {
        rules: { ...strict, rules: { review: { reply: 'off', notification: 'off', source: 'its rules' } } },
        knownLinks: [],
      }),
    ).toEqual([])
  })
})

describe('a disguise does not help', () => {
  test.each([
    ['Schreiben Sie uns auf Whats\u200Bapp', 'messenger'],
    ['Schreiben Sie uns auf Wh\u0430ts\u0410pp', 'messenger'],
    ['Schreiben Sie uns auf W-h-a-t-s-a-p-p', 'messenger'],
    ['Schreiben Sie uns auf wh4ts4pp', 'messenger'],
    ['Ihr Gut\u00ADschein wartet', 'gift'],
    ['Ihr Gutsch\u0435in wartet', 'gift'],
    ['Rufen Sie an: \u0660\u0661\u0667\u0661 1234567', 'phone-number'],
    ['Rufen Sie an: 0\uFE0F\u20E31\uFE0F\u20E37\uFE0F\u20E31\uFE0F\u20E3 1234567', 'phone-number'],
    ['info\u2060@beispiel.de', 'mail-address'],
    ['b\u0435ispiel.d\u0435', 'link'],
    ['am\u0430zon.de', 'link'],
  ] satisfies [string, LintRule][])('%s', (text, rule) => {
    expect(found(text).map(([one]) => one)).toEqual([rule])
  })
})

describe('links to carriers', () => {
  const rules: TextRules = { ...strict, linkHosts: ['dhl.de'] }

  test('pass where links to the parcel do, with their subdomains and nobody else', () => {
    const links = 'https://www.dhl.de/verfolgen?nr=1 dhl.de https://dhl.de.boese.example/ https://notdhl.de'
    expect(lint(links, { rules, knownLinks: [] }).map(({ excerpt }) => excerpt)).toEqual([
      'https://dhl.de.boese.example/',
      'https://notdhl.de',
    ])
    expect(lint('dhl.de', { rules: { ...rules, links: 'forbidden' }, knownLinks: [] })).toHaveLength(1)
  })
})

describe('length', () => {
  const rules = open

  test.each(['', '   \n\t ', '\u200B\u00A0'])('an empty text is found: %j', (text) => {
    expect(lint(text, { rules, knownLinks: [] }).map(({ rule }) => rule)).toEqual(['empty'])
  })

  test('characters are counted as people count them', () => {
    expect(lint('👍👍👍', { rules, knownLinks: [], textMaxChars: 3 })).toEqual([])
    expect(lint('👍👍👍👍', { rules, knownLinks: [], textMaxChars: 3, locale: 'de_DE' })).toEqual([
      {
        rule: 'too-long',
        message: 'Der Text hat 4 Zeichen, erlaubt sind 3: bitte kürzen.',
        excerpt: '',
        sentence: '',
        severity: 'deny',
      },
    ])
  })

  test('an excerpt has at most 60 characters', () => {
    const [finding] = lint(`https://beispiel.de/${'a'.repeat(5000)}`, { rules: strict, knownLinks: [] })
    expect(Array.from(finding?.excerpt ?? '')).toHaveLength(60)
  })

  test('ten places of a rule are enough', () => {
    expect(lint('beispiel.de '.repeat(500), { rules: strict, knownLinks: [] })).toHaveLength(10)
  })
})

describe('a hostile text of 20,000 characters is read in well under a second', () => {
  test.each([
    'a',
    'a@',
    'a.',
    '.',
    '0',
    '0 ',
    '01711234567 ',
    'de.',
    'De.',
    'http://a.de/',
    'a.de ',
    'x@y.de ',
    'www',
    '://',
    'a://',
    '{',
    '{{',
    '%(',
    '${',
    '[A_',
    '1.',
    '1/',
    '- ',
    '(',
    '+',
    'a-',
    ' at a',
    '(at)',
    'a (at) b.',
    'nummer ',
    'Hallo ',
    '12345 nr',
    'a dot ',
    '\u200B',
    'é́',
    '<%',
    'null ',
    '1 1',
    '000000 ',
    '@a.',
  ])('%j', (piece) => {
    const text = piece.repeat(Math.ceil(20_000 / piece.length))
    const options = { rules: strict, knownLinks: ['https://beispiel.de'], textMaxChars: 65_535 }
    expect(processorMs(() => lint(text, options))).toBeLessThan(1500)
  })
})

describe('a hostile text of a million characters takes no longer than one that is just too long', () => {
  test.each(['01 ', 'a@b.', 'W h a t s ', 'bitte bewerten '])('%j', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    const rules = new Set<string>()
    const look = () => {
      const options = {
        rules: strict,
        knownLinks: [],
        buyerLocale: 'de',
        formality: 'sie',
        earlierTexts: [text],
      } as const
      for (const { rule } of lint(text, options)) rules.add(rule)
    }
    expect(processorMs(look)).toBeLessThan(4000)
    expect(rules).toContain('too-long')
  })
})
