import { idList } from './domain.ts'
import { accessError, valueError, type OdooError } from './errors.ts'
import type { Env } from './env.ts'
import { isStored, isToMany, labelOf, type Field, type Model } from './model.ts'
import { checkRows, groupsOf, mayModel } from './rights.ts'

export type Shown = Record<string, unknown> & { id: number }

/**
 * Records as RPC shows them, in the order of the ids; those that are not there are left out.
 * @param load `_classic_read` shows a many2one as `[id, name]`, anything else as id
 */
export function read(
  env: Env,
  modelName: string,
  ids: readonly number[],
  names: readonly string[] | undefined,
  load: unknown = '_classic_read',
): Shown[] {
  env.checkModel(modelName, 'read')
  const model = env.model(modelName)
  const wanted = names === undefined || names.length === 0 ? visible(env, model) : names
  const fields = wanted.map((name) => {
    const field = model.fields[name]
    if (field === undefined) throw valueError(`Invalid field '${name}' on '${modelName}'`)
    if (!env.su && !seen(groupsOf(env, env.uid), field)) throw hidden(env, modelName, name, field)
    return [name, field] as const
  })
  const rows = ids.map((id) => env.row(modelName, id)).filter((row) => row !== undefined)
  checkRows(
    env,
    modelName,
    rows.map((row) => row.id),
    'read',
  )
  for (const [name, field] of fields) checkTarget(env, modelName, name, field)
  return rows.map((row) => ({
    id: row.id,
    ...Object.fromEntries(
      fields.map(([name, field]) => [name, shown(env, field, env.get(modelName, row, name), load === '_classic_read')]),
    ),
  }))
}

/** What `fields_get` says of a model's fields. */
export function describe(
  env: Env,
  modelName: string,
  names: readonly string[] | undefined,
  attributes: readonly string[] | undefined,
): Record<string, Record<string, unknown>> {
  const model = env.model(modelName)
  const wanted = names === undefined || names.length === 0 ? visible(env, model) : names
  const found: Record<string, Record<string, unknown>> = {}
  for (const name of wanted) {
    const field = model.fields[name]
    if (field === undefined) continue
    const all = description(name, field)
    found[name] =
      attributes === undefined || attributes.length === 0
        ? all
        : Object.fromEntries(Object.entries(all).filter(([key]) => attributes.includes(key)))
  }
  return found
}

function description(name: string, field: Field): Record<string, unknown> {
  const computed = field.compute !== undefined || field.related !== undefined
  return {
    name,
    type: field.type,
    string: labelOf(name, field),
    required: field.required ?? false,
    readonly: field.readonly ?? computed,
    store: isStored(field) || field.type === 'one2many',
    searchable: true,
    sortable: !isToMany(field),
    ...(field.relation === undefined ? {} : { relation: field.relation }),
    ...(field.type === 'one2many' ? { relation_field: field.inverse } : {}),
    ...(field.type === 'selection' ? { selection: field.options ?? [] } : {}),
    ...(field.related === undefined ? {} : { related: field.related }),
  }
}

const seen = (own: ReadonlySet<string>, { groups }: Field): boolean =>
  groups === undefined || groups.some((group) => own.has(group))

function hidden(env: Env, modelName: string, name: string, { groups = [] }: Field): OdooError {
  const allowed = groups.map((group) => `'${env.base.rights.groups[group]?.label ?? group}'`).join(', ')
  return accessError(
    `You do not have enough rights to access the field "${name}" on ${env.model(modelName).label} (${modelName}). Please contact your system administrator.\n\nOperation: read\nUser: ${String(env.uid)}\nGroups: allowed for groups ${allowed}`,
  )
}

/** Fields that the user's groups let see. */
function visible(env: Env, model: Model): string[] {
  const own = env.su ? undefined : groupsOf(env, env.uid)
  return Object.entries(model.fields)
    .filter(([, field]) => own === undefined || seen(own, field))
    .map(([name]) => name)
}

/** A list of records that the user may not read refuses the whole read, whatever is in it. */
function checkTarget(env: Env, modelName: string, name: string, field: Field): void {
  if (field.relation === undefined || !isToMany(field) || mayModel(env, field.relation, 'read')) return
  try {
    env.checkModel(field.relation, 'read')
  } catch (error) {
    if (error instanceof Error) error.message = `Failed to read field ${modelName}.${name}\n${error.message}`
    throw error
  }
}

function shown(env: Env, field: Field, value: unknown, classic: boolean): unknown {
  switch (field.type) {
    case 'many2one': {
      const [id] = idList(value)
      if (id === undefined) return false
      return classic ? [id, env.nameOf(field.relation ?? '', id)] : id
    }
    case 'datetime':
      return typeof value === 'string' ? value.slice(0, 19) : false
    default:
      return value
  }
}
