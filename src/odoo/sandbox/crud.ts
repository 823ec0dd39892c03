import { idList, isRelation } from './domain.ts'
import { missingError, missingValue, OdooError, valueError } from './errors.ts'
import { convert } from './convert.ts'
import type { Env } from './env.ts'
import { isStored, labelOf, type Field, type Model, type Values } from './model.ts'
import { checkRows } from './rights.ts'
import type { Row } from './store.ts'

/** Kept by the store itself; what a caller says of them is ignored. */
const LOGGED = new Set(['id', 'create_date', 'create_uid', 'write_date', 'write_uid'])

/** Makes one record and gives its id. */
export function create(env: Env, modelName: string, given: Values): number {
  const model = env.model(modelName)
  env.checkModel(modelName, 'create')
  checkNames(model, modelName, given)
  const values: Values = { ...defaults(env, model, Object.keys(model.fields)), ...given }
  model.prepare?.(env, values, given)
  const id = env.store.nextId(modelName)
  const stamp = env.store.transactionTime
  const row: Row = {
    ...Object.fromEntries(storedValues(env, modelName, model, values)),
    id,
    create_date: stamp,
    create_uid: env.uid,
    write_date: stamp,
    write_uid: env.uid,
  }
  checkRequired(modelName, model, row)
  checkUnique(env, modelName, model, row)
  env.store.put(modelName, row)
  children(env, modelName, model, id, values)
  checkRows(env, modelName, [id], 'create')
  model.created?.(env, id, given)
  return id
}

/** Changes records; what a field does not take is refused before anything is changed. */
export function write(env: Env, modelName: string, ids: readonly number[], given: Values): void {
  const model = env.model(modelName)
  env.checkModel(modelName, 'write')
  checkNames(model, modelName, given)
  const before = ids.map((id) => existing(env, modelName, id))
  checkRows(env, modelName, ids, 'write')
  if (Object.keys(given).length === 0) return
  model.checkWrite?.(env, ids, given)
  for (const row of before) {
    const changed = Object.fromEntries(storedValues(env, modelName, model, given, row))
    const after = { ...row, ...changed, write_date: env.store.transactionTime, write_uid: env.uid }
    checkRequired(modelName, model, after, Object.keys(given))
    env.store.put(modelName, after)
    children(env, modelName, model, row.id, given)
  }
  model.written?.(env, ids, given, before)
}

/** Deletes records with what belongs to them; other records lose their reference. */
export function unlink(env: Env, modelName: string, ids: readonly number[]): void {
  env.checkModel(modelName, 'unlink')
  checkRows(env, modelName, ids, 'unlink')
  for (const id of ids) drop(env.sudo(), modelName, id)
}

/** Values that a new record has without being told. */
export function defaults(env: Env, model: Model, names: readonly string[]): Values {
  const values: Values = {}
  for (const name of names) {
    const field = model.fields[name]
    if (field === undefined) continue
    const wanted = env.context[`default_${name}`] ?? field.default
    if (wanted === undefined) continue
    values[name] = typeof wanted === 'function' ? (wanted as (env: Env) => unknown)(env) : wanted
  }
  return values
}

export function existing(env: Env, model: string, id: number): Row {
  const row = env.row(model, id)
  if (row === undefined) throw missingError(model, [id], env.uid)
  return row
}

function* storedValues(
  env: Env,
  modelName: string,
  model: Model,
  values: Values,
  before?: Row,
): Generator<[string, unknown]> {
  for (const [name, field] of Object.entries(model.fields)) {
    if (!isStored(field) || LOGGED.has(name)) continue
    if (!(name in values)) {
      if (before === undefined) yield [name, convert(env, modelName, name, field, false)]
      continue
    }
    const value = values[name]
    if (field.type === 'many2many') yield [name, linked(env, field, idList(before?.[name]), value)]
    else yield [name, convert(env, modelName, name, field, value)]
  }
}

