import type { AccountName, ConversationId, OdooRecord, OrderRef } from '../domain/ids.ts'
import { notBegun } from '../domain/not-begun.ts'
import { type OrderOwner, ownerOf } from '../domain/ownership.ts'
import { openedMessageId } from '../odoo/naming.ts'
import type { FoundOrder, TicketPlace } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { placeOne } from './place.ts'

/** What became of the wish to write to a buyer. Sentences are for the one who wished it. */
export type TicketOpened =
  | {
      /** `there` = the order had one already, which is used: there is never a second one. */
      readonly kind: 'made' | 'there'
      readonly account: AccountName
      readonly orderRef: OrderRef
      readonly ticketId: number
      /** Address of the ticket in the web client. */
      readonly url: string
      readonly sentence: string
    }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Not now; the same wish may be repeated. */
  | { readonly kind: 'later'; readonly why: 'busy' | 'unread'; readonly sentence: string }

/** A ticket may turn out to be deleted; the next look makes another one. */
const LOOKS_MAX = 3

/** Whose order it is, among these accounts. */
export const ownerAmong = (order: FoundOrder, accounts: readonly OpenAccount[]): OrderOwner =>
  ownerOf(
    order,
    accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
  )

/** Whether somebody may begin a conversation from here. */
export const canBegin = ({ account, connector }: OpenAccount): boolean =>
  account.mode !== 'read' && connector.conversations !== undefined

/**
 * Gives an order the ticket on which its buyer can be written to: the one of the conversation that is known, else one of a conversation
 * that nobody has begun, whose first answer begins it. Safe to repeat at any point.
 * @param language of the sentences; default the account's
 * @throws Fault when Odoo cannot be asked or refuses the ticket
 */
export async function openTicket(
  order: FoundOrder,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  language?: string,
): Promise<TicketOpened> {
  const owner = ownerAmong(order, accounts)
  const opened =
    owner.kind === 'owner' ? accounts.find(({ account }) => account.name === owner.account.name) : undefined
  const say = (key: string, values: Readonly<Record<string, string>> = {}): string =>
    ports.texts(language ?? accounts[0]?.account.language ?? 'en', `opening.${key}`, { order: order.name, ...values })
  const refused = (key: string, values?: Readonly<Record<string, string>>): TicketOpened => ({
    kind: 'refused',
    sentence: say(`refused.${key}`, values),
  })
  if (owner.kind === 'ambiguous')
    return refused('ambiguous', { accounts: owner.accounts.map(({ name }) => name).join(', ') })
  if (owner.kind === 'none' || opened === undefined) return refused('no_account')
  const { account, connector, manifest } = opened
  const names = { account: account.name, marketplace: manifest.label }
  if (owner.orderRef === null) return refused('no_number', names)
  if (connector.conversations === undefined) return refused('cannot_begin', names)
  if (account.mode === 'read') return refused('reads_only', names)
  const halt = await ports.ledger.halted()
  if (halt !== undefined) return { kind: 'refused', sentence: halt.reason }
  if (connector.messages !== undefined && (await ports.ledger.cursor(account.name, 'messages')) === undefined)
    return { kind: 'later', why: 'unread', sentence: say('unread', names) }

  const { orderRef } = owner
  // One writer per conversation: what is being mirrored now may be this order's.
  const alone = await ports.ledger.alone(`mirror:${account.name}`, () => ticketFor({ order, orderRef, opened }, ports))
  if (alone === undefined) return { kind: 'later', why: 'busy', sentence: say('busy', names) }
  const { result } = alone
  if (result === undefined) return { kind: 'later', why: 'unread', sentence: say('unplaced', names) }
  await ports.odoo.orders.mark([
    { orderId: order.id, account: account.name, label: manifest.label, orderRef, marketplace: account.connector },
  ])
  const url = ports.odoo.tickets.link(result.ticket.id)
  const sentence = say(result.kind, { ...names, ref: orderRef })
  return { kind: result.kind, account: account.name, orderRef, ticketId: result.ticket.id, url, sentence }
}

interface Wish {
  readonly order: FoundOrder
  readonly orderRef: OrderRef
  readonly opened: OpenAccount
}

/** Undefined = a conversation is known that has no ticket yet: the pass that mirrors it makes it. */
async function ticketFor(
  wish: Wish,
  ports: FlowPorts,
): Promise<{ readonly kind: 'made' | 'there'; readonly ticket: TicketPlace } | undefined> {
  const { account } = wish.opened
  let kind: 'made' | 'there' = 'there'
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const id = await conversationOf(wish, ports)
    const known = await ports.ledger.conversation(account.name, id)
    const stands = known?.ticket == null ? undefined : await standing(account.name, id, known.ticket, ports)
    if (stands !== undefined) {
      if (stands.closed || !stands.active) await ports.odoo.tickets.reopen([stands.id])
      return { kind, ticket: stands }
    }
    if (known?.ticket != null) await ports.ledger.forgetPlace(account.name, id)
    if (id !== notBegun(wish.orderRef)) return undefined
    // Of a ledger that was lost.
    const stood = await standing(account.name, id, null, ports)
    if (stood === undefined) kind = 'made'
    await makeTicket(wish, ports)
  }
  return undefined
}

/** The newest open conversation about the order, else the one that nobody has begun, else one that is closed but not for good. */
async function conversationOf({ orderRef, opened: { account } }: Wish, { ledger }: FlowPorts): Promise<ConversationId> {
  const begun = await ledger.cases.conversationsOf(account.name, orderRef)
  const open = begun.find(({ status }) => status === 'open')
  if (open !== undefined) return open.id
  const waiting = notBegun(orderRef)
  if ((await ledger.conversation(account.name, waiting)) !== undefined) return waiting
  return begun.find(({ final }) => !final)?.id ?? waiting
}

async function standing(
  account: AccountName,
  id: ConversationId,
  known: OdooRecord | null,
  { odoo }: FlowPorts,
): Promise<TicketPlace | undefined> {
  return (await odoo.tickets.locate(account, [{ id, known, messages: [openedMessageId(id)] }])).get(id)
}

/** Everything of it is found by its name, so that whoever died half way is gone on from. */
async function makeTicket({ order, orderRef, opened }: Wish, ports: FlowPorts): Promise<void> {
  const { account, manifest } = opened
  const id = notBegun(orderRef)
  const say = (key: string): string => ports.texts(account.language, `opening.${key}`, { marketplace: manifest.label })
  const now = ports.clock.now()
  await ports.ledger.cases.recordNotBegun(account.name, {
    id,
    status: 'open',
    final: false,
    topic: say('topic'),
    orders: [orderRef],
    // Who it is at the marketplace is told by what he writes there.
    buyer: { id, name: order.partnerName },
    waitsForSeller: false,
    updatedAt: now,
  })
  const kept = await ports.ledger.conversation(account.name, id)
  if (kept === undefined) return
  const message = {
    id: openedMessageId(id),
    conversation: id,
    role: 'system',
    authorName: null,
    text: say('message'),
    at: now,
    asks: false,
  } as const
  await placeOne(opened, { ...kept, shownStatus: kept.facts.status, messages: [message], files: [] }, ports)
}
