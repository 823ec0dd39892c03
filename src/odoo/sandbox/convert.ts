import { missingError, OdooError, valueError } from './errors.ts'
import type { Env } from './env.ts'
import { sanitizeHtml } from './html.ts'
import type { Field } from './model.ts'

/**
 * A value as it is stored. Unset is false, for numbers 0.
 * @throws what Odoo or its database says to a value that the field cannot hold
 */
export function convert(env: Env, model: string, name: string, field: Field, value: unknown): unknown {
  const unset = value === undefined || value === null || value === false
  switch (field.type) {
    case 'boolean':
      return Boolean(value)
    case 'integer':
    case 'many2one_reference':
      return unset ? 0 : Math.trunc(number(value))
    case 'float':
      return unset ? 0 : number(value)
    case 'monetary':
      return unset ? 0 : cents(number(value))
    case 'many2one':
      return unset ? false : existingId(env, field.relation ?? '', value)
    case 'many2many':
    case 'one2many':
      return []
    case 'selection':
      return unset || value === '' ? false : option(model, name, field, String(value))
    case 'html':
      return unset ? false : sanitizeHtml(String(value))
    case 'datetime':
    case 'date':
      return unset || value === '' ? false : moment(String(value), field.type)
    case 'char':
    case 'text':
      return unset ? false : withoutNul(String(value))
    case 'json':
      return unset ? false : structuredClone(value)
    case 'binary':
      return unset || value === '' ? false : String(value)
  }
}

export const cents = (amount: number): number => Math.round((amount + Number.EPSILON) * 100) / 100

function number(value: unknown): number {
  const parsed = Number(value)
  if (Number.isNaN(parsed)) throw valueError(`could not convert string to float: '${String(value)}'`)
  return parsed
}

function existingId(env: Env, model: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new OdooError(
      'psycopg2.errors.InvalidTextRepresentation',
      `invalid input syntax for type integer: "${String(value)}"\n`,
    )
  }
  if (!env.rows(model).has(value)) throw missingError(model, [value], env.uid)
  return value
}

function option(model: string, name: string, field: Field, value: string): string {
  const { options = [] } = field
  if (options.length === 0 || options.some(([one]) => one === value)) return value
  throw valueError(`Wrong value for ${model}.${name}: '${value}'`)
}

function moment(value: string, type: 'date' | 'datetime'): string {
  if (type === 'date') return value.slice(0, 10)
  const whole = value.length === 10 ? `${value} 00:00:00` : value
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(whole)) {
    throw valueError(`time data '${value}' does not match format '%Y-%m-%d %H:%M:%S'`)
  }
  return whole.slice(0, 19)
}

/** The database's text holds no NUL. */
function withoutNul(value: string): string {
  if (value.includes('\u0000')) throw valueError('A string literal cannot contain NUL (0x00) characters.')
  return value
}
