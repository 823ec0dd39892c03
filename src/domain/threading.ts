import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { conversationId, type ConversationId, type MessageId, messageId, type OrderRef } from './ids.ts'

/** By which rung of the ladder a mail found its conversation. */
export const RUNGS = ['thread', 'order', 'references', 'in-reply-to', 'token', 'new'] as const
export type Rung = (typeof RUNGS)[number]

/** What of a mail decides where it belongs. */
export interface MailToThread {
  /** Hash of what makes two copies the same mail: names the conversation that it begins. */
  readonly identity: string
  readonly party: { readonly key: string; readonly shared: boolean; readonly marketplace: boolean }
  /** It is not from whom it claims to be. */
  readonly forged: boolean
  /** The marketplace's own name of the thread or case. */
  readonly thread: string | null
  /** The surest first. */
  readonly orders: readonly OrderRef[]
  /** With angle brackets; null where it has none. */
  readonly messageId: string | null
  /** Oldest first. */
  readonly references: readonly string[]
  readonly inReplyTo: readonly string[]
  /** Tokens of our answers that stand anywhere in it. */
  readonly tokens: readonly AnswerToken[]
}

/** What a mail refers to; where it has no References, what it answers stands for them (RFC 5322 3.6.4). */
export const referredBy = ({
  references,
  inReplyTo,
}: Pick<MailToThread, 'references' | 'inReplyTo'>): readonly string[] =>
  references.length > 0 ? references : inReplyTo

/** A conversation that is known, with the keys of all who wrote in it. */
export interface KnownConversation {
  readonly conversation: ConversationId
  readonly parties: readonly string[]
}

/** What is known where a mail may belong. */
export interface KnownConversations {
  byThread(thread: string): KnownConversation | undefined
  /** The newest first. */
  byOrder(order: OrderRef): readonly KnownConversation[]
  /** Of a mail with a place, or of an answer of ours. */
  byMessageId(messageId: string): KnownConversation | undefined
  /** That hold a mail which refers to it, whether it is known itself or not. */
  citing(messageId: string): readonly KnownConversation[]
  byId(conversation: ConversationId): KnownConversation | undefined
  /** Whether a token was made by us, for this party. */
  isOurs(token: AnswerToken, party: string): boolean
}

export interface Threaded {
  readonly conversation: ConversationId
  readonly rung: Rung
}

/**
 * Where a mail belongs: by the marketplace's thread, else the order, References, In-Reply-To, our own token, else nowhere yet. By whatever
 * rung, it joins only where the same party wrote before; never by address or subject alone. Whoever quotes an order number or a
 * Message-ID that is not his would else receive the next answer.
 */
export function threadOf(mail: MailToThread, known: KnownConversations): Threaded {
  if (mail.forged) return begun(mail)
  for (const rung of LADDER) {
    const conversation = rung.find(mail, known)
    if (conversation !== undefined) return { conversation, rung: rung.name }
  }
  return begun(mail)
}

interface LadderRung {
  readonly name: Rung
  find(mail: MailToThread, known: KnownConversations): ConversationId | undefined
}

const LADDER: readonly LadderRung[] = [
  { name: 'thread', find: (mail, known) => first(mail, mail.thread === null ? [] : [known.byThread(mail.thread)]) },
  { name: 'order', find: byOrder },
  {
    name: 'references',
    // The newest is the nearest.
    find: (mail, known) => first(mail, lazily(mail.references.toReversed(), known)),
  },
  { name: 'in-reply-to', find: (mail, known) => first(mail, lazily(mail.inReplyTo, known)) },
  { name: 'token', find: byToken },
  { name: 'references', find: byCitation },
]

/** The same order may stand in several conversations: with the buyer, and with somebody who asks for a friend. */
function byOrder({ party, orders }: MailToThread, known: KnownConversations): ConversationId | undefined {
  // Behind a shared address stand many: that one of them named the order before says nothing of this one.
  if (party.shared) return undefined
  for (const order of orders) {
    const found = known.byOrder(order).find(({ parties }) => party.marketplace || parties.includes(party.key))
    if (found !== undefined) return found.conversation
  }
  return undefined
}

