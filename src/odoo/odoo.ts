import type { Logger } from 'pino'
import { Permanent } from '../domain/errors.ts'
import type { Clock } from '../domain/time.ts'
import { OdooBridge } from './bridge.ts'
import type { Odoo } from './ports.ts'

export interface OdooOptions {
  readonly url: string
  readonly db: string
  readonly user?: string
  readonly password?: string
  readonly apiKey?: string
  readonly transport?: 'auto' | 'jsonrpc' | 'json2'
  /** Name or id of the company; absent = the user's own. */
  readonly company?: string
  readonly clock: Clock
  readonly log?: Logger
  readonly timeoutMs?: number
}

/** Odoo as the flows see it. Opens nothing yet: the first call logs in. */
export function createOdoo(options: OdooOptions): Odoo {
  const bridge = new OdooBridge(options)
  const off = (): never => {
    throw new Permanent('This part of the Odoo bridge is not built yet.')
  }
  return {
    info: off,
    now: off,
    company: off,
    rights: off,
    setup: off,
    tickets: {
      locate: off,
      place: off,
      reopen: off,
      close: off,
      identify: off,
      closedSince: off,
      link: (ticketId) => `${bridge.address}/odoo/helpdesk.ticket/${String(ticketId)}`,
    },
    answers: { since: off, read: off, files: off },
    receipts: { done: off, write: off },
    orders: {
      byRef: off,
      ordersSince: off,
      pickingsSince: off,
      refundsSince: off,
      orders: off,
      pickings: off,
      refunds: off,
      pickingsOf: off,
      mark: off,
    },
    calls: () => bridge.calls(),
    resetCalls: () => {
      bridge.resetCalls()
    },
    close: async () => {
      bridge.close()
      return Promise.resolve()
    },
  }
}
