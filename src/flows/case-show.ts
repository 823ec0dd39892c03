import { createHash } from 'node:crypto'
import type { CaseFacts } from '../domain/case.ts'
import type { ConversationId } from '../domain/ids.ts'
import { escapeHtml } from '../domain/text.ts'
import type { CaseNumber, StoredCase } from '../ledger/case-ports.ts'
import type { CaseToShow } from '../odoo/case-ports.ts'
import { caseNoteMessageId } from '../odoo/naming.ts'
import type { FoundOrder, ReceiptNote } from '../odoo/ports.ts'
import { caseReason, caseState, caseTitle, caseWords, choices } from './case-words.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { ordersOfRefs } from './mirror-orders.ts'

const BATCH = 200

/**
 * Ledger → Odoo: every case on its order, and where the addon is as a record of its own. Open cases are looked at each time, since their
 * order may come later than they do; only what differs is written.
 */
export async function showCases(opened: OpenAccount, ports: FlowPorts): Promise<void> {
  const { ledger } = ports
  let after: CaseNumber | undefined
  for (;;) {
    const page = await ledger.cases.toShow(opened.account.name, after, BATCH)
    if (page.length === 0) return
    after = page.at(-1)?.number
    await showPage(opened, page, ports)
  }
}

async function showPage(opened: OpenAccount, page: readonly StoredCase[], ports: FlowPorts): Promise<void> {
  const { odoo, ledger } = ports
  const orders = await ordersOfRefs(opened, [...new Set(page.map(({ facts }) => facts.order))], ports)
  const tickets = await ticketsOf(opened, page, ports)
  const rows = page.map((stored) => {
    const order = orders.get(stored.facts.order)
    const ticketId = tickets.get(stored.conversation) ?? null
    const row = toShow(stored, { orderId: order?.id ?? null, ticketId }, opened, ports)
    return { stored, order, row, shown: fingerprint(row, stored) }
  })
  const changed = rows.filter(({ stored, shown }) => stored.shown !== shown)
  if (changed.length === 0) return
  await odoo.receipts.write(changed.flatMap((one) => orderNote(one.stored, one.row, one.order, opened, ports)))
  await odoo.cases.show(changed.map(({ row }) => row))
  await ledger.cases.shown(
    changed.map(({ stored, shown }) => ({ number: stored.number, updatedAt: stored.facts.updatedAt, shown })),
  )
}

/** Merges followed. */
async function ticketsOf(
  { account }: OpenAccount,
  page: readonly StoredCase[],
  { odoo }: FlowPorts,
): Promise<ReadonlyMap<ConversationId, number>> {
  const known = new Map(page.flatMap(({ conversation, ticket }) => (ticket === null ? [] : [[conversation, ticket]])))
  if (known.size === 0) return new Map()
  const sought = [...known].map(([id, ticket]) => ({ id, known: ticket, messages: [] }))
  const places = await odoo.tickets.locate(account.name, sought)
  return new Map([...places].map(([conversation, { id }]) => [conversation, id]))
}

function toShow(
  { facts }: StoredCase,
  place: { readonly orderId: number | null; readonly ticketId: number | null },
  opened: OpenAccount,
  { texts }: FlowPorts,
): CaseToShow {
  const { account, manifest } = opened
  const t = caseWords(opened, texts)
  return {
    account: account.name,
    marketplace: account.connector,
    label: manifest.label,
    case: facts.id,
    type: facts.type,
    orderRef: facts.order,
    ...place,
    title: caseTitle(facts, t),
    state: caseState(facts, t),
    open: wantsDecision(facts),
    reason: caseReason(facts, t),
    quantity: facts.quantity,
    decideBy: facts.decideBy,
    openedAt: facts.openedAt,
    actions: choices(facts, opened, t),
  }
}

const wantsDecision = ({ state }: CaseFacts): boolean =>
  state !== 'accepted' && state !== 'rejected' && state !== 'closed'

/** The newest message of the case on its order too, with the way to the ticket. */
function orderNote(
  { account, event }: StoredCase,
  row: CaseToShow,
  order: FoundOrder | undefined,
  opened: OpenAccount,
  { odoo, texts }: FlowPorts,
): ReceiptNote[] {
  if (order === undefined || event === null) return []
  const t = caseWords(opened, texts)
  const link =
    row.ticketId === null
      ? ''
      : ` <a href="${escapeHtml(odoo.tickets.link(row.ticketId))}">${escapeHtml(t('ticket_link'))}</a>`
  return [
    {
      model: 'sale.order',
      id: order.id,
      messageId: caseNoteMessageId(account, event),
      bodyHtml: `<p>${escapeHtml(t('on_order', { title: row.title, state: row.state }))}${link}</p>`,
    },
  ]
}

function fingerprint(row: CaseToShow, { event }: StoredCase): string {
  return createHash('sha256')
    .update(JSON.stringify([row, event]))
    .digest('hex')
    .slice(0, 32)
}
