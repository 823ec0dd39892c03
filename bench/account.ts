import type { Account } from '../src/domain/account.ts'
import { accountName, connectorName } from '../src/domain/ids.ts'

/** An account of its own for each run, so that every conversation is new. */
export const account = (run: string): Account => ({
  name: accountName(run),
  connector: connectorName('bench'),
  mode: 'live',
  notify: [],
  formality: 'sie',
  language: 'de',
  timeZone: 'Europe/Berlin',
  carriers: new Map(),
  trackingWaitSeconds: 14_400,
  transitDays: new Map(),
  replyHoldSeconds: 0,
  answerWarnSeconds: 14_400,
  answerByEmail: false,
  closeOnMarketplace: false,
  shippedWaitMinutes: 60,
  messagePollSeconds: 30,
  shop: {},
  own: {},
})
