import type { Key, Made, Rpc } from './steps.ts'

const MODULE = '__mc_demo__'

export type Row = Readonly<Record<string, unknown>> & { readonly id: number }
export type Domain = readonly unknown[]

/** Odoo's records as the steps use them: read, made once by key, changed. */
export interface Records {
  find(key: Key): Promise<{ readonly model: string; readonly id: number } | undefined>
  /** The id of a key's record. Throws where no step made it. */
  id(key: Key): Promise<number>
  /** Gives a record that exists its key. */
  name(key: Key, model: string, id: number): Promise<void>
  /** The record of a key; made from these columns (as `load` takes them) in one transaction with its key. */
  make(key: Key, model: string, columns: Readonly<Record<string, string>>): Promise<number>
  /** Those of these records that no step has named yet. */
  unnamed(model: string, ids: readonly number[]): Promise<readonly number[]>
  shown(model: string, id: number): Promise<Made>
  read(model: string, domain: Domain, fields: readonly string[], order?: string): Promise<readonly Row[]>
  one(model: string, id: number, fields: readonly string[]): Promise<Row>
  create(model: string, values: Readonly<Record<string, unknown>>, context?: object): Promise<number>
  write(model: string, ids: readonly number[], values: Readonly<Record<string, unknown>>): Promise<void>
  call(model: string, method: string, ids: readonly number[], context?: object): Promise<unknown>
}

export function createRecords(rpc: Rpc): Records {
  const read: Records['read'] = async (model, domain, fields, order = 'id') =>
    (await rpc(model, 'search_read', [], { domain, fields, order, context: { active_test: false } })) as Row[]

  const find: Records['find'] = async (key) => {
    const [named] = await read(
      'ir.model.data',
      [
        ['module', '=', MODULE],
        ['name', '=', key],
      ],
      ['model', 'res_id'],
    )
    if (named === undefined) return undefined
    const found = { model: String(named['model']), id: Number(named['res_id']) }
    return (await read(found.model, [['id', '=', found.id]], ['id'])).length === 1 ? found : undefined
  }

  const id: Records['id'] = async (key) => {
    const found = await find(key)
    if (found === undefined) throw new Error(`No step has made ${key} in this Odoo. Play the steps in their order.`)
    return found.id
  }

  const create: Records['create'] = async (model, values, context = {}) => {
    const made = (await rpc(model, 'create', [[values]], { context })) as number[]
    return Number(made[0])
  }

  return {
    find,
    id,
    read,
    create,
    async name(key, model, recordId) {
      await create('ir.model.data', { module: MODULE, name: key, model, res_id: recordId })
    },
    async make(key, model, columns) {
      const found = await find(key)
      if (found !== undefined) return found.id
      const loaded = (await rpc(model, 'load', [], {
        fields: ['id', ...Object.keys(columns)],
        data: [[`${MODULE}.${key}`, ...Object.values(columns)]],
      })) as { ids: number[] | false; messages: { message: string }[] }
      if (loaded.ids === false) {
        throw new Error(`Odoo refuses ${key} (${model}): ${loaded.messages.map((one) => one.message).join('; ')}`)
      }
      return Number(loaded.ids[0])
    },
    async unnamed(model, ids) {
      const named = await read(
        'ir.model.data',
        [
          ['module', '=', MODULE],
          ['model', '=', model],
          ['res_id', 'in', ids],
        ],
        ['res_id'],
      )
      const taken = new Set(named.map((row) => row['res_id']))
      return ids.filter((one) => !taken.has(one))
    },
    async shown(model, recordId) {
      const [row] = await read(model, [['id', '=', recordId]], ['display_name'])
      return { id: recordId, name: String(row?.['display_name']) }
    },
    async one(model, recordId, fields) {
      const [row] = await read(model, [['id', '=', recordId]], fields)
      if (row === undefined) throw new Error(`${model} ${String(recordId)} is not in this Odoo any more.`)
      return row
    },
    async write(model, ids, values) {
      await rpc(model, 'write', [ids], { vals: values })
    },
    call: (model, method, ids, context = {}) => rpc(model, method, [ids], { context }),
  }
}

/** Ids of a many2many or one2many as read. */
export const idsOf = (value: unknown): readonly number[] => (Array.isArray(value) ? (value as number[]) : [])
/** Id of a many2one as read, or undefined. */
export const idOf = (value: unknown): number | undefined => (Array.isArray(value) ? Number(value[0]) : undefined)
