import { isFault, Misconfigured, Retryable } from '../domain/errors.ts'
import type { ConversationId, OrderRef } from '../domain/ids.ts'
import type { ParsedMail } from '../domain/mail.ts'
import type { ConversationFacts } from '../domain/message.ts'
import type { Money } from '../domain/money.ts'
import { mailConversation, type MailToThread, mailMessage, referredBy, threadOf } from '../domain/threading.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import type { MailMessage } from '../kit/mail-channel.ts'
import type { KeptMail, MailCard, MailNotes, Sorting } from '../ledger/mail-ports.ts'
import type { PageToRecord } from '../ledger/ports.ts'
import { answerTokensIn } from '../mail/answer.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import type { AccountCount } from './count.ts'
import { recordMailCase } from './mail-cases.ts'
import { type Known, knownFor } from './mail-known.ts'
import { type MailToShow, notesOf, pageOf, unreadablePage } from './mail-page.ts'
import { brandOf, isForged, readMail, type Reading, type ReadMail } from './mail-read.ts'
import { type Reported, takeRejection, takeReport } from './mail-report.ts'

/** Sorted in one transaction: large enough to be cheap, small enough that a kill repeats little. */
const BATCH = { mails: 50, bytes: 20_000_000 } as const
/** More mails of one party within an hour are a machine's. */
export const PARTY_MAX_PER_HOUR = 100
/** Behind a contact form stand many buyers. */
export const SHARED_MAX_PER_HOUR = 1000
const HOUR_SECONDS = 3600
/** A header may hold thousands of them; the newest are the nearest. */
const IDS_MAX = 40
const ORDERS_MAX = 10

export interface SortOptions {
  /** `off` = a person asked for these mails by name: nobody's flood. */
  readonly breaker?: 'off'
}

/** What one pass found out besides its counts. */
export interface Sorted {
  /** Conversations whose party wrote more than a person does. */
  readonly flooded: ReadonlySet<ConversationId>
}

/**
 * Kept mails → messages of conversations, batch by batch, until none waits. Every mail ends as something that can be listed; what it
 * becomes and that it is sorted are one transaction, so that a kill at any point doubles and loses nothing.
 */
export async function sortMails(
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  options: SortOptions = {},
): Promise<Sorted> {
  const { mail: mailOf, account } = opened
  const { mailReader: reader } = ports
  const flooded = new Set<ConversationId>()
  if (mailOf === undefined) return { flooded }
  if (reader === undefined) throw new Misconfigured(`Mails of ${account.name} cannot be read: no reader was built.`)
  const reading: Reading = { opened, mailOf, reader, goLive: await startLine(account, ports) }
  const sorting: SortingPass = { opened, reading, ports, options, flooded }
  for (;;) {
    const kept = await ports.ledger.mails.unsorted(account.name, BATCH)
    if (kept.length === 0) return { flooded }
    const aside = await sortBatch(kept, sorting)
    count.received += kept.length
    count.set_aside += aside
  }
}

interface SortingPass {
  readonly opened: OpenAccount
  readonly reading: Reading
  readonly ports: FlowPorts
  readonly options: SortOptions
  readonly flooded: Set<ConversationId>
}

/** One bad mail stops no other: a batch that is refused is taken mail by mail. Resolves to how many are shown on no ticket. */
async function sortBatch(kept: readonly KeptMail[], pass: SortingPass): Promise<number> {
  const read = await Promise.all(kept.map((one) => readMail(one, pass.reading)))
  try {
    return await sortRead(read, pass)
  } catch (error) {
    if (isFault(error) && (error.systemic || error instanceof Retryable)) throw error
    const [only, ...others] = read
    if (only === undefined) throw error
    if (others.length === 0) return giveUp(only, error, pass)
    pass.ports.log.warn(
      { account: pass.opened.account.name, mails: read.length },
      'A batch of mails is sorted one by one.',
    )
    let aside = 0
    for (const one of kept) aside += await sortBatch([one], pass)
    return aside
  }
}

/** Listed with what went wrong; its bytes stay, `replay` tries it again. */
async function giveUp({ kept }: ReadMail, error: unknown, { opened, ports }: SortingPass): Promise<number> {
  const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
  ports.log.error(
    { account: opened.account.name, mail: kept.id },
    'A mail cannot be sorted; it is listed as unreadable.',
  )
  const page = { conversations: [], unreadable: [] }
  await ports.ledger.mails.sort(opened.account.name, [{ mail: kept.id, sorting: { as: 'unreadable', reason } }], page)
  return 1
}

