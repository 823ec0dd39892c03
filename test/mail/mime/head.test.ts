import { describe, expect, test } from 'vitest'
import type { ParsedMail } from '../../../src/domain/mail.ts'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { utf8 } from './hostile/build.ts'

const mail = (head: string): Promise<ParsedMail> => parseMail(utf8(`${head}\nContent-Type: text/plain\n\nHallo\n`), {})

describe('the date is what the sender claims', () => {
  test.each<[string, string | null]>([
    ['Mon, 02 Nov 2026 10:00:00 +0100', '2026-11-02T09:00:00.000Z'],
    ['2 Nov 2026 10:00 +0100 (CET)', '2026-11-02T09:00:00.000Z'],
    ['Mon, 2 Nov 26 10:00:00 GMT', '2026-11-02T10:00:00.000Z'],
    ['Mon, 02 Nov 2026 10:00:00', '2026-11-02T10:00:00.000Z'],
    ['Mon, 02 Nov 2026 10:00:00 EST', '2026-11-02T15:00:00.000Z'],
    ['Mon, 02-Nov-2026 10:00:00 +01:00', '2026-11-02T09:00:00.000Z'],
    ['2026-11-02T10:00:00+01:00', '2026-11-02T09:00:00.000Z'],
    ['Thu, 01 Jan 1970 00:00:00 +0000', '1970-01-01T00:00:00.000Z'],
    ['Sun, 06 Nov 2090 08:49:37 GMT', '2090-11-06T08:49:37.000Z'],
    ['Mon, 02 Nov 2026 10:00:60 +0000', '2026-11-02T10:00:59.000Z'],
    ['Mon, 02 Nov 2026 10:00:00 +9999', '2026-11-02T10:00:00.000Z'],
    ['Mon, 02 Nov 2026 25:00:00 +0000', null],
    ['1', null],
    ['gestern', null],
    ['Mon, 02 Nov 99999 10:00:00 +0000', null],
    ['', null],
  ])('%s', async (date, expected) => {
    expect((await mail(`Date: ${date}`)).date).toBe(expected)
  })
})

describe('message ids', () => {
  test.each<[string, string | null]>([
    ['<a@b>', '<a@b>'],
    ['  <a@b> (comment)', '<a@b>'],
    ['a@b', '<a@b>'],
    ['<a b@c>', null],
    ['<>', null],
    ['none', null],
    [`<${'a'.repeat(2000)}@b>`, null],
  ])('%s', async (id, expected) => {
    expect((await mail(`Message-ID: ${id}`)).messageId).toBe(expected)
  })

  test('of references stand oldest first, the oldest and the newest of very many', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `<${String(index)}@example.org>`)
    const { references } = await mail(`References: ${ids.join('\n ')}`)
    expect(references.length).toBe(200)
    expect([references[0], references.at(-1)]).toEqual(['<0@example.org>', '<299@example.org>'])
  })
})

test('addresses are in lower case, with their names', async () => {
  const { from, to, replyTo, sender, cc } = await mail(
    'From: "Kim, B." <KIM@Example.org>\nSender: list@example.org\nTo: a@example.org, Team: b@example.org, c@example.org;\nReply-To: R <x+1@relay.example>\nCc: undisclosed-recipients:;',
  )
  expect(from).toEqual([{ address: 'kim@example.org', name: 'Kim, B.' }])
  expect(to.map(({ address }) => address)).toEqual(['a@example.org', 'b@example.org', 'c@example.org'])
  expect(replyTo).toEqual([{ address: 'x+1@relay.example', name: 'R' }])
  expect(sender).toEqual({ address: 'list@example.org' })
  expect(cc).toEqual([])
})

test('by which addresses it came is told, the nearest first', async () => {
  const { deliveredTo } = await mail(
    'Delivered-To: box@shop.example\nX-Original-To: Brand@shop.example\nEnvelope-To: <box@shop.example>, other@shop.example\nTo: else@example.org',
  )
  expect(deliveredTo).toEqual(['box@shop.example', 'brand@shop.example', 'other@shop.example'])
})

test('values of one name stand topmost first, in one line each', async () => {
  const { headers } = await mail('Received: one\nX-A: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nRECEIVED: two\n\tfolded\0')
  expect(headers.get('received')).toEqual(['one', 'two folded'])
  expect(headers.get('x-a')).toEqual(['Grüße'])
})

test('marks that turn words around are taken out of subjects and names', async () => {
  const { subject, from } = await mail('Subject: invoice \u202efdp.exe\nFrom: "Kim \u2066x\u2069" <kim@example.org>')
  expect(subject).toBe('invoice fdp.exe')
  expect(from[0]?.name).toBe('Kim x')
})
