import { describe, expect, test } from 'vitest'
import { mailIdentity } from '../../../src/mail/mime/identity.ts'

const mail = (change: (text: string) => string = (text) => text): Buffer =>
  Buffer.from(
    change(
      'From: kim@example.org\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\nSubject: Frage\r\n zum Paket\r\nMessage-ID: <1@example.org>\r\n\r\nWo ist es?\r\n',
    ),
    'latin1',
  )

describe('the same mail has one identity', () => {
  test.each<[string, (text: string) => string]>([
    ['with fields that servers add on the way', (text) => `Received: from a by b\r\nX-Spam-Score: 1\r\n${text}`],
    ['with line ends of LF', (text) => text.replaceAll('\r\n', '\n')],
    ['with line ends of CR', (text) => text.replaceAll('\r\n', '\r')],
    ['with empty lines at its end', (text) => `${text}\r\n\r\n`],
    ["with mbox' line before it", (text) => `From kim@example.org Mon Nov  2 10:00:00 2026\r\n${text}`],
    ['with fields in another order', (text) => text.replace(/^(From:.*\r\n)(Date:.*\r\n)/, '$2$1')],
  ])('%s', (_, change) => {
    expect(mailIdentity(mail(change))).toBe(mailIdentity(mail()))
  })
})

describe('another mail has another identity', () => {
  test.each<[string, (text: string) => string]>([
    ['the same Message-ID with other words', (text) => text.replace('Wo', 'wo')],
    ['another sender', (text) => text.replace('kim@', 'tim@')],
    ['another subject', (text) => text.replace('Frage', 'Fragen')],
    ['another date', (text) => text.replace('10:00', '10:01')],
    ['no Message-ID', (text) => text.replace(/Message-ID.*\r\n/, '')],
    ['an empty Message-ID', (text) => text.replace('<1@example.org>', '')],
    ['what is subject in one and body in the other', (text) => text.replace('Subject: Frage', 'Subject: Frag\r\nX: e')],
  ])('%s', (_, change) => {
    expect(mailIdentity(mail(change))).not.toBe(mailIdentity(mail()))
  })
})

test('whatever the bytes are, there is an identity of 40 digits', () => {
  for (const bytes of ['', '\r', '\n', '\0\0', 'no head at all', ': x', 'From:'].map((text) => Buffer.from(text))) {
    expect(mailIdentity(bytes)).toMatch(/^[0-9a-f]{40}$/)
  }
})