async function sortRead(read: readonly ReadMail[], pass: SortingPass): Promise<number> {
  const { opened, ports } = pass
  const { name } = opened.account
  const messages = read.filter((one) => one.kind === 'message')
  const threads = messages.map((one) => toThread(one, name).thread)
  const known = await knownFor(name, threads, ports)
  const begun = threads.map(({ identity }) => mailConversation(identity))
  const maybe = [...new Set([...known.conversations(), ...begun])]
  const facts = await ports.ledger.mails.factsOf(name, maybe)
  const batch: Batch = {
    ...{ pass, known, refunds: new Map(), sorted: [], pages: [], shown: 0 },
    facts: new Map(maybe.map((id) => [id, facts.get(id)])),
    came: new Map(await cameBefore(messages, threads, pass)),
  }
  for (const one of read) await sortOne(one, batch)
  await ports.ledger.mails.sort(name, batch.sorted, { conversations: batch.pages, unreadable: [] })
  return read.length - batch.shown
}

/** When mails came of the parties of a batch, within the hour before each. */
async function cameBefore(
  messages: readonly MessageRead[],
  threads: readonly MailToThread[],
  { opened, ports }: SortingPass,
): Promise<ReadonlyMap<string, readonly Instant[]>> {
  const times = messages.map(({ kept }) => kept.receivedAt).toSorted()
  const [first] = times
  const last = times.at(-1)
  if (first === undefined || last === undefined) return new Map()
  const parties = [...new Set(threads.filter(({ party }) => !party.marketplace).map(({ party }) => party.key))]
  const after = plusSeconds(first, -HOUR_SECONDS)
  return ports.ledger.mails.placedBetween(opened.account.name, parties, after, last)
}

interface Batch {
  readonly pass: SortingPass
  readonly known: Known
  /** As they are with the mails of this batch. */
  readonly facts: Map<ConversationId, ConversationFacts | undefined>
  readonly refunds: Map<OrderRef, readonly Money[]>
  /** By party: when its mails came that have a place, those of this batch among them. */
  readonly came: Map<string, readonly Instant[]>
  readonly sorted: { mail: string; sorting: Sorting }[]
  readonly pages: PageToRecord['conversations'][number][]
  shown: number
}

async function sortOne(one: ReadMail, batch: Batch): Promise<void> {
  const { opened, ports } = batch.pass
  switch (one.kind) {
    case 'message':
      return sortMessage(one, batch)
    case 'aside':
      return done(one.kept, { as: 'aside', ...reasonOf(one) }, batch)
    case 'unreadable': {
      const text = ports.texts(opened.account.language, 'mail.unreadable')
      show(unreadablePage(one.kept, text), batch)
      return done(one.kept, { as: 'unreadable', reason: one.reason }, batch)
    }
    case 'report': {
      const { effect, detail } = await takeReport(one, opened, ports)
      return done(one.kept, { as: 'report', effect, detail }, batch)
    }
    case 'rejected': {
      const reported = await takeRejection(one, opened, ports)
      await showRejection(one, reported, batch)
      return done(one.kept, { as: 'report', effect: reported.effect, detail: reported.detail }, batch)
    }
    default: {
      const missing: never = one
      return missing
    }
  }
}

const reasonOf = ({ reason, detail }: Extract<ReadMail, { kind: 'aside' }>) => ({
  reason,
  ...(detail === undefined ? {} : { detail }),
})

function done(kept: KeptMail, sorting: Sorting, { sorted }: Batch): void {
  sorted.push({ mail: kept.id, sorting })
}

function show(page: Batch['pages'][number], batch: Batch): void {
  batch.pages.push(page)
  batch.facts.set(page.facts.id, page.facts)
  batch.shown += 1
}

async function factsOf(conversation: ConversationId, { facts, pass }: Batch): Promise<ConversationFacts | undefined> {
  if (!facts.has(conversation)) {
    const known = await pass.ports.ledger.conversation(pass.opened.account.name, conversation)
    facts.set(conversation, known?.facts)
  }
  return facts.get(conversation)
}

type MessageRead = Extract<ReadMail, { kind: 'message' }>

async function sortMessage(one: MessageRead, batch: Batch): Promise<void> {
  const { kept, mail, meaning } = one
  const { opened, reading } = batch.pass
  const { thread, forged } = toThread(one, opened.account.name)
  const { conversation, rung } = threadOf(thread, batch.known)
  // A marketplace's team writes under one name, as often as its buyers ask.
  if (meaning.role !== 'customer_service' && isFlood(one, thread, batch)) {
    batch.pass.flooded.add(conversation)
    return done(kept, { as: 'aside', reason: 'loop', detail: 'more mails of one sender than a person writes' }, batch)
  }
  const others = batch.known.byId(conversation)?.parties ?? []
  const toShow: MailToShow = { kept, mail, meaning, forged }
  const before = await factsOf(conversation, batch)
  const page = pageOf(toShow, { conversation, before, reader: reading.reader })
  if (meaning.case !== undefined && !forged) await recordMailCase(meaning.case, page.facts, opened, batch.pass.ports)
  show(page, batch)
  batch.known.placed(thread, conversation)
  batch.came.set(thread.party.key, [...(batch.came.get(thread.party.key) ?? []), kept.receivedAt])
  const refund = forged ? undefined : await refundOf(meaning, batch)
  const card = cardOf(toShow, thread, reading, refund)
  // A notice in a buyer's conversation is nothing to answer there: the answer would go to the marketplace.
  const joinedOthers = meaning.party.marketplace && others.some((party) => party !== thread.party.key)
  const answerable = card.answerTo !== null && !joinedOthers
  done(kept, { as: 'message', conversation, message: mailMessage(kept.identity), rung, card, answerable }, batch)
}

