import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ParcelWorld, startParcelWorld } from '../chaos/parcels.ts'

const buyer = { id: '77', name: 'Jonas Keller' }

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld('LANGUAGE=de\n')
})
afterAll(() => world.close())

const run = (jobs: string, arm?: (kill: () => void) => void) => world.track({ JOBS: jobs }, arm)

interface Order {
  readonly id: number
  readonly mc_message_state: string | false
  readonly mc_ticket_count: number
}

/** An order of a buyer who has not written, as the service has shown it to be the account's. */
async function ordered(number: string): Promise<void> {
  await world.order(number, 1)
  await run('mirror notify')
}

async function orderOf(number: string): Promise<Order> {
  const fields = ['mc_message_state', 'mc_ticket_count']
  const rows = (await world.rpc('sale.order', 'search_read', [[['client_order_ref', '=', number]]], {
    fields,
  })) as Order[]
  expect(rows).toHaveLength(1)
  return rows[0] as Order
}

const clicks = async (number: string): Promise<void> => {
  await world.rpc('sale.order', 'action_mc_message', [[(await orderOf(number)).id]])
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

test('the button of an order makes a ticket once, its first answer begins the conversation, and the buyer’s reply comes there', async () => {
  const number = `${world.run}K31`
  await ordered(number)
  // By this the account is known to begin conversations.
  await run('reply')
  expect(await orderOf(number)).toMatchObject({ mc_message_state: 'possible', mc_ticket_count: 0 })
  await clicks(number)
  expect(await orderOf(number)).toMatchObject({ mc_message_state: 'open' })
  await run('reply')
  await run('reply')
  expect(await orderOf(number)).toMatchObject({ mc_message_state: false, mc_ticket_count: 1 })
  expect(await tickets(number)).toHaveLength(1)
  expect(await told(number, 'als erste Nachricht an den Käufer')).toBe(1)

  await answers(number, '<p>Der Topf kommt einen Tag später.</p>')
  expect((await run('reply')).count).toMatchObject({ ok: true, delivered: 1 })
  expect(sent(number)).toEqual(['Der Topf kommt einen Tag später.'])
  const [begun] = conversations(number)
  world.marketplace.writes({ conversation: begun?.id ?? '', order: number, buyer, role: 'buyer', text: 'Danke!' })
  await run('mirror')
  expect(await tickets(number)).toHaveLength(1)
  expect(await told(number, 'Danke!')).toBe(1)
})

test.each([
  ['the ticket stands and before that is known', /mirror_batch/],
  ['the order’s wish is settled and before that is known', /decision_settle/],
] as const)('killed after %s, the order has one ticket and the wish is over', async (_when, request) => {
  const number = `${world.run}K${request.source === 'mirror_batch' ? '32' : '33'}`
  await ordered(number)
  await clicks(number)
  const { killed } = await run('reply', (kill) => {
    world.proxies.odoo.arm('after', 1, kill, new RegExp(`[\\s\\S]*${request.source}`))
  })
  world.proxies.odoo.disarm()
  expect(killed).toBe(true)
  await run('reply')
  expect(await orderOf(number)).toMatchObject({ mc_message_state: false, mc_ticket_count: 1 })
  expect(await tickets(number)).toHaveLength(1)
  expect(await told(number, 'als erste Nachricht an den Käufer')).toBe(1)
})

test('killed while the first answer begins the conversation, it is begun once', async () => {
  const number = `${world.run}K34`
  await ordered(number)
  await clicks(number)
  await run('reply')
  await answers(number, '<p>Ihre Lampe kommt morgen.</p>')
  const { killed } = await run('reply', (kill) => {
    world.proxies.marketplace.arm('after', 1, kill, /^POST \S+\/tickets /)
  })
  world.proxies.marketplace.disarm()
  expect(killed).toBe(true)
  await run('mirror')
  await run('reply')
  await run('mirror')
  expect(sent(number)).toEqual(['Ihre Lampe kommt morgen.'])
  expect(await tickets(number)).toHaveLength(1)
})

test('the buyer writes before the agent does: his message comes to the ticket, and the answer goes to his conversation', async () => {
  const number = `${world.run}K35`
  await ordered(number)
  await clicks(number)
  await run('reply')
  world.marketplace.writes({ order: number, buyer, role: 'buyer', text: 'Wann kommt der Topf?' })
  await run('mirror')
  await answers(number, '<p>Am Freitag.</p>')
  await run('reply')
  expect(conversations(number)).toHaveLength(1)
  expect(sent(number)).toEqual(['Am Freitag.'])
  expect(await tickets(number)).toHaveLength(1)
  expect(await told(number, 'Wann kommt der Topf?')).toBe(1)
})
