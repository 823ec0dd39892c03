import {
  base64,
  file,
  type HostileMail,
  html,
  multipart,
  partsOf,
  plain,
  single,
  type TestPart,
  utf8,
} from './build.ts'

const WORDS = 'Wo ist mein Paket?'
const MEGABYTE = 1024 * 1024

/** Each part holds the next one. */
function nested(depth: number): Buffer {
  const heads: string[] = []
  for (let level = 0; level < depth; level += 1) {
    heads.push(`Content-Type: multipart/mixed; boundary=b${String(level)}\n\n--b${String(level)}\n`)
  }
  return utf8(
    `From: kim@example.org\nSubject: x\nMIME-Version: 1.0\n${heads.join('')}Content-Type: text/plain\n\n${WORDS}\n`,
  )
}

const forwardedDeep = (depth: number): Buffer =>
  utf8(`From: kim@example.org\nSubject: x\n${'Content-Type: message/rfc822\n\n'.repeat(depth)}\n${WORDS}\n`)

const few = (size: number): Buffer => Buffer.alloc(size, 'a whole lot of nothing ')
const many = (count: number): TestPart[] => Array.from({ length: count }, () => file('a.bin', Buffer.from('abc')))
const page = (inner: string): Buffer => single('Content-Type: text/html; charset=utf-8', inner)
/** Only what lies on a limit is looked at, not the words. */
const anyFiles = { files: [], moreFiles: true } as const

/** What presses on time and memory. */
export const SIZES: readonly HostileMail[] = [
  {
    name: 'a file of 50 MB',
    bytes: () => multipart('mixed', [plain(WORDS), file('a.bin', few(50 * MEGABYTE))]),
    words: [WORDS],
    files: [{ name: 'a.bin', size: 50 * MEGABYTE }],
  },
  {
    name: 'a file of 20 MB, quoted-printable',
    bytes: () =>
      multipart('mixed', [
        plain(WORDS),
        {
          head: 'Content-Type: application/x-a; name=a.bin\nContent-Transfer-Encoding: quoted-printable',
          body: '=61=62=63=\n'.repeat(20 * 8192 * 10),
        },
      ]),
    words: [WORDS],
    files: [{ name: 'a.bin' }],
  },
  { name: '10,000 nested parts', bytes: () => nested(10_000), words: [WORDS], ...anyFiles },
  { name: '30 nested parts', bytes: () => nested(30), words: [WORDS], files: [] },
  { name: '10,000 nested forwarded mails', bytes: () => forwardedDeep(10_000), words: [], ...anyFiles },
  {
    name: '10,000 parts side by side',
    bytes: () => multipart('mixed', [plain(WORDS), ...many(10_000)]),
    words: [WORDS],
    ...anyFiles,
  },
  {
    name: '300 parts side by side',
    bytes: () => multipart('mixed', [plain(WORDS), ...many(300)]),
    words: [WORDS],
    files: many(300).map(() => ({ bytes: Buffer.from('abc') })),
  },
  {
    name: '30,000 empty parts, and lines that look like boundaries',
    bytes: () =>
      single(
        'Content-Type: multipart/mixed; boundary=b',
        Buffer.concat([utf8('--bb\n--\n--b \t\n'.repeat(30_000)), partsOf('b', [plain(WORDS)])]),
      ),
    words: [],
    ...anyFiles,
  },
  {
    name: 'plain words of 10 MB',
    bytes: () => single('Content-Type: text/plain', `${WORDS} ${'wort und wort\n'.repeat(700_000)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'one line of 10 MB',
    bytes: () => single('Content-Type: text/plain', `${WORDS} ${'x'.repeat(10 * MEGABYTE)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'HTML of 5 MB',
    bytes: () => page(`<p>${WORDS}</p>${'<p>Wort und <b>Wort</b></p>'.repeat(200_000)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: '40,000 elements in each other',
    bytes: () => page(`${'<b>'.repeat(40_000)}${WORDS}`),
    words: [WORDS],
    files: [],
  },
  {
    name: '40,000 tables in each other',
    bytes: () => page(`${'<table><tr><td>'.repeat(40_000)}${WORDS}`),
    words: [WORDS],
    files: [],
  },
  {
    name: '20,000 quotes in each other',
    bytes: () => page(`<p>${WORDS}</p>${'<blockquote>a '.repeat(20_000)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: '100,000 ends without a beginning',
    bytes: () => page(`${'<i>'.repeat(1500)}${'</b></x>'.repeat(100_000)}${WORDS}`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'a million angle brackets',
    bytes: () => page(`<p>${WORDS}</p>${'<'.repeat(1_000_000)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'comments that never end',
    bytes: () => page(`<p>${WORDS}</p>${'<!--'.repeat(50_000)}`),
    words: [WORDS],
    files: [],
  },
  {
    name: '50,000 styles',
    bytes: () => page(`${'<style>.a{display:none}'.repeat(50_000)}</style><p>${WORDS}</p>`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'quotes 5,000 deep in plain words',
    bytes: () => single('Content-Type: text/plain', `${WORDS}\n${'>'.repeat(5000)} a\n`.repeat(200)),
    words: [WORDS],
    files: [],
  },
  {
    name: '20,000 encoded words',
    bytes: () =>
      utf8(
        `From: kim@example.org\nSubject: ${'=?utf-8?Q?a?=\n '.repeat(20_000)}x\nContent-Type: text/plain\n\n${WORDS}\n`,
      ),
    words: [WORDS],
    files: [],
  },
  {
    name: '20,000 parameters',
    bytes: () =>
      utf8(`From: kim@example.org\nContent-Type: text/plain; ${'a*0=(;"'.repeat(20_000)}; charset=utf-8\n\n${WORDS}\n`),
    words: [WORDS],
    files: [],
  },
  {
    name: 'a few lines and 30 MB of white space',
    bytes: () =>
      single('Content-Type: text/plain', Buffer.concat([utf8(`${WORDS}\n`), Buffer.alloc(30 * MEGABYTE, ' \r\n\t')])),
    words: [WORDS],
    files: [],
  },
  {
    name: 'one line of 30 MB in base64',
    bytes: () =>
      multipart('mixed', [
        html(`<p>${WORDS}</p>`),
        {
          head: 'Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64',
          body: base64(few(30 * MEGABYTE)).replaceAll('\r\n', ''),
        },
      ]),
    words: [WORDS],
    files: [{ name: 'a.png', size: 30 * MEGABYTE }],
  },
]
