import type { ParsedMail } from '../../src/domain/mail.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import type { MailChannel, MailMeaning, MailMessage, MailSurroundings } from '../../src/kit/mail-channel.ts'
import { ofStranger } from '../../src/kit/mail-market.ts'
import { noiseOf } from '../../src/kit/mail-senders.ts'
import { buyerMessage } from './buyer.ts'
import { frameOf, wordsOf } from './frame.ts'
import { noticeKind } from './kinds.ts'
import { noticeOf } from './notices.ts'
import { ordersIn } from './orders.ts'
import { type Sender, senderOf } from './sender.ts'
import { OWN_DOMAINS } from './sites.ts'
import { orderWord, topicOf, withoutPrefix } from './subject.ts'

/** How mails of Amazon's relay are read and answered: BEHAVIOR.md. */
export const channel: MailChannel = {
  read,
  answer: ({ text, to }) => ({
    subject: subjectFor(to.subject, to.orders[0]),
    text: withOrder(text, to.orders[0], orderWord(to.subject)),
  }),
  senders: OWN_DOMAINS.flatMap((domain) => [domain, `marketplace.${domain}`]),
}

function read(mail: ParsedMail, surroundings: MailSurroundings): MailMeaning {
  const sender = senderOf(mail)
  // The domain of its sender disowns the mail, whatever it says. Lists break the proof of what they hand on: they are no forgers.
  if (mail.proof.dmarc === 'fail')
    return (sender.kind === 'stranger' ? noiseOf(mail, surroundings) : null) ?? shownOnly(mail, sender)
  switch (sender.kind) {
    case 'buyer':
      return buyerMessage(mail, sender)
    case 'amazon':
      return amazonsMail(mail, sender, surroundings)
    case 'impostor':
      return noiseOf(mail, surroundings) ?? shownOnly(mail, sender)
    case 'stranger':
      return ofStranger(mail, {
        noAnswer: STRANGER,
        orders: ordersIn(mail.subject, mail.text),
        lookAlike: false,
        surroundings,
      })
    default: {
      const missing: never = sender
      return missing
    }
  }
}

const STRANGER =
  "This did not come through Amazon, which allows mails to buyers only to its relay addresses. Look for the buyer's order in Seller Central and write from there."

function amazonsMail(
  mail: ParsedMail,
  { from, machine, site }: Extract<Sender, { kind: 'amazon' }>,
  surroundings: MailSurroundings,
): MailMeaning {
  const kind = noticeKind(mail, from.address)
  if (kind === 'message') return withoutRelay(mail, site?.language)
  if (kind === 'other' && !machine) return noiseOf(mail, surroundings) ?? fromAPerson(mail, from, site?.language)
  return noticeOf(kind, { mail, site, at: writtenAt(mail, surroundings) })
}

/** The mail's own date, as far as it can be true. */
const writtenAt = ({ date }: ParsedMail, { receivedAt }: MailSurroundings): Instant =>
  date === null || date < '2000' || date > plusSeconds(receivedAt, 86_400) ? receivedAt : date

/** A buyer's message whose relay address is missing: it can be read, but answered only in Seller Central. */
function withoutRelay(mail: ParsedMail, language: string | undefined): MailMessage {
  const frame = frameOf(mail.text)
  const orders = ordersIn(mail.subject, frame?.head ?? '', mail.text)
  return {
    ...plainMessage(mail, 'buyer', language),
    text: wordsOf(mail, frame),
    party: {
      key: `amazon#${orders[0] ?? ''}`,
      shared: true,
      marketplace: false,
      answerTo: null,
      noAnswer: 'This message came without the address of its buyer. Answer it in Seller Central.',
    },
    orders,
  }
}

/** Somebody at Amazon who can be written to; not the buyer, so it never joins the buyer's conversation by the order. */
function fromAPerson(mail: ParsedMail, from: ParsedMail['from'][number], language: string | undefined): MailMessage {
  return {
    ...plainMessage(mail, 'customer_service', language),
    party: {
      key: from.address,
      shared: false,
      marketplace: false,
      ...(from.name === undefined ? {} : { name: from.name }),
      answerTo: mail.replyTo[0] ?? from,
    },
    orders: ordersIn(mail.subject, mail.text),
  }
}

/** It gives itself out as another's: it is shown, and nothing follows from it. Its key is nobody else's. */
function shownOnly(mail: ParsedMail, sender: Sender): MailMessage {
  const from = mail.from[0]
  return {
    ...plainMessage(mail, 'buyer', undefined),
    asks: false,
    party: {
      key: `forged:${from?.address ?? ''}`,
      shared: true,
      marketplace: false,
      answerTo: null,
      noAnswer:
        'This mail is not from whom it claims to be. Nothing in it is to be trusted: look in Seller Central whether there is such a message.',
    },
    ...(sender.kind === 'impostor' ? { lookAlike: true } : {}),
  }
}

function plainMessage(mail: ParsedMail, role: MailMessage['role'], language: string | undefined) {
  const topic = topicOf(mail.subject)
  return {
    kind: 'message' as const,
    role,
    text: wordsOf(mail, undefined),
    thread: null,
    orders: [],
    ...(topic === undefined ? {} : { topic }),
    ...(language === undefined ? {} : { storefront: language }),
  }
}

function subjectFor(subject: string, order: string | undefined): string {
  const rest = withoutPrefix(subject)
  return `Re: ${rest === '' ? (order ?? '') : rest}`.trim()
}

/** Amazon wants the order's number in every message; the word before it is that of the buyer's own subject. */
function withOrder(text: string, order: string | undefined, word: string | undefined): string {
  if (order === undefined || text.includes(order)) return text
  return `${text.trimEnd()}\n\n${word === undefined ? '' : `${word}: `}${order}`
}
