import type { Mode } from '../domain/account.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { Effect, EffectState, Flow, NewEffect, StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import type { Fault } from '../domain/errors.ts'
import type { AccountName, ConversationId, EffectId, FileKey, MessageId, OdooRecord, OrderRef } from '../domain/ids.ts'
import type {
  AuthorRole,
  ConversationFacts,
  FetchedFile,
  IncomingMessage,
  OfferedFile,
  UnreadableItem,
} from '../domain/message.ts'
import type { ReceiptOutcome } from '../domain/receipt.ts'
import type { Instant } from '../domain/time.ts'
import type { LedgerBarriers } from './barrier-ports.ts'
import type { LedgerCarrier } from './carrier-ports.ts'
import type { LedgerCases } from './case-ports.ts'
import type { ChangedWait, DeadlineTotals, NextDeadline, PlacedDeadline, StoredDeadline } from './deadline-ports.ts'
import type { LedgerOrderFacts } from './order-facts.ts'
import type { EffectCounts, EffectTrouble } from './effect-counts.ts'
import type { LedgerMails } from './mail-ports.ts'
import type { LedgerRestores } from './restore-ports.ts'

/** What one pass brought into the ledger. */
export interface Recorded {
  /** Messages read, without our own answers found again. */
  readonly received: number
  /** Of these: the ledger held them already. */
  readonly duplicates: number
  /** Of these: listed, not to be mirrored. */
  readonly setAside: number
}

/** A page as the mirror flow hands it over: classified, files fetched. */
export interface PageToRecord {
  readonly conversations: readonly {
    readonly facts: ConversationFacts
    readonly messages: readonly {
      readonly message: IncomingMessage
      /** own = our answer found again, bound to that effect; aside = listed with the reason, not mirrored. */
      readonly as:
        /** `asks`: somebody waits for the seller by it; absent = by its role, as the buyer does. */
        | { readonly kind: 'mirror'; readonly asks?: boolean }
        | { readonly kind: 'own'; readonly effect: EffectId }
        | { readonly kind: 'aside'; readonly reason: string }
    }[]
    readonly files: readonly {
      readonly file: OfferedFile
      readonly message: MessageId
      readonly fetched: FetchedFile
    }[]
  }[]
  readonly unreadable: readonly UnreadableItem[]
  /** Stored in the same transaction. */
  readonly cursor?: Readonly<Record<string, unknown>>
}

export interface StoredMessage {
  readonly id: MessageId
  readonly conversation: ConversationId
  readonly role: 'buyer' | 'seller' | 'customer_service' | 'system'
  readonly authorName: string | null
  readonly text: string
  readonly at: Instant
  /** Somebody waits for the seller by it: the buyer wrote, or a case wants a decision. */
  readonly asks: boolean
}

/** What is mirrored, each by a job that counts it: conversations' messages, and those that tell what happens to cases. */
export type MirroredStream = 'messages' | 'cases'

export interface StoredFile {
  readonly key: FileKey
  readonly message: MessageId
  readonly filename: string
  readonly mimeType: string | null
  readonly bytes: Uint8Array | null
  /** Why there are no bytes. */
  readonly refused: string | null
  readonly uri: string | null
}

export interface TicketBinding extends OdooRecord {
  readonly model: 'helpdesk.ticket'
}

/** A conversation with what of it has no place in Odoo yet. */
export interface OpenConversation {
  readonly facts: ConversationFacts
  readonly ticket: TicketBinding | null
  /** The state the marketplace last showed has already been told in Odoo. */
  readonly shownStatus: 'open' | 'closed' | null
  readonly messages: readonly StoredMessage[]
  /** Files not in Odoo yet, of these messages or of ones mirrored before. */
  readonly files: readonly StoredFile[]
}

