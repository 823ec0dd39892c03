import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import { traceOf } from '../kit/trace.ts'
import type { Database } from './database.ts'
import { toFault } from './faults.ts'
import { enrol, type Owner } from './owner.ts'

/**
 * First keys of our advisory locks, "this owner lives" and "this name is taken": numbers of our own tables, since such locks count
 * in the whole database and another ledger may lie in another schema of it.
 */
const ALIVE = `'owners'::regclass::oid`
const NAMED = `'runs'::regclass::oid`
/** These keys are signed, numbers of tables are not. */
const asKey = (oid: string): string => `${oid}::bigint::bit(32)::int`
const CHANNEL = 'marketplace_care_work'
const RECONNECT_MS_MAX = 10_000
/** Who sends hundreds of mails a second tells the others no oftener than this, and once more at the end. */
const ANNOUNCE_EVERY_MS = 50
/** How soon the server learns that a host vanished with its connection open. */
const KEEPALIVE = `set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3`

/**
 * The owner on a PostgreSQL server: one connection beside the pool holds a session advisory lock on the owner's number. The server
 * frees it the moment the process dies, however it dies; then its leases count as expired. The same connection listens for work.
 */
export class PostgresOwner implements Owner {
  readonly id: number
  private readonly config: pg.ClientConfig
  private readonly where: string
  private readonly log: Logger
  private readonly onWork: () => void
  private client: pg.Client | undefined
  private connecting: pg.Client | undefined
  private lost: NodeJS.Timeout | undefined
  private resting: NodeJS.Timeout | undefined
  private unsaid = false
  private closed = false

  private constructor(id: number, where: string, { config, log, onWork }: PostgresOwnerOptions) {
    this.id = id
    this.where = where
    this.config = config
    this.log = log
    this.onWork = onWork
  }

  static async open(database: Database, options: PostgresOwnerOptions): Promise<PostgresOwner> {
    const owner = new PostgresOwner(await enrol(database), database.where, options)
    await owner.connect()
    return owner
  }

  dead(ownerColumn: string): RawBuilder<boolean> {
    return sql<boolean>`(${sql.ref(ownerColumn)} <> ${this.id} and ${sql.ref(ownerColumn)} not in (
      select objid::bigint from pg_locks where locktype = 'advisory' and classid = ${sql.raw(ALIVE)} and granted
        and database = (select oid from pg_database where datname = current_database())))`
  }

  announce(): void {
    this.unsaid = true
    if (this.resting !== undefined || this.client === undefined || this.closed) return
    this.unsaid = false
    this.client.query(`notify ${CHANNEL}`).catch((error: unknown) => {
      this.log.debug(traceOf(error), 'other processes were not told of new work; they find it at their next look')
    })
    this.resting = setTimeout(() => {
      this.resting = undefined
      if (this.unsaid) this.announce()
    }, ANNOUNCE_EVERY_MS)
    this.resting.unref()
  }

  async takeName(name: string): Promise<(() => Promise<void>) | undefined> {
    const { client } = this
    if (client === undefined) throw toFault(new Error('Connection ended'), name, this.where)
    try {
      const { rows } = await client.query<{ taken: boolean }>(
        `select pg_try_advisory_lock(${asKey(NAMED)}, hashtext($1)) as taken`,
        [name],
      )
      return rows[0]?.taken === true ? () => this.freeName(client, name) : undefined
    } catch (error) {
      throw toFault(error, name, this.where)
    }
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.lost)
    clearTimeout(this.resting)
    await Promise.all([this.client?.end(), this.connecting?.end()])
  }

  private async freeName(client: pg.Client, name: string): Promise<void> {
    // With the connection the lock is gone already.
    if (client !== this.client) return
    await client.query(`select pg_advisory_unlock(${asKey(NAMED)}, hashtext($1))`, [name]).catch((error: unknown) => {
      this.log.debug(traceOf(error), 'a name is freed with its connection')
    })
  }

  private async connect(): Promise<void> {
    const client = new pg.Client(this.config)
    client.on('error', () => {
      this.lose(client)
    })
    client.on('end', () => {
      this.lose(client)
    })
    client.on('notification', ({ processId }) => {
      if (processId !== backendOf(client)) this.onWork()
    })
    this.connecting = client
    try {
      await client.connect()
      await client.query(KEEPALIVE)
      await client.query(`select pg_advisory_lock(${asKey(ALIVE)}, $1::int)`, [this.id])
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      await client.end()
      throw error
    } finally {
      this.connecting = undefined
    }
    this.client = client
  }

  /** Until the lock is back, other processes may take our claims: they become `unknown`, and only a claim's holder writes outcomes. */
  private lose(client: pg.Client): void {
    if (this.closed || this.client !== client) return
    this.client = undefined
    this.log.warn('the connection that shows this process alive broke; connecting again')
    this.reconnectIn(500)
  }

  private reconnectIn(ms: number): void {
    this.lost = setTimeout(() => {
      this.connect().then(
        () => {
          this.log.info('the connection that shows this process alive is back')
          this.onWork()
        },
        (error: unknown) => {
          this.log.debug(traceOf(error), 'not connected yet')
          if (!this.closed) this.reconnectIn(Math.min(ms * 2, RECONNECT_MS_MAX))
        },
      )
    }, ms)
    this.lost.unref()
  }
}

export interface PostgresOwnerOptions {
  readonly config: pg.ClientConfig
  readonly log: Logger
  /** Another process announced work. */
  readonly onWork: () => void
}

/** The number of the server process behind a connection; the driver keeps it without declaring it. */
function backendOf(client: pg.Client): number | undefined {
  const { processID } = client as unknown as { processID?: number }
  return processID
}
