import type { Account } from '../../src/domain/account.ts'
import type { ParsedMail } from '../../src/domain/mail.ts'
import { oneLine } from '../../src/domain/text.ts'
import type { MailChannel, MailMeaning, MailSurroundings } from '../../src/kit/mail-channel.ts'
import {
  answerAddress,
  isOwnMail,
  isSender,
  looksLike,
  message,
  ofStranger,
  type Senders,
  sendersOf,
} from '../../src/kit/mail-market.ts'
import { type OrderForm, ordersNamed } from '../../src/kit/mail-orders.ts'
import { isNoReply, noiseOf } from '../../src/kit/mail-senders.ts'
import type { ZalandoSettings } from './config.ts'

/** Where Zalando sells, and writes from: BEHAVIOR.md, senders. A domain that only holds the name is none of them. */
const COUNTRIES = 'de com at ch fr it es nl be pl cz se dk no fi ie sk si hr lt lv ee hu ro pt lu bg gr co.uk'
const ZALANDO_DOMAINS = COUNTRIES.split(' ').map((country) => `zalando.${country}`)

/** Digits only, 14 and 16 were seen: BEHAVIOR.md, orders. Parcels have such numbers too. */
const ORDER: OrderForm = {
  number: /(?<![\p{L}\p{N}._@/=-])\d{14,16}(?![\p{L}\p{N}_@]|[.,]\d)/gu,
  bare: () => true,
  mistakable: true,
  behindOrder: () => true,
}

/** The name under which all of Care's mails count: its people and addresses change, the case stays. */
const CARE = 'Zalando Customer Care'
const STRANGER =
  "This mail does not come from Zalando. Zalando's buyers are written to by its Customer Care alone: ask Care to pass an answer on."
const SERVICE = 'Zalando wrote this from an address that takes no answers: use zDirect or the form of Partner Care.'
const BRAND = /zalando/i

interface Surrounded {
  readonly senders: Senders
  readonly ordersRef: RegExp | undefined
  readonly surroundings: MailSurroundings
}

/** Customer Care asks the partner by mail, and is answered; buyers are never written to. */
export function zalandoMail(
  { CARE_SENDERS: added }: ZalandoSettings,
  { ordersRef }: Pick<Account, 'ordersRef'>,
): MailChannel {
  const senders = sendersOf(ZALANDO_DOMAINS, added)
  return {
    read: (mail, surroundings) => read(mail, { senders, ordersRef, surroundings }),
    answer: ({ text, to: { subject, orders } }) => answer(text, subject, orders[0]),
    senders: senders.domains,
  }
}

function read(mail: ParsedMail, { senders, ordersRef, surroundings }: Surrounded): MailMeaning {
  if (mail.report !== null) return { kind: 'aside', reason: 'delivery_report' }
  if (isOwnMail(mail, surroundings)) return { kind: 'aside', reason: 'own_mail' }
  const orders = ordersNamed(mail, ORDER, ordersRef)
  const claims = mail.from.length > 0 && mail.from.every(({ address }) => isSender(address, senders))
  if (!claims || mail.proof.dmarc === 'fail') {
    return ofStranger(mail, { noAnswer: STRANGER, orders, lookAlike: claims || looksLike(mail, BRAND), surroundings })
  }
  const machine = ANSWERS_BY_ITSELF.has(mail.automatic?.kind) ? noiseOf(mail, surroundings) : null
  if (machine !== null) return machine
  const answerTo = answerAddress(mail, senders)
  const thread = caseOf(mail)
  const isMachine = answerTo === undefined || mail.automatic !== null
  if (isMachine && orders.length === 0 && thread === null) return notice(mail)
  if (answerTo === undefined) {
    return message(mail, {
      role: 'system',
      thread,
      orders,
      asks: false,
      party: { key: CARE, shared: false, marketplace: false, name: CARE, answerTo: null, noAnswer: SERVICE },
    })
  }
  const { name = CARE } = mail.from.find(({ address }) => !isNoReply(address)) ?? answerTo
  return message(mail, {
    role: 'customer_service',
    thread,
    orders,
    party: { key: CARE, shared: false, marketplace: false, name: oneLine(name), answerTo },
  })
}

/** What Care's system answers by itself. That its mails are marked as generated or bulk says nothing: a person may have written them. */
const ANSWERS_BY_ITSELF: ReadonlySet<string | undefined> = new Set(['vacation', 'auto-reply', 'challenge'])

function notice({ automatic }: ParsedMail): MailMeaning {
  return { kind: 'aside', reason: 'marketplace_notice', ...(automatic === null ? {} : { detail: automatic.by }) }
}

/** What is looked through of a mail that may be as long as a stranger likes. */
const SUBJECT_MAX_CHARS = 1000
const TEXT_MAX_CHARS = 50_000

/** Ways in which desks name a case in a subject: a reference that must come back whole, or a number behind a word. */
const CASES = [
  /\b(ref:[!\w.]{8,80}:ref)\b/i,
  /\b(thread::[\w-]{8,60}::?)/i,
  /\b(?:case|fall|vorgang|ticket|anfrage|inquiry|reference|referenz|ref)(?:[\s-]*(?:id|no|nr|number|nummer|#))?[\s.:#-]*((?:[A-Z]{2,6}-)?\d{5,12})(?!\d)/i,
  /\[#\s?(\d{5,12})\]/,
]

/** The case that a subject names, else its reference in the text; null = none. */
function caseOf(mail: ParsedMail): string | null {
  const subject = mail.subject.slice(0, SUBJECT_MAX_CHARS)
  const text = mail.text.slice(0, TEXT_MAX_CHARS)
  const [reference] = CASES
  const found = CASES.map((form) => form.exec(subject)?.[1]).find((name) => name !== undefined)
  return found ?? reference?.exec(text)?.[1] ?? null
}

/** The subject comes back as it was, with its case; an order that neither it nor the text names is put below. */
function answer(text: string, subject: string, order: string | undefined) {
  const named = order === undefined || subject.includes(order) || text.includes(order)
  return {
    subject: /^\s*(?:re|aw)\s*:/i.test(subject) ? oneLine(subject) : `Re: ${oneLine(subject)}`,
    text: named ? text : `${text.trimEnd()}\n\nZalando ${order}`,
  }
}
