import type { NewEffect } from '../domain/effect.ts'
import { type AccountName, type ConversationId, conversationId } from '../domain/ids.ts'
import { normalise } from '../domain/text.ts'
import { plusSeconds } from '../domain/time.ts'
import { emailNoteMessageId, lateEditMessageId } from '../odoo/naming.ts'
import type { Answer, ReceiptNote } from '../odoo/ports.ts'
import { answerText } from './answer-text.ts'
import { type FlowPorts, type OpenAccount, sends, startLines } from './context.ts'
import { type AccountCount, countOpen, countSuppressed, emptyCount } from './count.ts'
import { stopPass } from './faults.ts'
import { feedCursor, storeFeedCursor } from './feed-cursor.ts'
import { sendReplies } from './reply-send.ts'
import { maySend } from './restores.ts'

/** What a reply's row carries; the text is read again right before the send. */
export interface ReplyPayload {
  readonly ticketId: number
  readonly author: { readonly userId: number; readonly language: string }
}

/**
 * Agent answers → marketplace. One pass over all accounts: plan from the change feed, then send what is due.
 * @param paused nothing is sent there; its answers are planned all the same, since the feed goes on for everybody
 */
export async function reply(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  paused: ReadonlySet<AccountName> = new Set(),
): Promise<readonly AccountCount[]> {
  const rows = accounts.map((opened) => ({ opened, count: emptyCount(opened.account.name) }))
  try {
    await planReplies(rows, ports)
  } catch (error) {
    for (const { opened, count } of rows) stopPass(opened.account, error, count, ports.log)
  }
  const go = await maySend('reply', rows, ports)
  for (const { opened, count } of rows) {
    if (go && sends(opened, paused)) await sendReplies(opened, count, ports)
    await countOpen(opened.account.name, 'reply', count, ports.outbox)
  }
  return rows.map(({ count }) => count)
}

interface Row {
  readonly opened: OpenAccount
  readonly count: AccountCount
}

/** Change feed → outbox: one planned row an answer, whatever becomes of it later. */
export async function planReplies(rows: readonly Row[], ports: FlowPorts): Promise<void> {
  const planning = rows.filter(({ opened }) => opened.account.mode !== 'read')
  const accounts = planning.map(({ opened }) => opened)
  for await (const { answers, places, effects, store } of answerPages(accounts, ports)) {
    for (const { opened, count } of planning) {
      const own = effects.filter(({ account }) => account === opened.account.name)
      const held = await ports.outbox.plan(own.filter(({ state }) => state === 'suppressed'))
      for (let each = 0; each < held; each += 1) countSuppressed(count, 'shadow')
      count.planned += held + (await ports.outbox.plan(own.filter(({ state }) => state === 'planned')))
    }
    await noteEmails(answers, places, accounts, ports)
    await noteLateEdits(answers, places, planning, ports)
    await store()
  }
}

