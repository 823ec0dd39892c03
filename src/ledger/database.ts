import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Logger } from 'pino'
import { Retryable } from '../domain/errors.ts'
import type { Clock, Instant } from '../domain/time.ts'
import { isCollision, toFault } from './faults.ts'
import type { Schema } from './schema.ts'

export interface DatabaseDeps {
  readonly handle: Kysely<Schema>
  readonly kind: 'embedded' | 'postgresql'
  /** The database as a person knows it, without a password. */
  readonly where: string
  readonly clock: Clock
  /** Whose clock decides what is due. */
  readonly time: 'database' | 'clock'
  readonly log: Logger
  readonly transactionSeconds: number
  /** Throws when there is no room to write. */
  readonly requireRoom?: () => void
  /** Called after each commit with a running number from 1. */
  readonly onCommit: (number: number, name: string) => void
}

const COLLISION_TRIES = 3
/** What became of something that is already outside is written down as long as it can be: the last room is kept for that. */
const OUTCOMES: ReadonlySet<string> = new Set(['done', 'suppressed', 'failed', 'unknown', 'planned'])

/** The one way to the tables: names every statement, watches transactions, counts commits, translates errors. */
export class Database {
  readonly kind: DatabaseDeps['kind']
  readonly where: string
  private readonly db: Kysely<Schema>
  private readonly deps: DatabaseDeps
  private commits = 0

  constructor(deps: DatabaseDeps) {
    this.deps = deps
    this.db = deps.handle
    this.kind = deps.kind
    this.where = deps.where
  }

  /** The time that counts, as an expression: whole milliseconds, since an Instant holds no more. */
  now(): RawBuilder<Instant> {
    return this.deps.time === 'database'
      ? sql<Instant>`date_trunc('milliseconds', clock_timestamp())`
      : sql<Instant>`${this.deps.clock.now()}::timestamptz`
  }

  /** `now` plus whole or part seconds. */
  inSeconds(seconds: number): RawBuilder<Instant> {
    return sql<Instant>`${this.now()} + make_interval(secs => ${seconds})`
  }

  /** Statements that change nothing. */
  async read<T>(name: string, query: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.translated(name, () => query(this.db))
  }

  /**
   * One statement with a commit of its own.
   * @param changed whether the result means that something was stored; default always
   */
  async write<T>(
    name: string,
    query: (db: Kysely<Schema>) => Promise<T>,
    changed: (result: T) => boolean = () => true,
  ): Promise<T> {
    this.admit(name)
    const result = await this.translated(name, () => repeated(() => query(this.db)))
    if (changed(result)) this.committed(name)
    return result
  }

  /**
   * Several statements that count together or not at all. Inside, only `trx` may be used.
   * @param extraSeconds on top of the usual limit, where much is written
   * @throws Retryable (systemic) when it takes longer than the limit; it is rolled back and logged by name
   */
  async inTransaction<T>(
    name: string,
    work: (trx: Transaction<Schema>) => Promise<T>,
    { extraSeconds = 0 }: { extraSeconds?: number } = {},
  ): Promise<T> {
    this.admit(name)
    const seconds = this.deps.transactionSeconds + extraSeconds
    const result = await this.translated(name, () =>
      repeated(() => this.db.transaction().execute((trx) => this.watched(name, seconds, () => work(trx)))),
    )
    this.committed(name)
    return result
  }

  private admit(name: string): void {
    if (!OUTCOMES.has(name)) this.deps.requireRoom?.()
  }

  private async watched<T>(name: string, seconds: number, work: () => Promise<T>): Promise<T> {
    const tooLong = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      this.deps.log.error({ transaction: name, seconds }, 'a transaction took too long and is rolled back')
      tooLong.reject(
        new Retryable(
          `The transaction "${name}" did not end within ${String(seconds)} seconds and was rolled back. Nothing of it was stored. It is tried again.`,
          { systemic: true },
        ),
      )
    }, seconds * 1000)
    try {
      return await Promise.race([work(), tooLong.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  private async translated<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw toFault(error, name, this.where)
    }
  }

  private committed(name: string): void {
    this.commits += 1
    this.deps.onCommit(this.commits, name)
  }
}

async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === COLLISION_TRIES || !isCollision(error)) throw error
    }
  }
}
