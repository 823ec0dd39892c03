import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { HeavyReader, TooHeavy } from '../../../src/mail/mime/heavy.ts'
import { mailIdentity } from '../../../src/mail/mime/identity.ts'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { shownHtml } from '../../../src/mail/mime/shown-html.ts'
import { file, html, inner, multipart, plain, PNG, single, utf8 } from './hostile/build.ts'

const whole = multipart('mixed', [
  inner('alternative', [plain('Wo ist mein Paket?'), html('<p style="color:#123">Wo ist <b>mein</b> Paket?</p>')], 'b'),
  file('a.png', PNG, 'image/png'),
])

const readable = async (bytes: Buffer): Promise<void> => {
  const mail = await parseMail(bytes, { authservId: 'mx.shop.example' })
  for (const text of [mail.text, mail.reply, mail.subject, ...mail.files.map(({ filename }) => filename)]) {
    expect(text.isWellFormed() && !text.includes('\0')).toBe(true)
  }
  expect(mail.text.trim() !== '' && mail.reply.trim() === '').toBe(false)
  expect(shownHtml(mail)).toContain('</html>')
  expect(mailIdentity(bytes)).toHaveLength(40)
}

describe('whatever arrives becomes a mail', () => {
  test('of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), (bytes) => readable(Buffer.from(bytes))),
      { numRuns: 150 },
    )
  })

  test('of a mail with bytes changed, cut out and doubled', async () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), length: fc.nat(40), by: fc.uint8Array({ maxLength: 20 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) =>
        readable(
          changes.reduce<Buffer>(
            (mail, { at, length, by }) => Buffer.concat([mail.subarray(0, at), by, mail.subarray(at + length)]),
            whole,
          ),
        ),
      ),
      { numRuns: 150 },
    )
  })

  test('cut off anywhere', async () => {
    for (let end = 0; end < whole.length; end += 13) await readable(whole.subarray(0, end))
  })
})

describe('a mail beyond its bounds', () => {
  const large = single(
    'Content-Type: text/html; charset=utf-8',
    `<p>Wo ist mein Paket?</p>${'<p>Wort</p>'.repeat(60_000)}`,
  )
  const readers: HeavyReader[] = []
  const reader = (limits: ConstructorParameters<typeof HeavyReader>[0]): HeavyReader => {
    const made = new HeavyReader(limits)
    readers.push(made)
    return made
  }
  afterAll(() => Promise.all(readers.map((made) => made.close())))

  test('of time comes with its head, its raw words and itself', async () => {
    const mail = await parseMail(large, {}, reader({ deadlineMs: 1 }))
    expect(mail.subject).toBe('Frage')
    expect(mail.from).toEqual([{ address: 'kim@example.org', name: 'Kim Beispiel' }])
    expect(mail.reply).toContain('Wo ist mein Paket?')
    expect(mail.files.map(({ filename, mimeType, bytes }) => [filename, mimeType, bytes.length])).toEqual([
      ['mail.eml', 'message/rfc822', large.length],
    ])
    expect(mail.troubles[0]).toMatch(/longer than 0.001 s/)
  })

  test('of memory too', async () => {
    const many = single('Content-Type: text/html', '<a>b</a>'.repeat(900_000))
    const mail = await parseMail(many, {}, reader({ heapMiB: 24 }))
    expect(mail.files.map(({ filename }) => filename)).toEqual(['mail.eml'])
    expect(mail.troubles[0]).toMatch(/could not be read/)
  })

  test('holds up no other: the next one is read', async () => {
    const one = reader({ deadlineMs: 10_000, heapMiB: 24 })
    const many = single('Content-Type: text/html', '<a>b</a>'.repeat(900_000))
    const [first, second, third] = await Promise.allSettled([
      one.read(many, {}),
      one.read(utf8('From: a@example.org\n\nHallo'), {}),
      one.read(utf8('From: a@example.org\n\nHallo'), {}),
    ])
    expect(first.status === 'rejected' && first.reason instanceof TooHeavy).toBe(true)
    expect([second, third].map((one) => one.status === 'fulfilled' && one.value.text)).toEqual(['Hallo', 'Hallo'])
  })

  test('says the same as a mail that is read at once', async () => {
    expect(await reader({}).read(whole, {})).toEqual({
      ...(await parseMail(whole, {})),
      files: (await parseMail(whole, {})).files.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) })),
    })
  })
})
