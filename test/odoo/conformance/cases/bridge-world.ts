import { systemClock } from '../../../../src/kit/system-clock.ts'
import type { Clock } from '../../../../src/domain/time.ts'
import type { Account } from '../../../../src/domain/account.ts'
import {
  accountName,
  connectorName,
  conversationId,
  messageId,
  type ConversationId,
  type MessageId,
} from '../../../../src/domain/ids.ts'
import { instant, plusMs, type Instant } from '../../../../src/domain/time.ts'
import { createOdoo } from '../../../../src/odoo/odoo.ts'
import type { MessageToPlace, Odoo, PlaceBatch, TicketPlace, TicketToMake } from '../../../../src/odoo/ports.ts'
import { searchRead, userWith, type Shown } from '../help.ts'
import type { Subject } from '../subject.ts'
import { SERVICE } from './rights.ts'

/** The service's bridge on an Odoo: over JSON-RPC as a plain user with least rights, over JSON-2 as the administrator. */
export interface BridgeWorld {
  readonly bridge: Odoo
  readonly odoo: Subject
  readonly account: Account
  /** Just before anything of this world happened. */
  readonly start: Instant
  /** The bridge's clock; can be moved ahead. */
  readonly clock: Clock & { moveMs(ms: number): void }
  close(): Promise<void>
}

export const WITH_ADDON = ['base.group_user', 'marketplace_care.group_service']

export async function bridgeOf(odoo: Subject): Promise<BridgeWorld> {
  const clock = movable()
  const common = { url: odoo.url, db: odoo.db, clock, transport: odoo.transport }
  const asAdmin = createOdoo({ ...common, user: odoo.user, password: odoo.password, apiKey: odoo.apiKey })
  await asAdmin.setup()
  const start = plusMs(await asAdmin.now(), -1000)
  let bridge = asAdmin
  if (odoo.transport === 'jsonrpc') {
    await asAdmin.close()
    const { login } = await userWith(odoo, odoo.addon ? WITH_ADDON : SERVICE)
    bridge = createOdoo({ ...common, user: login, password: login })
  }
  return { bridge, odoo, account: accountOf(odoo), start, clock, close: () => bridge.close() }
}

export async function withBridge(odoo: Subject, run: (world: BridgeWorld) => Promise<void>): Promise<void> {
  const world = await bridgeOf(odoo)
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

function movable(): BridgeWorld['clock'] {
  let ahead = 0
  return {
    now: () => plusMs(systemClock.now(), ahead),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    moveMs(ms) {
      ahead += ms
    },
  }
}

function accountOf(odoo: Subject): Account {
  return {
    name: accountName(odoo.fresh('shop')),
    connector: connectorName('kaufland'),
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
  }
}

const AT = instant('2026-11-01T12:00:00Z')

export const ticketToMake = (conversation: string, change: Partial<TicketToMake> = {}): TicketToMake => ({
  conversation: conversationId(conversation),
  name: `Kaufland ${conversation}: Frage zum Produkt`,
  descriptionHtml: '<p>Marktplatz: Kaufland</p>',
  order: null,
  orderRef: null,
  buyer: { id: `buyer-${conversation}`, name: 'Anna Müller' },
  ...change,
})

export const messageToPlace = (
  conversation: string,
  id: string,
  change: Partial<MessageToPlace> = {},
): MessageToPlace => ({
  id: messageId(id),
  conversation: conversationId(conversation),
  ticketId: null,
  bodyHtml: '<p>Wo bleibt mein Paket?</p>',
  at: AT,
  author: { kind: 'buyer', id: `buyer-${conversation}`, name: 'Anna Müller' },
  files: [],
  tell: [],
  ...change,
})

/** Places conversations with one message each, under the ids given. */
export function batch({ account }: BridgeWorld, conversations: readonly string[]): PlaceBatch {
  return {
    account,
    marketplaceLabel: 'Kaufland',
    tickets: conversations.map((conversation) => ticketToMake(conversation)),
    messages: conversations.map((conversation) => messageToPlace(conversation, `${conversation}-1`)),
  }
}

/** One conversation with one message: its ticket. */
export async function mirrored(world: BridgeWorld, conversation: string): Promise<TicketPlace> {
  const placed = await world.bridge.tickets.place(batch(world, [conversation]))
  return placeOf(placed.tickets, conversation)
}

export function placeOf(tickets: ReadonlyMap<ConversationId, TicketPlace>, conversation: string): TicketPlace {
  const place = tickets.get(conversationId(conversation))
  if (place === undefined) throw new Error(`There is no ticket for ${conversation}.`)
  return place
}

export const message = (id: string): MessageId => messageId(id)

const CHATTER = [
  'body',
  'message_type',
  'subtype_id',
  'author_id',
  'email_from',
  'date',
  'message_id',
  'attachment_ids',
]

/** What stands in a ticket's chatter, oldest first. */
export function chatterOf(odoo: Subject, ticket: number): Promise<Shown[]> {
  const domain = [
    ['model', '=', 'helpdesk.ticket'],
    ['res_id', '=', ticket],
  ]
  return searchRead(odoo.rpc, 'mail.message', domain, [...CHATTER, 'is_internal'])
}
