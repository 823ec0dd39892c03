import type { Env } from './env.ts'
import type { Row } from './store.ts'

export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'selection'
  | 'many2one'
  | 'one2many'
  | 'many2many'
  | 'many2one_reference'
  | 'binary'
  | 'json'

export interface FieldOptions {
  /** Label where it is not the name in words. */
  readonly label?: string
  readonly required?: boolean
  readonly readonly?: boolean
  /** A value, or what gives one for a new record. */
  readonly default?: unknown
  /** Worked out at every read; never stored. */
  readonly compute?: (env: Env, row: Row) => unknown
  /** Path to the field whose value this one shows. */
  readonly related?: string
  /** Deleted together with what it points to. */
  readonly cascade?: boolean
  /** Only members of one of these groups (external ids) see the field. */
  readonly groups?: readonly string[]
}

export interface Field extends FieldOptions {
  readonly type: FieldType
  readonly relation?: string
  /** one2many: the field of the other model that points here. */
  readonly inverse?: string
  /** one2many through a model name and an id: the field that holds the model's name. */
  readonly inverseModel?: string
  /** one2many: rows that count, by their own fields. */
  readonly only?: (row: Row) => boolean
  /** Of a selection; none listed = any value. */
  readonly options?: readonly (readonly [value: string, label: string])[]
}

export type Fields = Readonly<Record<string, Field>>
export type Values = Record<string, unknown>

export interface Method {
  /** `model`: called without records. `records`: the ids come first. */
  readonly on: 'model' | 'records'
  /** Names of the arguments in order; `?` at the end = may be left out, `**` = further named ones are taken. */
  readonly args: readonly string[]
  readonly run: (env: Env, ids: readonly number[], args: Values) => unknown
}

export interface Model {
  readonly label: string
  /** Module that owns the model, for `<module>.model_<name>`. */
  readonly module: string
  readonly order?: string
  /** Field that names a record; default `name`. */
  readonly recName?: string
  readonly nameOf?: (env: Env, row: Row) => string | false
  readonly searchNames?: readonly string[]
  readonly fields: Fields
  readonly methods?: Readonly<Record<string, Method>>
  /** Has a chatter. `post` = right on the record that posting needs. */
  readonly thread?: {
    readonly post: 'read' | 'write'
    readonly createdSubtype?: string
    readonly activities?: 'none'
  }
  /** Keeps no record of who made and changed it when. */
  readonly unlogged?: boolean
  /** Completes the values of a new record before it is stored. */
  readonly prepare?: (env: Env, values: Values, given: Values) => void
  readonly created?: (env: Env, id: number, given: Values) => void
  readonly checkWrite?: (env: Env, ids: readonly number[], values: Values) => void
  readonly written?: (env: Env, ids: readonly number[], values: Values, before: readonly Row[]) => void
  /** Fields that together name a record once, with what Odoo says otherwise. */
  readonly unique?: { readonly fields: readonly string[]; readonly message: string }
}

export type Models = Readonly<Record<string, Model>>

type Options = FieldOptions
const simple =
  (type: FieldType) =>
  (options: Options = {}): Field => ({ type, ...options })

export const char = simple('char')
export const text = simple('text')
export const html = simple('html')
export const integer = simple('integer')
export const float = simple('float')
export const monetary = simple('monetary')
export const bool = simple('boolean')
export const date = simple('date')
export const datetime = simple('datetime')
export const binary = simple('binary')
export const json = simple('json')
export const reference = simple('many2one_reference')
export const select = (
  options: readonly (readonly [string, string])[] | readonly string[],
  rest: Options = {},
): Field => ({
  type: 'selection',
  options: options.map((one) => (typeof one === 'string' ? ([one, one] as const) : one)),
  ...rest,
})
export const many2one = (relation: string, options: Options = {}): Field => ({ type: 'many2one', relation, ...options })
export const many2many = (relation: string, options: Options = {}): Field => ({
  type: 'many2many',
  relation,
  ...options,
})
export const one2many = (
  relation: string,
  inverse: string,
  options: Options & Pick<Field, 'inverseModel' | 'only'> = {},
): Field => ({ type: 'one2many', relation, inverse, ...options })

export const isToMany = (field: Field): boolean => field.type === 'one2many' || field.type === 'many2many'
/** Kept in the row, not worked out. */
export const isStored = (field: Field): boolean =>
  field.compute === undefined && field.related === undefined && field.type !== 'one2many'

/** Odoo's label of a field: given, or its name in words. */
export function labelOf(name: string, field: Field): string {
  if (field.label !== undefined) return field.label
  const words = name.replace(/_ids?$/, '').replaceAll('_', ' ')
  return words.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
}
