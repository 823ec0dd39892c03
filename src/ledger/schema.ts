import type { GeneratedAlways, Generated } from 'kysely'
import type { Mode } from '../domain/account.ts'
import type { Alarm, AlarmKind } from '../domain/alarm.ts'
import type { DelayReason } from '../domain/notification.ts'
import type { ParcelState } from '../domain/parcel-event.ts'
import type { CaseFacts, CaseId, CaseState, CaseType } from '../domain/case.ts'
import type { EffectState, Flow, StoredVerdict } from '../domain/effect.ts'
import type { AccountName, ConversationId, EffectId, FileKey, MessageId, OrderRef } from '../domain/ids.ts'
import type { AuthorRole } from '../domain/message.ts'
import type { OrderFactKind } from '../domain/order-fact.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Instant } from '../domain/time.ts'
import type { MarkedAddress } from './barrier-ports.ts'
import type { CaseNumber } from './case-ports.ts'
import type { ListedMail, MailCard, Rung } from './mail-ports.ts'
import type { PauseKind } from './ports.ts'

/** The tables as queries see them; what they are for stands in the migrations. */
export interface Schema {
  accounts: AccountTable
  cursors: CursorTable
  conversations: ConversationTable
  messages: MessageTable
  files: FileTable
  cases: CaseTable
  effects: EffectTable
  receipts: ReceiptTable
  decisions: DecisionTable
  tokens: TokenTable
  owners: OwnerTable
  runs: RunTable
  marks: MarkTable
  alarms: AlarmTable
  passes: PassTable
  stops: StopTable
  deadlines: DeadlineTable
  deadline_changes: DeadlineChangeTable
  carrier_events: CarrierEventTable
  carrier_looks: CarrierLookTable
  carrier_budgets: CarrierBudgetTable
  order_promises: OrderPromiseTable
  order_facts: OrderFactTable
  addresses: MarkedAddress
  mails: MailTable
  mail_orders: MailOrderTable
  mail_references: MailReferenceTable
  mail_folders: MailFolderTable
}

export interface OrderFactTable {
  id: GeneratedAlways<string>
  account: AccountName
  order_id: number
  order_created: Instant
  fact: OrderFactKind
  at: Instant
  text: string | null
  name: string | null
  picking: string | null
  by: string
  noted_at: Instant
  settled: Instant | null
  /** Of what makes two tellings the same. */
  digest: string
}

interface AccountTable {
  name: AccountName
  go_live: Instant | null
  paused_until: Instant | null
  paused_reason: string | null
  /** Kind of the fault that pauses it, and when it last did. */
  paused_kind: PauseKind | null
  paused_at: Instant | null
  last_success: Instant | null
  /** In which it last ran. */
  mode: Mode | null
  /** Facts of before are not told by themselves; null = live from its first run on, or not live. */
  live_since: Instant | null
}

interface PassTable {
  job: string
  account: AccountName
  last_success: Instant | null
  failing_since: Instant | null
  error: string | null
}

interface AlarmTable {
  id: string
  key: string
  kind: AlarmKind
  account: AccountName | null
  since: Instant
  opened: Instant | null
  gone: Instant | null
  cleared: Instant | null
  finished: Instant | null
  finding: Alarm['finding']
  told: Alarm['told']
}

interface CursorTable {
  account: AccountName
  stream: string
  cursor: Readonly<Record<string, unknown>>
  updated: Instant
}

export interface ConversationTable {
  account: AccountName
  id: ConversationId
  status: 'open' | 'closed'
  final: boolean
  topic: string | null
  url: string | null
  orders: readonly OrderRef[]
  buyer_id: string
  buyer_name: string | null
  waits_for_seller: boolean
  storefront: string | null
  updated_at: Instant
  recorded: Instant
  ticket_id: number | null
  ticket_created: Instant | null
  shown_status: 'open' | 'closed' | null
}

/** What a message is to us: `unreadable` items have their own stream. */
export type MessageKind = 'mirror' | 'own' | 'aside' | 'unreadable'

export interface MessageTable {
  account: AccountName
  stream: 'messages' | 'unreadable' | 'cases'
  id: MessageId
  conversation: ConversationId | null
  role: AuthorRole | null
  author_name: string | null
  text: string | null
  at: Instant | null
  raw: Uint8Array
  kind: MessageKind
  /** Why it is set aside or unreadable; `asks` = the seller is to do something; `silent` = nobody waits by it, whoever wrote it. */
  reason: string | null
  effect: EffectId | null
  recorded: Instant
  odoo_id: number | null
  placed: Instant | null
  /** Why Odoo refuses it for good. */
  refused: string | null
}

export interface FileTable {
  account: AccountName
  conversation: ConversationId
  key: FileKey
  message: MessageId
  filename: string
  mime_type: string | null
  bytes: Uint8Array | null
  size: number
  refused: string | null
  uri: string | null
  at: Instant
  recorded: Instant
  placed: Instant | null
}

