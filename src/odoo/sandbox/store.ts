import type { Instant } from '../../domain/time.ts'

/** A record as stored: many2one as id or false, x2many as list of ids, times as `YYYY-MM-DD HH:MM:SS.ffffff`. Replaced, never changed. */
export interface Row {
  readonly id: number
  readonly [field: string]: unknown
}

/** The records of all models, with transactions and savepoints. */
export class Store {
  private readonly tables = new Map<string, Map<number, Row>>()
  private readonly lastIds = new Map<string, number>()
  private readonly indexes = new Map<
    string,
    { readonly keyOf: (row: Row) => string; readonly ids: Map<string, number> }
  >()
  private readonly clock: () => Instant
  private undo: (() => void)[] | undefined
  private lastMicros = 0
  private stamp = ''

  constructor(clock: () => Instant) {
    this.clock = clock
  }

  rows(model: string): ReadonlyMap<number, Row> {
    return this.table(model)
  }

  /** Keeps the ids of a model's rows by a key that is unique among them. */
  indexBy(model: string, keyOf: (row: Row) => string): void {
    this.indexes.set(model, { keyOf, ids: new Map() })
  }

  byKey(model: string, key: string): Row | undefined {
    const id = this.indexes.get(model)?.ids.get(key)
    return id === undefined ? undefined : this.table(model).get(id)
  }

  /** A fresh id; like a database sequence it is not given back by a rollback. */
  nextId(model: string): number {
    const id = (this.lastIds.get(model) ?? 0) + 1
    this.lastIds.set(model, id)
    return id
  }

  put(model: string, row: Row): void {
    const before = this.table(model).get(row.id)
    this.undo?.push(() => {
      this.replace(model, row, before)
    })
    this.replace(model, before, row)
  }

  drop(model: string, id: number): void {
    const before = this.table(model).get(id)
    if (before === undefined) return
    this.undo?.push(() => {
      this.replace(model, undefined, before)
    })
    this.replace(model, before, undefined)
  }

  /** Does the work whole or not at all; inside another one it is a savepoint. */
  transaction<Result>(work: () => Result): Result {
    const outer = this.undo
    const log: (() => void)[] = []
    this.undo = log
    if (outer === undefined) this.begin()
    try {
      const result = work()
      outer?.push(...log)
      return result
    } catch (error) {
      for (const step of log.reverse()) step()
      throw error
    } finally {
      this.undo = outer
    }
  }

  /** Keeps everything as it is now; the answer puts it back, as a restore from a backup does: ids are issued a second time. */
  snapshot(): () => void {
    const tables = new Map([...this.tables].map(([model, rows]) => [model, new Map(rows)]))
    const lastIds = new Map(this.lastIds)
    return () => {
      this.lastIds.clear()
      for (const [model, id] of lastIds) this.lastIds.set(model, id)
      for (const [model, rows] of [...this.tables]) {
        for (const row of [...rows.values()]) this.replace(model, row, undefined)
        for (const row of tables.get(model)?.values() ?? []) this.replace(model, undefined, row)
      }
    }
  }

  /** Start of the running transaction with microseconds: what create_date and write_date get. */
  get transactionTime(): string {
    return this.stamp
  }

  /** The same moment in seconds, as `fields.Datetime.now()`. */
  get now(): string {
    return this.stamp.slice(0, 19)
  }

  private replace(model: string, before: Row | undefined, after: Row | undefined): void {
    const index = this.indexes.get(model)
    if (before !== undefined) {
      this.table(model).delete(before.id)
      index?.ids.delete(index.keyOf(before))
    }
    if (after !== undefined) {
      this.table(model).set(after.id, after)
      index?.ids.set(index.keyOf(after), after.id)
    }
  }

  private begin(): void {
    // Microseconds since the epoch, never twice the same: a later transaction has a later write_date.
    this.lastMicros = Math.max(this.lastMicros + 1, Date.parse(this.clock()) * 1000)
    const millis = new Date(Math.floor(this.lastMicros / 1000)).toISOString()
    this.stamp = `${millis.slice(0, 10)} ${millis.slice(11, 23)}${String(this.lastMicros % 1000).padStart(3, '0')}`
  }

  private table(model: string): Map<number, Row> {
    let table = this.tables.get(model)
    if (table === undefined) {
      table = new Map()
      this.tables.set(model, table)
    }
    return table
  }
}