function toThread({ kept, mail, meaning }: MessageRead, account: string): { thread: MailToThread; forged: boolean } {
  const forged = isForged(mail) || meaning.lookAlike === true
  const texts = [...mail.references, ...mail.inReplyTo, ...[...mail.headers.values()].flat(), mail.text]
  const thread: MailToThread = {
    identity: kept.identity,
    party: {
      // Whoever a forged mail claims to be from did not write it.
      key: forged ? `forged:${meaning.party.key}` : meaning.party.key,
      shared: meaning.party.shared,
      marketplace: meaning.party.marketplace,
    },
    forged,
    thread: forged ? null : meaning.thread,
    orders: forged ? [] : meaning.orders.slice(0, ORDERS_MAX),
    messageId: mail.messageId,
    references: mail.references.slice(-IDS_MAX),
    inReplyTo: mail.inReplyTo.slice(0, IDS_MAX),
    tokens: forged ? [] : answerTokensIn(account, texts),
  }
  return { thread, forged }
}

/** Each mail of money that went back stands for itself: those of an order add up. */
async function refundOf({ refund }: MailMessage, { pass, refunds }: Batch): Promise<MailNotes['refund']> {
  if (refund === undefined) return undefined
  const { order, amount } = refund
  const before = refunds.get(order) ?? (await pass.ports.ledger.mails.refundsOf(pass.opened.account.name, order))
  const all = [...before, amount]
  refunds.set(order, all)
  const byCurrency = Map.groupBy(all, ({ currency }) => currency)
  const together = [...byCurrency].map(([currency, of]) => ({
    minor: of.reduce((sum, { minor }) => sum + minor, 0),
    currency,
  }))
  return { order, amount, together, times: all.length }
}

function cardOf(
  { mail, meaning, forged, ...shown }: MailToShow,
  thread: MailToThread,
  { mailOf }: Reading,
  refund: MailNotes['refund'],
): MailCard {
  const notes = notesOf({ mail, meaning, forged, ...shown }, refund)
  const { answerTo } = meaning.party
  return {
    messageId: mail.messageId,
    references: referredBy(thread),
    subject: mail.subject,
    party: thread.party.key,
    answerTo: forged || meaning.role === 'seller' ? null : answerTo,
    brand: brandOf(mail, mailOf.mailbox),
    orders: thread.orders,
    thread: thread.thread,
    forged,
    ...(notes === undefined ? {} : { notes }),
  }
}

/** Counted over the hour before it came, so that sorting it again finds the same. A marketplace may write as often as it likes. */
function isFlood(
  { kept: { receivedAt: at } }: MessageRead,
  { party }: MailToThread,
  { pass: { options }, came }: Batch,
): boolean {
  if (party.marketplace || options.breaker === 'off') return false
  const most = party.shared ? SHARED_MAX_PER_HOUR : PARTY_MAX_PER_HOUR
  const after = plusSeconds(at, -HOUR_SECONDS)
  return (came.get(party.key) ?? []).filter((one) => one > after && one <= at).length >= most
}

/** Its words stand on the ticket of the answer, or of the order; where there is none, on one of its own. */
async function showRejection(
  { kept, mail, rejection }: Extract<ReadMail, { kind: 'rejected' }>,
  { conversation }: Reported,
  batch: Batch,
): Promise<void> {
  const { opened, reading, ports } = batch.pass
  const meaning: MailMessage = {
    kind: 'message',
    role: 'system',
    text: rejection.text === '' ? mail.text : rejection.text,
    party: { key: opened.account.connector, shared: false, marketplace: true, answerTo: null },
    thread: null,
    orders: rejection.orders,
    topic: ports.texts(opened.account.language, 'mail.rejected_topic'),
    asks: true,
  }
  const id =
    conversation ??
    threadOf({ ...toThread(asRead(kept, mail, meaning), '').thread, orders: [] }, batch.known).conversation
  const page = pageOf(
    { kept, mail, meaning, forged: false },
    { conversation: id, before: await factsOf(id, batch), reader: reading.reader },
  )
  show(page, batch)
}

const asRead = (kept: KeptMail, mail: ParsedMail, meaning: MailMessage): MessageRead => ({
  kind: 'message',
  kept,
  mail,
  meaning,
})
