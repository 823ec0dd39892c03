import type { Effect } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import { escapeHtml } from '../domain/text.ts'
import type { PendingReceipt } from '../ledger/ports.ts'
import { activityXmlid, receiptMessageId } from '../odoo/naming.ts'
import type { ReceiptNote } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { findingsHtml } from './finding-notes.ts'
import type { NotifyPayload } from './notify-rules.ts'
import { begunNotes, returnsNotes } from './returns-receipt.ts'
import type { ReplyPayload } from './reply.ts'
import { showTracking, trackingNotes } from './tracking-receipt.ts'
import { reasonText } from './reason-text.ts'

const BATCH = 100
/** Suppressed notifications that say something of this buyer or order; what holds for many at once stands in the console only. */
const TOLD_NOTIFICATIONS: readonly string[] = [
  ...['linter', 'no_address', 'shadow', 'bounced', 'objected', 'erased', 'alias_rule'],
  ...['dispute_open', 'return_open', 'order_changed', 'too_late', 'too_many'],
]

/** What became of effects → Odoo's chatter. Safe to repeat: a note that is there is left alone. */
export async function writeReceipts(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<number> {
  let written = 0
  const reading = accounts.filter(({ account }) => account.mode === 'read').map(({ account }) => account.name)
  for (;;) {
    const pending = await ports.outbox.pendingReceipts(BATCH, reading)
    if (pending.length === 0) return written
    const notes: ReceiptNote[] = []
    for (const receipt of pending) notes.push(...(await notesOf(receipt, accounts, ports)))
    const parcels = pending.filter(({ effect }) => effect.flow === 'tracking')
    notes.push(...(await trackingNotes(parcels, accounts, ports)))
    await reopenReturned(pending, ports)
    await writeNotes(notes, ports)
    await showTracking(parcels, accounts, ports)
    for (const { effect, outcome, attempt } of pending) await ports.outbox.receiptWritten(effect.id, attempt, outcome)
    written += notes.length
  }
}

/** What counted as sent and came back wants an agent again: its ticket, merges followed, is open before he is told why. */
async function reopenReturned(pending: readonly PendingReceipt[], { ledger, odoo }: FlowPorts): Promise<void> {
  for (const { effect, outcome } of pending) {
    const { account, conversation, flow, result } = effect
    if (flow !== 'reply' || outcome !== 'failed' || conversation === null || !Array.isArray(result['reports'])) continue
    const known = (await ledger.conversation(account, conversation))?.ticket ?? null
    const ticket = (await odoo.tickets.locate(account, [{ id: conversation, known, messages: [] }])).get(conversation)
    if (ticket !== undefined && (ticket.closed || !ticket.active)) await odoo.tickets.reopen([ticket.id])
  }
}

/**
 * One call for all; if Odoo refuses it, one by one, so that a deleted record stops nobody else's receipt.
 * @returns those that Odoo refuses
 */
export async function writeNotes(
  notes: readonly ReceiptNote[],
  { odoo, log }: Pick<FlowPorts, 'odoo' | 'log'>,
): Promise<readonly ReceiptNote[]> {
  if (notes.length === 0) return []
  const refused: ReceiptNote[] = []
  try {
    await odoo.receipts.write(notes)
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    for (const note of notes) {
      if (await written(note, odoo)) continue
      // Who may not see the record can have no activity on it; the note is for everybody.
      const { activity, ...plain } = note
      if (activity !== undefined && (await written(plain, odoo))) continue
      refused.push(note)
      log.warn({ model: note.model, id: note.id }, 'A receipt has no place in Odoo any more; it stays in the ledger.')
    }
  }
  return refused
}

async function written(note: ReceiptNote, odoo: FlowPorts['odoo']): Promise<boolean> {
  try {
    await odoo.receipts.write([note])
    return true
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    return false
  }
}

async function notesOf(
  receipt: PendingReceipt,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly ReceiptNote[]> {
  const { effect } = receipt
  const opened = accounts.find(({ account }) => account.name === effect.account)
  const marketplace = opened?.manifest.label ?? effect.account
  const language = opened?.account.language ?? 'en'
  switch (effect.flow) {
    case 'reply': {
      const note = await replyNote(receipt as PendingReceipt & { effect: Effect<ReplyPayload> }, marketplace, ports)
      return opened === undefined ? [note] : [note, ...begunNotes(effect, note, opened, ports)]
    }
    case 'notify':
      return notifyNotes(receipt as PendingReceipt & { effect: Effect<NotifyPayload> }, language, ports)
    case 'close':
      return some(closeNote(receipt, marketplace, language, ports))
    case 'tracking':
      // Several pieces share a note.
      return []
    case 'returns':
      return opened === undefined ? [] : returnsNotes(receipt, opened, ports)
    default: {
      const missing: never = effect.flow
      return missing
    }
  }
}

const some = (note: ReceiptNote | undefined): readonly ReceiptNote[] => (note === undefined ? [] : [note])

async function replyNote(
  { effect, outcome, attempt }: PendingReceipt & { effect: Effect<ReplyPayload> },
  marketplace: string,
  { texts, outbox }: FlowPorts,
): Promise<ReceiptNote> {
  const { ticketId, author } = effect.payload
  const t = (key: string, values?: Record<string, string>): string => texts(author.language, key, values)
  const reason = reasonText(effect, t)
  const quiet = effect.reason === 'shadow' || effect.reason === 'deleted'
  const sentence =
    outcome === 'suppressed' && quiet
      ? t(`reply.${effect.reason ?? ''}`)
      : t(`reply.${outcome}`, { marketplace, reason })
  const correct = effect.reason === 'linter' ? `<p>${t('reply.correct')}</p>` : ''
  const bodyHtml = `<p>${escapeHtml(sentence)}</p>${findingsHtml(effect.verdict, t)}${correct}`
  const note = {
    model: 'helpdesk.ticket',
    id: ticketId,
    messageId: receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt),
    bodyHtml,
  }
  const activity = (summary: string, noteHtml: string) => ({
    xmlid: activityXmlid(effect.account, effect.dedupeKey, outcome, attempt),
    userId: author.userId,
    summary: t(summary),
    noteHtml,
  })
  if (outcome === 'done') {
    // It waited for nobody: whether the one before arrived only a person can say.
    const open = await outbox.openBefore(effect)
    if (open === undefined) return note
    const naming = `${bodyHtml}<p>${escapeHtml(t('mail.open_before', { id: open.id }))}</p>`
    return { ...note, bodyHtml: naming, activity: activity('mail.activity_open_before', naming) }
  }
  if (outcome === 'suppressed' && quiet) return note
  return { ...note, activity: activity(`reply.activity_${outcome}`, bodyHtml) }
}

async function notifyNotes(
  { effect, outcome, attempt }: PendingReceipt & { effect: Effect<NotifyPayload> },
  language: string,
  { texts, odoo }: FlowPorts,
): Promise<readonly ReceiptNote[]> {
  const { account, dedupeKey, result, payload } = effect
  // Whoever took it back has said so.
  if (outcome === 'suppressed' && result['withdrawn'] === true) return []
  const must = result['must'] === true && (outcome === 'suppressed' || outcome === 'failed')
  if (outcome === 'suppressed' && !must && !TOLD_NOTIFICATIONS.includes(effect.reason ?? '')) return []
  const t = (key: string, values?: Record<string, string>): string => texts(language, key, values)
  const kind = t(`notify.kind.${effect.kind}`)
  const order = { model: 'sale.order', id: payload.orderId }
  // The same word means the money of a return elsewhere.
  const reason = effect.reason === 'return_open' ? t('notify.return_open') : reasonText(effect, t)
  const to = String(result['to'] ?? '')
  const sentence = t(`notify.${must ? 'must' : outcome}`, { kind, to, reason, id: effect.id })
  const bodyHtml = `<p>${escapeHtml(sentence)}</p>`
  const note = { ...order, messageId: receiptMessageId(account, dedupeKey, outcome, attempt), bodyHtml }
  if (must) {
    const noteHtml = `${bodyHtml}${printable(result, t)}`
    const activity = {
      xmlid: activityXmlid(account, dedupeKey, outcome, attempt),
      userId: await odoo.situations.responsible(payload.orderId),
      summary: t('notify.activity_must', { kind }),
      noteHtml,
    }
    return [{ ...note, bodyHtml: noteHtml, activity }]
  }
  const together = outcome === 'done' && Array.isArray(result['toldKeys']) ? (result['toldKeys'] as string[]) : []
  return [
    note,
    // Each parcel of a mail has a receipt of its own: a ledger that was lost does not tell of it again.
    ...together.map((key) => ({
      ...order,
      messageId: receiptMessageId(account, key, 'done', 1),
      bodyHtml: `<p>${escapeHtml(t('notify.combined', { kind }))}</p>`,
    })),
  ]
}

/** The mail as it would have read, to print. */
function printable({ subject, text }: Record<string, unknown>, t: (key: string) => string): string {
  if (typeof text !== 'string' || text === '') return `<p>${escapeHtml(t('notify.must_empty'))}</p>`
  const lines = escapeHtml(text).split('\n')
  return `<p><strong>${escapeHtml(String(subject))}</strong></p><p>${lines.join('<br>')}</p>`
}

function closeNote(
  { effect, outcome, attempt }: PendingReceipt,
  marketplace: string,
  language: string,
  { texts }: FlowPorts,
): ReceiptNote | undefined {
  const shadow = effect.reason === 'shadow'
  if (outcome !== 'done' && outcome !== 'failed' && !shadow) return undefined
  const { ticketId } = effect.payload as { ticketId: number }
  return {
    model: 'helpdesk.ticket',
    id: ticketId,
    messageId: receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt),
    bodyHtml: `<p>${escapeHtml(texts(language, `close.${shadow ? 'shadow' : outcome}`, { marketplace, reason: effect.reason ?? '' }))}</p>`,
  }
}
