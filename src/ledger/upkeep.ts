import { sql } from 'kysely'
import type { Logger } from 'pino'
import { accountName } from '../domain/ids.ts'
import { type Clock, msBetween } from '../domain/time.ts'
import { traceOf } from '../kit/trace.ts'
import { cursor, storeCursor } from './accounts.ts'
import type { Database } from './database.ts'

const TABLES = sql.raw('conversations, messages, files, cases, effects, receipts, runs')
/** The tables' statistics are renewed after this many commits, and again whenever there were four times as many. */
const FIRST_AFTER = 16
const GROWTH = 4
const VACUUM_EVERY_MS = 24 * 3600 * 1000
/** Where the day of the last vacuum is kept; no account is called so. */
const OURSELVES = accountName('_ledger')

/**
 * What a server does by itself and the embedded database does not: without statistics it plans as if every table were empty
 * (measured: a second instead of a millisecond with 500 rows), and without vacuum changed rows are never freed.
 */
export class Upkeep {
  private readonly database: Database
  private readonly log: Logger
  private commits = 0
  private next = FIRST_AFTER
  private running: Promise<void> = Promise.resolve()

  constructor(database: Database, log: Logger) {
    this.database = database
    this.log = log
  }

  /** Once a day, when the database is opened. */
  async daily(clock: Clock): Promise<void> {
    const last = await cursor(this.database, OURSELVES, 'upkeep')
    if (typeof last?.['at'] === 'string' && msBetween(last['at'] as never, clock.now()) < VACUUM_EVERY_MS) return
    if (last !== undefined) await this.run('vacuum (analyze)')
    await storeCursor(this.database, OURSELVES, 'upkeep', { at: clock.now() })
  }

  committed(): void {
    this.commits += 1
    if (this.commits < this.next) return
    this.next *= GROWTH
    this.running = this.running.then(() => this.run('analyze'))
  }

  async close(): Promise<void> {
    this.next = Infinity
    await this.running
  }

  private async run(what: 'analyze' | 'vacuum (analyze)'): Promise<void> {
    try {
      await this.database.read(what, (db) => sql`${sql.raw(what)} ${TABLES}`.execute(db))
    } catch (error) {
      this.log.warn(traceOf(error), `${what} of the embedded database failed; it is slower until the next time`)
    }
  }
}
