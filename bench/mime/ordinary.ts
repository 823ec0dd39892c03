import { file, html, inner, multipart, plain, single } from '../../test/mail/mime/hostile/build.ts'

const LINE = 'Guten Tag, mein Paket ist noch immer nicht da. Können Sie bitte nachsehen?'
const PHOTO = Buffer.alloc(2 * 1024 * 1024, Buffer.from([0xff, 0xd8, 0x37, 0x91, 0x5c, 0x03, 0xe2]))

/** What a buyer's mailbox is full of; `times` it is read for its speed. */
export const ordinaryMails = (): readonly {
  readonly name: string
  readonly bytes: Buffer
  readonly times: number
}[] => [
  { name: 'a few lines', bytes: single('Content-Type: text/plain; charset=utf-8', `${LINE}\n`.repeat(5)), times: 400 },
  {
    name: 'text and HTML with a quote',
    bytes: multipart('alternative', [
      plain(`${LINE}\n\nAm 2. November 2026 schrieb Shop:\n${`> ${LINE}\n`.repeat(20)}`),
      html(`<p>${LINE}</p><div class="gmail_quote"><blockquote>${`<p>${LINE}</p>`.repeat(20)}</blockquote></div>`),
    ]),
    times: 400,
  },
  {
    name: 'HTML alone, 30 kB',
    bytes: single(
      'Content-Type: text/html; charset=utf-8',
      `<html><body>${`<table><tr><td style="color:#333">${LINE}</td></tr></table>`.repeat(200)}</body></html>`,
    ),
    times: 60,
  },
  {
    name: 'text, HTML and a photo of 2 MB',
    bytes: multipart('mixed', [
      inner('alternative', [plain(LINE), html(`<p>${LINE}</p>`)], 'b'),
      file('schaden.jpg', PHOTO, 'image/jpeg'),
    ]),
    times: 20,
  },
]
