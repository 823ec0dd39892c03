import { expect, test } from 'vitest'
import { pino } from 'pino'
import type { FlowPorts } from '../../src/flows/context.ts'
import { BUILT_JOBS, runJob } from '../../src/flows/passes.ts'
import { differences, rebind } from '../../src/flows/rebind.ts'
import { openStore } from '../../src/ledger/store.ts'
import { createOdoo } from '../../src/odoo/odoo.ts'
import { startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { type FlowWorld, given } from './world.ts'

/** One `run all`; gives the accounts' errors by job. */
async function run({ accounts }: FlowWorld, ports: FlowPorts): Promise<Record<string, readonly string[]>> {
  const errors: Record<string, readonly string[]> = {}
  for (const job of BUILT_JOBS) {
    const result = await runJob(job, accounts, ports)
    errors[job] = result.accounts.flatMap(({ error }) => error ?? [])
  }
  return errors
}

const good = { mirror: [], reply: [], notify: [], tracking: [], returns: [], reconcile: [] }

test('yesterday’s ledger on today’s Odoo: nothing is read or sent until it is rebound, and nothing twice then', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await run(world, world.ports)
  const yesterday = await world.store.dump()
  world.clock.pass(60)
  await world.agentAnswers(conversation, '<p>Antwort</p>')
  world.clock.pass(60)
  await run(world, world.ports)
  const shown = (await world.chatter(conversation)).length
  const store = await openStore(
    { memory: true, ...(yesterday === undefined ? {} : { template: yesterday }) },
    { clock: world.clock, log: pino({ level: 'silent' }) },
  )
  const ports = { ...world.ports, ledger: store.ledger, outbox: store.outbox }
  const stopped = await run(world, ports)
  // Comparing only reads.
  for (const job of BUILT_JOBS.filter((one) => one !== 'reconcile')) expect(stopped[job]?.[0]).toContain('older backup')
  const found = await differences(world.accounts, ports)
  expect(found.told.length + found.unknownReceipts).toBe(1)
  expect(await ports.ledger.halted()).toMatchObject({ side: 'ledger' })
  await rebind(found, 'Anna', world.accounts, ports)
  expect(await run(world, ports)).toEqual(good)
  expect(world.answersAtMarketplace(conversation)).toEqual(['Antwort'])
  expect((await world.chatter(conversation)).length).toBe(shown)
  await store.close()
})

test('today’s ledger on yesterday’s Odoo: buyers are read, nothing is sent, and a rebind gives everything its place again', async () => {
  const world = await given()
  const conversations = ['1', '2'].map((id) =>
    world.buyerWrites('Frage', { order: `K${id}`, buyer: { id, name: `B${id}` } }),
  )
  await run(world, world.ports)
  world.clock.pass(60)
  await world.agentAnswers(conversations[0] ?? '', '<p>Antwort</p>')
  world.clock.pass(60)
  await run(world, world.ports)

  const { clock } = world
  const earlier = await startOdooSandbox({ now: () => clock.now() })
  const { url, db, user, password } = earlier
  const odoo = createOdoo({ url, db, user, password, transport: 'jsonrpc', clock, log: pino({ level: 'silent' }) })
  await odoo.setup()
  const ports = { ...world.ports, odoo }
  clock.pass(120)
  world.buyerWrites('Neu', { order: 'K3', buyer: { id: '3', name: 'B3' } })
  const stopped = await run(world, ports)
  expect(stopped).toMatchObject({
    mirror: [],
    reply: [expect.stringContaining('Odoo was restored'), expect.any(String)],
  })
  expect(earlier.state.rows('helpdesk.ticket')).toHaveLength(1)

  const found = await differences(world.accounts, ports)
  expect(found.tickets).toMatchObject({ known: 3, foundElsewhere: 0 })
  expect(found.changes.forgotten).toHaveLength(2)
  await rebind(found, 'Anna', world.accounts, ports)
  expect(await run(world, ports)).toEqual(good)
  expect(await run(world, ports)).toEqual(good)
  expect(earlier.state.rows('helpdesk.ticket')).toHaveLength(3)
  expect(world.answersAtMarketplace(conversations[0] ?? '')).toEqual(['Antwort'])
  await odoo.close()
  await earlier.close()
})

test('a ticket that a person deleted stops nothing', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await run(world, world.ports)
  await world.rpc('helpdesk.ticket', 'unlink', [[await world.ticket(conversation)]])
  world.clock.pass(120)
  world.buyerWrites('Noch da?', { conversation })
  expect(await run(world, world.ports)).toEqual(good)
  expect((await world.chatter(conversation)).filter(({ message_type }) => message_type === 'email')).toHaveLength(2)
})
