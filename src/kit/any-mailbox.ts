import { orderRef, type OrderRef } from '../domain/ids.ts'
import type { ParsedMail } from '../domain/mail.ts'
import type { FormPattern } from './form-patterns.ts'
import type { MailChannel, MailMeaning, MailMessage, MailParty, MailSurroundings } from './mail-channel.ts'
import { type FormMail, formOf } from './mail-forms.ts'
import { type OrderForm, ordersNamed } from './mail-orders.ts'
import { isNoReply, noiseOf, ownershipOf, plainAddress, senderOf, topicOf, wordsOf } from './mail-senders.ts'

/** Orders as Odoo names them unless told otherwise: `S00042`. */
const ODOO_NAME: OrderForm = {
  number: /(?<![\p{L}\p{N}_@-])S\d{5,8}(?![\p{L}\p{N}@])/gu,
  bare: () => true,
  mistakable: false,
  behindOrder: () => true,
}

/** A shop tells its keeper of each new order, often with the buyer as Reply-To: nobody asks anything by it. */
const ORDER_NOTICE =
  /^\[[^\]]{1,80}\]\s*:?\s*(?:new (?:customer )?order|neue (?:kunden)?bestellung|nouvelle commande|nowe zamówienie|nuovo ordine|nuevo pedido|nieuwe bestelling|nová objednávka|новый заказ)\b/iu

const NO_BUYER =
  'The contact form did not say who wrote, so there is no address to answer. Look in the text for another way to reach them.'

/**
 * A mailbox that anybody may write to: buyers themselves, and contact forms in their name.
 * @param forms FORM_PATTERNS of the account
 * @param ordersRef ORDERS_REF of the account; without it orders are recognised by their name in Odoo
 */
export function anyMailbox({
  forms,
  ordersRef,
}: {
  readonly forms: readonly FormPattern[]
  readonly ordersRef: RegExp | undefined
}): MailChannel {
  return {
    read: (mail, surroundings) => {
      const form = mail.report === null ? formOf(mail, surroundings, forms) : null
      if (form !== null) return ofForm(mail, form, { ordersRef, surroundings })
      return noiseOf(mail, surroundings) ?? ofSender(mail, senderOf(mail, surroundings), ordersRef)
    },
    senders: [],
  }
}

function ofSender(mail: ParsedMail, party: MailParty, ordersRef: RegExp | undefined): MailMessage {
  return {
    kind: 'message',
    role: 'buyer',
    text: wordsOf(mail),
    party,
    thread: null,
    orders: ordersNamed(mail, ODOO_NAME, ordersRef),
    ...optional('topic', topicOf(mail.subject)),
  }
}

function ofForm(
  mail: ParsedMail,
  form: FormMail,
  { ordersRef, surroundings }: { ordersRef: RegExp | undefined; surroundings: MailSurroundings },
): MailMeaning {
  if (form.text === null && form.own && ORDER_NOTICE.test(mail.subject)) {
    return { kind: 'aside', reason: 'automatic', detail: "the shop's own notice of a new order" }
  }
  return {
    kind: 'message',
    role: 'buyer',
    text: form.text ?? (mail.text.trim() === '' ? wordsOf(mail) : mail.text.trim()),
    party: partyOf(mail, form, surroundings),
    thread: null,
    orders: formOrders(mail, form.order, ordersRef),
    ...optional('topic', topicOf(form.topic ?? mail.subject)),
  }
}

function partyOf(mail: ParsedMail, { email, name, own }: FormMail, surroundings: MailSurroundings): MailParty {
  const named = name === null ? {} : { name }
  const usable = email !== null && !isNoReply(email) && ownershipOf(email, surroundings) === null
  if (!usable) {
    const [from] = mail.from
    const key = from === undefined ? 'contact form' : plainAddress(from.address)
    return { key, shared: true, marketplace: false, ...named, answerTo: null, noAnswer: NO_BUYER }
  }
  const asked = mail.replyTo.find(({ address }) => plainAddress(address) === plainAddress(email))
  return {
    key: plainAddress(email),
    // Whoever only writes like a form may name any buyer: then nothing but the thread itself joins.
    shared: !own,
    marketplace: false,
    ...named,
    answerTo: { address: asked?.address ?? email, ...named },
  }
}

/** An order that the form asked for comes first, as long as it looks like one of ours. */
function formOrders(mail: ParsedMail, given: string | null, ordersRef: RegExp | undefined): readonly OrderRef[] {
  const orders = ordersNamed(mail, ODOO_NAME, ordersRef)
  if (given === null) return orders
  const [word = ''] = given.split(/[\s,;]+/)
  const number = ordersRef === undefined ? word : ordersRef.exec(word)?.[1]
  const fits = number !== undefined && /^[\p{L}\p{N}][\p{L}\p{N}._/-]{2,39}$/u.test(number) && /\d/.test(number)
  return fits ? [orderRef(number), ...orders.filter((order) => order !== number)] : orders
}

const optional = <Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value })
