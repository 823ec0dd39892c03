import { expect } from 'vitest'
import { conversationId } from '../../../../src/domain/ids.ts'
import { instant } from '../../../../src/domain/time.ts'
import { createOne, idOf, readOne, searchRead, userWith } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import { mirrored, withBridge } from './bridge-world.ts'

const SINCE = instant('2026-11-16T08:00:00Z')
const BY = instant('2026-11-18T08:00:00Z')
const LATER = instant('2026-11-20T08:00:00Z')

const fieldsOf = ({ addon }: Subject) =>
  addon ? ['mc_waiting_since', 'mc_answer_by'] : ['x_mc_waiting_since', 'x_mc_answer_by']

async function shown(odoo: Subject, ticket: number): Promise<unknown[]> {
  const names = fieldsOf(odoo)
  const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, names)
  return names.map((name) => row[name])
}

const reminded = (odoo: Subject, ticket: number) =>
  searchRead(
    odoo.rpc,
    'mail.activity',
    [
      ['res_model', '=', 'helpdesk.ticket'],
      ['res_id', '=', ticket],
    ],
    ['user_id', 'summary', 'date_deadline'],
  )

export const bridgeDeadlines: readonly Case[] = [
  {
    promise: 'a deadline is shown on its ticket, changed and taken away; what is shown already is not written again',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const { bridge, account } = world
        const name = odoo.fresh('k')
        const ticket = await mirrored(world, name)
        const row = { ticketId: ticket.id, conversation: conversationId(name) }
        const told = { name: account.name, answerRule: 'Answer within 48 hours.', answerWarnSeconds: 14_400 }
        const waits = { ...row, waitingSince: SINCE, answerBy: BY, remindedBy: BY }
        expect(await bridge.deadlines.place()).toBe(odoo.addon ? 'addon' : 'fields')
        await bridge.deadlines.show(told, [waits])
        expect(await shown(odoo, ticket.id)).toEqual(['2026-11-16 08:00:00', '2026-11-18 08:00:00'])
        const before = await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, ['write_date', 'name'])
        await bridge.deadlines.show(told, [waits])
        expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, ['write_date', 'name'])).toEqual(before)
        await bridge.deadlines.show(told, [{ ...row, waitingSince: SINCE, answerBy: null, remindedBy: null }])
        expect(await shown(odoo, ticket.id)).toEqual(['2026-11-16 08:00:00', false])
        const deleted = { ...waits, ticketId: 2_000_000_000, conversation: conversationId(odoo.fresh('gone')) }
        await bridge.deadlines.show(told, [deleted, { ...waits, waitingSince: null, answerBy: null, remindedBy: null }])
        expect(await shown(odoo, ticket.id)).toEqual([false, false])
      }),
  },
  {
    promise: 'agent and lead are reminded once, by activities that go with the deadline and nothing else',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const { bridge, account } = world
        const name = odoo.fresh('k')
        const ticket = await mirrored(world, name)
        const conversation = conversationId(name)
        const agent = await userWith(odoo, ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user'])
        const team = await createOne(odoo.rpc, 'helpdesk.ticket.team', { name: odoo.fresh('Team'), user_id: 2 })
        await odoo.rpc('helpdesk.ticket', 'write', [[ticket.id]], { vals: { user_id: agent.id, team_id: team } })
        const readers = (await bridge.deadlines.readers([ticket.id])).get(ticket.id) ?? []
        expect(readers.map(({ userId }) => userId)).toEqual([agent.id, 2])
        const to = readers.map(({ userId }) => ({ userId, summary: 'Answer due', noteHtml: '<p>48 hours</p>' }))
        const reminder = { ticketId: ticket.id, conversation, day: '2026-11-18', bodyHtml: '<p>Reminded.</p>', to }
        await bridge.deadlines.remind(account.name, [{ ...reminder, answerBy: BY }])
        const given = await reminded(odoo, ticket.id)
        expect(given.map((row) => row['date_deadline'])).toEqual(['2026-11-18', '2026-11-18'])

        // Done is done.
        const hers = given.find((row) => idOf(row['user_id']) === agent.id)
        await agent.rpc('mail.activity', 'unlink', [[hers?.id]])
        await bridge.deadlines.remind(account.name, [{ ...reminder, answerBy: BY }])
        expect(await reminded(odoo, ticket.id)).toHaveLength(1)

        await bridge.deadlines.remind(account.name, [{ ...reminder, answerBy: LATER }])
        const told = { name: account.name, answerRule: '', answerWarnSeconds: 14_400 }
        const waits = { ticketId: ticket.id, conversation, waitingSince: SINCE }
        await bridge.deadlines.show(told, [{ ...waits, answerBy: LATER, remindedBy: LATER }])
        expect(await reminded(odoo, ticket.id)).toHaveLength(2)
        await bridge.deadlines.show(told, [{ ...waits, waitingSince: null, answerBy: null, remindedBy: null }])
        expect(await reminded(odoo, ticket.id)).toEqual([])
      }),
  },
]