/** Append-only record of what came in, cursors, and bindings to Odoo. */
export interface Ledger {
  /** Go-live of an account: stored at the first call, returned ever after. */
  goLive(account: AccountName, first: Instant): Promise<Instant>
  cursor(account: AccountName, stream: string): Promise<Readonly<Record<string, unknown>> | undefined>
  storeCursor(account: AccountName, stream: string, cursor: Readonly<Record<string, unknown>>): Promise<void>
  /** Which of these message ids are known, and as what. */
  knownMessages(account: AccountName, ids: readonly MessageId[]): Promise<ReadonlySet<MessageId>>
  knownFiles(account: AccountName, conversation: ConversationId): Promise<ReadonlySet<FileKey>>
  /** Writes messages, files, facts and the cursor in one transaction. */
  record(account: AccountName, page: PageToRecord): Promise<Recorded>
  /** Conversations with unmirrored messages or files, or whose status changed since it was shown; oldest message first. */
  openConversations(account: AccountName, limit: number, stream?: MirroredStream): Promise<readonly OpenConversation[]>
  /** Marks messages and files as placed and binds the ticket: one transaction. Returns how many messages were newly marked. */
  bind(
    account: AccountName,
    placed: readonly {
      readonly conversation: ConversationId
      readonly ticket: TicketBinding
      readonly messages: readonly { readonly id: MessageId; readonly odooId: number }[]
      readonly files: readonly FileKey[]
      readonly shownStatus: 'open' | 'closed'
    }[],
  ): Promise<number>
  /** A row that Odoo refuses for good stands alone with its reason; it is listed and no longer tried. */
  setAside(account: AccountName, message: MessageId, reason: string): Promise<void>
  conversation(
    account: AccountName,
    id: ConversationId,
  ): Promise<{ readonly facts: ConversationFacts; readonly ticket: TicketBinding | null } | undefined>
  /** The last messages of a conversation with who wrote them, the newest first. */
  lastTexts(
    account: AccountName,
    id: ConversationId,
    limit: number,
  ): Promise<readonly { readonly role: AuthorRole; readonly text: string }[]>
  conversationOfTicket(
    ticketId: number,
  ): Promise<
    { readonly account: AccountName; readonly facts: ConversationFacts; readonly ticket: TicketBinding } | undefined
  >
  /** The ticket was deleted in Odoo: all messages and files of the conversation want a place again, in a new ticket. */
  forgetPlace(account: AccountName, conversation: ConversationId): Promise<void>
  bindTicket(account: AccountName, conversation: ConversationId, ticket: TicketBinding): Promise<void>
  /** Totals of an account for the demo's sums: distinct messages by what became of them; those of cases are none of them. */
  messageTotals(
    account: AccountName,
  ): Promise<{ readonly mirrored: number; readonly setAside: number; readonly waiting: number }>
  /** Marks of the Odoo this ledger belongs to; merges new ones, throws Misconfigured when a known mark differs. */
  confirmMarks(marks: Readonly<Record<string, string>>): Promise<void>
  /** `kind` and `at` = of which kind the fault was, and when. */
  pauseAccount(
    account: AccountName,
    until: Instant,
    reason: string,
    cause?: { readonly kind: PauseKind; readonly at: Instant },
  ): Promise<void>
  /** Success clears the pause. */
  accountWorked(account: AccountName, at: Instant): Promise<void>
  accountStates(): Promise<readonly AccountState[]>
  /** Inserts the slot of a job; false = somebody has it already. */
  claimRun(job: string, slot: string): Promise<boolean>
  finishRun(job: string, slot: string, outcome: { readonly ok: boolean; readonly result: unknown }): Promise<void>
  /** Newest first; of one job where `job` is given. */
  lastRuns(limit: number, job?: string): Promise<readonly RunRecord[]>
  /** Conversations whose deadline may have changed, with what it follows from; asked again until `storeDeadlines` has them. */
  changedWaits(
    account: AccountName,
    limit: number,
    options: { readonly automaticAnswers: 'count' | 'ignored' },
  ): Promise<readonly ChangedWait[]>
  /** Stores what was worked out: one transaction. */
  storeDeadlines(
    account: AccountName,
    rows: readonly { readonly wait: ChangedWait; readonly deadline: StoredDeadline }[],
  ): Promise<void>
  /** All that wait at this account are worked out and shown anew: its rule has changed, or the place where Odoo shows them. */
  renewDeadlines(account: AccountName): Promise<void>
  /** Deadlines of placed conversations that Odoo does not show as they are. */
  unshownDeadlines(account: AccountName, limit: number): Promise<readonly PlacedDeadline[]>
  /** Odoo shows these; one that changed in between stays unshown. */
  deadlinesShown(account: AccountName, shown: readonly PlacedDeadline[]): Promise<void>
  /** Deadlines up to this moment of placed conversations for which no reminder was given; the nearest first. */
  unwarnedDeadlines(account: AccountName, until: Instant, limit: number): Promise<readonly PlacedDeadline[]>
  /** Reminders were given for these. */
  deadlinesWarned(account: AccountName, warned: readonly PlacedDeadline[]): Promise<void>
  /** By account: how many conversations wait for an answer, how many of them too long, and the next deadline that is not past. */
  deadlines(now: Instant): Promise<readonly DeadlineTotals[]>
  /** The nearest deadlines, those past first. */
  nextDeadlines(limit: number): Promise<readonly NextDeadline[]>
  /**
   * Runs the work unless somebody, in this or another process of the ledger, is at work under this name: then undefined, at once.
   * A name is freed when its process dies.
   */
  alone<T>(name: string, work: () => Promise<T>): Promise<{ readonly result: T } | undefined>
  /**
   * Keeps in which mode an account runs now. Where it goes live after another mode, `at` is kept as the moment and everything that is
   * planned is held back (suppressed `shadow`); resolves to how many were.
   */
  enterMode(account: AccountName, mode: Mode, at: Instant): Promise<number>
  /** Sending is stopped because Odoo or the ledger was restored; undefined = it is not. Ended by `ledger rebind`. */
  halted(): Promise<Halt | undefined>
  /** Stops sending; an open stop stays as it is. */
  halt(side: RestoredSide, reason: string): Promise<void>
  readonly restores: LedgerRestores
  readonly cases: LedgerCases
  readonly orderFacts: LedgerOrderFacts
  readonly carrier: LedgerCarrier
  readonly barriers: LedgerBarriers
  readonly mails: LedgerMails
  /** Notes how a pass of a job went, account by account. */
  jobPassed(job: string, passes: readonly JobPass[], at: Instant): Promise<void>
  jobStates(): Promise<readonly JobState[]>
  /** Alarms that are not finished: within their grace, open, or over and not told everywhere; the oldest first. */
  alarms(): Promise<readonly Alarm[]>
  /** Writes alarms as they are now and takes out those that came to nothing: one transaction. Finished ones are kept for 90 days. */
  storeAlarms(change: AlarmChange): Promise<void>
}

