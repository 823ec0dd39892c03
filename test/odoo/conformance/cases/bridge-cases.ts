import { expect } from 'vitest'
import { caseId } from '../../../../src/domain/case.ts'
import { orderRef } from '../../../../src/domain/ids.ts'
import { instant } from '../../../../src/domain/time.ts'
import type { CaseToShow, OdooDecision, TrackingToShow } from '../../../../src/odoo/case-ports.ts'
import type { Rpc } from '../../../../src/demo/clerk/steps.ts'
import { createOne, idOf, readOne, refusal, searchRead, userWith, type Shown } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import { mirrored, withBridge, type BridgeWorld } from './bridge-world.ts'
import { ordered, play } from './play.ts'

const CASE = 'marketplace.care.case'
const AGENT = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
const SELLER = ['base.group_user', 'sales_team.group_sale_salesman']
const PACKER = ['base.group_user', 'stock.group_stock_user']

const toShow = ({ account, odoo }: BridgeWorld, change: Partial<CaseToShow> = {}): CaseToShow => ({
  account: account.name,
  marketplace: account.connector,
  label: 'Kaufland',
  case: caseId(odoo.fresh('R')),
  type: 'return',
  orderRef: orderRef('MK-1'),
  orderId: null,
  ticketId: null,
  title: 'Retoure 1: Terrakotta-Topf',
  state: 'Wartet auf Ihre Entscheidung',
  open: true,
  reason: 'Gefällt nicht',
  quantity: 2,
  decideBy: instant('2026-12-01T10:00:00Z'),
  openedAt: instant('2026-11-20T10:00:00Z'),
  actions: [
    { action: 'accept', consequence: 'Der Käufer bekommt sein Geld.', text: 'none' },
    { action: 'reject', consequence: 'Der Käufer liest Ihre Worte.', text: 'required' },
  ],
  ...change,
})

async function caseOf({ odoo }: BridgeWorld, shown: CaseToShow): Promise<Shown> {
  const fields = ['name', 'state', 'is_open', 'to_decide', 'decide_by', 'reason', 'quantity', 'order_ref', 'write_date']
  const more = ['sale_order_id', 'ticket_id', 'marketplace', 'actions', 'decision_state', 'decision_message']
  const [row] = await searchRead(odoo.rpc, CASE, [['case_ref', '=', shown.case]], [...fields, ...more])
  if (row === undefined) throw new Error('the case is not shown')
  return row
}

/** As a person does: the button of the case, then the wizard. */
async function decide(rpc: Rpc, id: number, action: string, words: string | false = false): Promise<void> {
  const wizard = await createOne(rpc, 'marketplace.care.decide', { case_id: id, action, text: words }, {})
  await rpc('marketplace.care.decide', 'action_decide', [[wizard]])
}

async function openOf({ bridge, account }: BridgeWorld): Promise<readonly OdooDecision[]> {
  return (await bridge.decisions.open()).filter((one) => one.account === account.name)
}

async function doneDelivery(odoo: Subject): Promise<number> {
  const world = await play(odoo)
  const order = await ordered(world)
  const [picking] = await searchRead(odoo.rpc, 'stock.picking', [['sale_id', '=', order]], ['id'])
  return Number(picking?.id)
}

