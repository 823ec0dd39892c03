import { create } from '../crud.ts'
import { idList } from '../domain.ts'
import { Env } from '../env.ts'
import { accessError, userError } from '../errors.ts'
import { char, datetime, many2many, many2one, select, text, type Model, type Models, type Values } from '../model.ts'
import { checkRows, groupsOf } from '../rights.ts'
import type { Row } from '../store.ts'
import { DECISION, FACTS } from './cases.ts'

const ORDER = 'sale.order'
const WIZARD = 'marketplace.care.note.fact'
const PICKING = 'stock.picking'
const TEXT_MAX_CHARS = 20_000
const AHEAD_MS = 3_600_000
const KINDS: readonly unknown[] = FACTS.map(([fact]) => fact)
const CONSEQUENCES: Readonly<Record<string, string>> = {
  delivered: 'The buyer is told that the goods have arrived, if the account sends such mails.',
  withdrawn:
    'The buyer receives the receipt that the law demands at once, if the account sends it. The order gets a note and an activity.',
  objected: 'The buyer receives only what the law demands from now on, about all orders of this address.',
}

/** Opened from an order's menu, with the order in its context. */
const wizard: Model = {
  label: 'Note a Fact',
  module: 'marketplace_care',
  fields: {
    sale_order_id: many2one(ORDER, { label: 'Sales Order', required: true, readonly: true, cascade: true }),
    fact: select(FACTS, { required: true }),
    consequence: text({ compute: (_env, row) => CONSEQUENCES[String(row['fact'])] ?? false }),
    fact_at: datetime({ label: 'Happened On', required: true, default: (env: Env) => env.store.transactionTime }),
    delivery_id: many2one(PICKING),
    delivery_ids: many2many(PICKING, {
      label: 'Deliveries',
      compute: (env, row) => doneDeliveries(env, Number(row['sale_order_id'])),
    }),
    text: text({ label: 'Words of the Buyer' }),
    name: char({ label: 'Declared By' }),
  },
  methods: { action_note: { on: 'records', args: [], run: (env, ids) => note(env, Number(ids[0])) } },
}

export const factModels: Models = { [WIZARD]: wizard }

/** An order that says what became of the fact that was noted on it last. */
export function withFacts(order: Model): Model {
  const own = { groups: ['base.group_user'] }
  return {
    ...order,
    fields: {
      ...order.fields,
      mc_fact_state: select(
        [
          ['open', 'On Its Way'],
          ['refused', 'Not Noted'],
        ],
        { label: 'Last Noted Fact', compute: (env, row) => shown(env, row)?.['state'] ?? false, ...own },
      ),
      mc_fact_message: text({
        label: 'What Became of the Fact',
        compute: (env, row) => {
          const last = shown(env, row)
          return last === undefined ? false : sentenceOf(last)
        },
        ...own,
      }),
    },
  }
}

/** A refusal is shown until the order itself has changed. */
function shown(env: Env, row: Row): Row | undefined {
  const last = [...env.rows(DECISION).values()].findLast(
    (one) => one['sale_order_id'] === row.id && KINDS.includes(one['action']),
  )
  if (last?.['state'] === 'open') return last
  const seen = String(last?.['write_date']) < String(row['write_date'])
  return last?.['state'] === 'refused' && !seen ? last : undefined
}

function sentenceOf(row: Row): string {
  const label = FACTS.find(([fact]) => fact === row['action'])?.[1] ?? ''
  const message =
    row['state'] === 'open' ? `“${label}” is on its way. Reload the page in a moment.` : `“${label}” was not noted.`
  return row['sentence'] ? `${message} ${String(row['sentence'])}` : message
}

function doneDeliveries(env: Env, order: number): readonly number[] {
  const row = env.row(ORDER, order)
  if (row === undefined) return []
  return idList(env.get(ORDER, row, 'picking_ids')).filter((id) => {
    const picking = env.row(PICKING, id)
    return (
      picking !== undefined &&
      env.get(PICKING, picking, 'state') === 'done' &&
      env.value('stock.location', picking['location_dest_id'], 'usage') === 'customer'
    )
  })
}

/** Hands the fact to the service; the same again is handed over once. */
function note(env: Env, id: number): object {
  const made = env.row(WIZARD, id)
  const order = env.row(ORDER, Number(made?.['sale_order_id']))
  if (made === undefined || order === undefined) throw userError('The order is not there any more.')
  checkMayNote(env, order)
  const values = valuesOf(env, made)
  const waiting = [...env.rows(DECISION).values()].find(
    (one) =>
      one['sale_order_id'] === order.id &&
      one['state'] === 'open' &&
      one['action'] === values['action'] &&
      one['delivery_id'] === values['delivery_id'],
  )
  if (waiting === undefined) {
    const about = { sale_order_id: order.id, account_id: order['mc_account_id'], user_id: env.uid }
    create(env.sudo(), DECISION, { ...about, ...values })
  } else if (['fact_at', 'text', 'fact_name'].some((name) => waiting[name] !== values[name])) {
    throw userError(sentenceOf(waiting))
  }
  return { type: 'ir.actions.act_window_close' }
}

function checkMayNote(env: Env, order: Row): void {
  const user = new Env(env.base, env.uid, env.context)
  user.checkModel(ORDER, 'read')
  checkRows(user, ORDER, [order.id], 'read')
  if (!groupsOf(user, user.uid).has('sales_team.group_sale_salesman'))
    throw accessError('Only users of sales may note what is known of an order.')
  if (!order['mc_account_id'])
    throw userError('This order belongs to no account of Marketplace Care, so nothing would follow from it.')
}

function valuesOf(env: Env, made: Row): Values {
  const at = Date.parse(`${String(made['fact_at']).replace(' ', 'T')}Z`)
  if (at > Date.parse(`${env.store.now.replace(' ', 'T')}Z`) + AHEAD_MS)
    throw userError('What is noted must have happened already.')
  const words = String(made['text'] || '').trim()
  if (words.length > TEXT_MAX_CHARS)
    throw userError(
      `The words of the buyer are too long: at most ${String(TEXT_MAX_CHARS)} characters. Attach them to the order instead.`,
    )
  const delivery = made['fact'] === 'delivered' ? made['delivery_id'] : false
  if (delivery && !doneDeliveries(env.sudo(), Number(made['sale_order_id'])).includes(Number(delivery)))
    throw userError('Choose a delivery of this order that has been done.')
  const withdrawn = made['fact'] === 'withdrawn'
  return {
    action: made['fact'],
    fact_at: made['fact_at'],
    delivery_id: delivery,
    text: withdrawn && words !== '' && words,
    fact_name: withdrawn && String(made['name'] || '').trim() !== '' && String(made['name']).trim(),
  }
}
