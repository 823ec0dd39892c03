import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Alarm } from '../domain/alarm.ts'
import type { Mode } from '../domain/account.ts'
import type { Instant } from '../domain/time.ts'
import type { CarrierCall, CarrierCallAnswer } from '../flows/carrier-hook.ts'
import type { Pause } from '../flows/pauses.ts'
import type { Capability, WebhookAnswer, WebhookCall, WebhookLook } from '../kit/connector.ts'
import type { Ledger, Outbox } from '../ledger/ports.ts'

/** An account as operators see it. */
export interface AccountView {
  readonly name: string
  /** The marketplace, in its own spelling. */
  readonly label: string
  readonly mode: Mode
  /** What cannot be done there, each with the reason; everything else can. */
  readonly missing: readonly { readonly capability: Capability; readonly reason: string }[]
}

export interface HealthCheck {
  readonly name: string
  readonly ok: boolean
  /** What was found, for people; no secret, no buyer text. */
  readonly detail: string
}

/** Whether work can be taken on. A check may fail (a paused account) while the service is ready. */
export interface ServiceStatus {
  readonly ready: boolean
  readonly checks: readonly HealthCheck[]
}

/** What takes the pushes of marketplaces. */
export interface WebhookPorts {
  /** PUBLIC_URL, without a slash at its end: signatures are made over the address as the caller knows it. */
  readonly publicUrl: string
  /** undefined = no such account, or its marketplace pushes nothing. */
  receive(account: string, call: WebhookCall): WebhookAnswer | undefined
  /** Looks soon what there is; returns at once. */
  look(account: string, what: readonly WebhookLook[]): void
}

/** What takes facts of orders from other systems. */
export interface FactPorts {
  /** API_TOKEN */
  readonly token: string
  /** @param body as it was sent, not looked at yet */
  take(body: unknown): Promise<FactOutcome>
}

export type FactOutcome =
  | {
      readonly kind: 'taken'
      readonly answer: {
        readonly order: string
        readonly account: string
        readonly held_back?: string
        readonly fact: string
        readonly new: boolean
        readonly notifications: number
        /** Only where Odoo refuses the note on the order. */
        readonly noted?: false
      }
    }
  | { readonly kind: 'refused'; readonly status: 400 | 422; readonly reason: string }

/** A person holds notifications of accounts back. */
export interface HoldPorts {
  /** Those that may be held back. */
  readonly accounts: readonly string[]
  list(): Promise<readonly Pause[]>
  hold(account: string, kept: Pick<Pause, 'by' | 'reason'>): Promise<void>
  release(account: string): Promise<void>
}

export interface ServerPorts {
  readonly version: string
  readonly ledger: Pick<Ledger, 'accountStates' | 'lastRuns' | 'messageTotals' | 'conversation'> &
    Partial<Pick<Ledger, 'nextDeadlines' | 'cases'>>
  readonly outbox: Pick<Outbox, 'list' | 'effect' | 'counts' | 'resolve'>
  readonly accounts: readonly AccountView[]
  readonly status: () => Promise<ServiceStatus>
  readonly metricsRegistry: Registry
  /** Absent = PUBLIC_URL is not set: nothing is taken. */
  readonly webhooks?: WebhookPorts
  /** Absent = API_TOKEN is not set: the address does not exist. */
  readonly facts?: FactPorts
  /** Absent = CARRIER_WEBHOOK_SECRET is not set: the address does not exist. */
  readonly carrierEvents?: (call: CarrierCall) => Promise<CarrierCallAnswer>
  /** Absent = there is no button for it. */
  readonly holds?: HoldPorts
  /** Open alarms, the oldest first. */
  readonly alarms?: () => Promise<readonly Alarm[]>
  /** Unset: only for loopback, which the settings enforce. */
  readonly consolePassword?: string
  /** Signs sessions; unset: a random one, so that sessions end with the process. */
  readonly serviceSecret?: string
  readonly odooUrl: string
  readonly log: Logger
  /** Runs one whole pass of a job now. */
  readonly runNow?: (job: string) => Promise<void>
  /** Jobs that `runNow` knows; each has a button. */
  readonly jobs?: readonly string[]
  /** Times on pages; default UTC. */
  readonly timeZone?: string
  /** Default: the system's clock. */
  readonly now?: () => Instant
  /** A link in the console's menu (the demo's pages). */
  readonly links?: readonly { readonly href: string; readonly text: string }[]
}
