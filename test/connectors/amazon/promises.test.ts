import { describe, expect, test } from 'vitest'
import { channel } from '../../../connectors/amazon/channel.ts'
import type { ParsedMail } from '../../../src/domain/mail.ts'
import { judge, mailFixtures } from '../mail-fixtures.ts'
import { address, mailOf, surroundings } from './mail-of.ts'

const judged = await Promise.all(mailFixtures('amazon').map(judge))
const all = judged.map(({ fixture, mail, got }) => ({ name: fixture.file, fixture, mail, got }))
const LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'sv']

/** What stands in the name of a file up to its language or variant. */
const kindOf = (file: string): string => /^\d+-([a-z]+(?:-opened|-closed)?)/.exec(file)?.[1] ?? file

describe('the mails that are tried', () => {
  test.each(['buyer', 'confirmation', 'return', 'refund', 'claim-opened', 'cancellation'])(
    '%s: in every language of the shops',
    (kind) => {
      const languages = new Set(all.filter(({ name }) => kindOf(name) === kind).map(({ fixture }) => fixture.lang))
      expect([...languages].toSorted()).toEqual(LANGUAGES)
    },
  )

  test('lie there as they travel: lines end in CR LF, and nobody real is named', () => {
    expect(all.length).toBeGreaterThanOrEqual(60)
    for (const { mail } of all) {
      expect(mail.to.concat(mail.cc).every((one) => /@(?:shop\.example|marketplace\.amazon\.)/.test(one.address))).toBe(
        true,
      )
    }
  })
})

describe('whatever the mail', () => {
  test('its words are shown: never an empty text where the body had any', () => {
    const variants = (mail: ParsedMail): ParsedMail[] => [
      mail,
      { ...mail, reply: '' },
      { ...mail, reply: mail.text },
      { ...mail, proof: { dmarc: 'fail', detail: null } },
      { ...mail, from: [address('kim@mail.example')] },
      { ...mail, headers: new Map() },
    ]
    const empty = all.flatMap(({ name, mail }) =>
      variants(mail)
        .map((variant) => channel.read(variant, surroundings))
        .filter((read) => mail.text.trim() !== '' && 'text' in read && read.text.trim() === '')
        .map(() => name),
    )
    expect(empty).toEqual([])
  })

  test('that its domain disowns, or that comes from elsewhere, it makes no case, thread or order and is answered nowhere', () => {
    const disowned = (mail: ParsedMail): ParsedMail => ({ ...mail, proof: { dmarc: 'fail', detail: null } })
    const moved = (mail: ParsedMail): ParsedMail => ({
      ...mail,
      automatic: null,
      report: null,
      from: mail.from.map((one) => ({ ...one, address: `${one.address}.evil.example` })),
    })
    const amazons = all.filter(({ mail }) => mail.from.some((one) => /[@.]amazon\.[a-z.]+$/.test(one.address)))
    expect(amazons.length).toBeGreaterThan(90)
    for (const { mail, name } of amazons) {
      for (const forged of [disowned(mail), moved(mail)]) {
        const read = channel.read(forged, surroundings)
        expect(read, name).toMatchObject({ kind: 'message', thread: null, orders: [], asks: false })
        expect(read, name).toMatchObject({ party: { marketplace: false, shared: true, answerTo: null } })
        for (const field of ['case', 'refund', 'links', 'url', 'answerBy']) expect(read, name).not.toHaveProperty(field)
      }
    }
  })

  test('an answer never goes to an address outside Amazon’s relay', () => {
    const foreign = all.flatMap(({ mail, name }) => {
      const read = channel.read({ ...mail, replyTo: [address('kim@mail.example')] }, surroundings)
      const to = read.kind === 'message' && read.role === 'buyer' ? read.party.answerTo?.address : undefined
      return to === undefined || /@marketplace\.amazon\.[a-z.]+$/.test(to) ? [] : [name]
    })
    expect(foreign).toEqual([])
  })

  test('a copy of what the seller wrote and a notice never ask for an answer by mail', () => {
    const answered = all.filter(
      ({ got }) =>
        got.kind === 'message' && (got.role === 'seller' || got.role === 'system') && got.party.answerTo !== null,
    )
    expect(answered).toEqual([])
  })
})

test.each([
  ['no sender', mailOf({ from: [] })],
  ['a sender without a domain', mailOf({ from: 'kim' })],
  ['nothing in it', mailOf({ from: 'abc@marketplace.amazon.de', text: '' })],
  ['a broken punycode domain', mailOf({ from: 'abc@xn--99999999.example' })],
  ['a type that is no type', mailOf({ from: 'donotreply@amazon.de', headers: { 'x-space-notification-type': ' ' } })],
  ['null bytes', mailOf({ text: '\0-------------\0' })],
])('a mail with %s is read', (_, mail) => {
  expect(() => channel.read(mail, surroundings)).not.toThrow()
})

test('a mail whose proof nobody looked at is taken as it is', () => {
  const read = channel.read(mailOf({ from: 'abc@marketplace.amazon.de', text: 'Hallo' }), surroundings)
  expect(read).toMatchObject({ role: 'buyer', party: { answerTo: { address: 'abc@marketplace.amazon.de' } } })
})

test('a list that breaks the proof of what it hands on is list mail; what claims to be Amazon’s is shown', () => {
  const proof = { dmarc: 'fail', detail: null } as const
  const automatic = { kind: 'list', by: 'List-Id' } as const
  const from = (one: string) => channel.read(mailOf({ from: one, text: 'Neues', proof, automatic }), surroundings)
  expect(from('news@list.example')).toMatchObject({ kind: 'aside', reason: 'list_mail' })
  expect(from('donotreply@amazon.de')).toMatchObject({ kind: 'message', party: { answerTo: null } })
})
