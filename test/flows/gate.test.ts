import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import type { Account, Mode } from '../../src/domain/account.ts'
import { conversationId } from '../../src/domain/ids.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../../src/domain/notification.ts'
import { collectPolicy, type PolicyRow, verdictFor } from '../../src/domain/policy.ts'
import { instant } from '../../src/domain/time.ts'
import type { FlowPorts, OpenAccount } from '../../src/flows/context.ts'
import { type Decision, decide } from '../../src/flows/notify-decide.ts'
import type { NotifyPayload } from '../../src/flows/notify-rules.ts'
import { createTexts } from '../../src/flows/texts.ts'
import type { ConnectorDeclaration, OpenConnector } from '../../src/kit/connector.ts'
import { createRenderer } from '../../src/mail/render.ts'
import type { OrderFacts } from '../../src/odoo/ports.ts'
import { account as sampleAccount, order as sampleOrder, picking, refund } from './samples.ts'

/** Every place that hands something to the outside, by what it calls; each has marked its row with a verdict before. */
const OUTLETS: Readonly<Record<string, readonly string[]>> = {
  'connector.reply': ['src/flows/notify-message.ts', 'src/flows/reply-send.ts'],
  'conversations.start': ['src/flows/notify-message.ts', 'src/flows/start-conversation.ts'],
  'cases.decide': ['src/flows/case-send.ts'],
  // The last one writes to the operator's own address.
  'mailer.acquire': ['src/flows/notify-send.ts', 'src/flows/reply-mail.ts', 'src/flows/alarm-tell.ts'],
  // Behind the guard as every answer.
  sendAnswerMail: ['src/flows/reply-send.ts'],
}
const CALLS: Readonly<Record<string, RegExp>> = {
  'connector.reply': /\bconnector\.reply\(|\breply\(conversation\b/,
  'conversations.start': /\bconversations\??\.start\(/,
  'cases.decide': /\bcases\??\.decide\(/,
  'mailer.acquire': /\bmailer\.acquire\(/,
  sendAnswerMail: /(?<!function )\bsendAnswerMail\(/,
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('src/demo/'))
  .map((path) => ({ path, code: readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '') }))

describe('one gate', () => {
  test.each(Object.entries(OUTLETS))('%s is called nowhere else', (outlet, expected) => {
    const calling = sources.filter(({ code }) => CALLS[outlet]?.test(code)).map(({ path }) => path)
    expect(calling.toSorted()).toEqual([...expected].toSorted())
  })

  test('who hands over has marked the row as being sent, with the verdict, right before', () => {
    const handing = [...new Set(Object.values(OUTLETS).flat())].filter((path) => path !== 'src/flows/alarm-tell.ts')
    for (const path of handing) {
      const { code } = sources.find((source) => source.path === path) ?? { code: '' }
      expect(code, path).toMatch(/claim\.sending\([^]*?(?:stored|verdict)[^]*?\)/)
    }
  })
})

const table = collectPolicy(connectors)
const MODES: readonly Mode[] = ['read', 'shadow', 'live']
const WAYS = ['own address', 'relay address', 'no address'] as const

interface Case {
  readonly declaration: ConnectorDeclaration
  readonly kind: NotificationKind
  readonly mode: Mode
  readonly way: (typeof WAYS)[number]
  readonly overridden: boolean
  readonly notifyBy: 'mail' | 'none'
  readonly takesMessages: boolean
}

function* everyCase(): Generator<Case> {
  for (const declaration of connectors)
    for (const kind of NOTIFICATION_KINDS)
      for (const mode of MODES)
        for (const way of WAYS)
          for (const overridden of [false, true])
            for (const notifyBy of ['mail', 'none'] as const)
              for (const takesMessages of [false, true])
                yield { declaration, kind, mode, way, overridden, notifyBy, takesMessages }
}

const RELAY: Readonly<Record<string, string>> = {
  amazon: 'x1@marketplace.amazon.de',
  otto: 'x1@customer.otto.market',
  allegro: 'x1@allegromail.pl',
}

function addressOf({ declaration, way }: Case): string | null {
  if (way === 'no address') return null
  return way === 'own address' ? 'maria@sommer-keramik.de' : (RELAY[declaration.name] ?? 'x1@marketplace.amazon.de')
}

const AT = instant('2026-03-06T14:00:00Z')
const renderer = createRenderer({})
const texts = createTexts()
const log = pino({ level: 'silent' })

function orderOf(given: Case): OrderFacts {
  const contact = { id: 7, name: 'Maria Sommer', email: addressOf(given), language: 'de_DE', internal: false }
  const lines = [{ name: 'Topf', quantity: 2, total: { minor: 1190, currency: 'EUR' } }]
  return sampleOrder({ contact, delivery: contact, lines, deliveryAddress: ['Maria Sommer', '04155 Leipzig'] })
}

const payloadOf = (kind: NotificationKind): NotifyPayload => ({
  ...{ orderId: 42, at: AT, dueAt: AT },
  ...(kind === 'shipped' || kind === 'delivered' ? { pickingId: 9, basis: 'fact' as const } : {}),
  ...(kind === 'refund_issued' ? { refundId: 5 } : {}),
  ...(kind === 'return_received' ? { returnId: 11 } : {}),
  ...(kind === 'withdrawal_receipt' ? { withdrawal: { at: AT, text: 'Ich widerrufe.' } } : {}),
  ...(kind === 'delayed'
    ? { delay: { promised: AT, expected: instant('2026-03-09T14:00:00Z'), onItsWay: false, again: false } }
    : {}),
})

/** Odoo and the ledger as far as a decision asks them: all is well, nothing stands in the way. */
function portsFor(given: Case): FlowPorts {
  const order = orderOf(given)
  const items = [{ name: 'Topf', quantity: 2, sku: null, ean: null }]
  const parcel = picking({ delivery: order.delivery, items })
  const back = { model: 'stock.picking', id: 11, createDate: AT, name: 'IN/1', orderId: 42, doneAt: AT, items }
  const paid = {
    ...order,
    model: 'account.payment',
    id: 3,
    createDate: AT,
    orderId: 42,
    at: AT,
    amount: order.total,
    open: null,
  }
  const one =
    <T extends { id: number }>(record: T) =>
    () =>
      Promise.resolve(new Map([[record.id, record]]))
  const odoo = {
    info: () => Promise.resolve({ neutralized: false }),
    company: () =>
      Promise.resolve({
        name: 'Lindenhof',
        email: null,
        phone: null,
        website: null,
        vat: null,
        registry: null,
        addressLines: [],
        logo: null,
      }),
    receipts: { done: () => Promise.resolve(new Set()) },
    payments: { read: () => Promise.resolve([paid]) },
    parcels: {
      around: () => Promise.resolve(new Map([[parcel.id, { items, before: 0, after: 0, later: [], laterOn: null }]])),
      toLeave: () => Promise.resolve(new Map()),
      pictures: () => Promise.resolve(new Map()),
    },
    situations: { ofOrders: () => Promise.resolve(undefined), labelled: () => Promise.resolve(new Set()) },
    orders: {
      orders: one(order),
      pickings: one(parcel),
      refunds: one(refund({ contact: order.contact, items: order.lines })),
      refundsOf: () => Promise.resolve(new Map()),
      taxes: () => Promise.resolve(new Map()),
      returned: one({ ...back, delivery: order.delivery }),
    },
  }
  const ledger = {
    barriers: { look: () => Promise.resolve({ notices: [], marks: new Set(), cases: [] }) },
    orderFacts: { ofOrder: () => Promise.resolve([]) },
  }
  return {
    ...{ odoo: odoo as unknown as FlowPorts['odoo'], ledger: ledger as unknown as FlowPorts['ledger'] },
    ...{ log, renderer, texts, policy: table, timeZone: 'Europe/Berlin', readbackWaitSeconds: [] },
    clock: { now: () => instant('2026-03-06T15:00:00Z'), sleep: () => Promise.resolve() },
    relayDomains: connectors.flatMap(({ manifest }) => manifest.relayDomains),
  } as unknown as FlowPorts
}

const SOURCES: Partial<Record<NotificationKind, { model: string; id: number; createDate: typeof AT }>> = {
  shipped: { model: 'stock.picking', id: 9, createDate: picking().createDate },
  delivered: { model: 'stock.picking', id: 9, createDate: picking().createDate },
  refund_issued: { model: 'account.move', id: 5, createDate: refund().createDate },
  return_received: { model: 'stock.picking', id: 11, createDate: AT },
  payment_received: { model: 'account.payment', id: 3, createDate: AT },
}

/** What the whole way to a text decides: facts, policy, receipt, recipient, barriers, linter, account. */
function decided(given: Case): Promise<Decision> {
  const { declaration, kind, mode, overridden, notifyBy, takesMessages } = given
  const account: Account = sampleAccount({ connector: declaration.name, mode, notify: [kind], ordersRef: /^(.+)$/ })
  const connector = {
    check: () => Promise.reject(new Error('not asked')),
    ...(takesMessages
      ? { reply: () => Promise.resolve(), conversations: { start: () => Promise.resolve(conversationId('1')) } }
      : {}),
  } as unknown as OpenConnector
  const opened: OpenAccount = { account, manifest: { ...declaration.manifest, notifyBy }, connector }
  const order = orderOf(given)
  return decide(
    {
      ...{ account: account.name, kind, dedupeKey: 'one', payload: payloadOf(kind) },
      source: SOURCES[kind] ?? { model: order.model, id: order.id, createDate: order.createDate },
      result: overridden ? { overridden: { by: 'Anna', reason: 'asked for' } } : {},
    },
    opened,
    portsFor(given),
  )
}

/** Read off the table alone: whether a text of ours may go that way. */
function allows(row: PolicyRow, way: 'mail' | 'message', { overridden }: Case): boolean {
  if ((row.verdict === 'allow' || row.verdict === 'must') && row.channel === way) return true
  if (!overridden || row.certainty === 'C') return false
  const released =
    row.channel === 'mail' || row.channel === 'message'
      ? row.channel
      : verdictFor(table, row.marketplace, 'reply').channel
  return released === way
}

describe('every marketplace, kind, way and setting', () => {
  test('nothing leaves without a row that allows it, and the row stands in its verdict', async () => {
    const wrong: string[] = []
    const left = new Map<string, number>()
    let cases = 0
    for (const given of everyCase()) {
      cases += 1
      const { declaration, kind, mode, way, notifyBy, takesMessages } = given
      const row = verdictFor(table, declaration.name, kind)
      const decision = await decided(given)
      if (decision.kind !== 'mail' && decision.kind !== 'message') continue
      const name = `${declaration.name} ${kind} ${decision.kind}`
      left.set(name, (left.get(name) ?? 0) + 1)
      const relayed = decision.kind === 'mail' && decision.rendered.html === undefined
      const grounds = [
        mode === 'live',
        allows(row, relayed ? 'message' : decision.kind, given),
        decision.verdict.allowed && decision.verdict.policy.startsWith(`${declaration.name} × ${kind}: ${row.verdict}`),
        relayed || (decision.kind === 'mail' ? notifyBy === 'mail' && way !== 'no address' : takesMessages),
        // What a relay carries goes nowhere else, and only where there is no better way.
        !relayed || (way === 'relay address' && RELAY[declaration.name] !== undefined && !takesMessages),
        // A mail of ours never goes to a marketplace's relay, whatever the account.
        decision.kind === 'message' || way === 'own address' || row.channel === 'message',
      ]
      if (grounds.includes(false))
        wrong.push(`${name} ${JSON.stringify({ ...given, declaration: undefined, grounds })}`)
    }
    expect(cases).toBe(connectors.length * NOTIFICATION_KINDS.length * MODES.length * WAYS.length * 8)
    expect(wrong).toEqual([])
    // The gate is no wall: what the table allows does leave.
    const table8 = NOTIFICATION_KINDS.map((kind) => `webshop ${kind} mail`)
    expect([...left.keys()]).toEqual(
      expect.arrayContaining([...table8, 'kaufland delayed message', 'amazon delayed mail', 'otto delayed mail']),
    )
  })

  test('without a person’s release only what the table allows or demands leaves', async () => {
    const left = new Set<string>()
    for (const given of everyCase()) {
      if (given.overridden || given.mode !== 'live') continue
      const { kind } = await decided(given)
      if (kind === 'mail' || kind === 'message') left.add(`${given.declaration.name} ${given.kind}`)
    }
    const allowed = table.filter(({ verdict }) => verdict === 'allow' || verdict === 'must')
    expect([...left].filter((name) => !allowed.some((row) => `${row.marketplace} ${row.kind}` === name))).toEqual([])
  })
})
