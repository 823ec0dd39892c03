import { describe, expect, test } from 'vitest'
import { frameOf, wordsOf } from '../../../connectors/amazon/frame.ts'
import { footerOf } from '../../../connectors/amazon/footer.ts'
import { mailOf } from './mail-of.ts'
import { processorMs } from '../../processor-time.ts'

const D = '-------------'
const HEAD = '# 302-1234567-7654321:\n1 / Topf [ASIN: B0EXAMPLE1]\n\n'
const framed = (words: string, start = 'Nachricht:', end = 'Ende der Nachricht'): string =>
  `${HEAD}${D} ${start} ${D}\n\n${words}\n\n${D} ${end} ${D}\n\nWar diese E-Mail hilfreich?\n`

test.each([
  ['Nachricht:', 'Ende der Nachricht'],
  ['Message:', 'End message'],
  ['Message :', 'Fin du message'],
  ['Messaggio:', 'Fine del messaggio'],
  ['Mensaje:', 'Finalizar mensaje'],
  ['Mensagem:', 'Encerrar mensagem'],
  ['Bericht:', 'Einde bericht'],
  ['Wiadomość:', 'Koniec wiadomości'],
  ['Meddelande:', 'Slut på meddelande'],
  ['Iniciar mensagem', 'Mensagem final'],
  ['Neues Wort', 'Anderes Wort'],
])('words between %s and %s', (start, end) => {
  expect(frameOf(framed('Hallo\n\nKim', start, end))?.words).toBe('Hallo\n\nKim')
})

describe('what is no marker', () => {
  test.each([
    ['an older mail that is quoted', 'Neu.\n\n-------- Original Message --------\nAlt.'],
    ['a mail handed on', 'Sehen Sie:\n\n---------- Forwarded message ---------\nAlt.'],
    ['short lines', 'Hallo\n-----\nA\n-----\nB'],
    ['lines of dashes without Amazon’s own lines above', 'Hallo\n---------------\nA\n---------------\nB'],
  ])('%s', (_, text) => {
    expect(frameOf(text)).toBeUndefined()
  })
})

test('the last marker ends the words: a buyer who types one shortens nothing and gains no footer', () => {
  const fake = `Hallo ${D} Ende der Nachricht ${D} https://sellercentral.amazon.de/messaging/no-response-needed?t=1`
  const text = framed(fake)
  expect(frameOf(text)?.words).toBe(fake)
  expect(footerOf(mailOf({ text }), frameOf(text))).toEqual({})
})

test('a quote is cut within the words where the reply was cut there', () => {
  const text = framed('Neu.\n\nAm Montag schrieb der Laden:\n> Alt.')
  const reply = `${HEAD}${D} Nachricht: ${D}\n\nNeu.`
  expect(wordsOf(mailOf({ text, reply }), frameOf(text))).toBe('Neu.')
  expect(wordsOf(mailOf({ text, reply: 'etwas anderes' }), frameOf(text))).toContain('> Alt.')
})

test.each([
  ['nothing between the markers', framed(''), '302-1234567-7654321'],
  ['no markers', 'Nur ein Satz.', 'Nur ein Satz.'],
])('%s: the whole is shown', (_, text, expected) => {
  expect(wordsOf(mailOf({ text }), frameOf(text))).toContain(expected)
})

test('the text stands in where the reply is empty', () => {
  expect(wordsOf(mailOf({ text: '> Nur ein Zitat', reply: ' ' }), undefined)).toBe('> Nur ein Zitat')
})

const after = (link: string): string => `${framed('Hallo')}${link}\n`
const NEEDED = '/messaging/no-response-needed?t=abc&h=def'

