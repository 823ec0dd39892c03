import { z } from 'zod'
import type { MailAddress, ParsedMail } from '../domain/mail.ts'
import type { MailMeaning, MailMessage, MailParty, MailSurroundings } from './mail-channel.ts'
import type { OrderRef } from '../domain/ids.ts'
import { isAt, isNoReply, noiseOf, ownershipOf, plainAddress, topicOf, wordsOf } from './mail-senders.ts'

const ENTRY =
  /^@?(?:[^\s@,]+@)?[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u

/** Setting of a connector whose marketplace's senders are not all known: addresses and domains that count as its own. */
export const marketplaceSenders = (description: string, example: string) =>
  z
    .string()
    .default('')
    .transform((list) => [
      ...new Set(
        list
          .split(',')
          .map((entry) => entry.trim().toLowerCase())
          .filter((entry) => entry !== ''),
      ),
    ])
    .refine((list) => list.every((entry) => ENTRY.test(entry)), {
      message: 'must be addresses or domains with commas between',
      params: { remedy: `Write e.g. ${example}` },
    })
    .meta({ secret: false, description, example })

/** Who counts as the marketplace. */
export interface Senders {
  readonly domains: readonly string[]
  /** Single addresses besides. */
  readonly addresses: readonly string[]
}

/** The marketplace's own domains together with what the seller added. */
export function sendersOf(domains: readonly string[], added: readonly string[]): Senders {
  return {
    domains: [...domains, ...added.filter((entry) => !/[^@]@/.test(entry)).map((entry) => entry.replace(/^@/, ''))],
    addresses: added.filter((entry) => /[^@]@/.test(entry)),
  }
}

export const isSender = (address: string, { domains, addresses }: Senders): boolean =>
  isAt(address, domains) || addresses.includes(plainAddress(address))

/** Where an answer to the marketplace may go: an address of its own that somebody reads, Reply-To first; never anybody else's. */
export function answerAddress(mail: ParsedMail, senders: Senders): MailAddress | undefined {
  return [...mail.replyTo, ...mail.from].find(({ address }) => isSender(address, senders) && !isNoReply(address))
}

/** A mail says by name, subject or address that it is the marketplace's, and does not come from there. */
export function looksLike(mail: ParsedMail, brand: RegExp): boolean {
  const shown = [...mail.from, ...mail.replyTo].flatMap(({ name, address }) => [name ?? '', address])
  return shown.some((text) => brand.test(text))
}

/** Somebody who is not the marketplace, in the mailbox of a marketplace: shown, and answered from elsewhere if at all. */
export function ofStranger(
  mail: ParsedMail,
  {
    noAnswer,
    orders,
    lookAlike,
    surroundings,
  }: { noAnswer: string; orders: readonly OrderRef[]; lookAlike: boolean; surroundings: MailSurroundings },
): MailMeaning {
  const noise = noiseOf(mail, surroundings)
  if (noise !== null) return noise
  const authors = mail.from.length > 0 ? mail.from : mail.replyTo
  const [first] = authors
  const key = authors.map(({ address }) => plainAddress(address)).join(' ')
  const party: MailParty = {
    key: key === '' ? 'unknown sender' : key,
    shared: key === '' || lookAlike,
    marketplace: false,
    ...(first?.name === undefined ? {} : { name: first.name }),
    answerTo: null,
    noAnswer,
  }
  return {
    ...message(mail, { role: 'buyer', party, orders }),
    ...(lookAlike ? { lookAlike: true, asks: false } : {}),
  }
}

/** A message with what all have: shown words, topic. */
export function message(
  mail: ParsedMail,
  given: Pick<MailMessage, 'role' | 'party' | 'orders'> & Partial<MailMessage>,
): MailMessage {
  const topic = topicOf(mail.subject)
  return {
    kind: 'message',
    text: wordsOf(mail),
    thread: null,
    ...(topic === undefined ? {} : { topic }),
    ...given,
  }
}

/** Copies of what was sent from here. */
export const isOwnMail = (mail: ParsedMail, surroundings: MailSurroundings): boolean =>
  mail.from.some(({ address }) => ownershipOf(address, surroundings) === 'own_mail')
