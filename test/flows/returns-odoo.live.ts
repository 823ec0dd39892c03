import { expect, test } from 'vitest'
import { conversationId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { runJob } from '../../src/flows/passes.ts'
import { memoryStore } from '../ledger/database.ts'
import {
  account,
  decisionsThere,
  onlyCase,
  onOrder,
  passes,
  type ReturnWorld,
  said,
  withReturn,
} from './returns-world.ts'

const CASE = 'marketplace.care.case'

/** As a person does: the button of the case, then the wizard. */
async function clicks(world: ReturnWorld, action: string, text: string | false = false): Promise<void> {
  const [shown] = (await world.rpc(CASE, 'search_read', [[]], { fields: ['id'] })) as { id: number }[]
  const [wizard] = (await world.rpc('marketplace.care.decide', 'create', [
    [{ case_id: shown?.id ?? 0, action, text }],
  ])) as number[]
  await world.rpc('marketplace.care.decide', 'action_decide', [[wizard]])
}

const shown = async (world: ReturnWorld) => {
  const fields = ['name', 'state', 'is_open', 'decision_state', 'decision_message', 'sale_order_id', 'ticket_id']
  return (await world.rpc(CASE, 'search_read', [[]], { fields })) as Record<string, unknown>[]
}

test('with the addon a case is a record with buttons, and what an agent decides there goes out once', async () => {
  const world = await withReturn({ addon: true })
  await world.pass('returns')
  expect(await shown(world)).toMatchObject([{ is_open: true, sale_order_id: [expect.anything(), expect.anything()] }])
  await clicks(world, 'accept')
  await world.pass('reply')
  await world.pass('reply')
  await passes(world, 2)
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
  expect(await shown(world)).toMatchObject([{ is_open: false }])
  expect(await said(world, /entschieden von/)).toHaveLength(1)
})

test('a decision that cannot be is refused with the sentence where it was taken', async () => {
  const world = await withReturn({ addon: true })
  await world.pass('returns')
  await clicks(world, 'reject', 'Schreiben Sie an service@lindenhof.example')
  await world.pass('reply')
  expect(decisionsThere(world)).toEqual([])
  expect(JSON.stringify(await shown(world))).toContain('darf so nicht an den Käufer')
})

test('who dies between planning and settling a decision takes it as taken the next time', async () => {
  const world = await withReturn({ addon: true })
  await world.pass('returns')
  await clicks(world, 'accept')
  const { decisions } = world.ports.odoo
  const settle = decisions.settle.bind(decisions)
  const broken = { ...decisions, settle: () => Promise.reject(new Error('killed')) }
  Object.assign(world.ports.odoo, { decisions: broken })
  await expect(world.pass('reply')).rejects.toThrow('killed')
  Object.assign(world.ports.odoo, { decisions: { ...decisions, settle } })
  await passes(world, 2)
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
  expect((await world.ports.outbox.list({ account })).filter(({ flow }) => flow === 'returns')).toHaveLength(1)
  expect(JSON.stringify(await shown(world))).not.toContain('nicht möglich')
})

test('an empty ledger on an Odoo that has everything doubles no ticket, no note and no decision', async () => {
  const world = await withReturn({ marketplace: { startFrom: instant('2026-03-02T00:00:00Z') } })
  await world.pass('returns')
  await world.agentAnswers(world.own, '<p>Der blaue Topf geht heute hinaus.</p>')
  await world.pass('reply')
  await passes(world, 1)
  const before = world.odoo.state.rows('mail.message').length
  const empty = await memoryStore({ clock: world.clock, log: world.ports.log })
  try {
    const ports = { ...world.ports, ledger: empty.ledger, outbox: empty.outbox }
    const lost = {
      ...world,
      ports,
      pass: (job: Parameters<typeof world.pass>[0]) => runJob(job, world.accounts, ports),
    }
    await lost.pass('mirror')
    await lost.pass('reply')
    await passes(lost, 2)
    world.buyerWrites('Danke!', { conversation: world.marketplace.conversations()[0]?.id ?? '' })
    await passes(lost, 1)
    expect(world.odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
    expect(world.odoo.state.rows('mail.message').length).toBe(before + 1)
    expect(onOrder(world)).toHaveLength(1)
    expect((await onlyCase(lost)).event).toBe(`case.${world.unit}.to_decide`)
    expect(world.marketplace.conversations()).toHaveLength(1)
  } finally {
    await empty.close()
  }
})

test('a ticket that is lost with its conversation comes back as one, whichever job places it first', async () => {
  const world = await withReturn()
  await world.pass('returns')
  await world.agentAnswers(world.own, '<p>Der blaue Topf geht heute hinaus.</p>')
  await world.pass('reply')
  const begun = world.marketplace.conversations()[0]?.id ?? ''
  world.buyerWrites('Danke!', { conversation: begun })
  await passes(world, 1)
  await world.rpc('helpdesk.ticket', 'unlink', [[await world.ticket(begun)]])
  for (const lost of [begun, world.own]) await world.ports.ledger.forgetPlace(account, conversationId(lost))
  await passes({ ...world, pass: async (job) => (await world.pass('mirror')) && world.pass(job) }, 1)
  expect(await world.ticket(begun)).toBe(await world.ticket(world.own))
  expect(world.odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
  expect(await said(world, /Danke!|Entscheidung erwartet/)).toHaveLength(2)
})