/**
 * Mail servers hand over what comes within a second in any order, and a thread may have begun before the mailbox was read: a mail joins
 * the one that refers to it, and the one that refers to the same mail as it does (RFC 5256 threads in the same way).
 */
function byCitation(mail: MailToThread, known: KnownConversations): ConversationId | undefined {
  // Machines refer to one and the same mail in all they send.
  const referred = mail.party.shared ? [] : [...mail.references.toReversed(), ...mail.inReplyTo]
  for (const id of [...(mail.messageId === null ? [] : [mail.messageId]), ...referred]) {
    const found = known.citing(id).find(({ parties }) => parties.includes(mail.party.key))
    if (found !== undefined) return found.conversation
  }
  return undefined
}

/** Of a conversation that the ledger lost only the token itself can say whose it was. */
function byToken(mail: MailToThread, known: KnownConversations): ConversationId | undefined {
  for (const token of mail.tokens) {
    const conversation = conversationOf(token)
    const found = known.byId(conversation)
    if (found === undefined ? known.isOurs(token, mail.party.key) : joins(mail, found)) return conversation
  }
  return undefined
}

function* lazily(ids: readonly string[], known: KnownConversations): Generator<KnownConversation | undefined> {
  for (const id of ids) yield known.byMessageId(id)
}

function first(mail: MailToThread, found: Iterable<KnownConversation | undefined>): ConversationId | undefined {
  for (const one of found) if (one !== undefined && joins(mail, one)) return one.conversation
  return undefined
}

/** A marketplace is trusted with the thread it names, and with the mail of ours that it answers. */
const joins = ({ party }: MailToThread, { parties }: KnownConversation): boolean =>
  party.marketplace || parties.includes(party.key)

const begun = ({ identity }: MailToThread): Threaded => ({ conversation: mailConversation(identity), rung: 'new' })

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** The conversation that a mail begins: the same whenever it is read. */
export const mailConversation = (identity: string): ConversationId => conversationId(`mail-${digest(identity)}`)
/** The message that a mail is. */
export const mailMessage = (identity: string): MessageId => messageId(`m-${digest(identity)}`)

/**
 * Stands in the Message-ID of each answer: names the conversation and proves, without the ledger, that it was written to this party.
 * Tells nothing of either.
 */
export type AnswerToken = string & { readonly _: 'answer-token' }

const SEAL_CHARS = 20
const TOKEN = new RegExp(`^[0-9a-f]{32}(?:-[0-9a-f]{${String(SEAL_CHARS)}})?$`)

/**
 * @param secret absent = the token is not sealed: it leads somewhere only while the ledger knows the conversation
 * @returns undefined for a conversation that no mail began
 */
export function answerToken(
  conversation: ConversationId,
  party: string,
  secret: string | undefined,
): AnswerToken | undefined {
  const name = /^mail-([0-9a-f]{32})$/.exec(conversation)?.[1]
  if (name === undefined) return undefined
  return (secret === undefined ? name : `${name}-${seal(name, party, secret)}`) as AnswerToken
}

export const isAnswerToken = (text: string): text is AnswerToken => TOKEN.test(text)

export const conversationOf = (token: AnswerToken): ConversationId => conversationId(`mail-${token.slice(0, 32)}`)

/** Whether the token was sealed by this secret for this party. */
export function isSealedFor(token: AnswerToken, party: string, secret: string | undefined): boolean {
  const sealed = token.slice(33)
  if (secret === undefined || sealed === '') return false
  return timingSafeEqual(Buffer.from(sealed), Buffer.from(seal(token.slice(0, 32), party, secret)))
}

const seal = (name: string, party: string, secret: string): string =>
  createHmac('sha256', secret)
    // Tells this use of the secret from its others.
    .update(`marketplace-care answer token 1:${name}:${party}`)
    .digest('hex')
    .slice(0, SEAL_CHARS)
