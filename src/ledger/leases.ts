import { sql } from 'kysely'
import type { Logger } from 'pino'
import { traceOf } from '../kit/trace.ts'
import type { Database } from './database.ts'

/** A claim ends by itself after this time, unless it is renewed. */
export const LEASE_SECONDS = 60
const RENEW_EVERY_MS = 20_000
/** A claim that was never given back is renewed no longer than this. */
const RENEW_FOR_MS = 600_000

/** Keeps the leases of this process's claims alive while they are held. */
export class Leases {
  private readonly database: Database
  private readonly log: Logger
  private readonly held = new Map<string, number>()
  private readonly timer: NodeJS.Timeout
  private renewing: Promise<void> = Promise.resolve()

  constructor(database: Database, log: Logger) {
    this.database = database
    this.log = log
    this.timer = setInterval(() => {
      this.renewing = this.renewAll()
    }, RENEW_EVERY_MS)
    this.timer.unref()
  }

  add(claim: string): void {
    this.held.set(claim, performance.now())
  }

  /** Claims that this process holds. */
  get count(): number {
    return this.held.size
  }

  drop(claim: string): void {
    this.held.delete(claim)
  }

  /** Never shortens a lease. */
  async renew(claims: readonly string[], seconds: number): Promise<void> {
    await this.database.write('renew', (db) =>
      db
        .updateTable('effects')
        .set({ lease_until: sql`greatest(lease_until, ${this.database.inSeconds(seconds)})` })
        .where('claim', 'in', claims)
        .execute(),
    )
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.renewing
  }

  private async renewAll(): Promise<void> {
    const now = performance.now()
    for (const [claim, since] of this.held) if (now - since > RENEW_FOR_MS) this.held.delete(claim)
    if (this.held.size === 0) return
    try {
      await this.renew([...this.held.keys()], LEASE_SECONDS)
    } catch (error) {
      this.log.warn({ claims: this.held.size, ...traceOf(error) }, 'leases could not be renewed; they are tried again')
    }
  }
}
