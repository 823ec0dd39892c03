import { type HostileMail, html, latin1, multipart, plain, single, utf8 } from './build.ts'

const text = (label: string | null, body: Uint8Array): Buffer =>
  single(
    label === null
      ? 'Content-Type: text/plain'
      : `Content-Type: text/plain; charset=${label}\nContent-Transfer-Encoding: 8bit`,
    body,
  )

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')

const words = (name: string, bytes: Buffer, ...expected: string[]): HostileMail => ({
  name,
  bytes: () => bytes,
  words: expected,
  notWords: ['\u{fffd}', '\0'],
  files: [],
})

/** Every charset that mails come in, under its own label and under wrong ones. */
export const CHARSETS: readonly HostileMail[] = [
  words('utf-8 labelled iso-8859-1', text('iso-8859-1', utf8('Grüße aus Köln, Straße 5')), 'Grüße aus Köln, Straße 5'),
  words('iso-8859-1 labelled utf-8', text('utf-8', latin1('Grüße aus Köln, Straße 5')), 'Grüße aus Köln, Straße 5'),
  words('iso-8859-1 without a label', text(null, latin1('Grüße aus Köln')), 'Grüße aus Köln'),
  words('utf-8 without a label', text(null, utf8('Grüße aus Köln – żółw')), 'Grüße aus Köln – żółw'),
  words('utf-8 labelled us-ascii', text('us-ascii', utf8('Grüße')), 'Grüße'),
  words('utf-8 labelled windows-1251', text('windows-1251', utf8('Где мой заказ?')), 'Где мой заказ?'),
  words('unknown charset', text('x-klingon-8', utf8('Grüße, wo ist mein Paket?')), 'Grüße, wo ist mein Paket?'),
  words('unknown charset, latin1 bytes', text('"unknown-8bit"', latin1('Grüße')), 'Grüße'),
  words('windows-1252', text('windows-1252', hex('80 20 93 6f 6b 94 20 96 20 fc')), '€ “ok” – ü'),
  words('iso-8859-2', text('iso-8859-2', hex('bf f3 b3 77')), 'żółw'),
  words('iso-8859-15 in quotes', text('"ISO-8859-15"', hex('a4 20 35 30')), '€ 50'),
  words('koi8-r', text('koi8-r', hex('e7 c4 c5 20 da c1 cb c1 da 3f')), 'Где заказ?'),
  words('windows-1251 as cp1251', text('cp1251', hex('c3 e4 e5 20 e7 e0 ea e0 e7 3f')), 'Где заказ?'),
  words('iso-2022-jp', text('iso-2022-jp', hex('1b 24 42 46 7c 4b 5c 1b 28 42 20 6f 6b')), '日本 ok'),
  words('shift_jis as cp932', text('cp932', hex('93 fa 96 7b')), '日本'),
  words('gb18030', text('gb18030', hex('d6 d0 b9 fa 20 6f 6b')), '中国 ok'),
  words('gb2312 with characters of gbk', text('gb2312', hex('d6 d0 e9 46')), '中'),
  words('big5', text('big5', hex('a4 a4 a4 e5')), '中文'),
  words('euc-kr as ks_c_5601-1987', text('ks_c_5601-1987', hex('c7 d1 b1 db')), '한글'),
  words('utf-7', text('utf-7', utf8('Gr+APwA3w-e +- mehr')), 'Grüße + mehr'),
  words('utf-16 with its mark', text('utf-16', hex('ff fe 47 00 72 00 fc 00 df 00 65 00')), 'Grüße'),
  words('utf-16 without mark or label', text(null, Buffer.from('Grüße aus Köln', 'utf16le')), 'Grüße aus Köln'),
  words('utf-8 with a mark', text('utf-8', Buffer.concat([hex('ef bb bf'), utf8('Hallo')])), 'Hallo'),
  words('null bytes among the words', text('utf-8', utf8('Hal\0lo\0 Welt')), 'Hallo Welt'),
  {
    name: 'a few broken bytes in utf-8',
    bytes: () => text('utf-8', Buffer.concat([utf8('Grüße, schöne Größe, äöü und Öl '), hex('ff'), utf8(' Ende')])),
    words: ['Grüße, schöne Größe, äöü und Öl', 'Ende'],
    files: [],
  },
  {
    name: 'two parts, two charsets',
    bytes: () =>
      multipart('mixed', [
        {
          head: 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable',
          body: 'Gr=FC=DFe',
        },
        { head: 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64', body: 'xbzDs8WCdw==' },
      ]),
    words: ['Grüße', 'żółw'],
    files: [],
  },
  {
    name: 'html that names its charset itself',
    bytes: () => single('Content-Type: text/html', latin1('<meta charset="iso-8859-1"><p>Gr\xfc\xdfe aus K\xf6ln</p>')),
    words: ['Grüße aus Köln'],
    files: [],
  },
  {
    name: 'quoted-printable with lower case, broken escapes and blanks at line ends',
    bytes: () =>
      single(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable',
        'Gr=c3=bc=c3=9fe = 100=25 =ZZ lang=   \nes Wort=',
      ),
    words: ['Grüße = 100% =ZZ langes Wort'],
    files: [],
  },
  {
    name: 'alternative with utf-8 plain and windows-1250 html',
    bytes: () =>
      multipart('alternative', [
        plain('Dobrý den, kde je můj balík?'),
        { ...html(''), head: 'Content-Type: text/html; charset=windows-1250', body: hex('44 6f 62 72 fd 20 64 65 6e') },
      ]),
    words: ['Dobrý den, kde je můj balík?'],
    files: [],
  },
]
