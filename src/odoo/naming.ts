import { createHash } from 'node:crypto'
import type { Instant } from '../domain/time.ts'
import type { OrderFact } from '../domain/order-fact.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { AccountName, ConversationId, FileKey, MessageId } from '../domain/ids.ts'

/** Module of every external id we make; no addon is called so, hence no uninstall deletes them. */
export const XMLID_MODULE = '__mc__'
export const MESSAGE_ID_DOMAIN = 'marketplace-care'

/** Letters, digits, `_ . -` stand as they are; anything else makes the whole part a hash, since an external id takes no more. */
export function safePart(value: string): string {
  return /^[A-Za-z0-9_.-]{1,80}$/.test(value) ? value : `h-${hash(value)}`
}

export const ticketXmlid = (account: AccountName, conversation: ConversationId): string =>
  `${XMLID_MODULE}.${account}.t.${safePart(conversation)}`
export const messageXmlid = (account: AccountName, message: MessageId): string =>
  `${XMLID_MODULE}.${account}.m.${safePart(message)}`
export const contactXmlid = (account: AccountName, buyer: string): string =>
  `${XMLID_MODULE}.${account}.b.${safePart(buyer)}`

/** `message_id` of a mirrored message: what is ours carries it, whoever the author. */
export const messageIdOf = (account: AccountName, message: MessageId): string =>
  `<${account}.${safePart(message)}@${MESSAGE_ID_DOMAIN}>`
/** Files that turned up after their message was mirrored come as a message of their own. */
export const lateFilesMessage = (message: MessageId, first: FileKey): MessageId =>
  `${message}.f-${hash(first)}` as MessageId
export const receiptMessageId = (
  account: AccountName,
  dedupeKey: string,
  outcome: ReceiptOutcome,
  attempt: number,
): string => `<${account}.r.${hash(dedupeKey)}.${outcome}.${attempt}@${MESSAGE_ID_DOMAIN}>`
/** The note that the marketplace closed a conversation: no effect of ours, hence no receipt. */
export const statusMessageId = (account: AccountName, conversation: ConversationId, updatedAt: Instant): string =>
  `<${account}.s.${hash(`${conversation}:${updatedAt}`)}@${MESSAGE_ID_DOMAIN}>`
/** The note that a conversation was begun from a ticket, as the id of a message: by it the ticket is found. */
export const begunMessageId = (conversation: ConversationId): MessageId => `begun.${conversation}` as MessageId
/** What a ticket says on which a conversation is to be begun, as the id of a message: by it the ticket is found. */
export const openedMessageId = (conversation: ConversationId): MessageId => `opened.${conversation}` as MessageId
/** The note that a conversation's party writes like a machine; once a day. */
export const floodMessageId = (account: AccountName, conversation: ConversationId, day: string): string =>
  `<${account}.o.${hash(`${conversation}:${day}`)}@${MESSAGE_ID_DOMAIN}>`
/** What happened to a case, told on its order. */
export const caseNoteMessageId = (account: AccountName, event: MessageId): string =>
  `<${account}.c.${hash(event)}@${MESSAGE_ID_DOMAIN}>`
/** That money is proposed to go back, told on the order; one for each credit note or cancelled order. */
export const proposalMessageId = (account: AccountName, model: string, id: number, createDate: Instant): string =>
  `<${account}.p.${hash(`${model}:${String(id)}:${createDate}`)}@${MESSAGE_ID_DOMAIN}>`
/** What happened in Odoo to goods or money of a case, told on its ticket. */
export const goodsNoteMessageId = (account: AccountName, model: string, id: number, createDate: Instant): string =>
  `<${account}.g.${hash(`${model}:${String(id)}:${createDate}`)}@${MESSAGE_ID_DOMAIN}>`
/** What somebody told of an order; one for each telling that differs. */
export const factMessageId = (account: AccountName, fact: ToldFact): string =>
  `<${account}.f.${hash(factKey(fact))}@${MESSAGE_ID_DOMAIN}>`
export const factActivityXmlid = (account: AccountName, fact: ToldFact): string =>
  `${XMLID_MODULE}.${account}.f.${hash(factKey(fact))}`
type ToldFact = Pick<OrderFact, 'order' | 'fact' | 'at' | 'text' | 'name'>
const factKey = ({ order, fact, at, text, name }: ToldFact): string =>
  JSON.stringify([order.id, order.createDate, fact, at, text, name])
/** The part all `done` receipts of a key share, for a search by `=like`. */
export const doneReceiptPattern = (account: AccountName, dedupeKey: string): string =>
  `<${account}.r.${hash(dedupeKey)}.done.%@${MESSAGE_ID_DOMAIN}>`
export const activityXmlid = (
  account: AccountName,
  dedupeKey: string,
  outcome: ReceiptOutcome,
  attempt: number,
): string => `${XMLID_MODULE}.${account}.a.${hash(dedupeKey)}.${outcome}.${attempt}`
/** The note under an internal user's e-mail that says it is no answer. */
export const emailNoteMessageId = (account: AccountName, mailMessage: number, createDate: Instant): string =>
  `<${account}.e.${hash(`${mailMessage}:${createDate}`)}@${MESSAGE_ID_DOMAIN}>`
/** The note that an answer was edited after it was sent; one for each wording. */
export const lateEditMessageId = (
  account: AccountName,
  mailMessage: number,
  createDate: Instant,
  text: string,
): string => `<${account}.l.${hash(`${mailMessage}:${createDate}:${text}`)}@${MESSAGE_ID_DOMAIN}>`
/** How the external ids of a conversation's reminders begin. */
export const remindersOf = (account: AccountName, conversation: ConversationId): string =>
  `${XMLID_MODULE}.${account}.w.${hash(conversation)}.`
/** As `remindersOf`, of one deadline; what follows names whom they remind. */
export const remindersUntil = (account: AccountName, conversation: ConversationId, answerBy: Instant): string =>
  `${remindersOf(account, conversation)}${String(Date.parse(answerBy))}.`
/** The note that tells of the reminders of a deadline: where it stands they were given. */
export const reminderMessageId = (account: AccountName, conversation: ConversationId, answerBy: Instant): string =>
  `<${account}.w.${hash(`${conversation}:${answerBy}`)}@${MESSAGE_ID_DOMAIN}>`
export const isOurs = (id: string | false | null | undefined): boolean =>
  typeof id === 'string' && id.endsWith(`@${MESSAGE_ID_DOMAIN}>`)

function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32)
}
