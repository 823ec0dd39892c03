import { Permanent } from '../domain/errors.ts'
import type { AccountName, ConversationId, MessageId } from '../domain/ids.ts'
import { isNotBegun, notBegun } from '../domain/not-begun.ts'
import { begunMessageId, openedMessageId, statusMessageId } from '../odoo/naming.ts'
import type { TicketPlace } from '../odoo/ports.ts'
import type { MirroredStream, OpenConversation } from '../ledger/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countFault, emptyCount } from './count.ts'
import { ordersOfBuyers } from './mirror-addresses.ts'
import { findOrders } from './mirror-orders.ts'
import { messagesToPlace, type RowContext, ticketToMake } from './mirror-rows.ts'

/** Conversations placed per batch: large enough to be cheap, small enough that a kill repeats little. */
const BATCH = 200

export interface PlaceOptions {
  /** The account was read before: what comes now is news. */
  readonly live: boolean
  readonly stream: MirroredStream
}

/** Ledger → Odoo, batch by batch, until nothing is left without a place. */
export async function place(
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  options: PlaceOptions,
): Promise<void> {
  for (;;) {
    const open = await ports.ledger.openConversations(opened.account.name, BATCH, options.stream)
    if (open.length === 0) return
    const progress = await placeBatch(opened, open, count, ports, options)
    if (!progress) return
  }
}

/**
 * Gives one conversation its ticket, with what is named of it here; whatever else of it waits is left to the pass that counts it.
 * Where its ticket turns out to be deleted, the conversation has none afterwards.
 * @throws Permanent when Odoo refuses it
 */
export async function placeOne(opened: OpenAccount, open: OpenConversation, ports: FlowPorts): Promise<void> {
  const count = emptyCount(opened.account.name)
  await placeBatch(opened, [open], count, ports, { live: true, stream: 'cases' })
  if (!count.ok) throw new Permanent(count.error ?? 'Odoo refuses the ticket.')
}

async function placeBatch(
  opened: OpenAccount,
  open: readonly OpenConversation[],
  count: AccountCount,
  ports: FlowPorts,
  options: PlaceOptions,
): Promise<boolean> {
  const { account } = opened
  const located = await ports.odoo.tickets.locate(account.name, await sought(account.name, open, ports))
  const deleted = open.filter(({ facts, ticket }) => ticket !== null && !located.has(facts.id))
  for (const { facts } of deleted) await ports.ledger.forgetPlace(account.name, facts.id)
  const present = open.filter((conversation) => !deleted.includes(conversation))
  if (present.length === 0) return deleted.length > 0

  const orders = await findOrders(opened, present, ports)
  const mails = await cardsOf(opened, present, ports)
  const placeless = present.filter(({ facts }) => !located.has(facts.id))
  const rows = {
    ...{ opened, located, orders, texts: ports.texts, live: options.live, now: ports.clock.now() },
    ...{ ...mails, hinted: await ordersOfBuyers(opened, placeless, mails.cards, ports) },
  }
  const placed = await ports.odoo.tickets.place({
    account,
    marketplaceLabel: opened.manifest.label,
    tickets: placeless.map((conversation) => ticketToMake(conversation, rows)),
    messages: present.flatMap((conversation) => messagesToPlace(conversation, rows).map(({ row }) => row)),
  })
  for (const { message, reason } of placed.refused) {
    countFault(count, new Error(`Odoo refuses message ${message}: ${reason}`))
    await ports.ledger.setAside(account.name, message, reason)
    count.set_aside += 1
  }
  const standing = new Map([...located, ...placed.tickets])
  await showStatus(opened, present, standing, ports)
  const bound = present.flatMap((conversation) => {
    const ticket = standing.get(conversation.facts.id)
    if (ticket === undefined) return []
    const settled = messagesToPlace(conversation, rows).filter(({ row }) => placed.messages.has(row.id))
    return [
      {
        conversation: conversation.facts.id,
        ticket: { model: ticket.model, id: ticket.id, createDate: ticket.createDate },
        messages: settled.flatMap(({ row, message }) =>
          message === null ? [] : [{ id: message, odooId: placed.messages.get(row.id) ?? 0 }],
        ),
        files: settled.flatMap(({ files }) => files),
        shownStatus: conversation.facts.status,
      },
    ]
  })
  count.mirrored += await ports.ledger.bind(account.name, bound)
  return bound.length > 0 || deleted.length > 0 || placed.refused.length > 0
}

