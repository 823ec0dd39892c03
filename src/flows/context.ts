import type { Logger } from 'pino'
import type { Account, MailboxSettings } from '../domain/account.ts'
import type { AccountName } from '../domain/ids.ts'
import type { PolicyTable } from '../domain/policy.ts'
import type { Clock, Instant } from '../domain/time.ts'
import type { Manifest, OpenConnector } from '../kit/connector.ts'
import type { MailChannel } from '../kit/mail-channel.ts'
import type { Ledger, Outbox } from '../ledger/ports.ts'
import type { Mailboxes } from '../mail/imap/ports.ts'
import type { MailReader, Mailer, MailRenderer } from '../mail/ports.ts'
import type { Odoo } from '../odoo/ports.ts'
import type { FollowedCarrier } from './carrier-poll.ts'
import type { AccountCount } from './count.ts'
import type { Texts } from './texts.ts'

/** An account with its connector, ready to work. */
export interface OpenAccount {
  readonly account: Account
  readonly manifest: Manifest
  readonly connector: OpenConnector
  /** Its buyers are read and answered by this mailbox; absent = by calls of the connector, or not at all. */
  readonly mail?: { readonly channel: MailChannel; readonly mailbox: MailboxSettings }
}

/** All that flows work with; built once by the composition root. */
export interface FlowPorts {
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly odoo: Odoo
  readonly clock: Clock
  readonly log: Logger
  readonly policy: PolicyTable
  readonly mailer: Mailer
  readonly renderer: MailRenderer
  /** Reads what comes in by mailboxes; absent = no account has one. */
  readonly mailReader?: MailReader
  /** Mailboxes of accounts; absent = no account has one. */
  readonly mailboxes?: Mailboxes
  /** Brings what is new in the account's mailbox into the ledger, and counts it. */
  readonly fetchMail?: (opened: OpenAccount, count: AccountCount) => Promise<unknown>
  /** Puts a copy of a sent answer into SENT_FOLDER. */
  readonly keepSent?: (opened: OpenAccount, raw: Uint8Array) => Promise<void>
  /** Seals the tokens in our answers (SERVICE_SECRET); absent = they lead back only while the ledger knows the conversation. */
  readonly answerSecret?: string
  readonly texts: Texts
  /** Relay domains of all marketplaces: no notification ever goes there. */
  readonly relayDomains: readonly string[]
  readonly readbackWaitSeconds: readonly number[]
  readonly timeZone: string
  /** Carriers whose events are read. */
  readonly carriers?: readonly FollowedCarrier[]
}

/** Start line of an account: START_FROM, else Odoo's time when it was first seen, stored once. */
export async function startLine(
  account: Account,
  { ledger, odoo }: Pick<FlowPorts, 'ledger' | 'odoo'>,
): Promise<Instant> {
  if (account.startFrom !== undefined) return account.startFrom
  const known = (await ledger.accountStates()).find((state) => state.account === account.name)?.goLive
  return known ?? ledger.goLive(account.name, await odoo.now())
}

/** The start lines of accounts, and the earliest of them: from there a change feed is read. */
export interface StartLines {
  readonly of: ReadonlyMap<AccountName, Instant>
  /** Of accounts that ran in another mode before: since when they are live. What happened earlier is held back. */
  readonly live: ReadonlyMap<AccountName, Instant>
  readonly first: Instant
}

/** @returns undefined where there is no account */
export async function startLines(
  accounts: readonly OpenAccount[],
  ports: Pick<FlowPorts, 'ledger' | 'odoo'>,
): Promise<StartLines | undefined> {
  const of = new Map<AccountName, Instant>()
  for (const { account } of accounts) of.set(account.name, await startLine(account, ports))
  const [first] = [...of.values()].toSorted()
  if (first === undefined) return undefined
  const states = await ports.ledger.accountStates()
  const live = new Map(
    states.flatMap(({ account, liveSince }) => (liveSince === null ? [] : [[account, liveSince] as const])),
  )
  return { of, live, first }
}

/**
 * Whether a pass sends what is due of this account: not while it is paused, and in mode `read` nothing is written to Odoo either. A pause
 * of a mail account speaks of its mailbox: answers leave by another server.
 */
export const sends = ({ account, mail }: OpenAccount, paused: ReadonlySet<AccountName> | undefined): boolean =>
  account.mode !== 'read' && (mail !== undefined || paused?.has(account.name) !== true)
