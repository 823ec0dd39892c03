import { expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import type { Mode } from '../../src/domain/account.ts'
import { enterModes, goingLive } from '../../src/flows/modes.ts'
import { BUILT_JOBS, runJob } from '../../src/flows/passes.ts'
import { type FlowWorld, given } from './world.ts'

/** One `run all` with every account in this mode. */
async function run(world: FlowWorld, mode: Mode): Promise<void> {
  const accounts = inMode(world, mode)
  await enterModes(accounts, world.ports)
  for (const job of BUILT_JOBS) await runJob(job, accounts, world.ports)
}

const inMode = ({ accounts }: FlowWorld, mode: Mode) =>
  accounts.map((opened) => ({ ...opened, account: { ...opened.account, mode } }))

async function order(world: FlowWorld, number: number): Promise<void> {
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  const address = { language: 'de_DE', street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' } as const
  await world.clerk.customer({ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', ...address })
  await world.clerk.orderConfirmed({
    key: `o${String(number)}`,
    customer: 'maria',
    lines: [{ product: 'pot', quantity: 1 }],
    clientOrderRef: `W${String(number)}`,
  })
}

const outside = (world: FlowWorld, conversation: string) => ({
  answers: world.answersAtMarketplace(conversation),
  mails: world.sink.mails().length,
  closed: world.marketplace.requests().filter((request) => request.includes('/close')).length,
})

test('in shadow all is planned and nothing leaves; going live sends nothing of it, a person may let single ones go', async () => {
  const world = await given({ marketplace: { closeOnMarketplace: true } })
  const { outbox, ledger } = world.ports
  const conversation = world.buyerWrites('Frage')
  await run(world, 'shadow')
  world.clock.pass(60)
  await world.agentAnswers(conversation, '<p>Im Probebetrieb</p>')
  await order(world, 1)
  await run(world, 'shadow')
  await world.clerk.closesTicket({ ticketId: await world.ticket(conversation) })
  world.clock.pass(60)
  await run(world, 'shadow')
  expect(outside(world, conversation)).toEqual({ answers: [], mails: 0, closed: 0 })
  expect((await outbox.list({ reason: 'shadow' })).map(({ flow }) => flow).toSorted()).toEqual([
    'close',
    'notify',
    'reply',
  ])
  expect((await world.chatter(conversation)).filter(({ body }) => /Probebetrieb:|Trial run:/.test(body))).toHaveLength(
    2,
  )

  // Written and ordered before, but the feeds bring it only after the account went live.
  await world.agentAnswers(conversation, '<p>Kurz vorher</p>')
  await order(world, 2)
  world.clock.pass(60)
  const [going] = await goingLive(inMode(world, 'live'), world.ports)
  expect(going).toMatchObject({ from: 'shadow' })
  expect(going?.held).toHaveLength(2)
  await run(world, 'live')
  await run(world, 'live')
  expect(outside(world, conversation)).toEqual({ answers: [], mails: 0, closed: 0 })
  expect(await goingLive(inMode(world, 'live'), world.ports)).toEqual([])

  const held = await outbox.list({ reason: 'shadow' })
  const answer = held.find(({ flow }) => flow === 'reply')
  const mail = held.find(({ flow }) => flow === 'notify')
  if (answer === undefined || mail === undefined) throw new Error('nothing was held back')
  expect(await outbox.approve([answer.id, mail.id], 'Anna')).toBe(2)
  world.clock.pass(60)
  await world.agentAnswers(conversation, '<p>Jetzt wirklich</p>')
  await order(world, 3)
  world.clock.pass(60)
  await run(world, 'live')
  expect(outside(world, conversation)).toEqual({ answers: ['Kurz vorher', 'Jetzt wirklich'], mails: 2, closed: 0 })

  await ledger.enterMode(accountName('kaufland-de'), 'shadow', world.clock.now())
  const rest = (await outbox.list({ reason: 'shadow', account: accountName('kaufland-de') })).map(({ id }) => id)
  expect(await outbox.approve(rest, 'Anna')).toBe(0)
})

test('an account whose first run is live has no such line; where Odoo is neutralized nothing leaves, closings neither', async () => {
  const world = await given({ marketplace: { closeOnMarketplace: true } })
  expect(await goingLive(inMode(world, 'live'), world.ports)).toEqual([])
  const conversation = world.buyerWrites('Frage')
  await run(world, 'live')
  expect((await world.ports.ledger.accountStates()).map(({ liveSince }) => liveSince)).toEqual([null, null])
  world.clock.pass(120)
  await world.rpc('ir.config_parameter', 'create', [[{ key: 'database.is_neutralized', value: 'True' }]])
  await world.agentAnswers(conversation, '<p>Antwort</p>')
  await world.clerk.closesTicket({ ticketId: await world.ticket(conversation) })
  world.clock.pass(5)
  await run(world, 'live')
  expect(outside(world, conversation)).toEqual({ answers: [], mails: 0, closed: 0 })
})

test('mode read reads, writes nothing to Odoo and plans nothing', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await run(world, 'shadow')
  world.clock.pass(60)
  await world.agentAnswers(conversation, '<p>Antwort</p>')
  await order(world, 1)
  world.buyerWrites('Noch etwas', { conversation })
  world.clock.pass(60)
  world.ports.odoo.resetCalls()
  await run(world, 'read')
  const writes = Object.keys(world.ports.odoo.calls().by).filter((call) =>
    /\.(load|create|write|unlink|.*_batch|orders_mark)$/.test(call),
  )
  expect(writes).toEqual([])
  expect(await world.ports.outbox.list({})).toEqual([])
  expect((await world.ports.ledger.messageTotals(accountName('kaufland-de'))).waiting).toBe(1)
})
