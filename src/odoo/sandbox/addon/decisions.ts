import { create, write } from '../crud.ts'
import { accessError } from '../errors.ts'
import type { Env } from '../env.ts'
import { bool, json, many2one, select, text, type Method, type Model, type Values } from '../model.ts'
import { checkRows, groupsOf } from '../rights.ts'
import type { Row } from '../store.ts'
import { CASE, DECISION, messageOf } from './cases.ts'
import { ACCOUNT, accountOf, differing, invalid } from './service.ts'

const PICKING = 'stock.picking'

/** What people decided and the service has not taken yet, oldest first; wishes of orders for a service that names where they can be met. */
export function decisionOpen(su: Env, { limit, begins }: Values): object[] {
  const known = begins === undefined || begins === null || begins === false
  if (!known) markBegins(su, begins as Readonly<Record<string, boolean>>)
  const options = { order: 'id', limit: typeof limit === 'number' ? limit : 200 }
  const domain = [['state', '=', 'open'], ...(known ? [['sale_order_id', '=', false]] : [])]
  return su.search(DECISION, domain, options).flatMap((id) => {
    const row = su.row(DECISION, id)
    if (row === undefined) return []
    const at = String(row['create_date']).slice(0, 19)
    return [
      {
        id,
        create_date: at,
        account: su.value(ACCOUNT, row['account_id'], 'name'),
        case_ref: su.value(CASE, row['case_id'], 'case_ref'),
        effect_key: row['effect_key'],
        order_id: row['sale_order_id'],
        action: row['action'],
        text: row['text'],
        fact_at: row['fact_at'],
        fact_name: row['fact_name'],
        delivery: su.value(PICKING, row['delivery_id'], 'name'),
        by: su.value('res.users', row['user_id'], 'name'),
        at,
      },
    ]
  })
}

function markBegins(su: Env, begins: Readonly<Record<string, boolean>>): void {
  for (const [name, can] of Object.entries(begins)) {
    const id = su.find(ACCOUNT, [['name', '=', name]])
    if (id !== undefined && su.value(ACCOUNT, id, 'begins_conversations') !== can)
      write(su, ACCOUNT, [id], { begins_conversations: can })
  }
}

/** Says what became of decisions; gives the ids of those that were changed. */
export function decisionSettle(su: Env, rows: unknown): number[] {
  return (rows as Values[]).flatMap((row) => {
    const outcome = String(row['outcome'])
    if (outcome !== 'taken' && outcome !== 'refused') throw invalid(`${outcome} is no outcome.`)
    const id = Number(row['id'])
    const settled = { state: outcome, sentence: row['sentence'] || false }
    const changes = su.row(DECISION, id) === undefined ? undefined : differing(su, DECISION, id, settled)
    if (changes === undefined) return []
    write(su, DECISION, [id], changes)
    return [id]
  })
}

/** Shows on deliveries what became of their tracking; gives the ids of those that were changed. */
export function trackingBatch(su: Env, rows: unknown): number[] {
  return (rows as Values[]).flatMap((row) => {
    const id = Number(row['picking_id'])
    if (su.row(PICKING, id) === undefined) return []
    const again = (row['again'] ?? []) as readonly string[]
    const changes = differing(su, PICKING, id, {
      mc_account_id: accountOf(su, { ...row, name: row['account'] }),
      mc_tracking_state: row['state'],
      mc_tracking_sentence: row['sentence'] || false,
      mc_tracking_again: again.length > 0 && again,
    })
    if (changes === undefined) return []
    write(su, PICKING, [id], changes)
    return [id]
  })
}

const SERVICE_FIELDS = ['mc_account_id', 'mc_tracking_state', 'mc_tracking_sentence', 'mc_tracking_again']
const own = { groups: ['base.group_user'] } as const

/** A delivery with what became of its tracking, and the buttons that try it again. */
export function withTracking(picking: Model): Model {
  return {
    ...picking,
    fields: {
      ...picking.fields,
      mc_account_id: many2one(ACCOUNT, { label: 'Marketplace Account', readonly: true, ...own }),
      mc_tracking_state: select(
        [
          ['waiting', 'Waits for a Tracking Reference'],
          ['pushed', 'Handed Over'],
          ['refused', 'Refused'],
          ['unclear', 'Unclear'],
          ['different', 'Stored Differently'],
        ],
        { label: 'Tracking on the Marketplace', readonly: true, ...own },
      ),
      mc_tracking_sentence: text({ label: 'What the Marketplace Says', readonly: true, ...own }),
      mc_tracking_again: json({ label: 'May Be Tried Again', readonly: true, ...own }),
      mc_tracking_decided: bool({ label: 'Decision on Its Way', compute: isDecided, ...own }),
      mc_tracking_refusal: text({ label: 'Why a Decision Was Not Taken Over', compute: refusal, ...own }),
    },
    methods: { ...picking.methods, action_mc_try_again: button('not-sent'), action_mc_arrived: button('sent') },
    prepare(env, values, given) {
      checkFields(env, [], given)
      picking.prepare?.(env, values, given)
    },
    checkWrite(env, ids, values) {
      checkFields(env, ids, values)
      picking.checkWrite?.(env, ids, values)
    },
  }
}

function isDecided(env: Env, row: Row): boolean {
  return [...env.rows(DECISION).values()].some((one) => one['picking_id'] === row.id && one['state'] === 'open')
}

/** Shown as long as the same may still be tried again. */
function refusal(env: Env, row: Row): string | false {
  const again = (row['mc_tracking_again'] || []) as readonly unknown[]
  const last = [...env.rows(DECISION).values()].findLast(
    (one) => one['picking_id'] === row.id && again.includes(one['effect_key']),
  )
  return last?.['state'] === 'refused' && messageOf(last)
}

function checkFields(env: Env, ids: readonly number[], values: Values): void {
  const touched = SERVICE_FIELDS.filter((name) => name in values)
  if (touched.length === 0 || env.su || groupsOf(env, env.uid).has('base.group_system')) return
  if (touched.some((name) => values[name]) || ids.some((id) => env.value(PICKING, id, 'mc_tracking_state'))) {
    throw accessError('What a delivery says of its marketplace is not changed by hand.')
  }
}

const button = (action: string): Method => ({
  on: 'records',
  args: [],
  run(env, ids) {
    if (!groupsOf(env, env.uid).has('stock.group_stock_user')) {
      throw accessError('Only users of the inventory may decide about tracking.')
    }
    env.checkModel(PICKING, 'write')
    checkRows(env, PICKING, ids, 'write')
    const row = env.row(PICKING, Number(ids[0]))
    if (row === undefined || isDecided(env, row)) return true
    for (const effect_key of (row['mc_tracking_again'] || []) as readonly string[]) {
      const about = { picking_id: row.id, account_id: row['mc_account_id'], effect_key }
      create(env.sudo(), DECISION, { ...about, action, user_id: env.uid })
    }
    return true
  },
})
