import { DateTime } from 'luxon'
import type { Env } from './env.ts'
import { labelOf, type Field } from './model.ts'

/** A cell that does not fit its column. */
export class BadCell extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** An external id without a module goes to the module of imports. */
export const qualified = (xmlid: string): string =>
  xmlid === '' || xmlid.includes('.') ? xmlid : `__import__.${xmlid}`

/**
 * What a cell of an import means for its field; an empty one is unset.
 * @param how `id` = external id, `.id` = database id, else by name
 * @throws BadCell
 */
export function cellValue(env: Env, name: string, field: Field, how: string, cell: unknown): unknown {
  const text = cell === false || cell === null || cell === undefined ? '' : String(cell)
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
