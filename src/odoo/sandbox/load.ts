import { DateTime } from 'luxon'
import { create, write } from './crud.ts'
import { OdooError, valueError } from './errors.ts'
import type { Env } from './env.ts'
import { labelOf, type Field, type Values } from './model.ts'

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

/** A cell that does not fit its column. */
class BadCell extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/**
 * Odoo's import: creates rows whose external id is new and writes those whose id exists, all or nothing.
 * Faults of the data come back as messages with `ids: false`.
 * @param columns field names; `id` = external id, `.id` = database id, `field/id` and `field/.id` likewise for what a field points to
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
  const messages: LoadMessage[] = []
  const ids: number[] = []
  try {
    env.store.transaction(() => {
      for (const [record, cells] of data.entries()) {
        try {
          ids.push(env.store.transaction(() => loadRow(env, model, columns, cells)))
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

function loadRow(env: Env, model: string, columns: readonly string[], cells: readonly unknown[]): number {
  const values: Values = {}
  let xmlid = ''
  let known: number | undefined
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    const [name = '', how = ''] = column.split('/')
    if (name === 'id') xmlid = qualified(String(cell))
    else if (name === '.id') known = cell === '' ? undefined : Number(cell)
    else {
      const field = env.model(model).fields[name]
      if (field !== undefined) values[name] = cellValue(env, name, field, how, cell)
    }
  }
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

const qualified = (xmlid: string): string => (xmlid === '' || xmlid.includes('.') ? xmlid : `__import__.${xmlid}`)

function cellValue(env: Env, name: string, field: Field, how: string, cell: unknown): unknown {
  const text = String(cell)
  if (text === '') return false
  const label = labelOf(name, field)
  switch (field.type) {
    case 'many2one':
      return target(env, name, field, how, text)
    case 'many2many':
      return [[6, 0, text.split(',').map((one) => target(env, name, field, how, one.trim()))]]
    case 'boolean':
      return truth(name, label, text)
    case 'integer':
    case 'many2one_reference':
      if (!/^[+-]?\d+$/.test(text)) {
        throw new BadCell(name, `'${text}' does not seem to be an integer for field '${label}'`)
      }
      return Number(text)
    case 'float':
    case 'monetary':
      if (Number.isNaN(Number(text))) {
        throw new BadCell(name, `'${text}' does not seem to be a number for field '${label}'`)
      }
      return Number(text)
    case 'selection': {
      const option = field.options?.find(
        ([value, shown]) => value === text || shown.toLowerCase() === text.toLowerCase(),
      )
      if (option === undefined) throw new BadCell(name, `Value '${text}' not found in selection field '${label}'`)
      return option[0]
    }
    case 'datetime':
      return utc(env, name, label, text)
    default:
      return text
  }
}

function truth(name: string, label: string, text: string): boolean {
  if (['1', 'true', 'yes'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no'].includes(text.toLowerCase())) return false
  throw new BadCell(name, `Unknown value '${text}' for boolean field '${label}'`)
}

function target(env: Env, name: string, field: Field, how: string, text: string): number {
  const model = field.relation ?? ''
  const label = labelOf(name, field)
  if (how === '.id') {
    if (!/^\d+$/.test(text)) throw new BadCell(name, `Invalid database id '${text}' for the field '${label}'`)
    if (env.row(model, Number(text)) !== undefined) return Number(text)
    throw new BadCell(name, `No matching record found for database id '${text}' in field '${label}'`)
  }
  if (how === 'id') {
    const found = env.xmlid(qualified(text))
    if (found?.model === model) return found.id
    throw new BadCell(name, `No matching record found for external id '${text}' in field '${label}'`)
  }
  const found = [...env.rows(model).keys()].find((id) => env.nameOf(model, id) === text)
  if (found !== undefined) return found
  throw new BadCell(name, `No matching record found for name '${text}' in field '${label}'`)
}

/** Times are read in the time zone of the context, else of the user: without `tz` in the context they shift. */
function utc(env: Env, name: string, label: string, text: string): string {
  const zone = env.context['tz'] ?? env.value('res.users', env.uid, 'tz')
  const local = DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm:ss', { zone: typeof zone === 'string' ? zone : 'UTC' })
  if (!local.isValid) throw new BadCell(name, `'${text}' does not seem to be a valid datetime for field '${label}'`)
  return local.toUTC().toFormat('yyyy-MM-dd HH:mm:ss')
}
