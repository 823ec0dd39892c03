import type { Logger } from 'pino'
import type { Account } from '../domain/account.ts'
import type { AccountName } from '../domain/ids.ts'
import type { PolicyTable } from '../domain/policy.ts'
import type { Clock, Instant } from '../domain/time.ts'
import type { Manifest, OpenConnector } from '../kit/connector.ts'
import type { Ledger, Outbox } from '../ledger/ports.ts'
import type { Mailer, MailRenderer } from '../mail/ports.ts'
import type { Odoo } from '../odoo/ports.ts'
import type { Texts } from './texts.ts'

/** An account with its connector, ready to work. */
export interface OpenAccount {
  readonly account: Account
  readonly manifest: Manifest
  readonly connector: OpenConnector
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
  readonly texts: Texts
  /** Relay domains of all marketplaces: no notification ever goes there. */
  readonly relayDomains: readonly string[]
  readonly readbackWaitSeconds: readonly number[]
  readonly timeZone: string
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
  return first === undefined ? undefined : { of, first }
}
