import { valueError } from './errors.ts'
import { isToMany, type Field } from './model.ts'
import type { Env } from './env.ts'
import type { Row } from './store.ts'

export type Domain = readonly unknown[]
type Test = (row: Row) => boolean

const OPERATORS = new Set(
  '= != <> == < > <= >= in|not in|like|not like|ilike|not ilike|=like|not =like|=ilike|not =ilike|any|not any|child_of|parent_of|=?'
    .split('|')
    .flatMap((part) => (part.startsWith('= ') ? part.split(' ') : [part])),
)

/**
 * Turns Odoo's prefix notation into a test of rows. Terms without a connective count as joined by `&`.
 * @throws ValueError as Odoo does for unknown fields, operators and broken terms
 */
export function compile(env: Env, model: string, domain: Domain): Test {
  const rest = [...domain]
  const tests: Test[] = []
  while (rest.length > 0) tests.push(term(env, model, rest))
  return (row) => tests.every((test) => test(row))
}

/** Whether the domain itself speaks of a field, so that archived records are not hidden. */
export function mentions(domain: Domain, field: string): boolean {
  return domain.some((item) => Array.isArray(item) && item[0] === field)
}

/** Ids that the domain fixes by a top-level condition, to look at those rows only. */
export function fixedIds(domain: Domain): readonly number[] | undefined {
  if (domain.some((item) => item === '|' || item === '!')) return undefined
  for (const item of domain) {
    if (!Array.isArray(item) || item[0] !== 'id') continue
    if (item[1] === 'in' && Array.isArray(item[2])) return item[2].filter((id) => typeof id === 'number')
    if (item[1] === '=' && typeof item[2] === 'number') return [item[2]]
  }
  return undefined
}

function term(env: Env, model: string, rest: unknown[]): Test {
  const item = rest.shift()
  if (item === '!') {
    const inner = term(env, model, rest)
    return (row) => !inner(row)
  }
  if (item === '&' || item === '|') {
    const left = term(env, model, rest)
    const right = term(env, model, rest)
    return item === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row)
  }
  if (!Array.isArray(item) || item.length !== 3) throw valueError(`Domain() invalid item in domain: ${shown(item)}`)
  return condition(env, model, item as [unknown, unknown, unknown])
}

function condition(env: Env, model: string, [left, operator, value]: [unknown, unknown, unknown]): Test {
  // Always true and always false, as Odoo writes them.
  if (left === 1 && operator === '=') return () => value === 1
  if (left === 0 && operator === '=') return () => value === 0
  if (typeof left !== 'string' || typeof operator !== 'string' || !OPERATORS.has(operator)) {
    throw valueError(`Invalid operator in condition (${shown(left)}, ${shown(operator)}, ${shown(value)})`)
  }
  const [name = '', ...path] = left.split('.')
  const field = env.model(model).fields[name]
  if (field === undefined) {
    throw valueError(
      `Invalid field ${model}.${name} in condition (${shown(left)}, ${shown(operator)}, ${shown(value)})`,
    )
  }
  if (path.length > 0) return through(env, model, name, field, [[path.join('.'), operator, value]], 'any')
  if (operator === 'any' || operator === 'not any') {
    return through(env, model, name, field, value as Domain, operator)
  }
  if (operator === '=?') {
    return value === false || value === null ? () => true : condition(env, model, [left, '=', value])
  }
  const matches = matcher(env, field, operator, value)
  return (row) => matches(env.get(model, row, name))
}

function through(env: Env, model: string, name: string, field: Field, domain: Domain, how: 'any' | 'not any'): Test {
  if (field.relation === undefined) throw valueError(`Invalid field ${model}.${name} in condition: it leads nowhere`)
  const target = field.relation
  env.checkModel(target, 'read')
  const inner = compile(env, target, domain)
  const some: Test = (row) =>
    idList(env.get(model, row, name)).some((id) => {
      const other = env.row(target, id)
      return other !== undefined && inner(other)
    })
  return how === 'any' ? some : (row) => !some(row)
}