/** The account of each answer that a run would plan now; a dry run counts them. */
export async function newAnswers(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<readonly AccountName[]> {
  const planning = accounts.filter(({ account }) => account.mode !== 'read')
  const found: AccountName[] = []
  for await (const { effects } of answerPages(planning, ports)) {
    for (const effect of effects)
      if ((await ports.outbox.find(effect.dedupeKey)) === undefined) found.push(effect.account)
  }
  return found
}

interface AnswerPage {
  readonly answers: readonly Answer[]
  readonly places: ReadonlyMap<number, Place>
  readonly effects: readonly NewEffect[]
  /** Moves the feed's cursor behind this page. */
  store(): Promise<void>
}

async function* answerPages(accounts: readonly OpenAccount[], ports: FlowPorts): AsyncIterable<AnswerPage> {
  const names = accounts.map(({ account }) => account.name)
  const lines = await startLines(accounts, ports)
  if (lines === undefined) return
  let cursor = await feedCursor(ports.ledger, 'answers', names)
  for (;;) {
    const { answers, cursor: next } = await ports.odoo.answers.since(cursor, lines.first)
    const places = await placesOf(answers, ports)
    const effects = answers.flatMap((answer) => {
      const place = places.get(answer.ticketId)
      const opened = accounts.find(({ account }) => account.name === place?.account)
      const line = opened === undefined ? undefined : lines.of.get(opened.account.name)
      if (place === undefined || opened === undefined || line === undefined) return []
      if (answer.at < line || answer.by !== 'comment') return []
      const effect = toEffect(answer, place.conversation, opened)
      const liveSince = lines.live.get(opened.account.name)
      return [liveSince !== undefined && answer.at < liveSince ? heldBack(effect) : effect]
    })
    yield {
      answers,
      places,
      effects,
      store: () => (next === undefined ? Promise.resolve() : storeFeedCursor(ports.ledger, 'answers', names, next)),
    }
    if (next === undefined || answers.length === 0) return
    cursor = next
  }
}

/** Written before the account went live: it waits for a person's word. */
function heldBack(effect: NewEffect): NewEffect {
  return { ...effect, state: 'suppressed', reason: 'shadow' }
}

interface Place {
  readonly account: AccountName
  readonly conversation: ConversationId
}

/** Ticket → conversation: from the ledger, else (a lost ledger) from the ticket itself. */
async function placesOf(answers: readonly Answer[], { ledger, odoo }: FlowPorts): Promise<ReadonlyMap<number, Place>> {
  const places = new Map<number, Place>()
  const unknown: number[] = []
  const ticketIds = [...new Set(answers.map((answer) => answer.ticketId))]
  const present = await odoo.traces.present('helpdesk.ticket', ticketIds)
  for (const ticketId of ticketIds) {
    const known = await ledger.conversationOfTicket(ticketId)
    // A restored Odoo gives a number a second time: then the ticket is another buyer's.
    if (known === undefined || known.ticket.createDate !== present.get(ticketId)?.createDate) unknown.push(ticketId)
    else places.set(ticketId, { account: known.account, conversation: known.facts.id })
  }
  if (unknown.length === 0) return places
  for (const [ticketId, found] of await odoo.tickets.identify(unknown)) {
    places.set(ticketId, { account: found.account, conversation: conversationId(found.conversation) })
  }
  return places
}

function toEffect(answer: Answer, conversation: ConversationId, { account }: OpenAccount): NewEffect {
  const payload: ReplyPayload = {
    ticketId: answer.ticketId,
    author: { userId: answer.author.userId, language: answer.author.language },
  }
  return {
    account: account.name,
    flow: 'reply',
    kind: 'answer',
    // A restored Odoo reissues ids: the creation time tells the records apart.
    dedupeKey: `reply:${account.name}:mail.message:${answer.id}:${answer.createDate}`,
    state: 'planned',
    conversation,
    source: { model: 'mail.message', id: answer.id, createDate: answer.createDate },
    payload,
    notBefore: plusSeconds(answer.at, account.replyHoldSeconds),
    at: answer.at,
  }
}

/** An internal user's e-mail is no answer; the agent learns so where the mail stands. */
async function noteEmails(
  answers: readonly Answer[],
  places: ReadonlyMap<number, Place>,
  accounts: readonly OpenAccount[],
  { odoo, texts }: FlowPorts,
): Promise<void> {
  const emails = answers.flatMap((answer) => {
    const place = places.get(answer.ticketId)
    const isPlanned = accounts.some(({ account }) => account.name === place?.account)
    return answer.by === 'email' && place !== undefined && isPlanned ? [{ answer, place }] : []
  })
  if (emails.length === 0) return
  await odoo.receipts.write(
    emails.map(({ answer, place }) => ({
      model: 'helpdesk.ticket',
      id: answer.ticketId,
      messageId: emailNoteMessageId(place.account, answer.id, answer.createDate),
      bodyHtml: `<p>${texts(answer.author.language, 'reply.email')}</p>`,
    })),
  )
}

/** An answer edited after it was sent: the buyer has the earlier words, and the chatter says so. */
async function noteLateEdits(
  answers: readonly Answer[],
  places: ReadonlyMap<number, Place>,
  rows: readonly Row[],
  { odoo, outbox, texts }: FlowPorts,
): Promise<void> {
  const notes: ReceiptNote[] = []
  for (const answer of answers) {
    const place = places.get(answer.ticketId)
    const opened = rows.find((row) => row.opened.account.name === place?.account)?.opened
    if (place === undefined || opened === undefined) continue
    const row = await outbox.find(toEffect(answer, place.conversation, opened).dedupeKey)
    const sent = row?.state === 'done' ? row.result['text'] : undefined
    const now = answerText(answer, opened.account, row?.result['brand'])
    if (typeof sent !== 'string' || normalise(sent) === normalise(now)) continue
    notes.push({
      model: 'helpdesk.ticket',
      id: answer.ticketId,
      messageId: lateEditMessageId(place.account, answer.id, answer.createDate, now),
      bodyHtml: `<p>${texts(answer.author.language, 'reply.edited_late')}</p>`,
    })
  }
  if (notes.length > 0) await odoo.receipts.write(notes)
}