/** Commands of a many2many: ids it holds afterwards. */
function linked(env: Env, field: Field, before: readonly number[], value: unknown): readonly number[] {
  let ids = [...before]
  for (const command of commands(value)) {
    const [code, id] = [command[0], Number(command[1])]
    if (code === 0) ids.push(create(env, field.relation ?? '', command[2] as Values))
    else if (code === 1) write(env, field.relation ?? '', [id], command[2] as Values)
    else if (code === 2) unlink(env, field.relation ?? '', [id])
    else if (code === 4) ids.push(id)
    else if (code === 5) ids = []
    else if (code === 6) ids = [...(command[2] as number[])]
    if (code === 2 || code === 3) ids = ids.filter((one) => one !== id)
  }
  const target = env.rows(field.relation ?? '')
  const absent = ids.filter((id) => !target.has(id))
  if (absent.length > 0) throw missingError(field.relation ?? '', absent, env.uid)
  return [...new Set(ids)]
}

/** Commands of the one2many fields among the values. */
function children(env: Env, modelName: string, model: Model, id: number, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const field = model.fields[name]
    if (field?.type !== 'one2many' || field.compute !== undefined) continue
    const { relation = '', inverse = '', inverseModel } = field
    const parent = { [inverse]: id, ...(inverseModel === undefined ? {} : { [inverseModel]: modelName }) }
    for (const [code, child, more] of commands(value)) {
      if (code === 0) create(env, relation, { ...(more as Values), ...parent })
      else if (code === 1) write(env, relation, [Number(child)], more as Values)
      else if (code === 2) unlink(env, relation, [Number(child)])
      else if (code === 4) write(env, relation, [Number(child)], parent)
    }
  }
}

function commands(value: unknown): readonly (readonly unknown[])[] {
  if (!Array.isArray(value)) return []
  return (value as unknown[]).map((one) => (Array.isArray(one) ? (one as unknown[]) : [4, one]))
}

function drop(env: Env, modelName: string, id: number): void {
  if (env.row(modelName, id) === undefined) return
  env.store.drop(modelName, id)
  for (const [other, { fields }] of Object.entries(env.base.models)) {
    for (const [name, field] of Object.entries(fields)) {
      if (!isStored(field) || !isRelation(field) || field.relation !== modelName) continue
      for (const row of [...env.rows(other).values()]) {
        if (!idList(row[name]).includes(id)) continue
        if (field.cascade === true) drop(env, other, row.id)
        else if (field.type === 'many2one') env.store.put(other, { ...row, [name]: false })
        else env.store.put(other, { ...row, [name]: idList(row[name]).filter((one) => one !== id) })
      }
    }
  }
  for (const [other, holder] of HANGING) {
    if (other === modelName) continue
    for (const row of [...env.rows(other).values()]) {
      if (row[holder] === modelName && row['res_id'] === id) drop(env, other, row.id)
    }
  }
}

/** What hangs on a record by its model's name and its id. */
const HANGING = [
  ['ir.model.data', 'model'],
  ['mail.message', 'model'],
  ['mail.followers', 'res_model'],
  ['mail.activity', 'res_model'],
  ['ir.attachment', 'res_model'],
] as const

function checkNames(model: Model, modelName: string, values: Values): void {
  for (const name of Object.keys(values)) {
    if (model.fields[name] === undefined) throw valueError(`Invalid field '${name}' in '${modelName}'`)
  }
}

function checkRequired(modelName: string, model: Model, row: Row, only = Object.keys(model.fields)): void {
  for (const name of only) {
    const field = model.fields[name]
    if (field?.required === true && isStored(field) && row[name] === false && field.type !== 'boolean') {
      throw missingValue(name, labelOf(name, field), modelName, model.label)
    }
  }
}

function checkUnique(env: Env, modelName: string, model: Model, row: Row): void {
  const { unique } = model
  if (unique === undefined) return
  for (const other of env.rows(modelName).values()) {
    if (unique.fields.every((name) => other[name] === row[name])) {
      throw new OdooError('odoo.exceptions.ValidationError', unique.message, 422)
    }
  }
}