/** The fault that pauses an account: `retryable` may go by itself. */
export type PauseKind = Fault['kind']

export interface JobPass {
  readonly account: AccountName
  readonly ok: boolean
  readonly error?: string
}

export interface JobState {
  readonly job: string
  readonly account: AccountName
  readonly lastSuccess: Instant | null
  /** First of the failed passes since the last good one. */
  readonly failingSince: Instant | null
  readonly error: string | null
}

export interface AlarmChange {
  readonly put: readonly { readonly alarm: Alarm; readonly finished: Instant | null }[]
  /** Ids. */
  readonly drop: readonly string[]
}

export interface Halt {
  /** What was found, what it means and what to do. */
  readonly reason: string
  readonly since: Instant
  /** Which side was restored. */
  readonly side: RestoredSide
}

/** Odoo was put back to an earlier state, or the ledger was. */
export type RestoredSide = 'odoo' | 'ledger'

export interface AccountState {
  readonly account: AccountName
  readonly goLive: Instant | null
  readonly pausedUntil: Instant | null
  readonly pausedReason: string | null
  readonly lastSuccess: Instant | null
  /** Of the fault that pauses it; null or absent = not paused. */
  readonly pausedKind?: PauseKind | null
  /** When it last paused it. */
  readonly pausedAt?: Instant | null
  /** In which mode it last ran. */
  readonly mode: Mode | null
  /** Since when it is live after it ran in another mode: what happened before is not told by itself. */
  readonly liveSince: Instant | null
}

export interface RunRecord {
  readonly job: string
  readonly slot: string
  readonly started: Instant
  readonly finished: Instant | null
  readonly ok: boolean | null
  readonly result: unknown
}

/** Ownership of a claimed row: only its holder may write its outcome. */
export interface Claim<Payload = unknown> {
  readonly effect: Effect<Payload>
  /** Lengthens the lease (before an upload that takes longer than 30 s). */
  renew(seconds: number): Promise<void>
  /** planned → sending, compare-and-set with owner and lease; stores what a read-back needs. False = no longer ours. */
  sending(marker: Record<string, unknown>, verdict?: StoredVerdict): Promise<boolean>
  done(result: Record<string, unknown>): Promise<boolean>
  suppress(
    reason: SuppressionReason,
    detail: string,
    verdict?: StoredVerdict,
    result?: Record<string, unknown>,
  ): Promise<boolean>
  /** Back to planned at `notBefore`, with the reason as its detail: no attempt, and not late before then. */
  postpone(notBefore: Instant, detail: string): Promise<boolean>
  fail(reason: string, result?: Record<string, unknown>): Promise<boolean>
  /** Back to planned at `notBefore`; counts an attempt unless `systemic`. */
  retry(notBefore: Instant, reason: string, options?: { readonly systemic?: boolean }): Promise<boolean>
  /** `lookAgain` = when the next read-back is due; undefined = only a person can settle it. */
  unknown(reason: string, lookAgain?: Instant, result?: Record<string, unknown>): Promise<boolean>
  /** Gives an untouched row back. */
  release(): Promise<void>
}

export interface ClaimFilter {
  readonly flow: Flow
  readonly account?: AccountName
  /** Rows due by the database's clock; or unknown rows whose read-back is due. */
  readonly state: 'planned' | 'unknown'
  /** Only of these kinds, at least one. */
  readonly kinds?: readonly string[]
}