/** What agents are told of mails beside their words. */
async function cardsOf(
  { account, mail }: OpenAccount,
  open: readonly OpenConversation[],
  { ledger }: FlowPorts,
): Promise<Pick<RowContext, 'cards'>> {
  if (mail === undefined) return {}
  const messages = open.flatMap((conversation) => conversation.messages.map(({ id }) => id))
  return { cards: await ledger.mails.cards(account.name, messages) }
}

/**
 * Where to look for the tickets of these conversations. One that was begun by a decision or an answer of ours belongs to the ticket it was
 * begun on: known to the ledger, else told by the note that names it. So does one that somebody else began where a ticket waited for it.
 */
async function sought(
  account: AccountName,
  open: readonly OpenConversation[],
  { ledger }: FlowPorts,
): Promise<Parameters<FlowPorts['odoo']['tickets']['locate']>[1]> {
  const placeless = open.flatMap(({ facts, ticket }) => (ticket === null ? [facts.id] : []))
  const begun = new Map([
    ...(await ledger.cases.ticketsToJoin(account, placeless)),
    ...(await ledger.cases.ticketsOfBegun(account, placeless)),
  ])
  for (const conversation of placeless.filter(isNotBegun)) {
    // Begun since, and that one has a ticket again after theirs was lost.
    const real = await ledger.cases.begunFor(account, conversation)
    const ticket = real === undefined ? undefined : (await ledger.conversation(account, real))?.ticket
    if (ticket != null) begun.set(conversation, ticket)
  }
  const waiting = await waitingFor(
    account,
    open.filter(({ facts, ticket }) => ticket === null && !begun.has(facts.id)),
    ledger,
  )
  return open.map(({ facts, ticket, messages }) => ({
    id: facts.id,
    known: ticket ?? begun.get(facts.id) ?? null,
    messages: [begunMessageId(facts.id), ...(waiting.get(facts.id) ?? []), ...messages.map(({ id }) => id)],
  }))
}

/** Of a ledger that was lost: what stands on the tickets that were opened for these conversations' orders. */
async function waitingFor(
  account: AccountName,
  placeless: readonly OpenConversation[],
  ledger: FlowPorts['ledger'],
): Promise<ReadonlyMap<ConversationId, readonly MessageId[]>> {
  const orders = placeless.filter(({ facts }) => facts.status === 'open').flatMap(({ facts }) => facts.orders)
  const known = await ledger.cases.notBegunAmong(account, [...new Set(orders.map(notBegun))])
  return new Map(
    placeless.map(({ facts: { id, status, orders: of } }) => {
      if (isNotBegun(id)) return [id, [openedMessageId(id)]]
      const lost = status === 'open' ? of.map(notBegun).filter((one) => !known.has(one)) : []
      return [id, lost.map(openedMessageId)]
    }),
  )
}

/** A new buyer message, or a case that wants a decision, opens a closed or archived ticket again; a conversation closed at the marketplace closes its ticket, with a note. */
async function showStatus(
  { account, manifest }: OpenAccount,
  present: readonly OpenConversation[],
  standing: ReadonlyMap<ConversationId, TicketPlace>,
  { odoo, texts }: FlowPorts,
): Promise<void> {
  const reopen: number[] = []
  const close: { ticketId: number; conversation: OpenConversation }[] = []
  for (const conversation of present) {
    const ticket = standing.get(conversation.facts.id)
    if (ticket === undefined) continue
    const wrote = conversation.messages.some(({ asks }) => asks)
    const closedNow = conversation.facts.status === 'closed' && conversation.shownStatus !== 'closed'
    if (wrote && !closedNow && (ticket.closed || !ticket.active)) reopen.push(ticket.id)
    if (closedNow && !ticket.closed) close.push({ ticketId: ticket.id, conversation })
  }
  if (reopen.length > 0) await odoo.tickets.reopen(reopen)
  if (close.length === 0) return
  await odoo.tickets.close(close.map(({ ticketId }) => ticketId))
  await odoo.receipts.write(
    close.map(({ ticketId, conversation: { facts } }) => ({
      model: 'helpdesk.ticket',
      id: ticketId,
      messageId: statusMessageId(account.name, facts.id, facts.updatedAt),
      bodyHtml: `<p>${texts(account.language, 'ticket.closed_there', { marketplace: manifest.label })}</p>`,
    })),
  )
}