function matcher(env: Env, field: Field, operator: string, value: unknown): (stored: unknown) => boolean {
  const negative = NEGATIVE[operator]
  if (negative !== undefined) {
    const positive = matcher(env, field, negative, value)
    return (stored) => !positive(stored)
  }
  if (field.relation !== undefined) return relational(env, field, operator, value)
  if (operator === 'in' || operator === '=' || operator === '==') {
    const wanted = new Set((Array.isArray(value) ? value : [value]).map((one) => key(field, one)))
    return (stored) => wanted.has(key(field, stored))
  }
  if (LIKE.has(operator)) {
    const pattern = likePattern(operator, String(value))
    return (stored) => stored !== false && pattern.test(String(stored))
  }
  return ordered(field, operator, value)
}

const NEGATIVE: Readonly<Record<string, string>> = {
  '!=': '=',
  '<>': '=',
  'not in': 'in',
  'not like': 'like',
  'not ilike': 'ilike',
  'not =like': '=like',
  'not =ilike': '=ilike',
}
const LIKE = new Set(['like', 'ilike', '=like', '=ilike'])

function relational(env: Env, field: Field, operator: string, value: unknown): (stored: unknown) => boolean {
  const target = field.relation ?? ''
  if (operator === 'child_of' || operator === 'parent_of') {
    const wanted = new Set(family(env, target, idList(value), operator))
    return (stored) => idList(stored).some((id) => wanted.has(id))
  }
  if (LIKE.has(operator) || typeof value === 'string') {
    const pattern = likePattern(LIKE.has(operator) ? operator : '=like', String(value))
    return (stored) => idList(stored).some((id) => pattern.test(String(env.nameOf(target, id))))
  }
  const values = Array.isArray(value) ? (value as unknown[]) : [value]
  const wanted = new Set(values)
  const unset = values.some((one) => one === false || one === null)
  return (stored) => {
    const ids = idList(stored)
    return ids.length === 0 ? unset : ids.some((id) => wanted.has(id))
  }
}

function ordered(field: Field, operator: string, value: unknown): (stored: unknown) => boolean {
  const bound = key(field, value)
  if (bound === '') return () => false
  return (stored) => {
    const one = key(field, stored)
    if (one === '') return false
    switch (operator) {
      case '<':
        return one < bound
      case '>':
        return one > bound
      case '<=':
        return one <= bound
      default:
        return one >= bound
    }
  }
}

/** Comparable form of a value; unset is the empty text (0 for numbers, false for booleans). Times count in whole seconds. */
function key(field: Field, value: unknown): string | number | boolean {
  switch (field.type) {
    case 'boolean':
      return Boolean(value)
    case 'integer':
    case 'float':
    case 'monetary':
    case 'many2one_reference':
      return Number(value)
    case 'datetime':
    case 'date':
      return moment(value)
    default:
      return value === false || value === null || value === undefined ? '' : String(value)
  }
}

function moment(value: unknown): string {
  if (value === false || value === null || value === undefined) return ''
  const text = String(value)
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?$/.test(text)) {
    throw valueError(`Invalid term ${shown(value)} in expression date: ${shown(value)}`)
  }
  return text.slice(0, 19)
}

function likePattern(operator: string, value: string): RegExp {
  // A backslash takes the meaning from the sign behind it.
  const source = value.replaceAll(/\\([^])|([%_])|[.*+?^${}()|[\]]/g, (sign, plain?: string, wild?: string) => {
    if (wild !== undefined) return wild === '%' ? '[^]*' : '[^]'
    return (plain ?? sign).replace(/[.*+?^${}()|[\]\\]/, '\\$&')
  })
  const whole = operator.startsWith('=') ? `^${source}$` : source
  return new RegExp(whole, operator.includes('ilike') ? 'iu' : 'u')
}

function family(env: Env, model: string, ids: readonly number[], direction: 'child_of' | 'parent_of'): number[] {
  const found = new Set(ids)
  let grown = true
  while (grown) {
    grown = false
    for (const row of env.rows(model).values()) {
      const parent = row['parent_id']
      if (typeof parent !== 'number') continue
      const [from, to] = direction === 'child_of' ? [parent, row.id] : [row.id, parent]
      if (found.has(from) && !found.has(to)) {
        found.add(to)
        grown = true
      }
    }
  }
  return [...found]
}

/** Ids in a relational value as stored: one, several or none. */
export function idList(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? (value as number[]) : []
}

export const isRelation = (field: Field): boolean => field.type === 'many2one' || isToMany(field)

/** As Python shows a value. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}