/** The outbox: every effect outside, and the queue at once. */
export interface Outbox {
  /** Inserts; an existing dedupe key is left alone. Returns how many were new. */
  plan(effects: readonly NewEffect[]): Promise<number>
  /** The same; which dedupe keys were new. */
  planNew(effects: readonly NewEffect[]): Promise<ReadonlySet<string>>
  /** Claims one due row (FOR UPDATE SKIP LOCKED): one effect of a conversation at a time, earlier answers first. */
  claim<Payload>(filter: ClaimFilter): Promise<Claim<Payload> | undefined>
  /** The same for several rows at once, of different conversations: one commit for all. Empty = none is due. */
  claimSome<Payload>(filter: ClaimFilter, most: number): Promise<readonly Claim<Payload>[]>
  /** When the next row of the filter falls due; undefined = none waits. */
  nextDue(filter: Omit<ClaimFilter, 'state'>): Promise<Instant | undefined>
  find(dedupeKey: string): Promise<Effect | undefined>
  /** By dedupe key; missing = never planned. */
  findAll(dedupeKeys: readonly string[]): Promise<ReadonlyMap<string, Effect>>
  effect(id: EffectId): Promise<Effect | undefined>
  /** Changes a row that is still planned (payload, not_before) or revives one suppressed for `reviveFrom`. False = too late. */
  replan(
    id: EffectId,
    change: { readonly payload?: unknown; readonly notBefore?: Instant; readonly reviveFrom?: SuppressionReason },
  ): Promise<boolean>
  /** What became of a done row is written to Odoo once more: its record is there again. */
  tellAgain(id: EffectId): Promise<void>
  list(filter: {
    readonly state?: EffectState
    readonly reason?: SuppressionReason
    readonly account?: AccountName
    readonly limit?: number
  }): Promise<readonly Effect[]>
  /** All of a conversation, whatever became of them; oldest first. */
  ofConversation(account: AccountName, conversation: ConversationId): Promise<readonly Effect[]>
  counts(account: AccountName, flow: Flow): Promise<EffectCounts>
  /** By account: effects that only a person can settle, that failed within these days, or that are due for longer than this. */
  troubles(limits: { readonly failedDays: number; readonly overdueSeconds: number }): Promise<readonly EffectTrouble[]>
  /** What may stand in a conversation about these orders as a message of ours: sending, unknown or done without a bound message id. */
  unboundReplies(
    account: AccountName,
    conversation: ConversationId,
    orders?: readonly OrderRef[],
  ): Promise<readonly Effect[]>
  bindMessage(id: EffectId, message: MessageId): Promise<void>
  /** Which of these messages other effects are bound to. */
  boundMessages(account: AccountName, messages: readonly MessageId[], except: EffectId): Promise<ReadonlySet<MessageId>>
  /** An unsettled effect of the same conversation that only a person can settle. */
  openBefore(effect: Effect): Promise<Effect | undefined>
  /**
   * A person's decision: unknown → done | planned, failed → planned. Throws Permanent with what is possible.
   * @param ref its own number where it was taken (a record in Odoo)
   */
  resolve(id: EffectId, decision: 'sent' | 'not-sent', by: string, ref?: string): Promise<Effect>
  /** Whether a decision with this number of its own is kept already. */
  wasDecided(id: EffectId, ref: string): Promise<boolean>
  /** Guard override by a person, kept with name and reason; suppressed(linter|policy_deny) → planned. */
  override(id: EffectId, by: string, reason: string): Promise<Effect>
  /**
   * A person lets them go: what is proposed, and what was held back (`shadow`) of an account that is live now.
   * @param choice what the person chose, kept in the payload of what was proposed
   */
  approve(ids: readonly EffectId[], by: string, choice?: Readonly<Record<string, unknown>>): Promise<number>
  /** Odoo's receipts show that these were done: rows that are not become so, unless a person said otherwise. Returns how many. */
  told(rows: readonly { readonly dedupeKey: string; readonly result: Record<string, unknown> }[]): Promise<number>
  /**
   * The other side gives back what it had taken: done, or perhaps sent, becomes failed with its reason and a receipt. Resolves to whether
   * it is news: the same report counts once.
   */
  returned(id: EffectId, given: { readonly report: string; readonly reason: string }): Promise<boolean>
  /** Receipts not written to Odoo yet (an outcome is stored together with its receipt as pending), without those of the accounts in `except`. */
  pendingReceipts(limit: number, except?: readonly AccountName[]): Promise<readonly PendingReceipt[]>
  receiptWritten(id: EffectId, attempt: number, outcome: ReceiptOutcome): Promise<void>
  /** Turns what a dead owner left in `sending` into unknown. Returns how many. */
  reclaim(): Promise<number>
  /** Wakes waiting workers after a plan; resolves at the next wake or when aborted. */
  wake(): void
  waitForWork(signal: AbortSignal, maxMs: number): Promise<void>
}

export interface PendingReceipt {
  readonly effect: Effect
  readonly outcome: ReceiptOutcome
  readonly attempt: number
}
