import { compile, fixedIds, idList, mentions, type Domain } from './domain.ts'
import { userError, valueError } from './errors.ts'
import type { Model, Models } from './model.ts'
import { checkModel, readableOnly, type Operation, type Rights } from './rights.ts'
import type { Row, Store } from './store.ts'

export type Context = Readonly<Record<string, unknown>>

export interface SearchOptions {
  readonly order?: string
  readonly offset?: number
  readonly limit?: number
}

interface Base {
  readonly store: Store
  readonly models: Models
  readonly rights: Rights
}

/** The records as one user with one context sees them. `su` = rights are not asked for, as behind `sudo()`. */
export class Env {
  readonly base: Base
  readonly uid: number
  readonly context: Context
  readonly su: boolean

  constructor(base: Base, uid: number, context: Context = {}, su = false) {
    this.base = base
    this.uid = uid
    this.context = context
    this.su = su
  }

  sudo(): Env {
    return this.su ? this : new Env(this.base, this.uid, this.context, true)
  }

  with(context: Context): Env {
    return new Env(this.base, this.uid, { ...this.context, ...context }, this.su)
  }

  get store(): Store {
    return this.base.store
  }

  /** @throws UserError as Odoo does for a model it does not know */
  model(name: string): Model {
    const model = this.base.models[name]
    if (model === undefined) throw userError(`Object ${name} doesn't exist`)
    return model
  }

  rows(model: string): ReadonlyMap<number, Row> {
    return this.store.rows(model)
  }

  row(model: string, id: number): Row | undefined {
    return this.rows(model).get(id)
  }

  /** A field's value: many2one as id or false, x2many as ids in the order of their model. No rights are asked for. */
  get(model: string, row: Row, name: string): unknown {
    const field = this.model(model).fields[name]
    if (field === undefined) throw valueError(`Invalid field '${name}' on '${model}'`)
    if (field.compute !== undefined) return field.compute(this.sudo(), row)
    if (field.related !== undefined) return this.follow(model, row, field.related.split('.'))
    if (field.type === 'one2many') {
      const { relation = '', inverse = '', inverseModel, only } = field
      const found: number[] = []
      for (const one of this.rows(relation).values()) {
        if (one[inverse] !== row.id) continue
        if (inverseModel !== undefined && one[inverseModel] !== model) continue
        if (only === undefined || only(one)) found.push(one.id)
      }
      return this.sorted(relation, found)
    }
    if (field.type === 'many2many') {
      return this.sorted(field.relation ?? '', idList(row[name]))
    }
    return row[name] ?? false
  }

  /** A field of a record by id; false where the record is not there. */
  value(model: string, id: unknown, name: string): unknown {
    const row = typeof id === 'number' ? this.row(model, id) : undefined
    return row === undefined ? false : this.get(model, row, name)
  }

  nameOf(model: string, id: number): string | false {
    const row = this.row(model, id)
    if (row === undefined) return false
    const { nameOf, recName = 'name', fields } = this.model(model)
    if (nameOf !== undefined) return nameOf(this.sudo(), row)
    if (fields[recName] === undefined) return `${model},${String(id)}`
    const name = this.get(model, row, recName)
    return typeof name === 'string' ? name : false
  }

  /** Ids in order; records that rules hide are left out, archived ones too unless the domain or the context asks for them. */
  search(model: string, domain: Domain = [], options: SearchOptions = {}): number[] {
    const { fields } = this.model(model)
    const matches = compile(this, model, domain)
    const hidesArchived =
      fields['active'] !== undefined && this.context['active_test'] !== false && !mentions(domain, 'active')
    const found: number[] = []
    for (const row of this.candidates(model, domain)) {
      if (hidesArchived && row['active'] === false) continue
      if (matches(row)) found.push(row.id)
    }
    const seen = this.sorted(model, this.su ? found : readableOnly(this, model, found), options.order)
    const start = options.offset ?? 0
    return seen.slice(start, options.limit === undefined ? undefined : start + options.limit)
  }

  find(model: string, domain: Domain = [], options: SearchOptions = {}): number | undefined {
    return this.search(model, domain, { ...options, limit: 1 })[0]
  }

  /** The record of an external id. */
  ref(xmlid: string): number | undefined {
    return this.xmlid(xmlid)?.id
  }

  xmlid(xmlid: string): { readonly model: string; readonly id: number; readonly data: number } | undefined {
    const row = this.store.byKey('ir.model.data', xmlid)
    return row === undefined ? undefined : { model: String(row['model']), id: Number(row['res_id']), data: row.id }
  }

  get partner(): number {
    return Number(this.value('res.users', this.uid, 'partner_id'))
  }

  /** @throws AccessError unless the user's groups give this right on the model */
  checkModel(model: string, operation: Operation): void {
    if (!this.su) checkModel(this, model, operation)
  }

  private follow(model: string, row: Row, [name = '', ...path]: readonly string[]): unknown {
    const value = this.get(model, row, name)
    if (path.length === 0) return value
    const target = this.model(model).fields[name]?.relation ?? ''
    const [first] = idList(value)
    const next = first === undefined ? undefined : this.row(target, first)
    return next === undefined ? false : this.follow(target, next, path)
  }

  private candidates(model: string, domain: Domain): Iterable<Row> {
    const ids = fixedIds(domain)
    if (ids === undefined) return this.rows(model).values()
    return [...new Set(ids)].map((id) => this.row(model, id)).filter((row) => row !== undefined)
  }

  private sorted(model: string, ids: readonly number[], order?: string): number[] {
    const terms = orderTerms(this.model(model), order ?? this.model(model).order ?? 'id', model)
    if (ids.length < 2) return [...ids]
    const rows = ids.map((id) => this.row(model, id)).filter((row) => row !== undefined)
    const keyed = rows.map((row) => ({ id: row.id, keys: terms.map(({ name }) => this.sortKey(model, row, name)) }))
    keyed.sort((a, b) => {
      for (const [index, { descending }] of terms.entries()) {
        const compared = compareKeys(a.keys[index], b.keys[index])
        if (compared !== 0) return descending ? -compared : compared
      }
      return a.id - b.id
    })
    return keyed.map(({ id }) => id)
  }

  /** Unset sorts after everything, as in the database; a stored time counts with its microseconds. */
  private sortKey(model: string, row: Row, name: string): string | number | undefined {
    if (name === 'id') return row.id
    const value = this.get(model, row, name)
    if (typeof value === 'boolean') {
      return this.model(model).fields[name]?.type === 'boolean' ? Number(value) : undefined
    }
    return typeof value === 'number' || typeof value === 'string' ? value : undefined
  }
}

function orderTerms(model: Model, order: string, name: string): { name: string; descending: boolean }[] {
  return order.split(',').map((part) => {
    const [field = '', direction = 'asc'] = part.trim().split(/\s+/)
    if (field !== 'id' && model.fields[field] === undefined) {
      throw valueError(`Invalid field '${field}' on model '${name}'`)
    }
    return { name: field, descending: direction.toLowerCase() === 'desc' }
  })
}

function compareKeys(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b ? -1 : 1
}
