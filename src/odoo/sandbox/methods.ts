import type { Domain } from './domain.ts'
import { create, defaults, existing, unlink, write } from './crud.ts'
import { OdooError, typeError } from './errors.ts'
import type { Env } from './env.ts'
import { load } from './load.ts'
import type { Method, Values } from './model.ts'
import { describe, read } from './read.ts'
import { checkRows, mayModel, type Operation } from './rights.ts'

/** A method of one model, called by the name that RPC uses. */
type Of = (model: string) => Method

/** Methods that every model has. */
export const COMMON: Readonly<Record<string, Of>> = {
  search: (model) => ({
    on: 'model',
    args: ['domain', 'offset?', 'limit?', 'order?'],
    run(env, _ids, args) {
      env.checkModel(model, 'read')
      return env.search(model, domainOf(args['domain']), window(args))
    },
  }),
  search_count: (model) => ({
    on: 'model',
    args: ['domain', 'limit?'],
    run(env, _ids, args) {
      env.checkModel(model, 'read')
      return env.search(model, domainOf(args['domain']), window(args)).length
    },
  }),
  search_read: (model) => ({
    on: 'model',
    args: ['domain?', 'fields?', 'offset?', 'limit?', 'order?', 'load?'],
    run(env, _ids, args) {
      env.checkModel(model, 'read')
      const found = env.search(model, domainOf(args['domain']), window(args))
      return read(env, model, found, names(args['fields']), args['load'])
    },
  }),
  read: (model) => ({
    on: 'records',
    args: ['fields?', 'load?'],
    run: (env, ids, args) => read(env, model, ids, names(args['fields']), args['load']),
  }),
  fields_get: (model) => ({
    on: 'model',
    args: ['allfields?', 'attributes?'],
    run: (env, _ids, args) => describe(env, model, names(args['allfields']), names(args['attributes'])),
  }),
  default_get: (model) => ({
    on: 'model',
    args: ['fields'],
    run: (env, _ids, args) => defaults(env, env.model(model), names(args['fields']) ?? []),
  }),
  name_search: (model) => ({
    on: 'model',
    args: ['name?', 'domain?', 'operator?', 'limit?'],
    run: (env, _ids, args) => nameSearch(env, model, args),
  }),
  create: (model) => ({
    on: 'model',
    args: ['vals_list'],
    run(env, _ids, args) {
      const given = args['vals_list']
      return Array.isArray(given)
        ? (given as Values[]).map((values) => create(env, model, values))
        : create(env, model, given as Values)
    },
  }),
  write: (model) => ({
    on: 'records',
    args: ['vals'],
    run(env, ids, args) {
      write(env, model, ids, args['vals'] as Values)
      return true
    },
  }),
  unlink: (model) => ({
    on: 'records',
    args: [],
    run(env, ids) {
      unlink(env, model, ids)
      return true
    },
  }),
  load: (model) => ({
    on: 'model',
    args: ['fields', 'data'],
    run: (env, _ids, args) => load(env, model, args['fields'] as string[], args['data'] as unknown[][]),
  }),
  get_external_id: (model) => ({
    on: 'records',
    args: [],
    run: (env, ids) => Object.fromEntries(ids.map((id) => [id, externalId(env, model, id)])),
  }),
  has_access: (model) => ({
    on: 'records',
    args: ['operation'],
    run: (env, ids, args) => hasAccess(env, model, ids, args['operation'] as Operation),
  }),
  check_access_rights: (model) => ({
    on: 'model',
    args: ['operation', 'raise_exception?'],
    run(env, _ids, args) {
      if (args['raise_exception'] !== false) env.checkModel(model, args['operation'] as Operation)
      return mayModel(env, model, args['operation'] as Operation)
    },
  }),
  action_archive: (model) => setActive(model, false),
  action_unarchive: (model) => setActive(model, true),
}

function setActive(model: string, active: boolean): Method {
  return {
    on: 'records',
    args: [],
    run(env, ids) {
      const changed = ids.filter((id) => existing(env, model, id)['active'] !== active)
      if (changed.length > 0) write(env, model, changed, { active })
    },
  }
}

function nameSearch(env: Env, model: string, args: Values): [number, unknown][] {
  env.checkModel(model, 'read')
  const { searchNames, recName = 'name' } = env.model(model)
  const wanted = searchNames ?? [recName]
  const name = String(args['name'] ?? '')
  const operator = args['operator'] ?? 'ilike'
  const terms = wanted.map((field) => [field, operator, name])
  const either: Domain = name === '' ? [] : [...terms.slice(1).map(() => '|'), ...terms]
  const found = env.search(model, [...either, ...domainOf(args['domain'])], { limit: Number(args['limit'] ?? 100) })
  return found.map((id) => [id, env.nameOf(model, id)])
}

function hasAccess(env: Env, model: string, ids: readonly number[], operation: Operation): boolean {
  if (!mayModel(env, model, operation)) return false
  try {
    checkRows(env, model, ids, operation)
    return true
  } catch (error) {
    if (error instanceof OdooError) return false
    throw error
  }
}

function externalId(env: Env, model: string, id: number): string {
  for (const row of env.rows('ir.model.data').values()) {
    if (row['res_id'] === id && row['model'] === model) return `${String(row['module'])}.${String(row['name'])}`
  }
  return ''
}

const domainOf = (value: unknown): Domain => (Array.isArray(value) ? (value as Domain) : [])
const names = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? (value as string[]) : undefined

function window(args: Values): { order?: string; offset?: number; limit?: number } {
  const { order, offset, limit } = args
  return {
    ...(typeof order === 'string' && order !== '' ? { order } : {}),
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof limit === 'number' && limit > 0 ? { limit } : {}),
  }
}

/** @throws TypeError as Python does when arguments do not fit the method */
export function bind(
  method: Method,
  shownName: string,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): Values {
  const parameters = method.args.filter((name) => name !== '**').map((name) => name.replace('?', ''))
  const values: Values = {}
  for (const [index, value] of positional.entries()) {
    const name = parameters[index]
    if (name === undefined) throw typeError(`${shownName}() takes fewer positional arguments`)
    values[name] = value
  }
  for (const [name, value] of Object.entries(named)) {
    if (!parameters.includes(name) && !method.args.includes('**')) {
      throw typeError(`${shownName}() got an unexpected keyword argument '${name}'`)
    }
    values[name] = value
  }
  const missing = method.args.find((name) => !name.endsWith('?') && name !== '**' && !(name in values))
  if (missing !== undefined) throw typeError(`${shownName}() missing 1 required positional argument: '${missing}'`)
  return values
}
