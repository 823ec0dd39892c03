import { base64, crlf, type HostileMail, latin1, multipart, plain, utf8 } from './build.ts'

const WORDS = 'Wo ist mein Paket?'
const PDF = Buffer.from('%PDF-1.4 pretended')

const mail = (head: string, bytes: (text: string) => Buffer = utf8): Buffer =>
  bytes(`${head}\nContent-Type: text/plain; charset=utf-8\n\n${WORDS}\n`)

const subject = (name: string, value: string, expected: string, bytes = utf8): HostileMail => ({
  name: `subject: ${name}`,
  bytes: () => mail(`From: kim@example.org\nSubject: ${value}`, bytes),
  words: [WORDS],
  files: [],
  subject: expected,
})

const from = (name: string, head: string, expected: readonly string[]): HostileMail => ({
  name: `from: ${name}`,
  bytes: () => mail(head),
  words: [WORDS],
  files: [],
  from: expected,
})

/** @param head the part's fields that name the file */
const named = (name: string, head: string, expected: string, bytes = utf8): HostileMail => ({
  name: `file name: ${name}`,
  bytes: () => {
    const part = { head: 'Content-Type: text/plain', body: WORDS }
    const whole = multipart('mixed', [part, { head: 'X-Here: 1', body: base64(PDF) }]).toString('latin1')
    return Buffer.from(
      whole.replace('X-Here: 1', bytes(`${crlf(head)}\nContent-Transfer-Encoding: base64`).toString('latin1')),
      'latin1',
    )
  },
  words: [WORDS],
  files: [{ name: expected, bytes: PDF }],
})

/** Heads as they come: badly encoded, doubled, endless, made to deceive. */
export const HEADERS: readonly HostileMail[] = [
  subject('utf-8 as it is', 'Grüße aus Köln', 'Grüße aus Köln'),
  subject('latin1 as it is', 'Gr\xfc\xdfe aus K\xf6ln', 'Grüße aus Köln', latin1),
  subject('a word cut within a character', '=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'),
  subject('blanks within a word', '=?utf-8?Q?Gr=C3=BC=C3=9Fe aus K=C3=B6ln?=', 'Grüße aus Köln'),
  subject('a word without its end', '=?utf-8?Q?Gr=C3=BC', '=?utf-8?Q?Gr=C3=BC'),
  subject('an unknown charset', '=?x-klingon?Q?Gruss?= ok', 'Gruss ok'),
  subject('a language', '=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'),
  subject('iso-2022-jp', '=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=', '日本'),
  subject('folded between words', '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?Q?_aus?=', 'Grüße aus'),
  subject('a bare CR and a null', 'Eins\rZwei\0Drei', 'Eins Zwei Drei'),
  subject('nothing', '', ''),
  from('two addresses', 'From: a@example.org, B <b@example.net>', ['a@example.org', 'b@example.net']),
  from('none', 'Subject: x', []),
  from('no address in it', 'From: Kundenservice', []),
  from('a name that looks like an address', 'From: "service@marketplace.example" <evil@example.net>', [
    'evil@example.net',
  ]),
  from('a name with encoded words and quotes', 'From: "=?utf-8?Q?M=C3=BCller=2C_Kim?=" <KIM@Example.org>', [
    'kim@example.org',
  ]),
  from('a group', 'From: Team: a@example.org, b@example.org;', ['a@example.org', 'b@example.org']),
  from('two fields', 'From: a@example.org\nFrom: b@example.org', ['a@example.org', 'b@example.org']),
  named('RFC 2231', "Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", 'Grüße.pdf'),
  named(
    'RFC 2231 in sections',
    'Content-Disposition: attachment;\n filename*0*=iso-8859-1\'\'Rech%6E;\n filename*1*=ung%20%E4;\n filename*2=" 7.pdf"',
    'Rechnung ä 7.pdf',
  ),
  named('encoded words', 'Content-Disposition: attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="', 'Grüße.pdf'),
  named('latin1 as it is', 'Content-Disposition: attachment; filename="Gr\xfc\xdfe.pdf"', 'Grüße.pdf', latin1),
  named('blanks without quotes', 'Content-Disposition: attachment; filename=mein brief.pdf', 'mein brief.pdf'),
  named('a semicolon in quotes', 'Content-Disposition: attachment; filename="a;b.pdf"', 'a;b.pdf'),
  named('brackets', 'Content-Disposition: attachment; filename=Rechnung(1).pdf', 'Rechnung(1).pdf'),
  named('only in Content-Type', 'Content-Type: application/pdf; name="a.pdf"', 'a.pdf'),
  named('a path', 'Content-Disposition: attachment; filename="../../etc/passwd.pdf"', 'passwd.pdf'),
  named('a path of Windows', 'Content-Disposition: attachment; filename="C:\\\\temp\\\\a.pdf"', 'a.pdf'),
  named('control characters', 'Content-Disposition: attachment; filename="a\x07b\x00.pdf"', 'a b .pdf', latin1),
  named(
    'a mark of direction',
    "Content-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe",
    'invoicefdp.exe',
  ),
  {
    name: 'a head of 100 kB in one field',
    bytes: () => mail(`From: kim@example.org\nSubject: x\nX-Long: ${'lang '.repeat(20_000)}`),
    words: [WORDS],
    files: [],
    subject: 'x',
  },
  {
    name: 'a head of 100 kB in folds',
    bytes: () =>
      mail(`From: kim@example.org\nReferences: ${'<a@example.org>\n '.repeat(6000)}<z@example.org>\nSubject: x`),
    words: [WORDS],
    files: [],
    subject: 'x',
  },
  {
    name: 'a head of 3 MB in 100,000 fields',
    bytes: () => mail(`From: kim@example.org\nSubject: x\n${'X-Field: some value here\n'.repeat(120_000).trimEnd()}`),
    words: [WORDS],
    files: [],
    moreFiles: true,
    subject: 'x',
  },
  {
    name: 'a To of 5,000 addresses and brackets that never close',
    bytes: () =>
      mail(
        `From: kim@example.org\nTo: ${'(("<@,'.repeat(5000)}, ${'a@example.org, '.repeat(5000)}x@example.org\nSubject: x`,
      ),
    words: [WORDS],
    files: [],
    subject: 'x',
  },
  {
    name: 'lines that are no fields among them',
    bytes: () => multipartWith('>From kim@example.org Mon\nthis is no field\n'),
    words: [WORDS],
    files: [{ name: 'a.pdf', bytes: PDF }],
  },
]

const multipartWith = (lines: string): Buffer => {
  const whole = multipart('mixed', [
    plain(WORDS),
    { head: 'Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64', body: base64(PDF) },
  ])
  const [first = '', ...rest] = whole.toString('latin1').split('\r\n')
  return Buffer.from([first, ...lines.trimEnd().split('\n'), ...rest].join('\r\n'), 'latin1')
}
