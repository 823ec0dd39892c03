import { expect, test } from 'vitest'
import { channel } from '../../../connectors/amazon/channel.ts'
import type { ConversationId, OrderRef } from '../../../src/domain/ids.ts'
import type { ParsedMail } from '../../../src/domain/mail.ts'
import { type KnownConversation, threadOf } from '../../../src/domain/threading.ts'
import { mailOf, surroundings } from './mail-of.ts'

interface Placed {
  readonly conversation: ConversationId
  readonly party: string
  readonly thread: string | null
  readonly orders: readonly OrderRef[]
  readonly messageId: string | null
}

/** Places mails one after another, as the ladder does; resolves to the conversation of each, numbered as they began. */
function conversationsOf(mails: readonly ParsedMail[]): number[] {
  const placed: Placed[] = []
  const conversation = (one: Placed | undefined): KnownConversation | undefined =>
    one && {
      conversation: one.conversation,
      parties: placed.filter((other) => other.conversation === one.conversation).map(({ party }) => party),
    }
  for (const [index, mail] of mails.entries()) {
    const read = channel.read(mail, surroundings)
    if (read.kind !== 'message') throw new Error(`mail ${String(index)} is ${read.kind}`)
    const forged = mail.proof.dmarc === 'fail' || read.lookAlike === true
    const { conversation: id } = threadOf(
      {
        identity: String(index),
        party: read.party,
        forged,
        thread: read.thread,
        orders: read.orders,
        messageId: mail.messageId,
        references: mail.references,
        inReplyTo: mail.inReplyTo,
        tokens: [],
      },
      {
        byThread: (thread) => conversation(placed.findLast((one) => one.thread === thread)),
        byOrder: (order) =>
          placed.toReversed().flatMap((one) => (one.orders.includes(order) ? (conversation(one) ?? []) : [])),
        byMessageId: (messageId) => conversation(placed.find((one) => one.messageId === messageId)),
        citing: () => [],
        byId: (wanted) => conversation(placed.find((one) => one.conversation === wanted)),
        isOurs: () => false,
      },
    )
    const { party, thread, orders } = read
    placed.push({ conversation: id, party: party.key, thread, orders, messageId: mail.messageId })
  }
  const begun = [...new Set(placed.map(({ conversation: id }) => id))]
  return placed.map(({ conversation: id }) => begun.indexOf(id))
}

const ORDER = '302-1234567-7654321'
const OTHER = '303-1234567-7654321'
const CASE = '0f6c2a3d-1111-4222-8333-444455556666'
const CASE_2 = '1a6c2a3d-1111-4222-8333-444455556666'
const buyer = (
  alias: string,
  id: string,
  order?: string,
  given: Partial<Omit<ParsedMail, 'from' | 'headers'>> = {},
): ParsedMail =>
  mailOf({
    from: `${alias}+${id}@marketplace.amazon.de`,
    subject: order === undefined ? 'Frage von Amazon-Kunde Kim' : `Frage von Amazon-Kunde Kim (Bestellung: ${order})`,
    text: '------------- Nachricht: -------------\nHallo\n------------- Ende der Nachricht -------------',
    ...given,
  })
const notice = (type: string, text: string): ParsedMail =>
  mailOf({ from: 'donotreply@amazon.com', text, headers: { 'x-space-notification-type': type } })

test('another case of the same buyer about the same order stands on the same ticket', () => {
  expect(conversationsOf([buyer('a', CASE, ORDER), buyer('a', CASE_2, ORDER)])).toEqual([0, 0])
})

test('two orders of one buyer are two tickets', () => {
  expect(conversationsOf([buyer('a', CASE, ORDER), buyer('a', CASE_2, OTHER)])).toEqual([0, 1])
})

test('before a purchase the case holds a conversation together, and the copy of an answer that names it belongs there', () => {
  const copy = notice(
    'BBC_MESSAGE_CONFIRMATION_TO_MERCHANT',
    `------------- Beginn der Nachricht -------------\nJa.\n------------- Ende der Nachricht -------------\nhttps://sellercentral.amazon.de/messaging/inbox?fi=caseId&cc=${CASE}`,
  )
  expect(conversationsOf([buyer('a', CASE), buyer('a', CASE_2), buyer('a', CASE), copy])).toEqual([0, 1, 0, 0])
})

test('Amazon’s notices stand on the ticket of their order', () => {
  const notices = [
    notice('BBC_MESSAGE_CONFIRMATION_TO_MERCHANT', `Ja. ${ORDER}`),
    notice('RETURN_REQUEST', `Bestellnummer: ${ORDER}`),
    notice('REFUND_ISSUED', `${ORDER}: 5,00 €`),
    notice('A_Z_CLAIM_RESPONDENT_NOTIFY', ORDER),
    notice('BRC_SELLER_NOTIFICATION', ORDER),
  ]
  expect(conversationsOf([buyer('a', CASE, ORDER), ...notices])).toEqual([0, 0, 0, 0, 0, 0])
})

test('somebody else who knows order, case or Message-ID joins nothing', () => {
  const first = buyer('a', CASE, ORDER)
  const stranger = { subject: `Bestellung ${ORDER}`, text: 'Hallo', references: ['<1@example.com>'] }
  expect(
    conversationsOf([
      first,
      buyer('b', CASE, ORDER, { messageId: '<2@example.com>', references: ['<1@example.com>'] }),
      mailOf({ ...stranger, from: 'kim@mail.example' }),
      mailOf({ ...stranger, from: `a+${CASE}@marketplace.amazon.de.evil.example` }),
      { ...first, proof: { dmarc: 'fail', detail: null } },
      first,
    ]),
  ).toEqual([0, 1, 2, 3, 4, 0])
})

test('buyers of Amazon Business behind one address never share a ticket', () => {
  const shared = 'no-reply-amazon-iba-buyer'
  expect(
    conversationsOf([buyer(shared, CASE, ORDER), buyer(shared, CASE_2, OTHER), buyer(shared, CASE, OTHER)]),
  ).toEqual([0, 1, 2])
})

test('a number that a buyer types leads Amazon’s notices nowhere while Amazon names his own order', () => {
  const typed = buyer('b', CASE_2, OTHER, {
    text: `------------- Nachricht: -------------\nWas ist mit ${ORDER}?\n------------- Ende der Nachricht -------------`,
  })
  expect(conversationsOf([buyer('a', CASE, ORDER), typed, notice('RETURN_REQUEST', ORDER)])).toEqual([0, 1, 0])
})
