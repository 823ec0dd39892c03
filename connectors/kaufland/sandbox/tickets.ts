import type { Instant } from '../../../src/domain/time.ts'
import type { SandboxConversation, SandboxFile, SandboxMessage } from '../../../src/kit/sandbox.ts'
import type { Orders, StoredUnit } from './orders.ts'
import { wholeSecond } from './request.ts'

export const TICKET_STATUSES = [
  'opened',
  'buyer_closed',
  'seller_closed',
  'both_closed',
  'customer_service_closed_final',
] as const
export const OPEN_REASONS = [
  'product_not_as_described',
  'product_defect',
  'product_not_delivered',
  'product_return',
  'contact_other',
] as const

export interface StoredTicket {
  readonly id: string
  readonly order: string
  /** Units of one order. */
  readonly units: readonly StoredUnit[]
  readonly buyer: number
  readonly storefront: string
  readonly reason: (typeof OPEN_REASONS)[number]
  readonly created: Instant
  updated: Instant
  status: (typeof TICKET_STATUSES)[number]
  sellerResponsible: boolean
  readonly messages: StoredMessage[]
}

export interface StoredMessage {
  readonly id: number
  readonly role: SandboxMessage['role']
  readonly name: string
  readonly text: string
  readonly at: Instant
  readonly files: readonly StoredFile[]
}

export interface StoredFile extends SandboxFile {
  readonly number: number
}

/** A message to Kaufland's stand-in; the storefront is Germany's unless said. */
export interface KauflandMessage extends SandboxMessage {
  readonly storefront?: string
}

/** Conversations. All ids are counted from fixed starts, so the same steps give the same ids. */
export class Tickets {
  readonly all = new Map<string, StoredTicket>()
  readonly files = new Map<number, StoredFile>()
  /** Part of the files' addresses: those given out under an earlier one have expired. */
  fileEdition = 1
  private readonly orders: Orders
  private messageCount = 0
  private readonly now: () => Instant

  constructor(now: () => Instant, orders: Orders) {
    this.now = now
    this.orders = orders
  }

  writes(message: KauflandMessage): string {
    const at = wholeSecond(message.at ?? this.now())
    const ticket = message.conversation === undefined ? this.begin(message, at) : this.existing(message.conversation)
    if (ticket.status === 'customer_service_closed_final')
      throw new Error(`conversation ${ticket.id} is closed finally`)
    const name = message.role === 'buyer' ? message.buyer.name : SENDERS[message.role]
    this.append(ticket, { role: message.role, name, text: message.text, at, files: message.files ?? [] })
    if (message.role === 'buyer') ticket.status = 'opened'
    return ticket.id
  }

  /** The seller starts a conversation about units of one order. */
  opens(units: readonly StoredUnit[], reason: StoredTicket['reason'], text: string): StoredTicket {
    const at = wholeSecond(this.now())
    const ticket = this.add(units, reason, at, { sellerResponsible: false })
    this.append(ticket, { role: 'seller', name: SENDERS.seller, text, at, files: [] })
    return ticket
  }

  /** Appends; a seller's message ends the wait for the seller, a buyer's starts it. */
  append(
    ticket: StoredTicket,
    message: Omit<StoredMessage, 'id' | 'files'> & { readonly files: readonly SandboxFile[] },
    { interim }: { interim: boolean } = { interim: false },
  ): void {
    const files = message.files.map((file) => {
      const stored = { ...file, number: this.files.size + 1 }
      this.files.set(stored.number, stored)
      return stored
    })
    ticket.messages.push({ ...message, id: 64_000_001 + this.messageCount, files })
    this.messageCount += 1
    if (message.role === 'buyer') ticket.sellerResponsible = true
    if (message.role === 'seller' && !interim) ticket.sellerResponsible = false
    touch(ticket, message.at)
  }

  closes(id: string, by: 'buyer' | 'seller' | 'customer_service'): void {
    const ticket = this.existing(id)
    const closedByOther = by === 'buyer' ? 'seller_closed' : 'buyer_closed'
    if (by === 'customer_service') ticket.status = 'customer_service_closed_final'
    else if (ticket.status === closedByOther || ticket.status === 'both_closed') ticket.status = 'both_closed'
    else ticket.status = `${by}_closed`
    ticket.sellerResponsible = false
    touch(ticket, wholeSecond(this.now()))
  }

  ofUnit(unit: StoredUnit): readonly StoredTicket[] {
    return [...this.all.values()].filter(({ units }) => units.includes(unit))
  }

  conversations(): readonly SandboxConversation[] {
    return [...this.all.values()].map(({ id, order, status, messages }) => ({
      id,
      order,
      status,
      messages: messages.map((message) => ({ ...message, id: String(message.id) })),
    }))
  }

  private begin(message: KauflandMessage, at: Instant): StoredTicket {
    const order = this.orders.named({ ...message, at })
    const writer = { buyer: this.orders.buyer(message.buyer), storefront: message.storefront ?? order.storefront }
    // An opening request may come under the role `system`; the buyer waits all the same: BEHAVIOR.md, roles.
    return this.add(order.units, 'contact_other', at, { sellerResponsible: message.role !== 'seller' }, writer)
  }

  private add(
    units: readonly StoredUnit[],
    reason: StoredTicket['reason'],
    at: Instant,
    { sellerResponsible }: { sellerResponsible: boolean },
    writer?: { readonly buyer: number; readonly storefront: string },
  ): StoredTicket {
    const order = units[0]?.order
    if (order === undefined) throw new Error('a conversation is about at least one unit')
    const ticket: StoredTicket = {
      id: `001${String(1_000_001 + this.all.size)}`,
      order: order.id,
      units: [...units],
      buyer: order.buyer,
      storefront: order.storefront,
      ...writer,
      reason,
      created: at,
      updated: at,
      status: 'opened',
      sellerResponsible,
      messages: [],
    }
    this.all.set(ticket.id, ticket)
    return ticket
  }

  private existing(id: string): StoredTicket {
    const ticket = this.all.get(id)
    if (ticket === undefined) throw new Error(`no conversation ${id}`)
    return ticket
  }
}

const SENDERS = { seller: 'Seller', customer_service: 'Kaufland', system: 'Kaufland' } as const

function touch(ticket: StoredTicket, at: Instant): void {
  if (at > ticket.updated) ticket.updated = at
}