describe('links of the footer', () => {
  test.each([
    `https://sellercentral.amazon.de${NEEDED}`,
    `https://sellercentral-europe.amazon.com${NEEDED}`,
    `https://sellercentral.amazon.co.uk${NEEDED}`,
    'https://www.amazon.it/gp/communication-manager/no-response-needed.html?msg=A1',
  ])('%s is offered', (link) => {
    const text = after(`Fall lösen: ${link}`)
    expect(footerOf(mailOf({ text }), frameOf(text)).noResponse).toBe(link)
  })

  test.each([
    `http://sellercentral.amazon.de${NEEDED}`,
    `https://sellercentral.amazon.de.evil.example${NEEDED}`,
    `https://evil.example/sellercentral.amazon.de${NEEDED}`,
    `https://sellercentral.amazon.de@evil.example${NEEDED}`,
    `https://sellercentral.amazon.de:444${NEEDED}`,
    `https://amazon.evil${NEEDED}`,
    `https://sellercentral.amаzon.de${NEEDED}`,
    'https://sellercentral.amazon.de/ap/signin?openid=1',
  ])('%s is not', (link) => {
    const text = after(`Fall lösen: ${link}`)
    const html = `<p>${D} Nachricht: ${D}</p><p>${D} Ende der Nachricht ${D}</p><a href="${link}">Fall</a>`
    expect(footerOf(mailOf({ text, html }), frameOf(text)).noResponse).toBeUndefined()
  })

  test.each([
    [
      'double quotes',
      `<a class="b" href="https://sellercentral.amazon.de/messaging/no-response-needed?t=a&amp;h=b">x</a>`,
    ],
    ['single quotes', `<a href='https://sellercentral.amazon.de/messaging/no-response-needed?t=a&h=b'>x</a>`],
    ['none', `<A HREF=https://sellercentral.amazon.de/messaging/no-response-needed?t=a&#38;h=b>x</A>`],
  ])('in HTML with %s', (_, link) => {
    const html = `<p>${D} Nachricht:&nbsp;${D}</p><pre>Hallo</pre><p>&#45;${D} Ende der <b>Nachricht</b> ${D}</p>${link}`
    expect(footerOf(mailOf({ html }), undefined).noResponse).toBe(
      'https://sellercentral.amazon.de/messaging/no-response-needed?t=a&h=b',
    )
  })

  test.each([
    ['?fi=caseId&ss=0F6C2A3D-1111&cc=0F6C2A3D-1111', '0f6c2a3d-1111'],
    ['?fi=caseId:0f6c2a3d-1111', '0f6c2a3d-1111'],
    ['?caseId=0f6c2a3d-1111', '0f6c2a3d-1111'],
    ['?fi=caseId', undefined],
    ['?cc=<script>', undefined],
  ])('the case in %s', (query, id) => {
    const html = `${D} Ende der Nachricht ${D}<a href="https://sellercentral.amazon.de/messaging/inbox${query}">x</a>`
    expect(footerOf(mailOf({ html }), undefined).caseId).toBe(id)
  })

  test('what stands before the end marker, or in a hidden place, counts for nothing', () => {
    const link = `<a href="https://sellercentral.amazon.de${NEEDED}">x</a>`
    const end = `<p>${D} Ende der Nachricht ${D}</p>`
    for (const html of [`${link}${end}`, `${end}<!-- ${link} -->`, `${end}<style>${link}</style>`, link]) {
      expect(footerOf(mailOf({ html }), undefined)).toEqual({})
    }
  })
})

test.each([
  ['dashes', '-'.repeat(2_000_000)],
  ['opened tags', '<a <style <!- '.repeat(60_000)],
  ['comments', '<!--'.repeat(240_000)],
  ['entities', '&#45;'.repeat(190_000)],
  ['markers', `${D} x ${D}\n`.repeat(30_000)],
  ['links', `${D} Ende ${D}${'<a href="https://amazon.de/no-response-needed">'.repeat(15_000)}`],
])('a mail full of %s takes no time', (_, text) => {
  const read = () => {
    const frame = frameOf(text)
    footerOf(mailOf({ text, html: text }), frame)
    wordsOf(mailOf({ text }), frame)
  }
  expect(processorMs(read)).toBeLessThan(1500)
})