export interface CaseTable {
  id: GeneratedAlways<CaseNumber>
  account: AccountName
  case_ref: CaseId
  type: CaseType
  state: CaseState
  order_ref: OrderRef
  facts: CaseFacts
  conversation: ConversationId
  /** Its newest message. */
  event: MessageId | null
  shown: string | null
  updated_at: Instant
  recorded: Instant
}

export interface EffectTable {
  id: GeneratedAlways<EffectId>
  account: AccountName
  flow: Flow
  kind: string
  state: EffectState
  reason: string | null
  detail: string | null
  dedupe_key: string
  conversation: ConversationId | null
  source_model: string | null
  source_id: number | null
  source_created: Instant | null
  payload: unknown
  verdict: StoredVerdict | null
  result: Generated<Record<string, unknown>>
  attempts: Generated<number>
  not_before: Instant | null
  order_at: Instant
  bound_message: MessageId | null
  owner: number | null
  claim: string | null
  lease_until: Instant | null
  created: Instant
  updated: Instant
}

interface ReceiptTable {
  effect: EffectId
  outcome: ReceiptOutcome
  attempt: number
  created: Instant
  written: Instant | null
}

interface DecisionTable {
  id: GeneratedAlways<string>
  effect: EffectId
  decision: 'sent' | 'not-sent' | 'override' | 'approve'
  decided_by: string
  reason: string | null
  state_before: EffectState
  reason_before: string | null
  at: Instant
}

interface OwnerTable {
  id: GeneratedAlways<number>
  host: string
  pid: number
  started: Instant
}

interface RunTable {
  job: string
  slot: string
  started: Instant
  finished: Instant | null
  ok: boolean | null
  result: unknown
}

interface MarkTable {
  name: string
  value: string
  recorded: Instant
}

interface StopTable {
  id: GeneratedAlways<string>
  since: Instant
  reason: string
  found: unknown
  ended: Instant | null
  ended_by: string | null
  changes: unknown
}

export interface DeadlineTable {
  account: AccountName
  conversation: ConversationId
  waiting_since: Instant | null
  answer_by: Instant | null
  /** Odoo shows these two on the conversation's ticket. */
  shown: Generated<boolean>
  /** The deadline that a reminder was given for. */
  warned_by: Instant | null
}

interface TokenTable {
  account: AccountName
  /** Encrypted: nonce, token, tag. */
  sealed: Uint8Array
  stored: Instant
}

/** Conversations whose deadline has to be worked out again. */
interface DeadlineChangeTable {
  id: GeneratedAlways<string>
  account: AccountName
  conversation: ConversationId
}

/** What carriers told of parcels. */
export interface CarrierEventTable {
  id: GeneratedAlways<string>
  source: string
  reference: string
  state: ParcelState
  at: Instant
  expected: Instant | null
  reason: DelayReason | null
  description: string | null
  recorded: Instant
  handled: Instant | null
}

interface CarrierLookTable {
  carrier: string
  reference: string
  looked: Instant
  next: Instant
}

interface CarrierBudgetTable {
  carrier: string
  day: string
  calls: number
  blocked_until: Instant | null
  blocked_reason: string | null
}

interface OrderPromiseTable {
  account: AccountName
  order_ref: OrderRef
  arrive_by: Instant | null
  looked: Instant
}

export interface MailTable {
  id: GeneratedAlways<string>
  account: AccountName
  identity: string
  /** Where it lies, as last seen. */
  folder: string
  uid_validity: string
  uid: string | number
  /** How many more of it were read. */
  copies: Generated<number>
  received_at: Instant
  bytes: Uint8Array
  size: number
  /** All of its bytes are here. */
  whole: boolean
  recorded: Instant
  state: ListedMail['state']
  reason: string | null
  detail: string | null
  conversation: ConversationId | null
  message: MessageId | null
  rung: Rung | null
  card: MailCard | null
  /** Looked up by: what is too long for an index is a hash here. */
  message_id: string | null
  party: string | null
  thread: string | null
  forged: Generated<boolean>
  answerable: Generated<boolean>
  effect: EffectId | null
  sorted: Instant | null
  /** When it was flagged as seen in the mailbox (MARK_SEEN). */
  flagged: Instant | null
}

/** Which conversations mails about an order stand in. */
interface MailOrderTable {
  account: AccountName
  /** A hash where it is too long for an index. */
  order_ref: string
  conversation: ConversationId
}

/** Which conversations hold mails that refer to a Message-ID, whether that mail is known or not. */
interface MailReferenceTable {
  account: AccountName
  /** A hash where it is too long for an index. */
  message_id: string
  conversation: ConversationId
}

interface MailFolderTable {
  account: AccountName
  folder: string
  uid_validity: string
  uid: string | number
  mod_seq: string | null
  updated: Instant
}
