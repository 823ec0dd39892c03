import { describe, expect, test } from 'vitest'
import otto from '../../../connectors/otto/index.ts'
import { ottoMail } from '../../../connectors/otto/mail.ts'
import type { ParsedMail } from '../../../src/domain/mail.ts'
import { parsedMail, surroundings } from '../../kit/parsed-mail.ts'

const ALIAS = 'x7k2m9q4@customer.otto.market'
const channel = ottoMail({ ANSWER_HOURS: 24, OTTO_SENDERS: [] }, {})
const read = (changes: Partial<ParsedMail> & { words?: string }) => channel.read(parsedMail(changes), surroundings)

/** Every place where a stranger may put a stranger's address. */
const anyone = [{ address: 'eve@evil.example', name: 'OTTO Market' }]
const alias = [{ address: ALIAS }]

describe('an answer goes nowhere but to OTTO', () => {
  const mails: [string, Partial<ParsedMail>][] = [
    ['a stranger', { from: anyone }],
    ['a stranger with an alias as Reply-To', { from: anyone, replyTo: alias }],
    ['an alias with a stranger as Reply-To', { from: alias, replyTo: anyone }],
    ['an alias beside a stranger', { from: [...alias, ...anyone] }],
    ['an alias that dmarc denies', { from: alias, proof: { dmarc: 'fail', detail: null } }],
    ['nobody', { from: [], replyTo: alias }],
    [
      'OTTO for a stranger',
      { from: [{ address: 'no-reply@otto.market' }], replyTo: anyone, subject: 'Bestellung a1b2c3d4e5' },
    ],
  ]
  test.each(mails)('from %s', (_, changes) => {
    const meaning = read(changes)
    const to = meaning.kind === 'message' ? (meaning.party.answerTo?.address ?? null) : null
    expect(to === null || to.endsWith('@customer.otto.market')).toBe(true)
  })

  test.each(mails.filter(([name]) => name !== 'an alias with a stranger as Reply-To'))(
    'and agents are told why not, for %s',
    (_, changes) => {
      expect(read(changes)).toMatchObject({
        party: { answerTo: null, noAnswer: expect.stringMatching(/OTTO/) as string },
      })
    },
  )
})

test('one buyer with several tags is one, whatever his mail program does with From', () => {
  const keys = [ALIAS, 'x7k2m9q4+abc@customer.otto.market', 'X7K2M9Q4@Customer.Otto.Market'].map((address) => {
    const meaning = read({ from: [{ address }] })
    return meaning.kind === 'message' ? meaning.party.key : meaning.kind
  })
  expect(new Set(keys)).toEqual(new Set([ALIAS]))
})

test.each([
  ['Bestellung bhx7k2m9qd', ['bhx7k2m9qd']],
  ['Bestellnummer: cbnkakmxrq', ['cbnkakmxrq']],
  ['Ihre Bestellung ist eingetroffen', []],
  ['Bestellung verschoben', []],
  ['Auftrag 1234567890', ['1234567890']],
  ['Telefon 0171000000', []],
  ['https://www.otto.de/p/abcdef1234', []],
  ['Artikel S0G8N0MN12', []],
])('%s names the orders %j', (subject, orders) => {
  expect(read({ from: alias, subject, words: 'Hallo' })).toMatchObject({ orders })
})

test('its own mails are looked for in the junk folder too', () => {
  expect(channel.senders).toEqual(['otto.market', 'otto.de'])
  expect(ottoMail({ ANSWER_HOURS: 24, OTTO_SENDERS: ['a@b.example', 'c.example'] }, {}).senders).toContain('c.example')
})

describe('settings', () => {
  test.each([
    [{}, { ANSWER_HOURS: 24, OTTO_SENDERS: [] }],
    [
      { ANSWER_HOURS: '48', OTTO_SENDERS: 'Service.Otto.Example, a@b.example' },
      { ANSWER_HOURS: 48, OTTO_SENDERS: ['service.otto.example', 'a@b.example'] },
    ],
  ])('%j mean %j', (given, settings) => {
    expect(otto.config.parse(given)).toEqual(settings)
  })

  test.each([{ ANSWER_HOURS: '0' }, { ANSWER_HOURS: 'soon' }, { OTTO_SENDERS: 'otto' }, { OTTO_SENDERS: 'a@' }])(
    '%j are a fault',
    (given) => {
      expect(otto.config.safeParse(given).success).toBe(false)
    },
  )
})
