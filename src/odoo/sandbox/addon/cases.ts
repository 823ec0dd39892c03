import { create, write } from '../crud.ts'
import { accessError, userError } from '../errors.ts'
import { Env } from '../env.ts'
import {
  bool,
  char,
  datetime,
  integer,
  json,
  many2one,
  one2many,
  select,
  text,
  type Model,
  type Models,
  type Values,
} from '../model.ts'
import { checkRows, groupsOf, mayModel, type Operation } from '../rights.ts'
import { OdooError } from '../errors.ts'
import type { Row } from '../store.ts'
import { ACCOUNT, accountOf, differing, line, TICKET } from './service.ts'

export const CASE = 'marketplace.care.case'
export const DECISION = 'marketplace.care.decision'
const DECIDE = 'marketplace.care.decide'
const ACTIONS = [
  ['accept', 'Accept'],
  ['clarify', 'Clarify'],
  ['repair', 'Repair'],
  ['reject', 'Reject'],
] as const
const ABOUT_EFFECTS = [
  ['not-sent', 'Try Again'],
  ['sent', 'Mark as Arrived'],
] as const
const ABOUT_ORDERS = [['message', 'Message the Buyer']] as const
export const FACTS = [
  ['delivered', 'Parcels Have Arrived'],
  ['withdrawn', 'Buyer Withdrew From the Contract'],
  ['objected', 'Buyer Wants No More Mails'],
] as const
const OUTCOMES = [
  ['open', 'On Its Way'],
  ['taken', 'Taken Over'],
  ['refused', 'Not Taken Over'],
] as const

interface Possible {
  readonly action: string
  readonly consequence: string
  readonly text: 'none' | 'optional' | 'required'
}

/** The records whose rights count for those that stand on them. */
export const STANDS_ON = { sale_order_id: 'sale.order', ticket_id: TICKET } as const

const marketplaceCase: Model = {
  label: 'Case on a Marketplace',
  module: 'marketplace_care',
  order: 'is_open desc, decide_by, opened_at desc, id desc',
  fields: {
    name: char({ label: 'Title', required: true, readonly: true }),
    state: char({ readonly: true }),
    is_open: bool({ label: 'Open', readonly: true }),
    to_decide: bool({ compute: (_env, row) => possible(row).length > 0 }),
    decide_by: datetime({ readonly: true }),
    type: select(
      [
        ['return', 'Return'],
        ['claim', 'Claim'],
        ['dispute', 'Dispute'],
        ['cancellation', 'Cancellation'],
      ],
      { required: true, readonly: true },
    ),
    reason: char({ readonly: true }),
    quantity: integer({ readonly: true }),
    opened_at: datetime({ label: 'Opened', readonly: true }),
    account_id: many2one(ACCOUNT, { label: 'Account', required: true, readonly: true, cascade: true }),
    marketplace: char({ related: 'account_id.marketplace' }),
    case_ref: char({ label: 'Number', required: true, readonly: true }),
    order_ref: char({ label: 'Marketplace Order', readonly: true }),
    sale_order_id: many2one('sale.order', { label: 'Sales Order', readonly: true }),
    ticket_id: many2one(TICKET, { readonly: true }),
    actions: json({ label: 'Possible Decisions', readonly: true }),
    ...Object.fromEntries(ACTIONS.map(([action]) => [`can_${action}`, bool({ compute: canDecide(action) })])),
    decision_ids: one2many(DECISION, 'case_id', { label: 'Decisions', readonly: true }),
    decision_state: select(OUTCOMES, {
      label: 'Last Decision',
      compute: (env, row) => lastDecision(env, row)?.['state'] ?? false,
    }),
    decision_message: char({
      compute: (env, row) => {
        const last = lastDecision(env, row)
        return last === undefined ? false : messageOf(last)
      },
    }),
  },
  unique: { fields: ['account_id', 'case_ref'], message: 'There is already a case of this number.' },
}

const decision: Model = {
  label: 'Decision for a Marketplace',
  module: 'marketplace_care',
  order: 'id desc',
  recName: 'action',
  fields: {
    case_id: many2one(CASE, { readonly: true, cascade: true }),
    picking_id: many2one('stock.picking', { readonly: true, cascade: true }),
    sale_order_id: many2one('sale.order', { label: 'Sales Order', readonly: true, cascade: true }),
    effect_key: char({ readonly: true }),
    account_id: many2one(ACCOUNT, { required: true, readonly: true, cascade: true }),
    action: select([...ACTIONS, ...ABOUT_EFFECTS, ...ABOUT_ORDERS, ...FACTS], {
      label: 'Decision',
      required: true,
      readonly: true,
    }),
    text: text({ readonly: true }),
    fact_at: datetime({ label: 'Happened On', readonly: true }),
    fact_name: char({ label: 'Declared By', readonly: true }),
    delivery_id: many2one('stock.picking', { readonly: true, cascade: true }),
    user_id: many2one('res.users', { label: 'Decided By', required: true, readonly: true }),
    state: select(OUTCOMES, { required: true, readonly: true, default: 'open' }),
    sentence: text({ label: 'What Became of It', readonly: true }),
  },
}

