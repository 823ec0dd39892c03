import type { z } from 'zod'
import type { AnswerRule } from '../domain/deadline.ts'
import type { ConnectorName, ConversationId } from '../domain/ids.ts'
import type { ConversationSnapshot, FetchedFile, MessagePage, OfferedFile } from '../domain/message.ts'
import type { PolicyRule } from '../domain/policy.ts'
import type { Clock, Instant } from '../domain/time.ts'
import type { TextRules } from '../domain/linter.ts'
import type { Http } from './http.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'

export const CAPABILITIES = [
  'messages.pull',
  'messages.reply',
  'messages.close',
  'tracking.push',
  'returns.pull',
  'returns.decide',
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
  /** Mime types it takes; empty = none. */
  readonly attachmentTypes: readonly string[]
}

/** What a connector is, as data. */
export interface Manifest {
  readonly label: string
  /** Production base address with its path; `BASE_URL` of an account replaces it. */
  readonly baseUrl?: string
  /** Hosts it may call, besides the base address's own. */
  readonly allowedHosts: readonly string[]
  readonly capabilities: readonly Capability[]
  /** Capabilities that are known to be missing, with the reason that `doctor` shows. */
  readonly missing: Partial<Record<Capability, string>>
  readonly requestsPerSecond?: number
  readonly messageRules?: MessageRules
  /** What a text to this marketplace's buyers must not hold. */
  readonly textRules: TextRules
  /** Until when an answer is wanted; absent = nobody sets a time. */
  readonly answerRule?: AnswerRule
  /** Default of MESSAGE_POLL_SECONDS. */
  readonly messagePollSeconds: number
  /** Domains of the marketplace's relay addresses, `*` as wildcard; mails to them are suppressed. */
  readonly relayDomains: readonly string[]
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
    answer: { readonly text: string; readonly files: readonly ReplyFile[] },
  ): Promise<void>
  /** Closes a conversation at the marketplace. */
  close?(conversation: ConversationId): Promise<void>
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
  /** A local stand-in server, loaded only by demo and tests. */
  readonly sandbox?: () => Promise<(options: SandboxOptions) => Promise<Sandbox>>
}

/** Declares a connector; the type of its settings stays inside. */
export function connector<Settings>(declaration: ConnectorDeclaration<Settings>): ConnectorDeclaration {
  return declaration as unknown as ConnectorDeclaration
}