const withAddon: readonly Omit<Case, 'only'>[] = [
  {
    promise: 'a case is shown on its order and its ticket, and written again only where it differs',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
        const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
        const ticket = await mirrored(world, odoo.fresh('k'))
        const shown = toShow(world, { orderId: order, ticketId: ticket.id })
        expect(await world.bridge.cases.hasPlace()).toBe(true)
        await world.bridge.cases.show([shown])
        const first = await caseOf(world, shown)
        expect(first).toMatchObject({
          ...{ name: shown.title, state: shown.state, is_open: true, to_decide: true, reason: 'Gefällt nicht' },
          ...{ decide_by: '2026-12-01 10:00:00', quantity: 2, order_ref: 'MK-1', marketplace: 'kaufland' },
          ...{ decision_state: false, decision_message: false, actions: shown.actions },
        })
        expect([idOf(first['sale_order_id']), idOf(first['ticket_id'])]).toEqual([order, ticket.id])
        for (const [model, id] of [
          ['sale.order', order],
          ['helpdesk.ticket', ticket.id],
        ] as const) {
          expect(await readOne(odoo.rpc, model, id, ['mc_case_count'])).toMatchObject({ mc_case_count: 1 })
        }
        await world.bridge.cases.show([shown])
        expect(await caseOf(world, shown)).toEqual(first)
        const gone = { orderId: 2_000_000_000, ticketId: 2_000_000_000 }
        await world.bridge.cases.show([{ ...shown, ...gone, open: false, state: 'Angenommen', actions: [] }])
        expect(await caseOf(world, shown)).toMatchObject({
          ...{ is_open: false, to_decide: false, state: 'Angenommen', sale_order_id: false, ticket_id: false },
        })
      }),
  },
  {
    promise: 'a decision is read until it is settled, and says to the person what became of it',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const ticket = await mirrored(world, odoo.fresh('k'))
        const shown = toShow(world, { ticketId: ticket.id })
        await world.bridge.cases.show([shown])
        const { id } = await caseOf(world, shown)
        const agent = await userWith(odoo, AGENT)
        expect(await readOne(agent.rpc, CASE, id, ['can_accept', 'can_reject', 'can_repair'])).toMatchObject({
          ...{ can_accept: true, can_reject: true, can_repair: false },
        })
        expect((await refusal(decide(agent.rpc, id, 'repair'))).message).toContain('cannot be decided any more')
        expect((await refusal(decide(agent.rpc, id, 'reject', ' '))).message).toContain('Write the text')
        await decide(agent.rpc, id, 'reject', ' Benutzt. ')
        expect((await refusal(decide(agent.rpc, id, 'accept'))).message).toContain('is on its way')
        const [decision] = await openOf(world)
        expect(decision).toMatchObject({
          ...{ subject: { kind: 'case', case: shown.case }, action: 'reject', text: 'Benutzt.', by: agent.login },
        })
        expect(decision?.createDate).toBe(decision?.at)
        expect(await caseOf(world, shown)).toMatchObject({ decision_state: 'open' })
        const settled = { id: decision?.id ?? 0, outcome: 'refused' as const, sentence: 'Die Frist ist um.' }
        await world.bridge.decisions.settle([settled, { ...settled, id: 2_000_000_000 }])
        expect(await openOf(world)).toEqual([])
        const row = await caseOf(world, shown)
        expect(row['decision_state']).toBe('refused')
        expect(row['decision_message']).toContain('Die Frist ist um.')
        await decide(agent.rpc, id, 'accept')
        const [second] = await openOf(world)
        expect(second).toMatchObject({ action: 'accept', text: null })
        await world.bridge.decisions.settle([{ id: second?.id ?? 0, outcome: 'taken', sentence: '' }])
        expect(await caseOf(world, shown)).toMatchObject({ decision_state: 'taken' })
      }),
  },
  {
    promise: 'a case is seen and decided by those who may see and change its ticket or its order',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const ticket = await mirrored(world, odoo.fresh('k'))
        const onTicket = toShow(world, { ticketId: ticket.id })
        const alone = toShow(world)
        await world.bridge.cases.show([onTicket, alone])
        const sees = async (groups: readonly string[]): Promise<unknown[]> => {
          const { rpc } = await userWith(odoo, groups)
          const rows = await searchRead(rpc, CASE, [['account_id.name', '=', world.account.name]], ['case_ref'])
          return rows.map((row) => row['case_ref'])
        }
        expect(await sees(AGENT)).toEqual([onTicket.case])
        expect(await sees(['base.group_user'])).toEqual([])
        expect(await sees(['base.group_user', 'marketplace_care.group_user'])).toEqual([alone.case])
        expect(await sees(['base.group_user', 'marketplace_care.group_service'])).toEqual([onTicket.case, alone.case])
        const { id } = await caseOf(world, onTicket)
        const seller = await userWith(odoo, SELLER)
        expect((await refusal(decide(seller.rpc, id, 'accept'))).pythonName).toBe('odoo.exceptions.AccessError')
        const agent = await userWith(odoo, AGENT)
        const refused = await refusal(agent.rpc(CASE, 'write', [[id]], { vals: { state: 'Angenommen' } }))
        expect(refused.pythonName).toBe('odoo.exceptions.AccessError')
        const made = { case_id: id, account_id: 1, action: 'accept' }
        const byHand = await refusal(createOne(agent.rpc, 'marketplace.care.decision', made, {}))
        expect(byHand.pythonName).toBe('odoo.exceptions.AccessError')
      }),
  },
  {
    promise: 'a delivery shows what became of its tracking, and one click tries it again once',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const picking = await doneDelivery(odoo)
        const key = odoo.fresh('tracking')
        const mark: TrackingToShow = {
          pickingId: picking,
          account: world.account.name,
          marketplace: world.account.connector,
          state: 'refused',
          sentence: 'Kaufland kennt den Versender „Hermes“ nicht.',
          again: [key],
        }
        await world.bridge.trackingMarks.show([mark, { ...mark, pickingId: 2_000_000_000 }])
        const fields = [
          'mc_tracking_state',
          'mc_tracking_sentence',
          'mc_tracking_again',
          'mc_tracking_decided',
          'mc_tracking_refusal',
        ]
        const read = (): Promise<Shown> => readOne(odoo.rpc, 'stock.picking', picking, [...fields, 'write_date'])
        const first = await read()
        expect(first).toMatchObject({
          ...{ mc_tracking_state: 'refused', mc_tracking_sentence: mark.sentence, mc_tracking_again: [key] },
          mc_tracking_decided: false,
        })
        await world.bridge.trackingMarks.show([mark])
        expect(await read()).toEqual(first)

        const seller = await userWith(odoo, SELLER)
        const again = (rpc: Rpc): Promise<unknown> => rpc('stock.picking', 'action_mc_try_again', [[picking]])
        expect((await refusal(again(seller.rpc))).pythonName).toBe('odoo.exceptions.AccessError')
        const packer = await userWith(odoo, PACKER)
        const vals = { mc_tracking_again: ['another'] }
        const byHand = await refusal(packer.rpc('stock.picking', 'write', [[picking]], { vals }))
        expect(byHand.message).toContain('not changed by hand')
        await again(packer.rpc)
        await again(packer.rpc)
        const decisions = await openOf(world)
        expect(decisions).toMatchObject([{ subject: { kind: 'effect', key }, action: 'not-sent', by: packer.login }])
        expect(await read()).toMatchObject({ mc_tracking_decided: true })
        const settled = { id: decisions[0]?.id ?? 0, sentence: 'Sie ist schon da.' }
        await world.bridge.decisions.settle([{ ...settled, outcome: 'refused' }])
        const refusedRow = await read()
        expect(refusedRow).toMatchObject({ mc_tracking_decided: false })
        expect(refusedRow['mc_tracking_refusal']).toBe(
          'The decision “Try Again” could not be taken over. Sie ist schon da.',
        )
        await world.bridge.trackingMarks.show([{ ...mark, state: 'pushed', sentence: '', again: [] }])
        expect(await read()).toMatchObject({ mc_tracking_state: 'pushed', mc_tracking_again: false })
      }),
  },
]

