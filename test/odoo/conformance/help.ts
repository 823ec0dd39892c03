import { expect } from 'vitest'
import type { Rpc } from '../../../src/demo/clerk/steps.ts'
import { Refused, type Subject } from './subject.ts'

export type Shown = Record<string, unknown> & { id: number }

/** The context in which the service creates: no log, no follower, no mail; times in UTC. */
export const SILENT = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  mail_activity_quick_update: true,
  tz: 'UTC',
  lang: 'en_US',
}

export async function searchRead(
  rpc: Rpc,
  model: string,
  domain: readonly unknown[],
  fields: readonly string[],
  order = 'id',
): Promise<Shown[]> {
  const kwargs = { domain, fields, order, context: { active_test: false } }
  return (await rpc(model, 'search_read', [], kwargs)) as Shown[]
}

export async function readOne(rpc: Rpc, model: string, id: number, fields: readonly string[]): Promise<Shown> {
  const [row] = (await rpc(model, 'read', [[id]], { fields })) as Shown[]
  if (row === undefined) throw new Error(`${model} ${String(id)} is not there`)
  return row
}

export async function createOne(rpc: Rpc, model: string, values: object, context: object = SILENT): Promise<number> {
  const ids = (await rpc(model, 'create', [[values]], { context })) as number[]
  return Number(ids[0])
}

export interface Loaded {
  readonly ids: number[] | false
  readonly messages: {
    readonly message: string
    readonly type: string
    readonly record: number
    readonly field?: string
  }[]
}

export async function load(
  rpc: Rpc,
  model: string,
  rows: readonly Readonly<Record<string, string>>[],
  context: object = SILENT,
): Promise<Loaded> {
  const fields = Object.keys(rows[0] ?? {})
  const data = rows.map((row) => fields.map((field) => row[field] ?? ''))
  return (await rpc(model, 'load', [], { fields, data, context })) as Loaded
}

/** Loads one row that must be taken; gives its id. */
export async function loadOne(rpc: Rpc, model: string, row: Readonly<Record<string, string>>): Promise<number> {
  const loaded = await load(rpc, model, [row])
  expect(loaded.messages).toEqual([])
  return Number((loaded.ids as number[])[0])
}

/** What Odoo said when it refused. */
export async function refusal(asked: Promise<unknown>): Promise<Refused> {
  try {
    await asked
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  throw new Error('Odoo did not refuse')
}

const known = new WeakMap<Subject, Map<string, Promise<number>>>()

/** The id of an external id that never changes; asked once. */
export function refById(odoo: Subject, xmlid: string): Promise<number> {
  const ids = known.get(odoo) ?? new Map<string, Promise<number>>()
  known.set(odoo, ids)
  const asked = ids.get(xmlid) ?? lookUp(odoo, xmlid)
  ids.set(xmlid, asked)
  return asked
}

async function lookUp(odoo: Subject, xmlid: string): Promise<number> {
  const [module, ...name] = xmlid.split('.')
  const found = await odoo.rpc('ir.model.data', 'check_object_reference', [], { module, xml_id: name.join('.') })
  return Number((found as [string, number])[1])
}

/** A team with an open and a closing stage of its own, neither of which mails, and a ticket in it. */
export async function desk(odoo: Subject): Promise<{ team: number; open: number; closing: number; ticket: number }> {
  const team = await createOne(odoo.rpc, 'helpdesk.ticket.team', { name: odoo.fresh('Team') })
  const stage = (closed: boolean): Promise<number> =>
    createOne(odoo.rpc, 'helpdesk.ticket.stage', {
      name: odoo.fresh(closed ? 'Closed' : 'Open'),
      closed,
      sequence: closed ? 20 : 10,
      team_ids: [[6, 0, [team]]],
    })
  const [open, closing] = [await stage(false), await stage(true)]
  return { team, open, closing, ticket: await ticketIn(odoo, team, open) }
}

export async function ticketIn(odoo: Subject, team: number, stage: number, values: object = {}): Promise<number> {
  const ticket = { name: odoo.fresh('Ticket'), description: '<p>d</p>', team_id: team, stage_id: stage, user_id: false }
  return createOne(odoo.rpc, 'helpdesk.ticket', { ...ticket, ...values })
}

interface User {
  readonly rpc: Rpc
  readonly id: number
  readonly partner: number
  readonly login: string
}

const users = new WeakMap<Subject, Map<string, Promise<User>>>()

/** A user with just these groups and values, and calls as that user. Cases share such users: making one takes a second on a real Odoo. */
export function userWith(odoo: Subject, groups: readonly string[], values: object = {}): Promise<User> {
  const made = users.get(odoo) ?? new Map<string, Promise<User>>()
  users.set(odoo, made)
  const alike = JSON.stringify([groups, values])
  const user = made.get(alike) ?? makeUser(odoo, groups, values)
  made.set(alike, user)
  return user
}

async function makeUser(odoo: Subject, groups: readonly string[], values: object): Promise<User> {
  const login = odoo.fresh('user')
  const group_ids = [[6, 0, await Promise.all(groups.map((group) => refById(odoo, group)))]]
  const id = await createOne(odoo.rpc, 'res.users', { name: login, login, password: login, group_ids, ...values })
  const { partner_id } = await readOne(odoo.rpc, 'res.users', id, ['partner_id'])
  return { rpc: odoo.as(login, login), id, partner: Number((partner_id as [number])[0]), login }
}

/** Mails about a record, with the contacts they go to. */
export async function mailsAbout(odoo: Subject, model: string, id: number): Promise<Shown[]> {
  const domain = [
    ['model', '=', model],
    ['res_id', '=', id],
  ]
  return searchRead(odoo.rpc, 'mail.mail', domain, ['recipient_ids', 'email_to', 'subject'])
}

export const idOf = (value: unknown): number => Number((value as [number, string])[0])
