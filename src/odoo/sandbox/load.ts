import { BadCell, cellValue, qualified } from './cells.ts'
import { create, write } from './crud.ts'
import { OdooError, valueError } from './errors.ts'
import type { Env } from './env.ts'
import type { Values } from './model.ts'

interface LoadMessage {
  readonly type: 'error'
  readonly message: string
  readonly record: number
  readonly rows: { readonly from: number; readonly to: number }
  readonly field?: string
}

export interface Loaded {
  readonly ids: readonly number[] | false
  readonly messages: readonly LoadMessage[]
  readonly nextrow: number
}

/**
 * Odoo's import: creates rows whose external id is new and writes those whose id exists, all or nothing.
 * Faults of the data come back as messages with `ids: false`.
 * @param columns field names; `id` = external id, `.id` = database id, `field/id` and `field/.id` likewise for what a field points to; `lines/field` = a field of
 * a one2many's lines, of which further ones stand in rows that are empty otherwise
 */
export function load(
  env: Env,
  model: string,
  columns: readonly string[],
  data: readonly (readonly unknown[])[],
): Loaded {
  for (const column of columns) {
    const [name = ''] = column.split('/')
    if (name !== 'id' && name !== '.id' && env.model(model).fields[name] === undefined) {
      throw valueError(`Invalid field name '${name}'`)
    }
  }
  const records = grouped(env, model, columns, data)
  const messages: LoadMessage[] = []
  const ids: number[] = []
  try {
    env.store.transaction(() => {
      for (const [record, rows] of records.entries()) {
        try {
          ids.push(env.store.transaction(() => loadRecord(env, model, columns, rows)))
        } catch (error) {
          messages.push(told(error, record))
        }
      }
      if (messages.length > 0) throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    return { ids: false, messages, nextrow: 0 }
  }
  return { ids, messages, nextrow: 0 }
}

class RolledBack extends Error {}

function told(error: unknown, record: number): LoadMessage {
  const where = { record, rows: { from: record, to: record }, type: 'error' as const }
  if (error instanceof BadCell) return { ...where, field: error.field, message: error.message }
  if (!(error instanceof OdooError)) throw error
  if (error.isUserError || error.pythonName.startsWith('psycopg2')) {
    return { ...where, message: error.message.replace(/^The operation cannot be completed: /, '') }
  }
  return {
    ...where,
    message: `Unknown error during import: <class '${error.pythonName.replace('builtins.', '')}'>: ${error.message}`,
  }
}

/** Rows that hold nothing but lines belong to the record before them. */
function grouped(
  env: Env,
  model: string,
  columns: readonly string[],
  data: readonly (readonly unknown[])[],
): (readonly unknown[])[][] {
  const own = columns.flatMap((column, index) => (lineColumn(env, model, column) === undefined ? [index] : []))
  const records: (readonly unknown[])[][] = []
  for (const row of data) {
    const last = records.at(-1)
    if (last === undefined || own.some((index) => !isBlank(row[index]))) records.push([row])
    else last.push(row)
  }
  return records
}

const isBlank = (cell: unknown): boolean => cell === undefined || cell === null || cell === false || cell === ''

/** The one2many that a column fills, and the rest of its path. */
function lineColumn(
  env: Env,
  model: string,
  column: string,
): { readonly name: string; readonly path: string } | undefined {
  const [name = '', ...path] = column.split('/')
  const lines = env.model(model).fields[name]?.type === 'one2many' && path.length > 0
  return lines ? { name, path: path.join('/') } : undefined
}

function loadRecord(
  env: Env,
  model: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): number {
  const [first = []] = rows
  const values: Values = {}
  let xmlid = ''
  let known: number | undefined
  for (const [index, column] of columns.entries()) {
    const cell = first[index] ?? ''
    const [name = '', how = ''] = column.split('/')
    if (lineColumn(env, model, column) !== undefined) continue
    if (name === 'id') xmlid = isBlank(cell) ? '' : qualified(String(cell))
    else if (name === '.id') known = isBlank(cell) ? undefined : Number(cell)
    else {
      const field = env.model(model).fields[name]
      if (field !== undefined) values[name] = cellValue(env, name, field, how, cell)
    }
  }
  Object.assign(values, linesOf(env, model, columns, rows))
  if (/\s/.test(xmlid)) {
    throw new OdooError(
      'psycopg2.errors.CheckViolation',
      'new row for relation "ir_model_data" violates check constraint "ir_model_data_name_nospaces"\n',
    )
  }
  const named = xmlid === '' ? undefined : env.xmlid(xmlid)
  const existing = known ?? (named?.model === model ? named.id : undefined)
  if (existing !== undefined) {
    write(env, model, [existing], values)
    return existing
  }
  const id = create(env, model, values)
  if (xmlid !== '') nameRecord(env, xmlid, model, id)
  return id
}

/** Commands that make the lines of a record's one2many columns. */
function linesOf(env: Env, model: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Values {
  const values: Values = {}
  for (const row of rows) {
    const lines: Record<string, Values> = {}
    for (const [index, column] of columns.entries()) {
      const line = lineColumn(env, model, column)
      if (line === undefined || isBlank(row[index])) continue
      const target = env.model(model).fields[line.name]?.relation ?? ''
      const [name = '', how = ''] = line.path.split('/')
      const field = env.model(target).fields[name]
      if (field === undefined) throw valueError(`Invalid field name '${name}'`)
      lines[line.name] = { ...lines[line.name], [name]: cellValue(env, name, field, how, row[index]) }
    }
    for (const [name, line] of Object.entries(lines)) {
      values[name] = [...((values[name] as unknown[] | undefined) ?? []), [0, 0, line]]
    }
  }
  return values
}

/** Gives a record its external id; whoever may make the record may name it. */
export function nameRecord(env: Env, xmlid: string, model: string, id: number): void {
  const dot = xmlid.indexOf('.')
  create(env.sudo(), 'ir.model.data', {
    module: xmlid.slice(0, dot),
    name: xmlid.slice(dot + 1),
    model,
    res_id: id,
  })
}
