import { gzipSync } from 'node:zlib'
import {
  base64,
  crlf,
  file,
  HEAD,
  type HostileMail,
  html,
  inner,
  multipart,
  partsOf,
  plain,
  PNG,
  single,
  type TestPart,
  utf8,
} from './build.ts'

const WORDS = 'Wo ist mein Paket?'
const PDF = Buffer.from('%PDF-1.4 pretended')
const FORWARDED = crlf(
  `From: Other <other@example.net>\nSubject: Fwd inside\nMessage-ID: <in@example.net>\n\nSecret words inside.\n`,
)
const forwarded = (head: string): TestPart => ({ head, body: FORWARDED })
/** Unpacks to a gigabyte where somebody unpacks it. */
const bomb = (): Buffer => gzipSync(Buffer.alloc(50 * 1024 * 1024))

/** How parts stand in each other. */
export const STRUCTURES: readonly HostileMail[] = [
  {
    name: 'an empty plain part beside full HTML',
    bytes: () => multipart('alternative', [plain('  \n\n'), html(`<p>${WORDS}</p>`)]),
    words: [WORDS],
    files: [],
  },
  {
    name: 'a plain part that only points to the HTML',
    bytes: () =>
      multipart('alternative', [
        plain('Please view this message in a browser that shows HTML.'),
        html(`<p>${WORDS} Ich warte seit drei Wochen und niemand antwortet mir auf meine Fragen.</p>`),
      ]),
    words: [WORDS],
    files: [],
  },
  {
    name: 'a picture within the text',
    bytes: () =>
      multipart('related', [
        html(`<p>${WORDS}</p><img src="cid:pic@1">`),
        {
          head: 'Content-Type: image/png; name=pic.png\nContent-ID: <pic@1>\nContent-Disposition: inline; filename=pic.png\nContent-Transfer-Encoding: base64',
          body: base64(PNG),
        },
      ]),
    words: [WORDS],
    files: [{ name: 'pic.png', bytes: PNG }],
  },
  {
    name: 'alternative in related in mixed',
    bytes: () =>
      multipart('mixed', [
        inner(
          'related',
          [
            inner('alternative', [plain(WORDS), html(`<p>${WORDS}</p><img src="cid:a">`)], 'c'),
            { head: 'Content-Type: image/png\nContent-ID: <a>\nContent-Transfer-Encoding: base64', body: base64(PNG) },
          ],
          'b',
        ),
        file('rechnung.pdf', PDF, 'application/pdf'),
      ]),
    words: [WORDS],
    files: [{ bytes: PNG }, { name: 'rechnung.pdf', bytes: PDF }],
  },
  {
    name: 'text, picture, text (Apple Mail)',
    bytes: () => multipart('mixed', [plain('Oben steht es.'), file('a.png', PNG, 'image/png'), plain('Unten auch.')]),
    words: ['Oben steht es.', 'Unten auch.'],
    files: [{ name: 'a.png', bytes: PNG }],
  },
  {
    name: 'a text file shown inline is a file',
    bytes: () =>
      multipart('mixed', [
        plain(WORDS),
        {
          head: 'Content-Type: text/plain; name=log.txt\nContent-Disposition: inline; filename=log.txt',
          body: 'line of a log',
        },
      ]),
    words: [WORDS],
    notWords: ['line of a log'],
    files: [{ name: 'log.txt', bytes: utf8('line of a log') }],
  },
  {
    name: 'no end line',
    bytes: () =>
      Buffer.from(
        multipart('mixed', [plain(WORDS), file('a.pdf', PDF)])
          .toString('latin1')
          .replace('--part=_1--\r\n', ''),
        'latin1',
      ),
    words: [WORDS],
    files: [{ name: 'a.pdf', bytes: PDF }],
  },
  {
    name: 'a boundary that never comes',
    bytes: () => single('Content-Type: multipart/mixed; boundary=never', `${WORDS}\n`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'no boundary named',
    bytes: () => single('Content-Type: multipart/mixed', partsOf('b', [plain(WORDS), file('a.pdf', PDF)])),
    words: [WORDS],
    files: [{ name: 'a.pdf', bytes: PDF }],
  },
  {
    name: 'a boundary that is the start of another',
    bytes: () =>
      multipart(
        'mixed',
        [inner('alternative', [plain(WORDS), html(`<b>${WORDS}</b>`)], 'x1'), file('a.pdf', PDF)],
        'x',
      ),
    words: [WORDS],
    files: [{ name: 'a.pdf', bytes: PDF }],
  },
  {
    name: 'two Content-Types',
    bytes: () => single('Content-Type: text/plain; charset=utf-8\nContent-Type: application/pdf', `${WORDS} Grüße`),
    words: [`${WORDS} Grüße`],
    files: [],
  },
  {
    name: 'a forwarded mail as a file',
    bytes: () =>
      multipart('mixed', [
        plain(WORDS),
        forwarded('Content-Type: message/rfc822\nContent-Disposition: attachment; filename="alt.eml"'),
      ]),
    words: [WORDS],
    notWords: ['Secret words'],
    files: [{ name: 'alt.eml', bytes: Buffer.from(FORWARDED) }],
  },
  {
    name: 'a forwarded mail shown inline is still a file',
    bytes: () => multipart('mixed', [plain(WORDS), forwarded('Content-Type: message/rfc822')]),
    words: [WORDS],
    notWords: ['Secret words'],
    files: [{ bytes: Buffer.from(FORWARDED) }],
  },
  {
    name: 'a digest',
    bytes: () => multipart('digest', [forwarded(''), forwarded('')]),
    words: [],
    notWords: ['Secret words'],
    files: [{ bytes: Buffer.from(FORWARDED) }, { bytes: Buffer.from(FORWARDED) }],
  },
  {
    name: 'an invitation',
    bytes: () =>
      multipart('alternative', [
        plain(WORDS),
        {
          head: 'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
          body: 'BEGIN:VCALENDAR\nEND:VCALENDAR\n',
        },
      ]),
    words: [WORDS],
    notWords: ['VCALENDAR'],
    files: [{}],
  },
  {
    name: 'PGP/MIME',
    bytes: () =>
      single(
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
        partsOf('b', [
          { head: 'Content-Type: application/pgp-encrypted', body: 'Version: 1' },
          {
            head: 'Content-Type: application/octet-stream; name=encrypted.asc',
            body: '-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----',
          },
        ]),
      ),
    words: [],
    files: [{}, { name: 'encrypted.asc' }],
  },
  {
    name: 'S/MIME, signature beside the words',
    bytes: () =>
      single(
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
        partsOf('b', [plain(WORDS), file('smime.p7s', PNG, 'application/pkcs7-signature')]),
      ),
    words: [WORDS],
    files: [{ name: 'smime.p7s', bytes: PNG }],
  },
  {
    name: 'S/MIME, opaque',
    bytes: () =>
      single(
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Disposition: attachment; filename=smime.p7m\nContent-Transfer-Encoding: base64',
        base64(PNG),
      ),
    words: [],
    files: [{ name: 'smime.p7m', bytes: PNG }],
  },
  {
    name: 'a zip bomb',
    bytes: () => multipart('mixed', [plain(WORDS), file('photos.gz', bomb(), 'application/gzip')]),
    words: [WORDS],
    files: [{ name: 'photos.gz', bytes: bomb() }],
  },
  {
    name: 'base64 cut off',
    bytes: () => {
      const mail = multipart('mixed', [plain(WORDS), file('a.bin', Buffer.alloc(3000, 7))])
      return mail.subarray(0, mail.length - 1501)
    },
    words: [WORDS],
    files: [{ name: 'a.bin' }],
  },
  {
    name: 'base64 padded on every line, and with lines of other programs',
    bytes: () =>
      multipart('mixed', [
        plain(WORDS),
        {
          head: 'Content-Type: application/x-a; name=a.bin\nContent-Transfer-Encoding: base64',
          body: 'YQ==\nYg==\nYw==\n',
        },
      ]),
    words: [WORDS],
    files: [{ name: 'a.bin', bytes: Buffer.from('abc') }],
  },
  {
    name: 'words labelled base64 that are none',
    bytes: () =>
      single(
        'Content-Type: text/plain\nContent-Transfer-Encoding: base64',
        `${WORDS} Hier steht kein base64, sondern Text!`,
      ),
    words: [`${WORDS} Hier steht kein base64, sondern Text!`],
    files: [],
  },
  {
    name: 'the words as a file',
    bytes: () => single('Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment', WORDS),
    words: [WORDS],
    files: [{ bytes: utf8(WORDS) }],
  },
  {
    name: 'uuencode within the words',
    bytes: () => single('Content-Type: text/plain', `${WORDS}\n\nbegin 644 cat.txt\n#0V%T\n\`\nend\n`),
    words: [WORDS],
    notWords: ['#0V%T'],
    files: [{ name: 'cat.txt', bytes: Buffer.from('Cat') }],
  },
  {
    name: 'lines broken by a program (format=flowed)',
    bytes: () =>
      single(
        'Content-Type: text/plain; charset=utf-8; format=flowed',
        'Wo ist \nmein Paket?\n> Zitat \n> geht weiter\n',
      ),
    words: ['Wo ist mein Paket?', '> Zitat geht weiter'],
    files: [],
  },
  {
    name: 'both forms one after the other without saying so',
    bytes: () => multipart('mixed', [plain(`${WORDS} Ich warte.`), html(`<p>${WORDS} Ich warte.</p>`)]),
    words: [`${WORDS} Ich warte.`],
    files: [],
  },
  { name: 'no head at all', bytes: () => utf8(`${WORDS}\n\nGrüße\n`), words: [WORDS, 'Grüße'], files: [] },
  { name: 'nothing at all', bytes: () => Buffer.alloc(0), words: [], files: [] },
  { name: 'a head and no body', bytes: () => utf8(HEAD), words: [], files: [] },
  {
    name: 'no empty line before the body',
    bytes: () => utf8(`From: kim@example.org\nSubject: x\nHallo, wo ist mein Paket?\n`),
    words: ['Hallo, wo ist mein Paket?'],
    files: [],
  },
  {
    name: 'line ends of CR alone',
    bytes: () => Buffer.from(`${HEAD}Content-Type: text/plain\n\n${WORDS}\nZeile zwei\n`.replaceAll('\n', '\r')),
    words: [WORDS, 'Zeile zwei'],
    files: [],
  },
  {
    name: 'line ends of LF, and CR CR LF in the head',
    bytes: () =>
      Buffer.from(`${HEAD}Content-Type: text/plain\n`.replaceAll('\n', '\r\r\n') + `\r\r\n${WORDS}\nZeile zwei\n`),
    words: [WORDS, 'Zeile zwei'],
    files: [],
  },
]
