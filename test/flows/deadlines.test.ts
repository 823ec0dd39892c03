import { describe, expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import type { FlowPorts } from '../../src/flows/context.ts'
import { runJob } from '../../src/flows/passes.ts'
import { openStore } from '../../src/ledger/store.ts'
import { template } from '../ledger/database.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

const KAUFLAND = accountName('kaufland-de')
const FIELDS = {
  with: { since: 'mc_waiting_since', by: 'mc_answer_by' },
  without: { since: 'x_mc_waiting_since', by: 'x_mc_answer_by' },
} as const

/** The buyer writes on Monday 2 March 2026 at 09:00 UTC: an answer is due on Wednesday at 09:00. */
async function asked(options: WorldOptions = {}) {
  const world = await given(options)
  const conversation = world.buyerWrites('Wann kommt mein Paket?')
  await world.pass('mirror')
  const ticket = await world.ticket(conversation)
  return { world, conversation, ticket }
}

const hours = (world: FlowWorld, count: number): void => {
  world.clock.pass(count * 3600)
}

function shown({ odoo }: FlowWorld, ticket: number, addon: 'with' | 'without') {
  const { since, by } = FIELDS[addon]
  const [row] = odoo.state.rows('helpdesk.ticket', [['id', '=', ticket]], [since, by])
  return [row?.[since], row?.[by]]
}

const reminders = ({ odoo }: FlowWorld, ticket: number) =>
  odoo.state.rows(
    'mail.activity',
    [
      ['res_model', '=', 'helpdesk.ticket'],
      ['res_id', '=', ticket],
      // Not that the buyer has written.
      ['note', '!=', false],
    ],
    ['user_id', 'summary', 'note', 'date_deadline'],
  )

const WAITS = ['2026-03-02 09:00:00', '2026-03-04 09:00:00']
const NOBODY_WAITS = [false, false]

describe.each(['with', 'without'] as const)('%s the addon', (addon) => {
  test('a deadline is shown, reminded of four hours before, and gone with the answer; nothing else moves it', async () => {
    const { world, conversation, ticket } = await asked({ addon: addon === 'with' })
    expect(shown(world, ticket, addon)).toEqual(WAITS)
    assign(world, ticket)
    const mails = world.odoo.mails().length

    hours(world, 5)
    world.buyerWrites('Hallo?', { conversation })
    await world.clerk.notes({ key: 'note', ticketId: ticket, html: '<p>Frage an das Lager.</p>' })
    await world.ports.odoo.tickets.close([ticket])
    await world.pass('mirror')
    hours(world, 38)
    await world.pass('reply')
    expect(shown(world, ticket, addon)).toEqual(WAITS)
    expect(reminders(world, ticket)).toEqual([])

    hours(world, 1.5)
    await world.pass('reply')
    const given = reminders(world, ticket)
    expect(given.map((row) => row['date_deadline'])).toEqual(['2026-03-04', '2026-03-04'])
    expect(given.map((row) => String(row['note'])).join()).toMatch(/Kaufland.*Europe\/Berlin/)
    expect(new Set(given.map((row) => String(row['user_id']))).size).toBe(2)

    // The agent has done hers; neither further passes nor an empty ledger bring it back.
    await world.rpc('mail.activity', 'unlink', [[Number(given[0]?.['id'])]])
    await world.pass('reply')
    if (addon === 'without') await withEmptyLedger(world, (ports) => runJob('mirror', world.accounts, ports))
    expect(reminders(world, ticket)).toHaveLength(1)
    hours(world, 5)
    await world.pass('reply')
    expect(reminders(world, ticket)).toHaveLength(1)
    expect(world.odoo.mails()).toHaveLength(mails)

    await world.agentAnswers(conversation, '<p>Morgen.</p>')
    await world.pass('reply')
    expect(world.answersAtMarketplace(conversation)).toEqual(['Morgen.'])
    expect(shown(world, ticket, addon)).toEqual(NOBODY_WAITS)
    expect(reminders(world, ticket)).toEqual([])
    hours(world, 1)
    await world.pass('mirror')
    expect(shown(world, ticket, addon)).toEqual(NOBODY_WAITS)
    world.buyerWrites('Danke, und wann genau?', { conversation })
    await world.pass('mirror')
    expect(shown(world, ticket, addon)).toEqual(['2026-03-04 11:30:00', '2026-03-06 11:30:00'])
  })
})

/** To the agent, and the team to the administrator. */
function assign({ odoo }: FlowWorld, ticket: number): void {
  const [agent] = odoo.state.rows('res.users', [['login', '=', 'agent']], ['id'])
  const [row] = odoo.state.rows('helpdesk.ticket', [['id', '=', ticket]], ['team_id'])
  const team = row?.['team_id']
  odoo.state.write('helpdesk.ticket', [ticket], { user_id: agent?.['id'] })
  odoo.state.write('helpdesk.ticket.team', [Number(Array.isArray(team) ? team[0] : team)], { user_id: 2 })
}

async function withEmptyLedger(world: FlowWorld, work: (ports: FlowPorts) => Promise<unknown>): Promise<void> {
  const { clock, ports } = world
  const store = await openStore({ memory: true, template: await template() }, { clock, log: ports.log })
  await work({ ...ports, ledger: store.ledger, outbox: store.outbox })
  await store.close()
}

test('ANSWER_WARN says how long before; where nobody is responsible the members of the team are reminded', async () => {
  const { world, conversation, ticket } = await asked({ marketplace: { answerWarnSeconds: 24 * 3600 } })
  hours(world, 25)
  await world.pass('reply')
  expect(reminders(world, ticket).length).toBeGreaterThan(0)

  // A ticket that was deleted and made anew shows and reminds again.
  await world.rpc('helpdesk.ticket', 'unlink', [[ticket]])
  world.buyerWrites('Hallo?', { conversation })
  await world.pass('mirror')
  await world.pass('mirror')
  const anew = await world.ticket(conversation)
  expect(anew).not.toBe(ticket)
  expect(shown(world, anew, 'without')).toEqual(WAITS)
  expect(reminders(world, anew).length).toBeGreaterThan(0)
})

test('what Odoo did not take is shown by the next pass', async () => {
  const world = await given({ addon: true })
  const conversation = world.buyerWrites('Wann kommt mein Paket?')
  world.odoo.fail({ model: 'marketplace.care.account', method: 'deadlines_batch', kind: 'status-500' })
  expect((await world.pass('mirror')).accounts[0]).toMatchObject({ ok: false, mirrored: 1 })
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ ok: true })
  expect(shown(world, await world.ticket(conversation), 'with')).toEqual(WAITS)
})

test('an account that only reads shows nothing in Odoo, but knows', async () => {
  const world = await given({ marketplace: { mode: 'read' } })
  world.buyerWrites('Wann kommt mein Paket?')
  await world.pass('mirror')
  expect(await world.ports.ledger.deadlines(instant('2026-03-02T10:00:00Z'))).toEqual([
    { account: KAUFLAND, waiting: 1, late: 0, nextAt: '2026-03-04T09:00:00.000Z' },
  ])
  expect(await world.ports.ledger.deadlines(instant('2026-03-04T10:00:00Z'))).toMatchObject([{ late: 1, nextAt: null }])
  expect(await world.ports.ledger.nextDeadlines(5)).toMatchObject([{ account: KAUFLAND, ticket: null }])
  expect(world.odoo.state.rows('helpdesk.ticket')).toEqual([])
})
