import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { compose } from '../../src/mail/compose.ts'
import { checkedAddress, mailbox } from '../../src/mail/address.ts'
import { aMail } from './mails.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)

async function composed(changes: Parameters<typeof aMail>[0] = {}) {
  const { raw, envelope } = compose(aMail(changes))
  const parsed = await simpleParser(raw, { skipImageLinks: true })
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
  return { raw: raw.toString('latin1'), head, envelope, parsed }
}

describe('a mail we send', () => {
  test('says that it is automatic, when it was written and by what id it is known', async () => {
    const { head } = await composed()
    expect(head).toContain('Auto-Submitted: auto-generated')
    expect(head).toContain('X-Auto-Response-Suppress: All')
    expect(head).toContain('Message-ID: <webshop.n.1f0c@example.com>')
    expect(head).toContain('Date: Mon, 16 Nov 2026 09:30:00 +0000')
    expect(head).not.toMatch(/^(List-|Precedence|X-Mailer|Bcc|Cc)/im)
  })

  test('has text and HTML as alternatives, the logo beside the HTML', async () => {
    const { parsed, raw } = await composed({
      html: '<img src="cid:shop-logo">',
      logo: { cid: 'shop-logo', mimeType: 'image/png', bytes: PNG },
    })
    expect(parsed.text).toContain('Ihre Bestellung ist da.')
    expect(raw).toMatch(
      /multipart\/alternative[\s\S]*text\/plain[\s\S]*multipart\/related[\s\S]*text\/html[\s\S]*image\/png/,
    )
    expect(parsed.attachments).toMatchObject([
      { cid: 'shop-logo', contentType: 'image/png', filename: 'shop-logo.png' },
    ])
    expect(parsed.attachments[0]?.content).toEqual(PNG)
  })

  test('has pictures of the goods beside the HTML, files after both', async () => {
    const pdf = Buffer.from('%PDF-1.7 x %%EOF')
    const { parsed, raw } = await composed({
      html: '<img src="cid:shop-logo"><img src="cid:item-7">',
      logo: { cid: 'shop-logo', mimeType: 'image/png', bytes: PNG },
      images: [{ cid: 'item-7', mimeType: 'image/jpeg', bytes: PNG }],
      attachments: [{ filename: 'AGB.pdf', mimeType: 'application/pdf', bytes: pdf }],
    })
    expect(raw).toMatch(
      /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/plain[\s\S]*multipart\/related[\s\S]*text\/html[\s\S]*image\/png[\s\S]*image\/jpeg[\s\S]*application\/pdf/,
    )
    const shape = parsed.attachments.map((part) => [part.filename, part.contentDisposition, part.cid])
    expect(shape).toEqual([
      ['shop-logo.png', 'inline', 'shop-logo'],
      ['item-7.jpeg', 'inline', 'item-7'],
      ['AGB.pdf', 'attachment', undefined],
    ])
    expect(parsed.attachments[2]?.content).toEqual(pdf)
  })

  test.each([
    ['../../etc/passwd.pdf', '-..-etc-passwd.pdf'],
    ['AGB\r\nBcc: x@example.com.pdf', 'AGB Bcc- x@example.com.pdf'],
    ['Widerruf „neu“ ä.pdf', 'Widerruf „neu“ ä.pdf'],
    ['a"b\\c.pdf', 'a-b-c.pdf'],
    ['', 'file'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(96)}.pdf`],
  ])('a file named %j is named %j and adds no header', async (filename, shown) => {
    const attachments = [{ filename, mimeType: 'application/pdf', bytes: PNG }]
    const { parsed, raw } = await composed({ attachments })
    expect(parsed.attachments[0]?.filename).toBe(shown)
    expect(raw).not.toMatch(/^Bcc:/im)
  })

  test('too large for a mail server is not sent', () => {
    const attachments = [{ filename: 'a.pdf', mimeType: 'application/pdf', bytes: new Uint8Array(8 * 1024 * 1024) }]
    expect(() => compose(aMail({ attachments }))).toThrow(expect.objectContaining({ kind: 'permanent', code: 'size' }))
  })

  test('is the same to the byte each time', async () => {
    const mail = { logo: { cid: 'shop-logo', mimeType: 'image/png', bytes: PNG } }
    expect((await composed(mail)).raw).toBe((await composed(mail)).raw)
  })

  test('keeps long German words and every character of the subject', async () => {
    const subject =
      'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzentwurf – Größe 38½ 🌷 zur Bestellung S00042'
    const { parsed, head } = await composed({ subject })
    expect(parsed.subject).toBe(subject)
    expect(head.split('\r\n').every((line) => line.length <= 78)).toBe(true)
  })

  test('holds no line longer than mail allows, whatever the text', async () => {
    const { raw, parsed } = await composed({ text: `.\n..\nFrom here\n${'ä'.repeat(5_000)}` })
    expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
    expect(parsed.text).toContain('ä'.repeat(5_000))
  })
})

describe('names and subjects from outside', () => {
  const names: [given: string, shown: string][] = [
    ['Anna\r\nBcc: everyone@example.com', 'Anna Bcc: everyone@example.com'],
    ['Anna "die Große" Müller', 'Anna "die Große" Müller'],
    ['Weber, Anna <evil@example.com>', 'Weber, Anna <evil@example.com>'],
    ['שלום', 'שלום'],
    ['\u202eanna\0', 'anna'],
    ['=?utf-8?q?x?= Anna', '= ?utf-8?q?x?= Anna'],
  ]
  test.each(names)('the name %j is shown as it is and adds no header and no recipient', async (name, shown) => {
    const { parsed, envelope, head } = await composed({ to: { name, address: 'anna@example.org' } })
    const to = Array.isArray(parsed.to) ? undefined : parsed.to
    expect(to?.value).toEqual([{ name: shown, address: 'anna@example.org' }])
    expect(envelope.to).toBe('anna@example.org')
    expect(head).not.toMatch(/^Bcc:/im)
  })

  test.each(['x'.repeat(2_000), '🌷'.repeat(600), `${'y'.repeat(1_100)} Weber`])(
    'a name longer than a line may be is shortened, so that every server takes the mail (%#)',
    async (name) => {
      const { parsed, head } = await composed({ to: { name, address: 'anna@example.org' }, subject: name })
      expect(head.split('\r\n').every((line) => line.length <= 998)).toBe(true)
      const to = Array.isArray(parsed.to) ? undefined : parsed.to
      expect(to?.value[0]?.name.isWellFormed()).toBe(true)
      expect(to?.value).toEqual([{ name: `${[...name].slice(0, 249).join('')}…`, address: 'anna@example.org' }])
    },
  )

  test('a subject stays one header', async () => {
    const { parsed, head } = await composed({ subject: 'Bestellung S1\r\nBcc: x@example.com\r\n\r\nBody' })
    expect(parsed.subject).toBe('Bestellung S1 Bcc: x@example.com Body')
    expect(head).not.toMatch(/^Bcc:/im)
  })
})

describe('addresses', () => {
  test.each([
    ['anna@example.org', 'anna@example.org'],
    ['anna.müller@example.org', undefined],
    ['info@blumenhaus-müller.de', 'info@xn--blumenhaus-mller-uzb.de'],
    ["o'neil+x@sub.example.co.uk", "o'neil+x@sub.example.co.uk"],
    ['anna@localhost', 'anna@localhost'],
    ['anna@example.org, other@example.org', undefined],
    ['anna@example.org\r\nRCPT TO:<x@example.com>', undefined],
    ['<anna@example.org>', undefined],
    ['anna@', undefined],
    ['@example.org', undefined],
    ['anna', undefined],
    ['', undefined],
    ['a@-example.org', undefined],
    [`${'a'.repeat(65)}@example.org`, undefined],
  ])('%j is written %j', (given, written) => {
    expect(checkedAddress(given)).toBe(written)
  })

  test('a recipient that is none is refused without repeating it', () => {
    const refused = () => compose(aMail({ to: { name: 'Anna', address: 'anna@@example' } }))
    expect(refused).toThrow(expect.objectContaining({ kind: 'permanent', code: 'address' }))
    expect(refused).not.toThrow(/anna/)
  })

  test.each([
    ['Müller, Söhne <a@b.example>', 'Müller, Söhne'],
    ['"Müller, Söhne" <a@b.example>', 'Müller, Söhne'],
    ['Blumen "Rose" <a@b.example>', 'Blumen "Rose"'],
    ['Lager: A; B <a@b.example>', 'Lager: A; B'],
    ['<a@b.example>', ''],
    ['a@b.example', ''],
  ])('the sender %s is named %j', async (from, name) => {
    expect(mailbox(from, 'MAIL_FROM')).toEqual({ name, address: 'a@b.example' })
    const { parsed } = await composed({ from })
    expect(parsed.from?.value).toEqual([{ name, address: 'a@b.example' }])
  })

  test.each(['shop@example.com, other@example.com', 'Shop', '', 'Shop <shop@>'])(
    'MAIL_FROM=%j is a wrong setting',
    (value) => {
      expect(() => mailbox(value, 'MAIL_FROM')).toThrow(/MAIL_FROM is not one e-mail address/)
    },
  )

  test('a Message-ID that is none is refused', () => {
    expect(() => compose(aMail({ messageId: 'x' }))).toThrow(expect.objectContaining({ kind: 'permanent' }))
  })
})
