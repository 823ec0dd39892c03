import { create } from '../crud.ts'
import { Env } from '../env.ts'
import { accessError, userError } from '../errors.ts'
import { integer, select, text, type Method, type Model } from '../model.ts'
import { checkRows, groupsOf, mayModel } from '../rights.ts'
import type { Row } from '../store.ts'
import { DECISION } from './cases.ts'
import { ACCOUNT, TICKET } from './service.ts'

const ORDER = 'sale.order'
const MAY = ['sales_team.group_sale_salesman', 'marketplace_care.group_user', 'helpdesk_mgmt.group_helpdesk_user_own']
const own = { groups: ['base.group_user'] } as const

/** An order with its tickets, and the button that asks for one to write to the buyer. */
export function withMessages(order: Model): Model {
  return {
    ...order,
    fields: {
      ...order.fields,
      mc_ticket_count: integer({
        label: 'Marketplace Tickets',
        compute: (env, row) => ticketsOf(new Env(env.base, env.uid, env.context), row).length,
        ...own,
      }),
      mc_message_state: select(
        [
          ['possible', 'Possible'],
          ['open', 'On Its Way'],
          ['refused', 'Not Possible'],
        ],
        { label: 'Message to the Buyer', compute: stateOf, ...own },
      ),
      mc_message_refusal: text({
        label: 'Why There Is No Ticket',
        compute: (env, row) => stateOf(env, row) === 'refused' && String(lastWish(env, row)?.['sentence'] ?? ''),
        ...own,
      }),
    },
    methods: { ...order.methods, action_mc_message: wish },
  }
}

const lastWish = (env: Env, row: Row): Row | undefined =>
  [...env.rows(DECISION).values()].findLast((one) => one['sale_order_id'] === row.id && one['action'] === 'message')

function ticketsOf(env: Env, row: Row): readonly number[] {
  if (!row['mc_order_ref'] || !(env.su || mayModel(env, TICKET, 'read'))) return []
  const domain = [
    ['mc_account_id', '=', row['mc_account_id']],
    ['mc_order_ref', '=', row['mc_order_ref']],
  ]
  return env.with({ active_test: false }).search(TICKET, domain)
}

const may = (env: Env): boolean => MAY.some((group) => groupsOf(env, env.uid).has(group))

function stateOf(env: Env, row: Row): string | false {
  const begins = row['mc_order_ref'] && env.value(ACCOUNT, row['mc_account_id'], 'begins_conversations')
  if (!begins || !may(env) || ticketsOf(env.sudo(), row).length > 0) return false
  const state = lastWish(env, row)?.['state']
  return state === 'open' || state === 'refused' ? state : 'possible'
}

const wish: Method = {
  on: 'records',
  args: [],
  run(env, ids) {
    env.checkModel(ORDER, 'read')
    checkRows(env, ORDER, ids, 'read')
    if (!may(env)) throw accessError('Only users of sales or helpdesk may write to a buyer.')
    const row = env.row(ORDER, Number(ids[0]))
    const state = row === undefined ? false : stateOf(env, row)
    if (row === undefined || state === false) {
      throw userError(
        'Nobody can begin a conversation about this order from here, or it has a ticket by now. Reload the page.',
      )
    }
    if (state === 'open') return true
    const about = { sale_order_id: row.id, account_id: row['mc_account_id'] }
    create(env.sudo(), DECISION, { ...about, action: 'message', user_id: env.uid })
    return true
  },
}
