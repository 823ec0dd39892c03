import type { Account } from '../../src/domain/account.ts'
import { accountName, connectorName, conversationId, messageId } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage } from '../../src/domain/message.ts'
import { instant } from '../../src/domain/time.ts'
import type { RefundFacts } from '../../src/odoo/goods-ports.ts'
import type { OrderFacts, PickingFacts } from '../../src/odoo/ports.ts'

/** An account with the defaults of the settings. */
export const account = (change: Partial<Account> = {}): Account => ({
  name: accountName('shop'),
  connector: connectorName('webshop'),
  mode: 'live',
  notify: ['order_confirmed', 'shipped', 'delivered', 'refund_issued'],
  formality: 'sie',
  language: 'de',
  timeZone: 'Europe/Berlin',
  carriers: new Map(),
  trackingWaitSeconds: 14_400,
  transitDays: new Map([
    ['DHL', 2],
    ['*', 3],
  ]),
  replyHoldSeconds: 0,
  answerWarnSeconds: 14_400,
  answerByEmail: false,
  closeOnMarketplace: false,
  notifyMaxAgeHours: 72,
  shippedWaitMinutes: 60,
  messagePollSeconds: 30,
  shop: {},
  own: {},
  ...change,
})

const contact = { id: 7, name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE', internal: false }

export const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  model: 'sale.order',
  id: 42,
  createDate: instant('2026-03-02T08:00:00Z'),
  name: 'S00042',
  clientOrderRef: 'DEMO-1001',
  origin: null,
  team: null,
  state: 'sale',
  confirmedAt: instant('2026-03-02T09:00:00Z'),
  contact,
  delivery: contact,
  deliveryAddress: [],
  lines: [],
  untaxed: { minor: 1000, currency: 'EUR' },
  tax: { minor: 190, currency: 'EUR' },
  total: { minor: 1190, currency: 'EUR' },
  companyId: 1,
  promised: null,
  ...change,
})

export const picking = (change: Partial<PickingFacts> = {}): PickingFacts => ({
  model: 'stock.picking',
  id: 9,
  createDate: instant('2026-03-02T09:00:00Z'),
  name: 'WH/OUT/00009',
  orderId: 42,
  doneAt: instant('2026-03-06T14:00:00Z'),
  carrier: 'DHL',
  trackingRef: '00340434161094042557',
  trackingUrl: null,
  delivery: null,
  items: [],
  responsible: null,
  ...change,
})

export const refund = (change: Partial<RefundFacts> = {}): RefundFacts => ({
  model: 'account.move',
  id: 5,
  createDate: instant('2026-03-09T10:00:00Z'),
  name: 'RG/2026/00005',
  orderId: 42,
  contact,
  paidOut: { minor: 500, currency: 'EUR' },
  paidAt: instant('2026-03-09T12:00:00Z'),
  settled: true,
  items: [],
  way: null,
  ...change,
})

export const message = (
  id: string,
  role: IncomingMessage['author']['role'],
  text: string,
  at = '2026-03-02T09:00:00Z',
): IncomingMessage => ({
  id: messageId(id),
  conversation: conversationId('c1'),
  author: { role },
  text,
  at: instant(at),
  raw: new Uint8Array(),
  files: [],
})

export const snapshot = (messages: readonly IncomingMessage[]): ConversationSnapshot => ({
  facts: {
    id: conversationId('c1'),
    status: 'open',
    final: false,
    orders: [],
    buyer: { id: 'b1' },
    waitsForSeller: true,
    updatedAt: instant('2026-03-02T09:00:00Z'),
  },
  messages,
})