/** Made by the button of a case, with the case and the action in its context. */
const wizard: Model = {
  label: 'Decide a Case',
  module: 'marketplace_care',
  fields: {
    case_id: many2one(CASE, { required: true, readonly: true, cascade: true }),
    action: select(ACTIONS, { label: 'Decision', required: true, readonly: true }),
    consequence: text({ compute: (env, row) => chosen(env, row)?.consequence ?? false }),
    words: select(['none', 'optional', 'required'], { compute: (env, row) => chosen(env, row)?.text ?? 'none' }),
    text: text({ label: 'Text to the Buyer' }),
  },
  methods: { action_decide: { on: 'records', args: [], run: (env, ids) => decide(env, Number(ids[0])) } },
}

export const caseModels: Models = { [CASE]: marketplaceCase, [DECISION]: decision, [DECIDE]: wizard }

/** Shows cases as they stand now: makes what is not there, writes what differs; gives the ids of both. */
export function caseBatch(su: Env, rows: unknown): number[] {
  return (rows as Values[]).flatMap((row) => {
    const account = accountOf(su, { ...row, name: row['account'] })
    const known = su.find(CASE, [
      ['account_id', '=', account],
      ['case_ref', '=', row['case_ref']],
    ])
    const values = caseValues(su, row)
    if (known === undefined) return [create(su, CASE, { ...values, account_id: account, case_ref: row['case_ref'] })]
    const changes = differing(su, CASE, known, values)
    if (changes === undefined) return []
    write(su, CASE, [known], changes)
    return [known]
  })
}

function caseValues(su: Env, row: Values): Values {
  const actions = (row['actions'] ?? []) as readonly Possible[]
  return {
    name: line(row['name']),
    state: line(row['state'] || '') || false,
    is_open: Boolean(row['is_open']),
    decide_by: row['decide_by'] || false,
    type: row['type'],
    reason: line(row['reason'] || '') || false,
    quantity: Math.trunc(Number(row['quantity'] ?? 0)),
    opened_at: row['opened_at'] || false,
    order_ref: row['order_ref'] || false,
    sale_order_id: su.row('sale.order', Number(row['order_id']))?.id ?? false,
    ticket_id: su.row(TICKET, Number(row['ticket_id']))?.id ?? false,
    actions: actions.length > 0 && actions,
  }
}

const possible = (row: Row): readonly Possible[] =>
  row['is_open'] === true ? ((row['actions'] || []) as readonly Possible[]) : []

function chosen(env: Env, row: Row): Possible | undefined {
  const of = env.row(CASE, Number(row['case_id']))
  return of === undefined ? undefined : possible(of).find(({ action }) => action === row['action'])
}

const decisionsOf = (env: Env, row: Row): Row[] =>
  [...env.rows(DECISION).values()].filter((one) => one['case_id'] === row.id)

/** The last one, until the case itself has changed. */
function lastDecision(env: Env, row: Row): Row | undefined {
  const last = decisionsOf(env, row).at(-1)
  if (last === undefined || last['state'] === 'open') return last
  return String(last['write_date']) < String(row['write_date']) ? undefined : last
}

const MESSAGES: Readonly<Record<string, string>> = {
  open: 'is on its way.',
  taken: 'has been taken over.',
  refused: 'could not be taken over.',
}

export function messageOf(row: Row): string {
  const label = [...ACTIONS, ...ABOUT_EFFECTS].find(([action]) => action === row['action'])?.[1] ?? ''
  const message = `The decision “${label}” ${MESSAGES[String(row['state'])] ?? ''}`
  return row['sentence'] ? `${message} ${String(row['sentence'])}` : message
}

/** A second decision waits until the first has been taken or refused. */
function canDecide(action: string): (env: Env, row: Row) => boolean {
  return (env, row) =>
    possible(row).some((one) => one.action === action) &&
    mayDecide(env, row) &&
    decisionsOf(env, row).every((one) => one['state'] !== 'open')
}

/** Who may change the order or the ticket; a case without both is for the users of Marketplace Care. */
function mayDecide(env: Env, row: Row): boolean {
  const user = new Env(env.base, env.uid, env.context)
  const places = Object.entries(STANDS_ON).filter(([field]) => typeof row[field] === 'number')
  if (places.length === 0) return groupsOf(user, user.uid).has('marketplace_care.group_user')
  return places.some(([field, model]) => may(user, model, Number(row[field]), 'write'))
}

export function may(user: Env, model: string, id: number, operation: Operation): boolean {
  if (!mayModel(user, model, operation)) return false
  try {
    checkRows(user, model, [id], operation)
    return true
  } catch (error) {
    if (error instanceof OdooError) return false
    throw error
  }
}

/** Hands the decision to the service. */
function decide(env: Env, id: number): object {
  const made = env.row(DECIDE, id)
  const of = env.row(CASE, Number(made?.['case_id']))
  if (made === undefined || of === undefined) throw userError('The case is not there any more.')
  checkRows(env, CASE, [of.id], 'read')
  if (!mayDecide(env, of)) {
    throw accessError('Only who may change the sales order or the ticket of a case may decide it.')
  }
  if (env.get(CASE, of, `can_${String(made['action'])}`) !== true) {
    const last = lastDecision(env, of)
    throw userError(
      last?.['state'] === 'open'
        ? messageOf(last)
        : 'This cannot be decided any more: the case has changed on the marketplace.',
    )
  }
  const words = chosen(env, made)?.text ?? 'none'
  const given = String(made['text'] || '').trim()
  if (words === 'required' && given === '') throw userError('Write the text to the buyer.')
  create(env.sudo(), DECISION, {
    case_id: of.id,
    account_id: of['account_id'],
    action: made['action'],
    text: words !== 'none' && given !== '' && given,
    user_id: env.uid,
  })
  return { type: 'ir.actions.act_window_close' }
}
