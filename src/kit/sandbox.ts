import type { Instant } from '../domain/time.ts'

export interface SandboxFile {
  readonly filename: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** What somebody at the marketplace writes. */
export interface SandboxMessage {
  /** Continue this conversation; absent = a new one. */
  readonly conversation?: string
  /** The marketplace's order number the conversation is about. */
  readonly order: string
  readonly buyer: { readonly id: string; readonly name: string }
  readonly role: 'buyer' | 'seller' | 'customer_service' | 'system'
  readonly text: string
  readonly at?: Instant
  readonly files?: readonly SandboxFile[]
}

/** How the next matching requests go wrong. */
export interface SandboxFault {
  readonly method?: string
  readonly path: RegExp
  readonly times: number
  readonly how:
    | {
        readonly kind: 'status'
        readonly status: number
        readonly headers?: Readonly<Record<string, string>>
        readonly body?: string
      }
    /** Does what was asked, then cuts the connection before the answer. */
    | { readonly kind: 'lose-answer' }
    /** Cuts the connection before doing anything. */
    | { readonly kind: 'cut' }
    /** Sends half of the JSON. */
    | { readonly kind: 'cut-json' }
}

export interface SandboxConversation {
  readonly id: string
  readonly order: string
  readonly status: string
  readonly messages: readonly {
    readonly id: string
    readonly role: string
    readonly text: string
    readonly at: Instant
    readonly files: readonly { readonly filename: string; readonly bytes: Uint8Array }[]
  }[]
}

export interface SandboxOrder {
  readonly order: string
  readonly buyer: { readonly id: string; readonly name: string }
  readonly lines: readonly {
    readonly sku: string
    readonly ean?: string
    readonly title: string
    readonly quantity: number
    /** Gross, in cents, a piece; default 2000. */
    readonly priceMinor?: number
  }[]
  readonly storefront?: string
  readonly at?: Instant
}

/** What the stand-in holds of an order's lines. */
export interface SandboxLine {
  readonly id: string
  readonly sku: string
  readonly state: string
  readonly parcels: readonly { readonly carrier: string; readonly reference: string }[]
  /** Paid back so far, in cents. */
  readonly refundedMinor: number
  readonly cancelReason: string | null
}

export interface SandboxReturn {
  readonly order: string
  /** Line ids; absent = all of the order. */
  readonly lines?: readonly string[]
  readonly reason: string
  readonly note?: string
  readonly at?: Instant
}

export interface SandboxCase {
  readonly id: string
  readonly order: string
  readonly state: string
  /** In the order in which they came. */
  readonly decisions: readonly { readonly action: string; readonly text: string | null }[]
}

/** Orders and cases of a stand-in whose marketplace has them in its API. */
export interface SandboxTrade {
  /** Safe to repeat for the same order. */
  enter(order: SandboxOrder): void
  lines(order: string): readonly SandboxLine[]
  /** A buyer asks for a return; returns the ids of the cases it makes, one for each line. */
  returns(wish: SandboxReturn): readonly string[]
  /** The goods came back to the seller: the case waits for a decision. */
  arrives(caseId: string): void
  cases(): readonly SandboxCase[]
  /** Calls made to subscribers so far. */
  pushed(): readonly { readonly event: string; readonly url: string; readonly status: number | null }[]
}

/** A local stand-in of a marketplace, with state. Ids are numbered from the start, so the same steps give the same ids. */
export interface Sandbox {
  /** Fits BASE_URL. */
  readonly baseUrl: string
  /** The connector's own lines of an account file that fit this sandbox. */
  readonly settings: Readonly<Record<string, string>>
  /** Returns the conversation's id. */
  writes(message: SandboxMessage): string
  closes(conversation: string, by: 'buyer' | 'seller' | 'customer_service'): void
  conversations(): readonly SandboxConversation[]
  readonly trade?: SandboxTrade
  fail(fault: SandboxFault): void
  /** Requests answered so far, `METHOD /path`, for counts in tests. */
  requests(): readonly string[]
  close(): Promise<void>
}

export interface SandboxOptions {
  /** 0 = the system chooses. */
  readonly port?: number
  readonly now?: () => Instant
}
