import { z } from 'zod'
import type { Domain, OdooBridge } from './bridge.ts'
import { id, many2one } from './records.ts'
import type { OrderSituation, Situations } from './situation-ports.ts'

const PICKING = 'stock.picking'
const ORDER = 'sale.order'

const pickingRow = z.object({
  id,
  sale_id: many2one,
  state: z.string(),
  picking_type_code: z.union([z.string(), z.literal(false)]),
  return_id: many2one.optional(),
})
const orderRow = z.object({ id })
const sellerRow = z.object({ id, user_id: many2one, team_id: many2one.optional() })
const teamRow = z.object({ id, user_id: many2one })

/** What still has to leave, and what comes or came back from a customer; not what was bought for the order. */
const OPEN_OR_BACK: Domain = [
  ['state', '!=', 'cancel'],
  '|',
  '&',
  ['picking_type_code', 'in', ['outgoing', 'dropship']],
  ['state', '!=', 'done'],
  '&',
  ['picking_type_code', '=', 'incoming'],
  ['location_id.usage', '=', 'customer'],
]

/** How far orders are, for whoever is about to tell their buyers something. */
export function createSituations(bridge: OdooBridge): Situations {
  return {
    ofOrders: async (orderIds) => {
      if (!(await bridge.fields(PICKING)).has('sale_id')) return undefined
      const domain = [['sale_id', 'in', [...orderIds]], ...OPEN_OR_BACK]
      const rows = await bridge.rows(PICKING, pickingRow, domain, { order: 'id' })
      return new Map(orderIds.map((order) => [order, situationOf(rows.filter((row) => row.sale_id?.id === order))]))
    },
    labelled: async (orderIds, names) => {
      const fields = await bridge.fields(ORDER)
      const where: Domain[] = [
        ['partner_id.category_id.name', 'in', names],
        ['partner_id.commercial_partner_id.category_id.name', 'in', names],
        ...(fields.has('pricelist_id') ? [['pricelist_id.name', 'in', names]] : []),
      ]
      const domain = [['id', 'in', [...orderIds]], ...where.slice(1).map(() => '|'), ...where]
      return new Set((await bridge.rows(ORDER, orderRow, domain)).map(({ id: order }) => order))
    },
    responsible: async (orderId) => {
      const [order] = await bridge.byIds(ORDER, sellerRow, [orderId])
      if (order?.user_id != null) return order.user_id.id
      const [team] = await bridge.byIds('crm.team', teamRow, order?.team_id == null ? [] : [order.team_id.id])
      return team?.user_id?.id ?? bridge.connect()
    },
  }
}

function situationOf(rows: readonly z.infer<typeof pickingRow>[]): OrderSituation {
  const back = rows.filter((row) => row.picking_type_code === 'incoming')
  return {
    returns: back.map((row) => ({ ofPicking: row.return_id?.id ?? null, done: row.state === 'done' })),
    stillToLeave: rows.length - back.length,
  }
}
