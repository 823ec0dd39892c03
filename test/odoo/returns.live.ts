import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ParcelWorld, startParcelWorld } from '../chaos/parcels.ts'

const CASE = 'marketplace.care.case'
const buyer = { id: '77', name: 'Jonas Keller' }

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld('LANGUAGE=de\n')
})
afterAll(() => world.close())

/** A buyer sends the pieces of an order back, and they have arrived. */
async function returned(order: string): Promise<string> {
  await world.order(order, 1)
  const [unit = ''] = world.marketplace.trade.returns({
    order,
    reason: 'wrong_article',
    note: 'Bestellt war der blaue.',
  })
  world.marketplace.trade.arrives(unit)
  return unit
}

interface Shown {
  readonly id: number
  readonly name: string
  readonly is_open: boolean
  readonly decision_state: string | false
  readonly sale_order_id: [number, string] | false
  readonly ticket_id: [number, string] | false
}

async function shown(unit: string): Promise<Shown> {
  const fields = ['name', 'is_open', 'decision_state', 'sale_order_id', 'ticket_id']
  const domain = [
    ['case_ref', '=', unit],
    ['account_id.name', '=', `${world.run}-market`],
  ]
  const rows = (await world.rpc(CASE, 'search_read', [domain], { fields })) as Shown[]
  expect(rows).toHaveLength(1)
  return rows[0] as Shown
}

/** As an agent does: the button of the case, then the wizard. */
async function clicks(unit: string, action: string, text: string | false = false): Promise<void> {
  const { id } = await shown(unit)
  const [wizard] = (await world.rpc('marketplace.care.decide', 'create', [[{ case_id: id, action, text }]])) as number[]
  await world.rpc('marketplace.care.decide', 'action_decide', [[wizard]])
}

async function notes(model: string, id: number, part: string): Promise<number> {
  return (await world.rpc('mail.message', 'search_count', [
    [
      ['model', '=', model],
      ['res_id', '=', id],
      ['message_id', '=like', `<${world.run}-market.%`],
      ['body', 'ilike', part],
    ],
  ])) as number
}

const run = (jobs: string, arm?: (kill: () => void) => void) => world.track({ JOBS: jobs }, arm)
const decisions = (unit: string) => world.marketplace.trade.cases().find(({ id }) => id === unit)?.decisions

test('a return request ends on ticket and order, and the agent’s decision goes back, each once', async () => {
  const order = `${world.run}K21`
  const unit = await returned(order)
  expect((await run('returns')).count).toMatchObject({ ok: true, received: 1, mirrored: 1, duplicates: 0 })
  const { sale_order_id: sale, ticket_id: ticket, is_open: open } = await shown(unit)
  if (sale === false || ticket === false) throw new Error('the case has no place')
  expect(open).toBe(true)
  expect(await notes('sale.order', sale[0], 'Rückgabe')).toBe(1)
  expect(await notes('helpdesk.ticket', ticket[0], 'falscher Artikel')).toBe(1)

  await clicks(unit, 'accept')
  expect((await run('returns')).count).toMatchObject({ ok: true, sent: 1, failed: 0, unknown: 0, waiting: 0 })
  expect((await run('returns')).count).toMatchObject({ ok: true, sent: 0 })
  expect(decisions(unit)).toEqual([{ action: 'accept', text: null }])
  expect(await shown(unit)).toMatchObject({ is_open: false })
  expect(await notes('helpdesk.ticket', ticket[0], 'entschieden von')).toBe(1)
})

test('killed between the decision and its confirmation, it goes once all the same, and its words stay on the ticket', async () => {
  const unit = await returned(`${world.run}K22`)
  await run('returns')
  await clicks(unit, 'clarify', 'Bitte senden Sie uns ein Foto.')
  const { killed } = await run('returns', (kill) => {
    world.proxies.marketplace.arm('after', 1, kill, /^PATCH \S+\/clarify /)
  })
  world.proxies.marketplace.disarm()
  expect(killed).toBe(true)
  expect(decisions(unit)).toHaveLength(1)
  // The words are read before it is known that they are ours to bind.
  await run('mirror')
  expect((await run('returns')).count).toMatchObject({ ok: true, sent: 1, failed: 0, unknown: 0 })
  expect(decisions(unit)).toEqual([{ action: 'clarify', text: 'Bitte senden Sie uns ein Foto.' }])
  const { ticket_id: ticket } = await shown(unit)
  if (ticket === false) throw new Error('the case has no ticket')
  expect(await notes('helpdesk.ticket', ticket[0], 'entschieden von')).toBe(1)

  const begun = world.marketplace.conversations().find((one) => one.order === `${world.run}K22`)
  world.marketplace.writes({
    conversation: begun?.id ?? '',
    order: `${world.run}K22`,
    buyer,
    role: 'buyer',
    text: 'Hier ist es.',
  })
  await run('mirror')
  expect(await notes('helpdesk.ticket', ticket[0], 'Hier ist es.')).toBe(1)
  expect(await notes('helpdesk.ticket', ticket[0], 'senden Sie uns ein Foto')).toBe(0)
})
