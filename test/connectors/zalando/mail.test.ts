import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zalandoMail } from '../../../connectors/zalando/mail.ts'
import type { MailAddress, ParsedMail } from '../../../src/domain/mail.ts'
import { orderRef } from '../../../src/domain/ids.ts'
import { parsedMail, surroundings } from '../../kit/parsed-mail.ts'

const channel = zalandoMail({ CARE_SENDERS: [] }, {})
const read = (changes: Partial<ParsedMail> & { words?: string }) => channel.read(parsedMail(changes), surroundings)
const care = [{ address: 'care@zalando.de', name: 'Care' }]

test('no mail whatever makes us write to anybody but Zalando', () => {
  const address: fc.Arbitrary<MailAddress> = fc
    .tuple(
      fc.constantFrom('lena', 'care', 'no-reply', 'care+7'),
      fc.constantFrom(
        'zalando.de',
        'kundin.example',
        'zalando.evil.example',
        'zalando.de.evil.example',
        'mail.zalando.fr',
        'notzalando.de',
      ),
    )
    .map(([local, domain]) => ({ address: `${local}@${domain}` }))
  const mail = fc.record({
    from: fc.array(address, { maxLength: 2 }),
    replyTo: fc.array(address, { maxLength: 2 }),
    subject: fc.constantFrom('Order 10103450982375', 'Hello', '[Case 04711815]'),
  })
  fc.assert(
    fc.property(mail, (changes) => {
      const meaning = read(changes)
      const to = meaning.kind === 'message' ? (meaning.party.answerTo?.address ?? null) : null
      expect(to === null || /@(?:mail\.)?zalando\.(?:de|fr)$/.test(to)).toBe(true)
      expect(to ?? '').not.toMatch(/^no-reply/)
    }),
  )
})

test('whoever of Care writes, it is one party: its mails about an order are one conversation', () => {
  const keys = ['care@zalando.de', 'anna.k@zalando.com', 'team+77@partners.zalando.fr'].map((address) => {
    const meaning = read({ from: [{ address }] })
    return meaning.kind === 'message' ? meaning.party.key : meaning.kind
  })
  expect(new Set(keys).size).toBe(1)
})

test('who is not Zalando is never Care, also where he names an order of Care', () => {
  const stranger = read({ from: [{ address: 'lena@kundin.example' }], subject: 'Order 10103450982375' })
  const ours = read({ from: care, subject: 'Order 10103450982375' })
  expect([stranger, ours]).toMatchObject([
    { role: 'buyer', party: { key: 'lena@kundin.example' } },
    { role: 'customer_service', party: { key: 'Zalando Customer Care' } },
  ])
})

test.each([
  ['Order 10103450982375', ['10103450982375']],
  ['Order 1040970000502251', ['1040970000502251']],
  ['Order 1010345098237', []],
  ['Order 10103450982375123', []],
  ['Sendungsnummer 01234567890123', []],
  ['IBAN DE10103450982375', []],
  ['https://zalando.de/o/10103450982375', []],
])('%s names the orders %j', (subject, orders) => {
  expect(read({ from: care, subject, words: 'Hallo' })).toMatchObject({ orders })
})

test.each([
  ['[Case 04711815] Missing item', '04711815'],
  ['Fall-Nr. 123456: Frage', '123456'],
  ['Ticket #CUCA-998877', 'CUCA-998877'],
  ['Order 10103450982375 [ ref:!00D20aBcD.!500Qx0eFgH:ref ]', 'ref:!00D20aBcD.!500Qx0eFgH:ref'],
  ['[#778899] Question', '778899'],
  ['Anfrage zur Bestellung 10103450982375', null],
  ['Question', null],
])('%s is the case %s', (subject, thread) => {
  expect(read({ from: care, subject })).toMatchObject({ thread })
})

describe('an answer to Care', () => {
  const write = (subject: string, text: string, order = '10103450982375') =>
    channel.answer?.({ text, to: { subject, orders: [orderRef(order)] } })

  test('keeps the subject with its case as it was', () => {
    expect(write('[Case 04711815] Order 10103450982375', 'Done.')).toEqual({
      subject: 'Re: [Case 04711815] Order 10103450982375',
      text: 'Done.',
    })
    expect(write('AW: Order 10103450982375', 'Done.')?.subject).toBe('AW: Order 10103450982375')
  })

  test('names the order where neither subject nor text does', () => {
    expect(write('Question', 'Done.\n')?.text).toBe('Done.\n\nZalando 10103450982375')
    expect(write('Question', 'Order 10103450982375 is done.')?.text).toBe('Order 10103450982375 is done.')
  })
})
