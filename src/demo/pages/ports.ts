import type { Sandbox } from '../../kit/sandbox.ts'

/** An order as the demo's pages show it. */
export interface DemoOrder {
  /** The marketplace's (or shop's) number, which a buyer quotes. */
  readonly ref: string
  readonly account: string
  readonly buyer: { readonly id: string; readonly name: string }
  /** Odoo's own name of the order, if it differs from `ref`; what `ship` and `refund` are called with. */
  readonly name?: string
  /** One or two words: `confirmed`, `shipped`. */
  readonly state?: string
}

export interface DemoTicket {
  readonly id: number
  readonly name: string
  readonly stage: string
  /** Oldest first. */
  readonly messages: readonly {
    readonly author: string
    /** note = seen by colleagues only. */
    readonly kind: 'buyer' | 'agent' | 'note'
    readonly html: string
    /** ISO 8601. */
    readonly at: string
    readonly files: readonly string[]
  }[]
}

export interface DemoMail {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** ISO 8601. */
  readonly at: string
}

/** What the pages of the interactive demo drive. */
export interface DemoPorts {
  readonly marketplaces: readonly { readonly name: string; readonly label: string; readonly sandbox: Sandbox }[]
  orders(): Promise<readonly DemoOrder[]>
  tickets(): Promise<readonly DemoTicket[]>
  /** The agent's public answer. */
  answer(ticketId: number, text: string): Promise<void>
  note(ticketId: number, text: string): Promise<void>
  close(ticketId: number): Promise<void>
  readonly order: {
    /** Makes and confirms a new order of the web shop. */
    confirm(): Promise<unknown>
    ship(orderName: string): Promise<unknown>
    refund(orderName: string): Promise<unknown>
  }
  /** Oldest first. */
  mails(): readonly DemoMail[]
}
