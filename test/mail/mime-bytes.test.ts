import MailComposer from 'nodemailer/lib/mail-composer'
import { expect, test } from 'vitest'
import { mimeBytes } from '../../src/mail/mime-bytes.ts'

const LOGO = Buffer.alloc(1000, 0xab)
const MAIL = {
  from: { name: 'Käthe Blüm', address: 'shop@example.com' },
  to: { name: 'Anna', address: 'anna@example.org' },
  subject: 'Grüße '.repeat(30),
  messageId: '<1@example.com>',
  date: new Date('2026-11-16T09:30:00Z'),
  text: 'Guten Tag,\n\n.ein Punkt\nam Anfang \t\n',
  html: '<p>Größe = „M“</p>\n'.repeat(20),
  baseBoundary: 'b',
  textEncoding: 'quoted-printable',
  newline: 'win',
} as const

test.each([
  ['text and HTML', {}],
  ['plain ASCII in short lines', { text: 'One line.\nAnother.\n', html: '<p>x</p>' }],
  ['one line of many characters', { html: 'ä😀 '.repeat(5_000) }],
  ['more than the encoder takes at once', { html: '<td>Größe  </td>\n'.repeat(10_000) }],
  ['line ends of all kinds', { text: 'a\r\nb\nc\n\n' }],
  [
    'a picture and files',
    {
      attachments: [
        { cid: 'logo', content: LOGO },
        { filename: 'ä.pdf', content: LOGO },
      ],
    },
  ],
  ['an empty file', { attachments: [{ filename: 'empty.txt', content: Buffer.alloc(0) }] }],
])('%s: the same bytes that nodemailer writes itself', async (_name, changes) => {
  const compiled = () => new MailComposer({ ...MAIL, ...changes }).compile()
  expect(mimeBytes(compiled()).equals(await compiled().build())).toBe(true)
})
