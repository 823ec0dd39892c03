import type { ConnectionOptions } from 'node:tls'
import type { SmtpSettings } from '../domain/account.ts'
import { Retryable } from '../domain/errors.ts'
import { msBetween, type Clock, type Instant } from '../domain/time.ts'
import { compose, type ComposedMail } from './compose.ts'
import { openLine, type ConnectionLimits, type MailLog, type SmtpLine } from './connection.ts'
import { serverName, SessionOver } from './faults.ts'
import type { MailConnection, Mailer, OutgoingMail } from './ports.ts'

export interface MailerOptions {
  readonly clock: Clock
  readonly log: MailLog
  /** From the name's lookup to the finished login; default 10 s. */
  readonly connectTimeoutMs?: number
  /** For one mail, besides what its size needs; default 25 s, so that a send ends within 30. */
  readonly sendTimeoutMs?: number
  /** After how long unused a connection is not used again; default 20 s, less than any server keeps one. */
  readonly idleMs?: number
  /** Most connections to one server with one login; default 4. */
  readonly maxConnections?: number
  /** Further TLS settings, e.g. a test server's own authority. */
  readonly tls?: ConnectionOptions
}

/**
 * Sends mails over a small pool of connections for each server and login. Neither `createTransport` nor its pool is used: both
 * read the message before the server has agreed to take it, and so cannot tell "not sent" from "perhaps sent".
 */
export function createMailer(options: MailerOptions): Mailer {
  const { clock, log, connectTimeoutMs = 10_000, sendTimeoutMs = 25_000, idleMs = 20_000, maxConnections = 4 } = options
  const limits: ConnectionLimits = {
    connectTimeoutMs,
    sendTimeoutMs,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  }
  const open = (smtp: SmtpSettings) => openLine(smtp, { log, limits })
  const pools = new Map<string, Pool>()
  let closed = false

  const poolOf = (smtp: SmtpSettings): Pool => {
    const key = JSON.stringify([smtp.host, smtp.port, smtp.secure, smtp.user, smtp.password])
    const existing = pools.get(key)
    if (existing !== undefined) return existing
    const pool = new Pool({ open: () => open(smtp), smtp, clock, idleMs, maxConnections })
    pools.set(key, pool)
    return pool
  }

  return {
    async acquire(smtp) {
      if (closed) throw stopping(smtp)
      const pool = poolOf(smtp)
      return connectionOver(await pool.take(), pool)
    },
    async check(smtp) {
      const line = await open(smtp)
      const { encrypted, loggedIn } = line
      line.quit()
      return { encrypted, loggedIn }
    },
    async close() {
      closed = true
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

function connectionOver(first: SmtpLine, pool: Pool): MailConnection {
  let line = first
  let released = false
  return {
    async send(mail: OutgoingMail | ComposedMail) {
      if (released) throw new Error('This mail connection was given back; acquire another.')
      const written = 'raw' in mail ? mail : compose(mail)
      try {
        return await line.send(written)
      } catch (error) {
        if (!(error instanceof SessionOver)) throw error
        line = await pool.reopen()
        return line.send(written)
      }
    },
    release() {
      if (released) return
      released = true
      pool.giveBack(line)
    },
  }
}

/** So long a server that took a mail need not be asked whether it is still there: that is one of five questions of a hand-over. */
const JUST_NOW_MS = 1_000

interface PoolOptions {
  readonly open: () => Promise<SmtpLine>
  readonly smtp: SmtpSettings
  readonly clock: Clock
  readonly idleMs: number
  readonly maxConnections: number
}

interface Idle {
  readonly line: SmtpLine
  readonly since: Instant
}

/** The connections to one server with one login. */
class Pool {
  readonly #options: PoolOptions
  readonly #idle: Idle[] = []
  readonly #waiting: { wake: () => void; refuse: (error: Error) => void }[] = []
  #open = 0
  /** As many as the server takes from us at once, as far as we know. */
  #most: number
  #closed: { done: () => void } | undefined

  constructor(options: PoolOptions) {
    this.#options = options
    this.#most = options.maxConnections
  }

  /** A connection that answered just now; waits while all are in use. */
  async take(): Promise<SmtpLine> {
    this.#mustBeOpen()
    while (this.#open >= this.#most && this.#idle.length === 0) {
      await this.#turn()
      this.#mustBeOpen()
    }
    this.#letGoOfOld()
    const kept = this.#idle.pop()
    if (kept === undefined) return this.#openAnother()
    if (this.#answeredJustNow(kept) || (await kept.line.ready())) return kept.line
    this.#open -= 1
    return this.#openAnother()
  }

  /** Where the server has hung up since, the next mail tells, and goes over another connection. */
  #answeredJustNow({ line, since }: Idle): boolean {
    return line.usable && line.accepted && msBetween(since, this.#options.clock.now()) < JUST_NOW_MS
  }

  giveBack(line: SmtpLine): void {
    this.#letGoOfOld()
    if (line.usable && this.#closed === undefined) this.#idle.push({ line, since: this.#options.clock.now() })
    else this.#drop(line)
    this.#waiting.shift()?.wake()
  }

  /** A new connection in the place of one in use that the server ended. */
  reopen(): Promise<SmtpLine> {
    return this.#options.open()
  }

  /** Ends what is idle at once and waits for what is in use. */
  async close(): Promise<void> {
    if (this.#closed !== undefined) return
    const ended = Promise.withResolvers<undefined>()
    this.#closed = {
      done: () => {
        ended.resolve(undefined)
      },
    }
    for (const { refuse } of this.#waiting.splice(0)) refuse(stopping(this.#options.smtp))
    for (const { line } of this.#idle.splice(0)) this.#drop(line)
    if (this.#open > 0) await ended.promise
  }

  /** Many servers take only a few connections of one client and refuse the next: then those that there are have to do. */
  async #openAnother(): Promise<SmtpLine> {
    this.#open += 1
    try {
      return await this.#options.open()
    } catch (error) {
      this.#lost()
      if (this.#open > 0 && error instanceof Retryable) {
        this.#most = this.#open
        return this.take()
      }
      if (this.#open > 0) this.#waiting.shift()?.wake()
      else for (const { refuse } of this.#waiting.splice(0)) refuse(error as Error)
      throw error
    }
  }

  /** The longest unused come first. */
  #letGoOfOld(): void {
    const { clock, idleMs } = this.#options
    const isOld = ({ since }: Idle) => msBetween(since, clock.now()) >= idleMs
    for (let oldest = this.#idle[0]; oldest !== undefined && isOld(oldest); oldest = this.#idle[0]) {
      this.#idle.shift()
      this.#drop(oldest.line)
    }
  }

  #drop(line: SmtpLine): void {
    if (line.usable) line.quit()
    this.#lost()
  }

  #lost(): void {
    this.#open -= 1
    if (this.#open > 0) return
    this.#most = this.#options.maxConnections
    this.#closed?.done()
  }

  #turn(): Promise<undefined> {
    const turn = Promise.withResolvers<undefined>()
    const wake = () => {
      turn.resolve(undefined)
    }
    this.#waiting.push({ wake, refuse: turn.reject })
    return turn.promise
  }

  #mustBeOpen(): void {
    if (this.#closed !== undefined) throw stopping(this.#options.smtp)
  }
}

/** Of all mails alike: a pass that is under way ends with it. */
const stopping = (smtp: SmtpSettings): Retryable =>
  new Retryable(
    `The service is stopping; nothing more is sent to ${serverName(smtp)}. It is sent after the next start.`,
    {
      systemic: true,
    },
  )
