import type { OdooCall } from './transport.ts'
import { callName } from './transport.ts'

interface MethodShape {
  /** `model` = called on the model; `records` = the first positional argument is the list of ids. */
  readonly on: 'model' | 'records'
  /** Names of the positional arguments after the ids, in Odoo's order. */
  readonly names: readonly string[]
  /** Repeating it changes nothing: reads, writes of fixed values, creations keyed by external id or message id. */
  readonly repeatable: boolean
}

const read = (on: MethodShape['on'], ...names: string[]): MethodShape => ({ on, names, repeatable: true })
const once = (on: MethodShape['on'], ...names: string[]): MethodShape => ({ on, names, repeatable: false })

/** What JSON-2 must know of the methods we call: names as in Odoo 19's source (`odoo/orm/models.py` and the named models). */
const METHODS: Readonly<Record<string, MethodShape>> = {
  search: read('model', 'domain', 'offset', 'limit', 'order'),
  search_count: read('model', 'domain', 'limit'),
  search_read: read('model', 'domain', 'fields', 'offset', 'limit', 'order'),
  read: read('records', 'fields', 'load'),
  fields_get: read('model', 'allfields', 'attributes'),
  default_get: read('model', 'fields'),
  name_search: read('model', 'name', 'domain', 'operator', 'limit'),
  get_external_id: read('records'),
  has_access: read('records', 'operation'),
  has_group: read('records', 'group_ext_id'),
  check_object_reference: read('model', 'module', 'xml_id', 'raise_on_access_error'),
  context_get: read('model'),
  get_param: read('model', 'key', 'default'),
  load: read('model', 'fields', 'data'),
  write: read('records', 'vals'),
  action_archive: read('records'),
  action_unarchive: read('records'),
  mirror_batch: read('model', 'batch'),
  receipt_batch: read('model', 'batch'),
  deadlines_batch: read('model', 'batch'),
  case_batch: read('model', 'rows'),
  tracking_batch: read('model', 'rows'),
  activities_take: read('model', 'rows'),
  decision_open: read('model', 'limit', 'begins'),
  decision_settle: read('model', 'rows'),
  info: read('model'),
  orders_mark: read('model', 'rows'),
  create: once('model', 'vals_list'),
  unlink: once('records'),
  copy: once('records', 'default'),
}

/** Whether a lost answer of this method may be asked for again without harm. Unknown methods may not. */
export const isRepeatable = (method: string): boolean => METHODS[method]?.repeatable ?? false

/**
 * Turns positional arguments into the named ones that JSON-2 wants: `ids` for the records, the method's own names for the rest.
 * A method that is not in the table takes ids as its one positional argument and everything else named.
 * @throws TypeError when positional arguments of an unknown method cannot be named
 */
export function namedArguments(call: Pick<OdooCall, 'model' | 'method' | 'args' | 'kwargs'>): Record<string, unknown> {
  const shape = METHODS[call.method] ?? once('records')
  const [ids, ...rest] = shape.on === 'records' ? call.args : [undefined, ...call.args]
  if (rest.length > shape.names.length) {
    throw new TypeError(`${callName(call)}: no names are known for its positional arguments`)
  }
  const named = Object.fromEntries(rest.map((value, index) => [shape.names[index], value]))
  return { ...(ids === undefined ? {} : { ids: asList(ids) }), ...named, ...call.kwargs }
}

const asList = (ids: unknown): unknown => (Array.isArray(ids) ? ids : [ids])
