import { compile, idList, type Domain } from './domain.ts'
import { accessError } from './errors.ts'
import type { Env } from './env.ts'
import type { Row } from './store.ts'

export type Operation = 'read' | 'write' | 'create' | 'unlink'

/** Groups, what they may do with models, and which records they may do it with. */
export interface Rights {
  /** By external id. */
  readonly groups: Readonly<Record<string, { readonly label: string; readonly implies: readonly string[] }>>
  /** Model → group → letters of `rwcd`. */
  readonly access: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Records a group may touch; those of several groups add up. */
  readonly rules: readonly Rule[]
}

export interface Rule {
  readonly model: string
  readonly group: string
  /** Letters of `rwcd`. */
  readonly on: string
  readonly domain: (env: Env) => Domain
}

const LETTER: Readonly<Record<Operation, string>> = { read: 'r', write: 'w', create: 'c', unlink: 'd' }
const VERB: Readonly<Record<Operation, string>> = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
}

/** External ids of a user's groups, those that other groups bring included. */
export function groupsOf(env: Env, user: number): ReadonlySet<string> {
  const given = idList(env.row('res.users', user)?.['group_ids']).map((id) => env.row('res.groups', id))
  const found = new Set<string>()
  const open = given.map((row) => String(row?.['xmlid']))
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    if (found.has(group)) continue
    found.add(group)
    open.push(...(env.base.rights.groups[group]?.implies ?? []))
  }
  return found
}

export function mayModel(env: Env, model: string, operation: Operation): boolean {
  if (env.su) return true
  const access = env.base.rights.access[model] ?? {}
  const own = groupsOf(env, env.uid)
  return Object.entries(access).some(([group, letters]) => own.has(group) && letters.includes(LETTER[operation]))
}

export function checkModel(env: Env, model: string, operation: Operation): void {
  if (mayModel(env, model, operation)) return
  const { groups, access } = env.base.rights
  const able = Object.entries(access[model] ?? {})
    .filter(([, letters]) => letters.includes(LETTER[operation]))
    .map(([group]) => groups[group]?.label ?? group)
  const allowed =
    able.length === 0
      ? 'No group currently allows this operation.'
      : `This operation is allowed for the following groups:\n${able.map((label) => `\t- ${label}`).join('\n')}`
  throw accessError(
    `You are not allowed to ${VERB[operation]} '${env.model(model).label}' (${model}) records.\n\n${allowed}\n\nContact your administrator to request access if necessary.`,
  )
}

/** Those of the records that rules let the user read. */
export function readableOnly(env: Env, model: string, ids: readonly number[]): readonly number[] {
  const may = rowTest(env, model, 'read')
  return ids.filter((id) => {
    const row = env.row(model, id)
    return row !== undefined && may(row)
  })
}

/** @throws AccessError when a rule keeps the user from one of the records */
export function checkRows(env: Env, model: string, ids: readonly number[], operation: Operation): void {
  if (env.su) return
  const may = rowTest(env, model, operation)
  const refused = ids.filter((id) => {
    const row = env.row(model, id)
    return row !== undefined && !may(row)
  })
  if (refused.length === 0) return
  if (model === 'mail.message') {
    throw accessError(
      `The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n(Document type: Message, Operation: ${operation})\n\nRecords: ${refused.slice(0, 6).join(', ')}, User: ${String(env.uid)}`,
    )
  }
  if (model === 'ir.attachment') throw accessError('Sorry, you are not allowed to access this document.')
  const user = String(env.nameOf('res.users', env.uid))
  throw accessError(
    `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${user} (id=${String(env.uid)}) doesn't have '${operation}' access to:\n- ${env.model(model).label} (${model})\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.`,
  )
}

function rowTest(env: Env, model: string, operation: Operation): (row: Row) => boolean {
  if (model === 'mail.message') return (row) => mayMessage(env, row, operation)
  if (model === 'ir.attachment') return (row) => mayAttachment(env, row, operation)
  const own = groupsOf(env, env.uid)
  const rules = env.base.rights.rules.filter(
    (rule) => rule.model === model && own.has(rule.group) && rule.on.includes(LETTER[operation]),
  )
  if (rules.length === 0) return () => true
  const tests = rules.map((rule) => compile(env.sudo(), model, rule.domain(env)))
  return (row) => tests.some((test) => test(row))
}

/** A message is its author's and its recipients', and otherwise follows the right on the record it stands on. */
function mayMessage(env: Env, row: Row, operation: Operation): boolean {
  const mine = row['author_id'] === env.partner || row['create_uid'] === env.uid
  const told = idList(row['partner_ids']).includes(env.partner)
  if (operation === 'read' && (mine || told)) return true
  if (operation === 'write' && (row['author_id'] === env.partner || told)) return true
  const { model, res_id: id } = row
  if (typeof model !== 'string' || typeof id !== 'number' || id === 0) return operation === 'create' || mine
  const needed = operation === 'read' ? 'read' : operation === 'create' ? postRight(env, model) : 'write'
  return mayRecord(env, model, id, needed)
}

function mayAttachment(env: Env, row: Row, operation: Operation): boolean {
  if (operation === 'read' && row['public'] === true) return true
  const { res_model: model, res_id: id } = row
  if (typeof model !== 'string' || typeof id !== 'number' || id === 0) return row['create_uid'] === env.uid
  return mayRecord(env, model, id, operation === 'read' ? 'read' : 'write')
}

const postRight = (env: Env, model: string): Operation => env.base.models[model]?.thread?.post ?? 'write'

function mayRecord(env: Env, model: string, id: number, operation: Operation): boolean {
  if (env.su) return true
  if (env.base.models[model] === undefined || !mayModel(env, model, operation)) return false
  const row = env.row(model, id)
  return row !== undefined && rowTest(env, model, operation)(row)
}