const takesActivities: Case = {
  promise: 'an activity of ours on a delivery is taken away once it is over, a person’s own never',
  run: (odoo) =>
    withBridge(odoo, async ({ bridge, account }) => {
      const picking = await doneDelivery(odoo)
      const userId = (await userWith(odoo, PACKER)).id
      const name = odoo.fresh('p')
      const xmlid = `__mc__.${account.name}.p.${name}`
      const bodyHtml = '<p>Sendungsnummer fehlt.</p>'
      await bridge.receipts.write([
        {
          ...{ model: 'stock.picking', id: picking, bodyHtml },
          messageId: `<${account.name}.p.${name}@marketplace-care>`,
          activity: { xmlid, userId, summary: 'Sendungsnummer fehlt', noteHtml: bodyHtml },
        },
      ])
      const [model] = (await odoo.rpc('ir.model', 'search', [], {
        domain: [['model', '=', 'stock.picking']],
      })) as number[]
      const own = { res_model_id: model, res_id: picking, user_id: userId, summary: 'Karton suchen' }
      await createOne(odoo.rpc, 'mail.activity', own)
      const summaries = async (): Promise<unknown[]> => {
        const domain = [
          ['res_model', '=', 'stock.picking'],
          ['res_id', '=', picking],
        ]
        const rows = await searchRead(odoo.rpc, 'mail.activity', domain, ['summary'])
        return rows.map(({ summary }) => summary)
      }
      expect(await summaries()).toEqual(['Sendungsnummer fehlt', 'Karton suchen'])
      await bridge.trackingMarks.takeActivities([{ pickingId: picking, xmlid: `${xmlid}x` }])
      expect(await summaries()).toHaveLength(2)
      await bridge.trackingMarks.takeActivities([{ pickingId: picking, xmlid }])
      await bridge.trackingMarks.takeActivities([{ pickingId: picking, xmlid }])
      expect(await summaries()).toEqual(['Karton suchen'])
    }),
}

const withoutAddon: Case = {
  promise: 'without the addon there is no place for cases, nothing to decide, and a mark on a delivery does nothing',
  only: 'without the addon',
  run: (odoo) =>
    withBridge(odoo, async (world) => {
      const { cases, decisions, trackingMarks } = world.bridge
      expect(await cases.hasPlace()).toBe(false)
      await cases.show([toShow(world)])
      expect(await decisions.open()).toEqual([])
      await decisions.settle([{ id: 1, outcome: 'taken', sentence: '' }])
      const { name, connector } = world.account
      const mark = { account: name, marketplace: connector, state: 'waiting', sentence: 'x', again: [] } as const
      await trackingMarks.show([{ ...mark, pickingId: 1 }])
    }),
}

/** Cases, decisions and tracking, as the service shows and takes them. */
export const bridgeCases: readonly Case[] = [
  ...withAddon.map((one): Case => ({ ...one, only: 'with the addon' })),
  takesActivities,
  withoutAddon,
]
