import { describe, expect, test } from 'vitest'
import { isAt, isNoReply, noiseOf, plainAddress, senderOf, topicOf, wordsOf } from '../../src/kit/mail-senders.ts'
import { parsedMail, surroundings } from './parsed-mail.ts'

test.each([
  ['Kim+Shop@Buyer.Example', 'kim@buyer.example'],
  ['kim+a+b@buyer.example', 'kim@buyer.example'],
  ['+kim@buyer.example', '+kim@buyer.example'],
  ['not an address', 'not an address'],
])('%s counts as %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain)
})

test.each([
  ['a@example.com', true],
  ['a@mail.example.com', true],
  ['a@notexample.com', false],
  ['a@example.com.evil.example', false],
])('%s lies at example.com: %s', (address, lies) => {
  expect(isAt(address, ['example.com'])).toBe(lies)
})

test.each([
  ['no-reply@shop.example', true],
  ['shop-noreply@shop.example', true],
  ['donotreply+77@shop.example', true],
  ['nicht-antworten@shop.example', true],
  ['wordpress@shop.example', true],
  ['MAILER-DAEMON@mx.example', true],
  ['noreen@shop.example', false],
  ['piano.reply@shop.example', false],
  ['bouncer@club.example', false],
])('%s is read by nobody: %s', (address, dead) => {
  expect(isNoReply(address)).toBe(dead)
})

describe('who wrote', () => {
  test('is the address, and the answer goes to its tag', () => {
    const party = senderOf(parsedMail({ from: [{ address: 'kim+7@buyer.example' }] }), surroundings)
    expect(party).toEqual({
      key: 'kim@buyer.example',
      shared: false,
      marketplace: false,
      answerTo: { address: 'kim+7@buyer.example' },
    })
  })

  test('is nobody known where Reply-To is somebody else: neither joins what only one of them wrote', () => {
    const buyer = { address: 'kim@buyer.example' }
    const stranger = { address: 'eve@evil.example' }
    const asBuyer = senderOf(parsedMail({ from: [buyer], replyTo: [stranger] }), surroundings)
    const toBuyer = senderOf(parsedMail({ from: [stranger], replyTo: [buyer] }), surroundings)
    expect([asBuyer.key, toBuyer.key]).not.toContain('kim@buyer.example')
    expect(asBuyer.key).not.toBe(toBuyer.key)
    expect([asBuyer.answerTo, toBuyer.answerTo]).toEqual([stranger, buyer])
  })

  test('is never answered at an address of our own', () => {
    const party = senderOf(parsedMail({ replyTo: [{ address: 'Service+x@shop.example' }] }), surroundings)
    expect(party.answerTo?.address).toBe('kim@buyer.example')
  })

  test('has no answer behind an address that nobody reads, and agents are told', () => {
    const party = senderOf(parsedMail({ from: [{ address: 'no-reply@service.example' }] }), surroundings)
    expect(party).toMatchObject({ shared: true, answerTo: null })
    expect(party.noAnswer).toMatch(/nobody reads/)
  })
})

describe('no question is', () => {
  test.each([
    ['own_mail', { from: [{ address: 'Service@shop.example' }] }],
    ['own_domain', { from: [{ address: 'boss@team.shop.example' }] }],
    ['list_mail', { automatic: { kind: 'list', by: 'List-Id' } }],
    ['vacation', { automatic: { kind: 'vacation', by: 'Auto-Submitted' } }],
    ['challenge', { automatic: { kind: 'challenge', by: 'Subject' } }],
    ['automatic', { automatic: { kind: 'auto-generated', by: 'Auto-Submitted' } }],
  ] as const)('%s', (reason, changes) => {
    expect(noiseOf(parsedMail(changes), surroundings)).toMatchObject({ kind: 'aside', reason })
  })

  test('but what a person writes is', () => {
    expect(noiseOf(parsedMail(), surroundings)).toBeNull()
  })
})

test.each([
  ['Re: AW: WG: Order S00042', 'Order S00042'],
  ['Odp: RE[2]: Zamówienie', 'Zamówienie'],
  ['Отв: вопрос', 'вопрос'],
  ['I: ordine', 'ordine'],
  ['Reise: Frage', 'Reise: Frage'],
  ['Re:', undefined],
])('%s is about %s', (subject, topic) => {
  expect(topicOf(subject)).toBe(topic)
})

test('words are never empty where the mail has some', () => {
  expect(wordsOf({ reply: ' ', text: 'all of it', subject: 's' })).toBe('all of it')
  expect(wordsOf({ reply: '', text: '', subject: 'only here' })).toBe('only here')
  expect(wordsOf({ reply: '', text: '', subject: '' })).toBe('')
})
