import type { z } from 'zod'
import type { Account } from '../domain/account.ts'
import type { CaseAction, CaseFacts, CaseId } from '../domain/case.ts'
import type { AnswerRule } from '../domain/deadline.ts'
import type { ConnectorName, ConversationId, OrderRef } from '../domain/ids.ts'
import type { ConversationSnapshot, FetchedFile, MessagePage, OfferedFile, UnreadableItem } from '../domain/message.ts'
import type { Money } from '../domain/money.ts'
import type { PolicyRule } from '../domain/policy.ts'
import type { LineId, MarketplaceLine, ParcelLook, ParcelOfLine } from '../domain/shipment.ts'
import type { Clock, Instant } from '../domain/time.ts'
import type { TextRules } from '../domain/linter.ts'
import type { Http } from './http.ts'
import type { MailChannel } from './mail-channel.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'
import type { TokenKeep } from './tokens.ts'

export const CAPABILITIES = [
  'messages.pull',
  'messages.reply',
  'messages.close',
  'tracking.push',
  'returns.pull',
  'returns.decide',
  'conversations.start',
  'money.return',
  'notify.send',
  'quality.pull',
  'webhook.verify',
  'privacy.deletions',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** What a marketplace allows in a message; the linter and the reply flow check by it. */
export interface MessageRules {
  readonly textMaxChars: number
  readonly attachmentMaxBytes: number
  readonly attachmentsMax: number
  /** Of all files of a message together; absent = each counts by itself. */
  readonly attachmentsTotalMaxBytes?: number
  /** Mime types it takes; empty = none. */
  readonly attachmentTypes: readonly string[]
}

/** What a decision on a case does at the marketplace, so that a person knows before. */
export interface CaseActionRule {
  /** Whether it needs words for the buyer, and how long they may be. */
  readonly text: 'none' | 'optional' | 'required'
  readonly textMaxChars?: number
  /** Whether the buyer gets his money by it. */
  readonly paysBuyer: boolean
  /** Whether the marketplace itself starts a conversation with the words: they must not be posted a second time. */
  readonly startsConversation: boolean
  /** Where that is written. */
  readonly source: string
}

/** What a connector is, as data. */
export interface Manifest {
  readonly label: string
  /** `mail` = buyers are read and answered by a mailbox (the declaration's `mail`); absent = by calls of its own. */
  readonly transport?: 'mail'
  /** Production base address with its path; `BASE_URL` of an account replaces it. */
  readonly baseUrl?: string
  /** Hosts it may call, besides the base address's own. */
  readonly allowedHosts: readonly string[]
  readonly capabilities: readonly Capability[]
  /** Capabilities that are known to be missing, with the reason that `doctor` shows. */
  readonly missing: Partial<Record<Capability, string>>
  readonly requestsPerSecond?: number
  /** Access by tokens that end and are renewed: 401 gets another one before it is a fault. */
  readonly tokens?: boolean
  /** Where the marketplace counts strictly instead: so many requests in any window of that length. */
  readonly requestWindow?: { readonly requests: number; readonly seconds: number }
  readonly messageRules?: MessageRules
  /** What a text to this marketplace's buyers must not hold. */
  readonly textRules: TextRules
  /** Until when an answer is wanted; absent = nobody sets a time. */
  readonly answerRule?: AnswerRule
  /** What can be decided on cases; absent = nothing from here. */
  readonly caseActions?: Partial<Record<CaseAction, CaseActionRule>>
  /** Words the marketplace wants with money that goes back, the usual one first; absent = not from here. */
  readonly moneyReasons?: { readonly refund: readonly string[]; readonly cancel: readonly string[] }
  /** An answer may be marked as a holding answer, after which the marketplace goes on waiting for the seller. */
  readonly interimAnswers?: boolean
  /** What it tells by itself, as the jobs that look it up; absent = nothing. */
  readonly pushes?: { readonly events: readonly string[]; readonly source: string }
  /** Default of MESSAGE_POLL_SECONDS. */
  readonly messagePollSeconds: number
  /** Domains of the marketplace's relay addresses, `*` as wildcard; besides answers they get only what the policy allows as a message. */
  readonly relayDomains: readonly string[]
  /** Each relay address was made for one order; absent = for one buyer, or it is not known. */
  readonly relayPer?: 'order'
  /** Orders are also recognised by their name in Odoo (own shop, mailbox). */
  readonly ordersByName: boolean
  /** How a notification with verdict `mail` leaves: by the account's SMTP, or not at all. */
  readonly notifyBy: 'mail' | 'none'
}

/** What the service hands to an open connector. */
export interface ConnectorPorts {
  readonly http: Http
  readonly clock: Clock
  readonly baseUrl: string
  /** Where this account's token lives (manifest.tokens): encrypted, lasting, and shared by all processes. */
  readonly tokenKeep: TokenKeep
}

export interface ReplyFile {
  readonly filename: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

export interface PullStart {
  /** What the last pass stored; undefined = first pass. */
  readonly cursor: Readonly<Record<string, unknown>> | undefined
  /** Start line of the account. */
  readonly goLive: Instant
  /** Nothing before this is wanted (START_FROM); undefined = also older conversations that are still open there. */
  readonly startFrom: Instant | undefined
}

/** Some cases that changed. `cursor` stands on the last page only: it is stored together with that page. */
export interface CasePage {
  readonly cases: readonly CaseFacts[]
  readonly unreadable: readonly UnreadableItem[]
  readonly cursor?: Readonly<Record<string, unknown>>
}

/** A call that somebody made to /webhooks/:account. */
export interface WebhookCall {
  readonly method: 'GET' | 'POST'
  /** The address as the caller knows it: PUBLIC_URL and what follows. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** A push is a hint to look now, never a fact. */
export type WebhookAnswer =
  | { readonly kind: 'challenge'; readonly body: string; readonly contentType: string }
  | { readonly kind: 'hint'; readonly look: readonly WebhookLook[] }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 404; readonly reason: string }
export type WebhookLook = 'messages' | 'cases' | 'orders'

export interface Subscription {
  readonly id: string
  readonly event: string
  readonly storefront?: string
  readonly callbackUrl: string
  readonly active: boolean
}

/** What `webhooks sync` did with one subscription. */
export interface SyncedSubscription {
  readonly event: string
  readonly storefront?: string
  readonly outcome: 'kept' | 'made' | 'renewed' | 'removed'
}

/** What a marketplace tells of a key or token. */
export interface CredentialCheck {
  readonly detail: string
  /** What it may be used for, in the marketplace's own words. */
  readonly scopes?: readonly string[]
  /** When it ends. */
  readonly endsAt?: Instant
}

/** An account, opened. A method that is absent is a missing capability, never an error. Every method throws only Faults. */
export interface OpenConnector {
  /** A harmless call that proves the credentials; resolves to what was found, for `doctor`. */
  check(): Promise<CredentialCheck>
  messages?: {
    /** One pass: pages until the source has nothing newer; the last page carries the cursor. */
    pull(start: PullStart): AsyncIterable<MessagePage>
    /** One conversation as it stands now. */
    thread(conversation: ConversationId): Promise<ConversationSnapshot>
    /** Fetches a file; what cannot be had comes back as refused, never as an error of the whole pass (systemic faults excepted). */
    fetchFile(file: OfferedFile): Promise<FetchedFile>
  }
  /** Sends one answer. Resolves when the marketplace took it; throws Unknown when the request left and no answer came back. */
  reply?(
    conversation: ConversationId,
    answer: {
      readonly text: string
      readonly files: readonly ReplyFile[]
      /** A holding answer (manifest.interimAnswers): the marketplace goes on waiting for the seller. */
      readonly interim?: boolean
    },
  ): Promise<void>
  /** Closes a conversation at the marketplace. */
  close?(conversation: ConversationId): Promise<void>
  conversations?: {
    /**
     * Starts a conversation about an order. Resolves to its id; throws Unknown when the request left and no answer came back.
     * @param about lines of that order; empty = all of them
     */
    start(
      order: OrderRef,
      opening: { readonly text: string; readonly about: readonly LineId[]; readonly topic?: 'return' },
    ): Promise<ConversationId>
    /** Conversations about an order, with their messages: finds what was started when the confirmation was lost. */
    ofOrder(order: OrderRef): Promise<readonly ConversationSnapshot[]>
  }
  tracking?: {
    /** Names of carriers that the marketplace takes; free of charge to ask again (kept for a day). */
    carriers(): Promise<readonly string[]>
    /** The lines of an order; empty = the marketplace does not know it. */
    lines(order: OrderRef): Promise<readonly MarketplaceLine[]>
    /** Hands over one parcel. Throws Permanent when it is refused, Unknown when the request left and no answer came back. */
    push(parcel: ParcelOfLine): Promise<void>
    /** What the marketplace shows of a parcel now. */
    look(parcel: ParcelOfLine): Promise<ParcelLook>
  }
  promises?: {
    /** By when the marketplace promised its buyer that all of an order arrives; null = it does not say. */
    of(order: OrderRef): Promise<{ readonly arriveBy: Instant | null }>
  }
  cases?: {
    /** One pass: pages until the source has nothing newer; the last page carries the cursor. */
    pull(start: PullStart): AsyncIterable<CasePage>
    /** One case as it stands now. */
    read(id: CaseId): Promise<CaseFacts>
    /** Hands over a decision (manifest.caseActions). Throws Unknown when the request left and no answer came back. */
    decide?(id: CaseId, decision: { readonly action: CaseAction; readonly text: string | null }): Promise<void>
  }
  /** Money that goes back; only ever called for what a person released. */
  money?: {
    /** Pays back part of a line's price. */
    refund(line: LineId, refund: { readonly amount: Money; readonly reason: string }): Promise<void>
    /** Cancels a line that has not left. */
    cancel(line: LineId, reason: string): Promise<void>
  }
  webhooks?: {
    /** What points to this address, ours or not. */
    list(): Promise<readonly Subscription[]>
    /** Makes what is missing, renews what was switched off, leaves strangers' alone. `contact` is told by mail when pushes fail. */
    sync(target: { readonly url: string; readonly contact: string }): Promise<readonly SyncedSubscription[]>
    /** Removes what points to this address. */
    remove(url: string): Promise<readonly SyncedSubscription[]>
    /** Answers a call; pure but for the clock. */
    receive(call: WebhookCall): WebhookAnswer
  }
}

/** A connector as it declares itself in `connectors/<name>/index.ts`. */
export interface ConnectorDeclaration<Settings = unknown> {
  readonly name: ConnectorName
  readonly manifest: Manifest
  readonly policy: readonly PolicyRule[]
  /** Names and rules of the connector's own settings in an account file. */
  readonly config: z.ZodType<Settings>
  /** Absent = known, not built yet. */
  readonly open?: (settings: Settings, ports: ConnectorPorts) => OpenConnector
  /** Until when an answer is wanted, where that is the account's to set: instead of manifest.answerRule. */
  readonly answerRule?: (settings: Settings) => AnswerRule
  /** How its mails are read and written (manifest.transport `mail`, or an account that names a mailbox). */
  readonly mail?: (settings: Settings, account: Pick<Account, 'ordersRef'>) => MailChannel
  /** A local stand-in server, loaded only by demo and tests. */
  readonly sandbox?: () => Promise<(options: SandboxOptions) => Promise<Sandbox>>
}

/** Declares a connector; the type of its settings stays inside. */
export function connector<Settings>(declaration: ConnectorDeclaration<Settings>): ConnectorDeclaration {
  return declaration as unknown as ConnectorDeclaration
}
