import { Retryable } from '../domain/errors.ts'
import { conversationId } from '../domain/ids.ts'
import { instant } from '../domain/time.ts'
import { addDelivered } from '../flows/facts.ts'
import { type BuiltJob, jobOk, runJob } from '../flows/passes.ts'
import { photo } from './photo.ts'
import type { World } from './world.ts'

/** Sums of what the passes saw; the rest is read from the ledger at the end. */
export interface Seen {
  received: number
  duplicates: number
}

/** A pass that met a fault is repeated this often before the demo gives up. */
const TRIES_MAX = 8

export const DEMO_ORDERS = [
  { ref: 'MCDEMO01', buyer: { id: '5000001', name: 'Annika Brandt' }, email: null, language: 'de_DE' },
  { ref: 'MCDEMO02', buyer: { id: '5000002', name: 'Jonas Keller' }, email: null, language: 'de_DE' },
  { ref: 'MCDEMO03', buyer: { id: '5000003', name: 'Emily Carter' }, email: null, language: 'en_US' },
  { ref: 'MCDEMO04', buyer: { id: '5000004', name: 'Sabine\r\nWolf' }, email: null, language: 'de_DE' },
] as const

/** Plays the whole story to its end: buyers, agent, clerk; a 429 and a lost answer on the way. Safe to repeat against one Odoo. */
export async function playScenario(world: World, say: (line: string) => void): Promise<Seen> {
  const seen: Seen = { received: 0, duplicates: 0 }
  await world.app.ports.odoo.setup()
  say('The clerk enters orders into Odoo.')
  ordersAtMarketplace(world)
  await enterOrders(world)
  say('A parcel leaves: its tracking number goes to the marketplace.')
  await runUntilQuiet('tracking', world)
  say('Buyers write: one with a photo, one twice, one in English.')
  const conversations = buyersWrite(world)
  world.marketplace.sandbox.fail({
    path: /tickets/,
    times: 1,
    how: { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  })
  await runUntilQuiet('mirror', world, seen)
  world.marketplace.sandbox.writes({
    conversation: conversations.twice,
    ...from(1),
    role: 'buyer',
    text: 'Nachtrag: Es fehlt auch die Anleitung.',
  })
  await runUntilQuiet('mirror', world, seen)

  say('The agent answers; the guard refuses one answer, the network swallows the confirmation of another.')
  await agentAnswers(world, conversations)
  await runUntilQuiet('mirror', world, seen)

  say('A buyer sends a pot back: the return stands on the ticket and on the order.')
  buyerReturns(world)
  await runUntilQuiet('returns', world)

  say('An order of the web shop is confirmed, shipped, delivered and partly refunded.')
  await shopSells(world)
  return seen
}

interface Conversations {
  readonly photo: string
  readonly twice: string
  readonly english: string
  readonly question: string
}

function from(index: number) {
  const order = DEMO_ORDERS[index]
  if (order === undefined) throw new RangeError(`no demo order ${String(index)}`)
  return { order: order.ref, buyer: { id: order.buyer.id, name: order.buyer.name } }
}

const POT = { name: 'Terrakotta-Topf Lavendel, 30 cm', code: 'POT-30', price: 24.9 } as const

/** The same orders as the marketplace knows them. */
function ordersAtMarketplace({ marketplace: { sandbox } }: World): void {
  for (const { ref, buyer } of DEMO_ORDERS) {
    sandbox.trade?.enter({
      order: ref,
      buyer,
      lines: [{ sku: POT.code, title: POT.name, quantity: 1, priceMinor: Math.round(POT.price * 100) }],
    })
  }
}

async function enterOrders({ clerk, relayAddress }: World): Promise<void> {
  await clerk.product({ key: 'pot', ...POT, stock: 500 })
  await clerk.product({ key: 'can', name: 'Gießkanne Zink, 9 l', price: 39.5, stock: 500, code: 'CAN-9' })
  await clerk.carrier({
    name: 'DHL',
    trackingUrl: 'https://www.dhl.de/de/privatkunden.html?piececode=<shipmenttrackingnumber>',
  })
  for (const { ref, buyer, language } of DEMO_ORDERS) {
    await clerk.customer({
      key: `buyer.${ref}`,
      name: buyer.name,
      language,
      street: 'Am Markt 1',
      zip: '04109',
      city: 'Leipzig',
      country: 'DE',
    })
    await clerk.orderConfirmed({
      key: `order.${ref}`,
      customer: `buyer.${ref}`,
      lines: [{ product: 'pot', quantity: 1 }],
      clientOrderRef: ref,
    })
  }
  await clerk.shipped({
    key: 'parcel.MCDEMO01',
    order: 'order.MCDEMO01',
    carrier: 'DHL',
    trackingRef: '00340434161094042557',
  })
  const shoppers = [
    { key: 'maria', name: 'Maria Sommer', email: 'maria.sommer@example.org', language: 'de_DE' },
    { key: 'john', name: 'John Miller', email: 'john.miller@example.org', language: 'en_US' },
    { key: 'silent', name: 'Ohne Adresse', language: 'de_DE' },
    { key: 'relay', name: 'Kunde eines Marktplatzes', email: relayAddress, language: 'de_DE' },
    { key: 'unpaid', name: 'Uwe Offen', email: 'uwe.offen@example.org', language: 'de_DE' },
  ] as const
  for (const shopper of shoppers)
    await clerk.customer({ ...shopper, street: 'Lindenstraße 7', zip: '04155', city: 'Leipzig', country: 'DE' })
}

function buyersWrite({ marketplace: { sandbox } }: World): Conversations {
  return {
    photo: sandbox.writes({
      ...from(0),
      role: 'buyer',
      text: 'Guten Tag,\n\nder Topf kam leider mit einem Riss an. Ein Foto hängt an.\n\nViele Grüße\nAnnika Brandt',
      files: [{ filename: 'riss.png', mimeType: 'image/png', bytes: photo() }],
    }),
    twice: sandbox.writes({ ...from(1), role: 'buyer', text: 'Hallo, wann kommt mein Paket an?' }),
    english: sandbox.writes({
      ...from(2),
      role: 'buyer',
      text: 'Hello, is the pot frost-proof? <b>Thanks</b> {{name}} 🙂',
    }),
    question: sandbox.writes({ ...from(3), role: 'buyer', text: 'Kann ich die Lieferadresse noch ändern?' }),
  }
}

function buyerReturns({ marketplace: { sandbox } }: World): void {
  const { order } = from(1)
  const wish = { order, reason: 'wrong_article', note: 'Ich hatte den Topf ohne Lavendel bestellt.' }
  for (const arrived of sandbox.trade?.returns(wish) ?? []) sandbox.trade?.arrives(arrived)
}

async function agentAnswers(world: World, conversations: Conversations): Promise<void> {
  const { clerk } = world
  const ticket = (conversation: string) => ticketOf(world, conversation)
  await clerk.answers({
    key: 'answer.photo',
    ticketId: await ticket(conversations.photo),
    html: '<p>Guten Tag Frau Brandt,</p><p>das tut uns leid. Wir senden Ihnen heute einen neuen Topf; den beschädigten müssen Sie nicht zurückschicken.</p><p>Freundliche Grüße<br>Ihr Team vom Lindenhof</p>',
  })
  await clerk.notes({
    key: 'note.photo',
    ticketId: await ticket(conversations.photo),
    html: '<p>Ersatz aus Lager 2 nehmen.</p>',
  })
  await runUntilQuiet('reply', world)
  world.marketplace.sandbox.fail({ method: 'POST', path: /messages/, times: 1, how: { kind: 'lose-answer' } })
  await clerk.answers({
    key: 'answer.twice',
    ticketId: await ticket(conversations.twice),
    html: '<p>Guten Tag Herr Keller,</p><p>Ihr Paket ist unterwegs und kommt voraussichtlich morgen an. Die Anleitung legen wir Ihnen bei.</p>',
  })
  await runUntilQuiet('reply', world)
  await clerk.answers({
    key: 'answer.refused',
    ticketId: await ticket(conversations.english),
    html: '<p>Hello, please write to service@lindenhof.example or call +49 341 1234567.</p>',
  })
  await runUntilQuiet('reply', world)
  await clerk.answers({
    key: 'answer.corrected',
    ticketId: await ticket(conversations.english),
    html: '<p>Hello Ms Carter,</p><p>yes, the pot withstands frost down to −15 °C.</p>',
  })
  await runUntilQuiet('reply', world)
  await rememberAnswers(world)
}

/** A repeated demo finds its answers told in Odoo already and sends nothing; the fresh stand-in of the marketplace is given what the real one would hold. */
async function rememberAnswers({ app, marketplace: { sandbox } }: World): Promise<void> {
  for (const { flow, conversation, result } of await app.ports.outbox.list({ state: 'done' })) {
    if (flow !== 'reply' || conversation === null || result['via'] !== 'receipt') continue
    const { order } = sandbox.conversations().find(({ id }) => id === conversation) ?? {}
    const index = DEMO_ORDERS.findIndex(({ ref }) => ref === order)
    sandbox.writes({ conversation, ...from(index), role: 'seller', text: String(result['text']) })
  }
}

async function shopSells(world: World): Promise<void> {
  const { clerk, app } = world
  const order = (number: string, customer: string, product = 'pot') =>
    clerk.orderConfirmed({
      key: `order.DEMO-${number}`,
      customer,
      lines: [{ product, quantity: 2 }],
      clientOrderRef: `DEMO-${number}`,
    })
  const maria = await order('1001', 'maria', 'can')
  await order('1002', 'john')
  await order('1003', 'silent')
  await order('1004', 'relay')
  await runUntilQuiet('notify', world)
  await clerk.shipped({
    key: 'parcel.DEMO-1001',
    order: 'order.DEMO-1001',
    carrier: 'DHL',
    trackingRef: '00340434161094042564',
  })
  await runUntilQuiet('notify', world)
  const facts = (await app.ports.odoo.orders.orders([maria.id])).get(maria.id)
  if (facts !== undefined)
    await addDelivered({ order: facts, at: instant(app.ports.clock.now()) }, app.accounts, app.ports)
  await runUntilQuiet('notify', world)
  await clerk.invoicedAndPaid({ key: 'invoice.DEMO-1001', order: 'order.DEMO-1001' })
  await clerk.partlyRefunded({
    key: 'refund.DEMO-1001',
    order: 'order.DEMO-1001',
    reason: 'Kanne verbeult',
    amount: 10,
  })
  await order('1005', 'unpaid')
  await clerk.shipped({
    key: 'parcel.DEMO-1005',
    order: 'order.DEMO-1005',
    carrier: 'DHL',
    trackingRef: '00340434161094042571',
  })
  await clerk.invoiced({ key: 'invoice.DEMO-1005', order: 'order.DEMO-1005' })
  await clerk.creditedUnpaid({ key: 'credit.DEMO-1005', order: 'order.DEMO-1005' })
  await runUntilQuiet('notify', world)
}

/** Runs a job until it went through without a fault. */
async function runUntilQuiet(job: BuiltJob, { app }: World, seen?: Seen): Promise<void> {
  let error: string | undefined
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const result = await runJob(job, app.accounts, app.ports)
    if (seen !== undefined) {
      seen.received += sum(result.accounts.map(({ received }) => received))
      seen.duplicates += sum(result.accounts.map(({ duplicates }) => duplicates))
    }
    if (jobOk(result)) return
    error = result.accounts.find((count) => count.error !== undefined)?.error
    await app.ports.clock.sleep(1100)
  }
  throw new Retryable(`${job} did not come to rest: ${error ?? 'something failed'}`)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The ticket that mirrors a conversation. */
export async function ticketOf({ app, marketplace }: World, conversation: string): Promise<number> {
  const opened = app.accounts.find(({ account }) => account.name === marketplace.account)
  const place =
    opened === undefined
      ? undefined
      : await app.ports.ledger.conversation(opened.account.name, conversationId(conversation))
  if (place?.ticket == null) throw new Error(`The conversation ${conversation} has no ticket.`)
  return place.ticket.id
}
