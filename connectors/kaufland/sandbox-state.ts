import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { SandboxConversation, SandboxFile, SandboxMessage } from '../../src/kit/sandbox.ts'

export interface StoredTicket {
  readonly id: string
  readonly unit: number
  readonly order: string
  readonly buyer: number
  readonly storefront: string
  readonly created: Instant
  updated: Instant
  status: 'opened' | 'buyer_closed' | 'seller_closed' | 'both_closed' | 'customer_service_closed_final'
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

/** What the stand-in remembers. All ids are counted from fixed starts, so the same steps give the same ids. */
export class SandboxState {
  readonly tickets = new Map<string, StoredTicket>()
  readonly files = new Map<number, StoredFile>()
  private readonly units = new Map<string, number>()
  private readonly buyers = new Map<string, number>()
  private messageCount = 0
  private readonly now: () => Instant

  constructor(now: () => Instant) {
    this.now = now
  }

  writes(message: KauflandMessage): string {
    const at = wholeSecond(message.at ?? this.now())
    const ticket = message.conversation === undefined ? this.open(message, at) : this.existing(message.conversation)
    if (ticket.status === 'customer_service_closed_final')
      throw new Error(`conversation ${ticket.id} is closed finally`)
    const name = message.role === 'buyer' ? message.buyer.name : SENDERS[message.role]
    this.append(ticket, { role: message.role, name, text: message.text, at, files: message.files ?? [] })
    if (message.role === 'buyer') ticket.status = 'opened'
    return ticket.id
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
    this.touch(ticket, message.at)
  }

  closes(id: string, by: 'buyer' | 'seller' | 'customer_service'): void {
    const ticket = this.existing(id)
    const closedByOther = by === 'buyer' ? 'seller_closed' : 'buyer_closed'
    if (by === 'customer_service') ticket.status = 'customer_service_closed_final'
    else if (ticket.status === closedByOther || ticket.status === 'both_closed') ticket.status = 'both_closed'
    else ticket.status = `${by}_closed`
    ticket.sellerResponsible = false
    this.touch(ticket, wholeSecond(this.now()))
  }

  unitOf(order: string): number {
    return numbered(this.units, order, 314_567_000_000_001)
  }

  conversations(): readonly SandboxConversation[] {
    return [...this.tickets.values()].map(({ id, order, status, messages }) => ({
      id,
      order,
      status,
      messages: messages.map((message) => ({ ...message, id: String(message.id) })),
    }))
  }

  private open({ order, buyer, role, storefront = 'de' }: KauflandMessage, at: Instant): StoredTicket {
    const ticket: StoredTicket = {
      id: `001${String(1_000_001 + this.tickets.size)}`,
      unit: this.unitOf(order),
      order,
      buyer: /^[1-9]\d{0,14}$/.test(buyer.id) ? Number(buyer.id) : numbered(this.buyers, buyer.id, 21_000_001),
      storefront,
      created: at,
      updated: at,
      status: 'opened',
      // An opening request may come under the role `system`; the buyer waits all the same: BEHAVIOR.md, roles.
      sellerResponsible: role !== 'seller',
      messages: [],
    }
    this.tickets.set(ticket.id, ticket)
    return ticket
  }

  private existing(id: string): StoredTicket {
    const ticket = this.tickets.get(id)
    if (ticket === undefined) throw new Error(`no conversation ${id}`)
    return ticket
  }

  private touch(ticket: StoredTicket, at: Instant): void {
    if (at > ticket.updated) ticket.updated = at
  }
}

const SENDERS = { seller: 'Seller', customer_service: 'Kaufland', system: 'Kaufland' } as const

/** Times of this source are whole seconds. */
export const wholeSecond = (at: Instant): Instant => instant(`${at.slice(0, 19)}Z`)

function numbered(known: Map<string, number>, name: string, first: number): number {
  const number = known.get(name) ?? first + known.size
  known.set(name, number)
  return number
}
