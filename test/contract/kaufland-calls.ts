import { caseId } from '../../src/domain/case.ts'
import { conversationId, orderRef } from '../../src/domain/ids.ts'
import { lineId } from '../../src/domain/shipment.ts'
import { sign } from '../../connectors/kaufland/sign.ts'
import { callback } from '../connectors/kaufland/callback.ts'
import { failure, ORDER, shop } from '../connectors/kaufland/shop.ts'
import type { Shop } from '../connectors/kaufland/shop.ts'

export type Exchange = Shop['exchanges'][number]

const photo = { filename: 'foto.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216]) }
const contact = 'alarm@shop.example'

/** Each call that the connector can make, answered well. */
export async function everyCall(): Promise<readonly Exchange[]> {
  const world = await shop()
  await conversations(world)
  await parcelsAndMoney(world)
  await returns(world)
  await pushes(world)
  return world.exchanges
}

async function conversations({ connector, kaufland, buyerWrites, clock, pulls, sells }: Shop): Promise<void> {
  sells()
  const id = buyerWrites('Kaputt angekommen', { files: [photo] })
  await connector.check()
  await pulls()
  await connector.reply(conversationId(id), { text: 'Wir fragen nach.', files: [], interim: true })
  await connector.reply(conversationId(id), { text: 'Das tut uns leid.', files: [photo] })
  kaufland.closes(id, 'buyer')
  await connector.close(conversationId(id))
  clock.moveMs(60_000)
  await pulls()
  await connector.conversations.start(ORDER, { text: 'Guten Tag', about: [] })
  await connector.conversations.ofOrder(ORDER)
}

async function parcelsAndMoney({ connector }: Shop): Promise<void> {
  const [first, second, third] = await connector.tracking.lines(ORDER)
  const parcel = { order: ORDER, line: first?.id ?? lineId('0'), carrier: 'DHL', reference: '00340434161094015902' }
  await connector.tracking.carriers()
  await connector.tracking.push(parcel)
  await connector.tracking.push({ ...parcel, reference: '00340434161094015903' })
  await connector.tracking.look(parcel)
  await connector.money.cancel(second?.id ?? lineId('0'), 'NoInventory')
  const amount = { minor: 500, currency: 'EUR' }
  await connector.money.refund(third?.id ?? lineId('0'), { amount, reason: 'delivery_delay' })
}

async function returns({ connector, kaufland, sells, pullsCases, clock }: Shop): Promise<void> {
  sells({ order: 'BACK', lines: [{ sku: 'CUP', title: 'Tasse', quantity: 4 }] })
  const [accepted = '', clarified = '', rejected = '', repaired = ''] = kaufland.trade.returns({
    order: 'BACK',
    reason: 'defect',
    note: 'Riss',
  })
  await pullsCases()
  kaufland.trade.arrives(accepted)
  await connector.cases.decide(caseId(accepted), { action: 'accept', text: null })
  await connector.cases.decide(caseId(clarified), { action: 'clarify', text: 'Bitte ein Foto.' })
  await connector.cases.decide(caseId(rejected), { action: 'reject', text: 'Leider nein.' })
  await connector.cases.decide(caseId(repaired), { action: 'repair', text: null })
  await connector.cases.read(caseId(clarified))
  clock.moveMs(60_000)
  await pullsCases()
}

async function pushes({ connector, kaufland }: Shop): Promise<void> {
  const { url } = await callback(connector)
  await connector.webhooks.sync({ url, contact })
  kaufland.trade.switchSubscriptions('off')
  await connector.webhooks.sync({ url, contact })
  await connector.webhooks.remove(url)
}

/** The stand-in's refusals, and the call that only a conversation without its order needs. */
export async function everyRefusal(): Promise<readonly Exchange[]> {
  const world = await shop()
  const made = await unknownOrder(world)
  await refusedConversations(world)
  await refusedTrade(world)
  const stranger = await shop({ keys: { CLIENT_KEY: 'x'.repeat(32) } })
  await failure(stranger.pulls())
  // What was answered in its place is no answer of the stand-in.
  return [...world.exchanges.filter((exchange) => exchange !== made), ...stranger.exchanges]
}

async function unknownOrder({ connector, kaufland, buyerWrites, exchanges }: Shop): Promise<Exchange | undefined> {
  const conversation = conversationId(buyerWrites('Frage'))
  const unit = '{"data":{"id_ticket":"0011000001","ids_order_units":[314567000000001],"messages":[]}}'
  kaufland.fail({ path: /0011000001$/, times: 1, how: { kind: 'status', status: 200, body: unit } })
  await connector.messages.thread(conversation)
  return exchanges[0]
}

async function refusedConversations({ connector, kaufland, buyerWrites }: Shop): Promise<void> {
  const id = buyerWrites('Noch eine Frage')
  await failure(connector.messages.thread(conversationId('0019999999')))
  kaufland.closes(id, 'customer_service')
  await failure(connector.reply(conversationId(id), { text: 'Antwort', files: [] }))
  await connector.close(conversationId(id))
  await failure(connector.conversations.start(ORDER, { text: 'Hallo', about: [lineId('314567000000999')] }))
}

async function refusedTrade({ connector, kaufland, sells }: Shop): Promise<void> {
  const lines = sells({ order: 'REFUSED' })
  const [first = lineId('0'), second = lineId('0')] = lines
  const parcel = { order: orderRef('REFUSED'), line: first, carrier: 'DHL', reference: '1' }
  await connector.tracking.lines(orderRef('NOBODY'))
  await failure(connector.tracking.push({ ...parcel, carrier: 'Paketfee' }))
  await connector.tracking.push(parcel)
  await failure(connector.tracking.push({ ...parcel, carrier: 'Paketfee' }))
  await failure(connector.money.cancel(first, 'NoInventory'))
  await failure(connector.money.refund(first, { amount: { minor: 999_999, currency: 'EUR' }, reason: 'defect' }))
  await connector.money.cancel(second, 'NoInventory')
  await failure(connector.money.refund(second, { amount: { minor: 1, currency: 'EUR' }, reason: 'defect' }))
  const [decided = ''] = kaufland.trade.returns({ order: 'REFUSED', lines: [first], reason: 'dislike' })
  kaufland.trade.decides(decided, 'accept')
  await failure(connector.cases.decide(caseId(decided), { action: 'reject', text: 'Nein.' }))
  await failure(connector.cases.read(caseId('5109999')))
  await failure(connector.webhooks.sync({ url: 'http://127.0.0.1:9/webhooks/x', contact }))
}

/** What the stand-in answers besides, though our client never asks for it. */
export async function whatOnlyOthersAsk(): Promise<readonly Exchange[]> {
  const world = await shop()
  const [unit = ''] = world.sells({ status: 'open' })
  const { url } = await callback(world.connector)
  await world.connector.webhooks.sync({ url, contact })
  world.kaufland.trade.returns({ order: ORDER, lines: world.sells().slice(2), reason: 'dislike' })
  world.buyerWrites('Frage')
  const asks = [
    'GET /status/ping',
    'GET /orders?storefront=de&limit=100',
    'GET /orders/MB7UWLD?embedded=delivery&embedded=order_invoices',
    'GET /order-units?status=open&sort=ts_updated:desc',
    `GET /order-units/${unit}?embedded=delivery&embedded=return_unit&embedded=tickets`,
    `PATCH /order-units/${unit}/fulfil`,
    'GET /returns/3800001',
    'GET /return-units/5100001',
    'GET /subscriptions/11011',
  ]
  return Promise.all(asks.map((ask) => asked(world, ask)))
}

async function asked({ kaufland, clock }: Shop, ask: string): Promise<Exchange> {
  const [method = '', path = ''] = ask.split(' ')
  const url = `${kaufland.baseUrl}${path}`
  const timestamp = Math.floor(Date.parse(clock.now()) / 1000)
  const headers = {
    'user-agent': 'test',
    'shop-client-key': kaufland.settings['CLIENT_KEY'] ?? '',
    'shop-timestamp': String(timestamp),
    'shop-signature': sign({ method, uri: url, body: '', timestamp }, kaufland.settings['SECRET_KEY'] ?? ''),
  }
  const response = await fetch(url, { method, headers })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const request = { method: method as Exchange['request']['method'], url, headers }
  return { request, response: { status: response.status, headers: response.headers, bytes } }
}
