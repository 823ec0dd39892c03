import type { Account } from '../../src/domain/account.ts'
import type { ParsedMail } from '../../src/domain/mail.ts'
import { isAt, isNoReply, noiseOf, plainAddress, wordsOf } from '../../src/kit/mail-senders.ts'
import type { MailChannel, MailMeaning, MailSurroundings } from '../../src/kit/mail-channel.ts'
import {
  isOwnMail,
  isSender,
  looksLike,
  message,
  ofStranger,
  type Senders,
  sendersOf,
} from '../../src/kit/mail-market.ts'
import { type OrderForm, ordersNamed } from '../../src/kit/mail-orders.ts'
import type { OttoSettings } from './config.ts'

/** Aliases of orders: mail there reaches the buyer. BEHAVIOR.md, senders. */
export const RELAY = 'customer.otto.market'
const OTTO_DOMAINS = ['otto.market', 'otto.de']

/** Ten characters, letters and digits: BEHAVIOR.md, orders. */
const ORDER: OrderForm = {
  number: /(?<![\p{L}\p{N}._@/=-])[a-z0-9]{10}(?![\p{L}\p{N}@_]|-\p{L}|\.\p{L})/giu,
  bare: (number) => /\d/.test(number) && /[a-z]/i.test(number),
  mistakable: true,
  behindOrder: (number) => /\d/.test(number),
}

const STRANGER =
  'This mail does not come through OTTO. Buyers of OTTO are written to only by the alias of their order: answer in OTTO Partner Connect, Customer Communication.'
const SERVICE =
  'OTTO wrote this from an address that takes no answers: answer in OTTO Partner Connect, if anything is asked.'
/** OTTO's name as a firm, not the first or last name of a person. */
const BRAND =
  /^OTTO$|[Oo][Tt][Tt][Oo][ ._-]?(?:[Mm]arket|[Pp]artner|[Pp]ayments|[Kk]undenservice|[Dd][Ee]\b|\(GmbH)|customer-?otto/

interface Surrounded {
  readonly senders: Senders
  readonly ordersRef: RegExp | undefined
  readonly surroundings: MailSurroundings
}

/** OTTO hands buyers' messages over by mail; whoever answers that mail answers the buyer. */
export function ottoMail(
  { OTTO_SENDERS: added }: OttoSettings,
  { ordersRef }: Pick<Account, 'ordersRef'>,
): MailChannel {
  const senders = sendersOf(OTTO_DOMAINS, added)
  return {
    read: (mail, surroundings) => read(mail, { senders, ordersRef, surroundings }),
    senders: senders.domains,
  }
}

function read(mail: ParsedMail, around: Surrounded): MailMeaning {
  const { senders, ordersRef, surroundings } = around
  if (mail.report !== null) return { kind: 'aside', reason: 'delivery_report' }
  if (isOwnMail(mail, surroundings)) return { kind: 'aside', reason: 'own_mail' }
  const orders = ordersNamed(mail, ORDER, ordersRef)
  const genuine =
    mail.from.length > 0 && mail.proof.dmarc !== 'fail' && mail.from.every(({ address }) => isSender(address, senders))
  if (!genuine) {
    const claims = mail.from.some(({ address }) => isSender(address, senders)) || isFromAlias(mail)
    const lookAlike = claims || looksLike(mail, BRAND)
    return ofStranger(mail, { noAnswer: STRANGER, orders, lookAlike, surroundings })
  }
  return ofOtto(mail, around)
}

/** Someone else's From with an alias as Reply-To would have us write to a buyer whom a stranger chose. */
const isFromAlias = (mail: ParsedMail): boolean =>
  [...mail.from, ...mail.replyTo].some(({ address }) => isAt(address, [RELAY]))

function ofOtto(mail: ParsedMail, { senders, ordersRef, surroundings }: Surrounded): MailMeaning {
  const orders = ordersNamed(mail, ORDER, ordersRef)
  const [from] = mail.from
  const reads = [...mail.replyTo, ...mail.from].filter(
    ({ address }) => isSender(address, senders) && !isNoReply(address),
  )
  // Reply-To is the way back that OTTO itself writes into the mail; an alias counts before a service's address.
  const answerTo = reads.find(({ address }) => isAt(address, [RELAY])) ?? reads[0]
  if (answerTo !== undefined && isAt(answerTo.address, [RELAY])) {
    if (isBounce(mail)) return rejected(mail, orders)
    const noise = BUYERS_MACHINE.has(mail.automatic?.kind) ? noiseOf(mail, surroundings) : null
    if (noise !== null) return noise
    const name = nameOf(mail)
    return message(mail, {
      role: 'buyer',
      storefront: 'de',
      orders,
      party: {
        key: plainAddress(answerTo.address),
        shared: false,
        marketplace: false,
        ...(name === undefined ? {} : { name }),
        answerTo,
      },
    })
  }
  if (isBounce(mail)) return rejected(mail, orders)
  if (answerTo !== undefined && mail.automatic === null) {
    return message(mail, {
      role: 'customer_service',
      storefront: 'de',
      orders,
      party: { key: plainAddress(answerTo.address), shared: false, marketplace: false, ...named(from?.name), answerTo },
    })
  }
  if (orders.length === 0) return { kind: 'aside', reason: 'marketplace_notice', ...detail(mail) }
  return message(mail, {
    role: 'system',
    storefront: 'de',
    orders,
    asks: false,
    party: { key: 'OTTO', shared: false, marketplace: true, name: 'OTTO', answerTo: null, noAnswer: SERVICE },
  })
}

/** What a buyer's mail program answers by itself. That a relay marks what it passes on as generated or bulk says nothing of the buyer. */
const BUYERS_MACHINE: ReadonlySet<string | undefined> = new Set(['vacation', 'auto-reply', 'challenge'])

/** Mails of a mail server in its own words; what keeps to RFC 3464 is a report already. */
const isBounce = (mail: ParsedMail): boolean =>
  mail.from.some(({ address }) => /^(?:mailer-daemon|postmaster)@/i.test(address))

function rejected(mail: ParsedMail, orders: ReturnType<typeof ordersNamed>): MailMeaning {
  return {
    kind: 'rejected',
    about: mail.inReplyTo[0] ?? mail.references.at(-1) ?? null,
    orders,
    reason: 'OTTO did not hand over an answer',
    text: wordsOf(mail),
  }
}

/** The name that stands at the alias; OTTO's own name is nobody's. */
function nameOf(mail: ParsedMail): string | undefined {
  const name = [...mail.from, ...mail.replyTo].find(
    ({ address, name }) => isAt(address, [RELAY]) && name !== undefined,
  )?.name
  return name === undefined || /\botto\b|@/i.test(name) ? undefined : name
}

const named = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name })
const detail = (mail: ParsedMail): { detail?: string } => (mail.automatic === null ? {} : { detail: mail.automatic.by })
