import { CASE_ACTIONS, type CaseAction } from '../domain/case.ts'
import type { Effect } from '../domain/effect.ts'
import { conversationId } from '../domain/ids.ts'
import { escapeHtml } from '../domain/text.ts'
import type { PendingReceipt } from '../ledger/ports.ts'
import { activityXmlid, begunMessageId, messageIdOf, receiptMessageId } from '../odoo/naming.ts'
import type { ReceiptNote } from '../odoo/ports.ts'
import type { DecisionPayload } from './case-decide.ts'
import { actionWord, caseWords, consequence, type Words } from './case-words.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { ordersOfRefs } from './mirror-orders.ts'
import { type MoneyPayload, moneyWords, shownAmount } from './money.ts'
import { reasonText } from './reason-text.ts'

type Told = PendingReceipt & { readonly effect: Effect<DecisionPayload> }

/** What became of an effect of the flow `returns`, in Odoo's chatter. */
export async function returnsNotes(
  receipt: PendingReceipt,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<readonly ReceiptNote[]> {
  return isDecision(receipt.effect)
    ? decisionNotes(receipt as Told, opened, ports)
    : moneyNotes(receipt as PendingReceipt & { effect: Effect<MoneyPayload> }, opened, ports)
}

/** What became of money that was to go back, on the order. */
function moneyNotes(
  { effect, outcome, attempt }: PendingReceipt & { readonly effect: Effect<MoneyPayload> },
  opened: OpenAccount,
  { texts }: FlowPorts,
): readonly ReceiptNote[] {
  const { orderId, title, name = '' } = effect.payload
  const reason = reasonText(effect, (key) => texts(opened.account.language, key))
  const values = { title, name, amount: shownAmount(effect.payload, opened), reason, id: effect.id }
  const sentence = moneyWords(opened, texts)(`${effect.kind}.${outcome}`, values)
  return [
    {
      model: 'sale.order',
      id: orderId,
      messageId: receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt),
      bodyHtml: `<p>${escapeHtml(sentence.trim())}</p>`,
    },
  ]
}

/** What became of a decision, on the case's ticket; where that is not known, on the order. */
async function decisionNotes(
  { effect, outcome, attempt }: Told,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<readonly ReceiptNote[]> {
  const place = await placeOf(effect, opened, ports)
  if (place === undefined) return []
  const t = caseWords(opened, ports.texts)
  const reason = reasonText(effect, (key) => ports.texts(opened.account.language, key))
  const sentence = t(`decision.${wordFor(effect, outcome)}`, {
    title: effect.payload.title,
    action: actionWord(effect.kind as CaseAction, t),
    by: effect.payload.by,
    reason,
    consequence: does(effect, opened, t),
  })
  const findings = effect.reason === 'linter' ? (effect.verdict?.findings ?? []) : []
  const list = findings.map(({ message, excerpt }) => `<li>${escapeHtml(`${message} ${excerpt}`.trim())}</li>`)
  const bodyHtml = `<p>${escapeHtml(sentence.trim())}</p>${list.length === 0 ? '' : `<ul>${list.join('')}</ul>`}`
  const quiet = outcome === 'done' || effect.reason === 'shadow'
  const note: ReceiptNote = {
    model: place.model,
    id: place.id,
    messageId: receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt),
    bodyHtml,
    ...(quiet || place.assigned === null
      ? {}
      : {
          activity: {
            xmlid: activityXmlid(effect.account, effect.dedupeKey, outcome, attempt),
            userId: place.assigned,
            summary: t('decision.activity'),
            noteHtml: bodyHtml,
          },
        }),
  }
  return [note, ...begunNotes(effect, place, opened, ports)]
}

/** Of the effects of the flow `returns`; the others are money. */
export const isDecision = ({ kind }: Effect): boolean => CASE_ACTIONS.some((action) => action === kind)

/** That a conversation which the marketplace made of our words belongs to this ticket: by the note it is found, even by a ledger that was lost. */
export function begunNotes(
  { account, result }: Effect,
  place: Pick<ReceiptNote, 'model' | 'id'>,
  opened: OpenAccount,
  { texts }: FlowPorts,
): readonly ReceiptNote[] {
  const { began } = result
  if (typeof began !== 'string' || place.model !== 'helpdesk.ticket') return []
  const conversation = conversationId(began)
  return [
    {
      model: place.model,
      id: place.id,
      messageId: messageIdOf(account, begunMessageId(conversation)),
      bodyHtml: `<p>${escapeHtml(caseWords(opened, texts)('begun', { conversation }))}</p>`,
    },
  ]
}

function wordFor({ result, reason }: Effect, outcome: Told['outcome']): string {
  if (outcome === 'done' && result['already'] === true) return 'done_already'
  return outcome === 'suppressed' && reason === 'shadow' ? 'shadow' : outcome
}

function does({ kind }: Effect, { manifest }: OpenAccount, t: Words): string {
  const rule = manifest.caseActions?.[kind as CaseAction]
  return rule === undefined ? '' : consequence(rule, t)
}

interface Place extends Pick<ReceiptNote, 'model' | 'id'> {
  readonly assigned: number | null
}

/** The ticket as it stands now, merges followed. */
async function placeOf(
  { account, conversation, payload }: Effect<DecisionPayload>,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Place | undefined> {
  const { ledger, odoo } = ports
  const known = conversation === null ? undefined : (await ledger.conversation(account, conversation))?.ticket
  if (conversation !== null && known != null) {
    const places = await odoo.tickets.locate(account, [{ id: conversation, known, messages: [] }])
    const ticket = places.get(conversation)
    if (ticket !== undefined) return { model: ticket.model, id: ticket.id, assigned: ticket.assigned }
  }
  const order = (await ordersOfRefs(opened, [payload.order], ports)).get(payload.order)
  return order === undefined ? undefined : { model: 'sale.order', id: order.id, assigned: null }
}
