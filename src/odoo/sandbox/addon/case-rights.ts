import type { Domain } from '../domain.ts'
import type { Env } from '../env.ts'
import { groupsOf, mayModel, type Rights, type Rule } from '../rights.ts'
import { CASE, DECISION, STANDS_ON } from './cases.ts'

export const CASE_ACCESS: Rights['access'] = {
  [CASE]: { 'base.group_user': 'r' },
  [DECISION]: { 'base.group_user': 'r' },
  'marketplace.care.decide': { 'base.group_user': 'rwc' },
  'marketplace.care.note.fact': { 'sales_team.group_sale_salesman': 'rwc' },
}

const SEE_ALL = ['marketplace_care.group_manager', 'marketplace_care.group_service', 'base.group_system']

/** Who may see the record on which something stands may see that too; what stands on none is for the users of Marketplace Care. */
function visible(env: Env, places: Readonly<Record<string, string>>): Domain {
  const groups = groupsOf(env, env.uid)
  if (SEE_ALL.some((group) => groups.has(group))) return [[1, '=', 1]]
  const seen = Object.entries(places)
    .filter(([, model]) => mayModel(env, model, 'read'))
    .map(([field, model]) => [field, 'in', env.with({ active_test: false }).search(model)])
  const alone = groups.has('marketplace_care.group_user')
    ? Object.keys(places).map((field) => [field, '=', false])
    : [[0, '=', 1]]
  return [...seen.map(() => '|'), ...seen, ...alone.slice(1).map(() => '&'), ...alone]
}

const rule = (model: string, places: Readonly<Record<string, string>>): Rule => ({
  model,
  group: 'base.group_user',
  on: 'r',
  domain: (env) => visible(env, places),
})

export const CASE_RULES: readonly Rule[] = [
  rule(CASE, STANDS_ON),
  rule(DECISION, { case_id: CASE, picking_id: 'stock.picking', sale_order_id: 'sale.order' }),
]
