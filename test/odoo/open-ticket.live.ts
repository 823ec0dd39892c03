import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ParcelWorld, startParcelWorld } from '../chaos/parcels.ts'

const buyer = { id: '77', name: 'Jonas Keller' }

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld('LANGUAGE=de\n')
})
afterAll(() => world.close())

const killed = (arm: (kill: () => void) => void) => world.track({ JOBS: 'reply' }, arm)

interface Order {
  readonly id: number
  readonly mc_message_state: string | false
  readonly mc_fact_state: string | false
  readonly mc_ticket_count: number
}

async function orderOf(number: string): Promise<Order> {
  const fields = ['mc_message_state', 'mc_fact_state', 'mc_ticket_count']
  const rows = (await world.rpc('sale.order', 'search_read', [[['client_order_ref', '=', number]]], {
    fields,
  })) as Order[]
  expect(rows).toHaveLength(1)
  return rows[0] as Order
}

const clicks = async (number: string): Promise<void> => {
  await world.rpc('sale.order', 'action_mc_message', [[(await orderOf(number)).id]])
}

/** As in the window of the order. */
async function withdraws(number: string): Promise<void> {
  const values = { sale_order_id: (await orderOf(number)).id, fact: 'withdrawn', text: 'Ich widerrufe.' }
  const [wizard] = (await world.rpc('marketplace.care.note.fact', 'create', [[values]])) as number[]
  await world.rpc('marketplace.care.note.fact', 'action_note', [[wizard]])
}

/** As many notes or activities on the order as hold these words. */
async function ofOrder(number: string, model: 'mail.message' | 'mail.activity', part: string): Promise<unknown> {
  const [on, words] = model === 'mail.message' ? ['model', 'body'] : ['res_model', 'note']
  const domain = [
    [on, '=', 'sale.order'],
    ['res_id', '=', (await orderOf(number)).id],
    [words, 'ilike', part],
  ]
  return world.rpc(model, 'search_count', [domain])
}

async function tickets(number: string): Promise<readonly number[]> {
  const domain = [
    ['mc_order_ref', '=', number],
    ['active', 'in', [true, false]],
  ]
  return (await world.rpc('helpdesk.ticket', 'search', [domain])) as number[]
}

/** As many notes or messages of ours on the order's ticket as hold these words. */
async function told(number: string, part: string): Promise<number> {
  return (await world.rpc('mail.message', 'search_count', [
    [
      ['model', '=', 'helpdesk.ticket'],
      ['res_id', 'in', [...(await tickets(number))]],
      ['message_id', '=like', `<${world.run}-market.%`],
      ['body', 'ilike', part],
    ],
  ])) as number
}

async function answers(number: string, html: string): Promise<void> {
  const [ticketId = 0] = await tickets(number)
  await world.clerk.answers({ key: `${number}.answer`, ticketId, html })
}

const conversations = (number: string) => world.marketplace.conversations().filter(({ order }) => order === number)
const sent = (number: string) =>
  conversations(number).flatMap(({ messages }) =>
    messages.filter(({ role }) => role === 'seller').map(({ text }) => text),
  )

test('the button of an order makes a ticket once, also when the service dies over it; a noted fact counts once too; the first answer begins the conversation once', async () => {
  const [begun, met] = [`${world.run}K31`, `${world.run}K32`] as const
  for (const number of [begun, met]) await world.order(number, 1)
  // By this the orders are known to be the account's, and the account to begin conversations.
  await world.here(['mirror', 'notify', 'reply'])
  expect(await orderOf(begun)).toMatchObject({ mc_message_state: 'possible', mc_ticket_count: 0 })
  for (const number of [begun, met]) await clicks(number)
  await withdraws(begun)
  expect(await orderOf(begun)).toMatchObject({ mc_message_state: 'open', mc_fact_state: 'open' })

  // Dies when everything is done and before Odoo has been told so.
  const settled = await killed((kill) => {
    world.proxies.odoo.arm('after', 1, kill, /[\s\S]*decision_settle/)
  })
  world.proxies.odoo.disarm()
  expect(settled.killed).toBe(true)
  // The buyer of the other order writes before the agent does.
  world.marketplace.writes({ order: met, buyer, role: 'buyer', text: 'Wann kommt der Topf?' })
  await world.here(['mirror', 'reply'])
  for (const number of [begun, met]) {
    expect(await orderOf(number)).toMatchObject({ mc_message_state: false, mc_fact_state: false, mc_ticket_count: 1 })
    expect(await tickets(number)).toHaveLength(1)
    expect(await told(number, 'als erste Nachricht an den Käufer')).toBe(1)
  }
  expect(await told(met, 'Wann kommt der Topf?')).toBe(1)
  expect(await ofOrder(begun, 'mail.message', 'Vertrag widerrufen')).toBe(1)
  expect(await ofOrder(begun, 'mail.activity', 'Vertrag widerrufen')).toBe(1)

  await answers(begun, '<p>Der Topf kommt einen Tag später.</p>')
  await answers(met, '<p>Am Freitag.</p>')
  const sending = await killed((kill) => {
    world.proxies.marketplace.arm('after', 1, kill, /^POST \S+\/tickets /)
  })
  world.proxies.marketplace.disarm()
  expect(sending.killed).toBe(true)
  world.marketplace.writes({
    conversation: conversations(begun)[0]?.id ?? '',
    ...{ order: begun, buyer, role: 'buyer', text: 'Danke!' },
  })
  await world.here(['mirror', 'reply', 'mirror'])
  expect(sent(begun)).toEqual(['Der Topf kommt einen Tag später.'])
  expect(sent(met)).toEqual(['Am Freitag.'])
  for (const number of [begun, met]) {
    expect(conversations(number)).toHaveLength(1)
    expect(await tickets(number)).toHaveLength(1)
  }
  expect(await told(begun, 'Danke!')).toBe(1)
})
