import { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import XOAuth2, { type XOAuth2ProvisionCallback } from 'nodemailer/lib/xoauth2'
import type { SmtpSettings } from '../domain/account.ts'
import { isLoopback } from '../kit/loopback.ts'
import type { ComposedMail } from './compose.ts'
import { connectFault, endsSession, publicReply, sendFault, serverName, SessionOver, type SendStage } from './faults.ts'

export interface ConnectionLimits {
  /** From the name's lookup to the finished login. */
  readonly connectTimeoutMs: number
  /** For one mail, besides what its size needs. */
  readonly sendTimeoutMs: number
  readonly tls?: ConnectionOptions
}

export interface MailLog {
  warn(fields: Record<string, unknown>, message: string): void
  debug(fields: Record<string, unknown>, message: string): void
}

/** One logged-in connection to a mail server. */
export interface SmtpLine {
  /** Still there, and at the start of a transaction: asks the server, so that a connection it closed meanwhile is noticed before anything is sent. */
  ready(): Promise<boolean>
  /** Throws SessionOver where the server took mails over this connection before and wants no more: nothing of this one was sent. */
  send(mail: ComposedMail): Promise<{ readonly response: string }>
  /** The last that the server said was that it took a mail: it is at the start of a transaction (RFC 5321, 4.1.1.4). */
  readonly accepted: boolean
  readonly encrypted: boolean
  readonly loggedIn: boolean
  /** Whether another mail may go over it. */
  readonly usable: boolean
  /** Says goodbye. */
  quit(): void
}

const GOODBYE_MS = 1_000

/** Upload speed that every server reaches, for the time limit of large mails. */
const BYTES_PER_MS = 20

/**
 * Connects, greets, upgrades to TLS (`smtps://` from the start, else if the server offers it) and logs in.
 * @throws Misconfigured (login or certificate refused) or Retryable, both systemic
 */
export async function openLine(
  smtp: SmtpSettings,
  { log, limits }: { log: MailLog; limits: ConnectionLimits },
): Promise<SmtpLine> {
  const connection = new SMTPConnection({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    connectionTimeout: limits.connectTimeoutMs,
    greetingTimeout: limits.connectTimeoutMs,
    dnsTimeout: limits.connectTimeoutMs,
    // A second line of defence behind the limits of each step.
    socketTimeout: limits.connectTimeoutMs + limits.sendTimeoutMs,
    socketCloseTimeout: 1_000,
    // A certificate proves nothing about this very machine, and a local relay's is nearly always self-signed.
    tls: { rejectUnauthorized: !isLoopback(smtp.host), ...limits.tls },
  })
  const line = new Line(connection, smtp, limits)
  try {
    await line.step(limits.connectTimeoutMs, (done) => {
      connection.connect((error) => {
        if (error !== undefined) done(error)
        else logIn(connection, smtp, log, done)
      })
    })
    return line
  } catch (error) {
    connection.close()
    throw connectFault(error, smtp)
  }
}

function logIn(
  connection: SMTPConnection,
  smtp: SmtpSettings,
  log: MailLog,
  done: (error?: Error | null) => void,
): void {
  if (smtp.user === undefined) {
    done()
  } else if (connection.allowsAuth) {
    connection.login(credentials(smtp.user, smtp), done)
  } else {
    log.warn({ server: serverName(smtp) }, 'the mail server offers no login, going on without')
    done()
  }
}

/** A password, or a token (SASL XOAUTH2), asked for once more where the first is refused. */
function credentials(user: string, { password, accessToken }: SmtpSettings): SMTPConnection.AuthenticationType {
  if (accessToken === undefined) return { user, pass: password ?? '' }
  let last: string | undefined
  const provisionCallback: XOAuth2ProvisionCallback = (_, renew, given) => {
    accessToken(renew ? last : undefined).then(
      (token) => {
        last = token
        given(null, token)
      },
      (error: unknown) => {
        given(error instanceof Error ? error : new Error(String(error)))
      },
    )
  }
  return { user, oauth2: new XOAuth2({ user, provisionCallback }) }
}

/** Joins SMTPConnection's callbacks, events and our time limits into promises that settle exactly once, whatever dies first. */
class Line implements SmtpLine {
  readonly #connection: SMTPConnection
  readonly #smtp: SmtpSettings
  readonly #limits: ConnectionLimits
  #failed: ((error: unknown) => void) | undefined
  #gone = false
  #taken = 0
  #accepted = false

  constructor(connection: SMTPConnection, smtp: SmtpSettings, limits: ConnectionLimits) {
    this.#connection = connection
    this.#smtp = smtp
    this.#limits = limits
    const end = (error: unknown) => {
      this.#gone = true
      this.#failed?.(error)
    }
    connection.on('error', end)
    connection.on('end', () => {
      // An error that explains the end is reported by the same turn of the event loop.
      setImmediate(end, Object.assign(new Error('closed'), { code: 'ECONNECTION' }))
    })
  }

  get encrypted(): boolean {
    return this.#connection.secure
  }

  get loggedIn(): boolean {
    return this.#connection.authenticated
  }

  get usable(): boolean {
    return !this.#gone && !this.#connection.destroyed
  }

  get accepted(): boolean {
    return this.#accepted
  }

  async ready(): Promise<boolean> {
    if (!this.usable) return false
    try {
      await this.step(this.#limits.connectTimeoutMs, (done) => {
        this.#connection.reset(done)
      })
      return this.usable
    } catch {
      this.#connection.close()
      return false
    }
  }

  async send(mail: ComposedMail): Promise<{ readonly response: string }> {
    const line: { stage: SendStage } = { stage: 'before-message' }
    const message = new Readable({
      read() {
        line.stage = 'message-read'
        this.push(mail.raw)
        this.push(null)
      },
    })
    const { from, to } = mail.envelope
    const hidden = [to, to.slice(0, to.lastIndexOf('@')), this.#smtp.user ?? '']
    this.#accepted = false
    try {
      const info = await this.step<{ response: string } | undefined>(
        this.#limits.sendTimeoutMs + mail.raw.length / BYTES_PER_MS,
        (done) => {
          this.#connection.send({ from, to, size: mail.raw.length }, message, done)
        },
      )
      this.#taken += 1
      this.#accepted = true
      return { response: publicReply(info?.response ?? '', hidden) }
    } catch (error) {
      if (this.#taken > 0 && endsSession(error, line.stage)) {
        this.#connection.close()
        throw new SessionOver(`The mail server ${serverName(this.#smtp)} takes no more mails over this connection.`)
      }
      // A refusal within the envelope leaves a connection in order; anything else leaves one nobody should trust.
      if (line.stage === 'message-read' || !hasCode(error)) this.#connection.close()
      throw sendFault(error, line.stage, this.#smtp, hidden)
    }
  }

  quit(): void {
    this.#gone = true
    this.#connection.quit()
    // A server that does not say goodbye must not keep the process from ending.
    setTimeout(() => {
      this.#connection.close()
    }, GOODBYE_MS).unref()
  }

  /** Runs one step of the protocol; fails if it takes longer than `limitMs` or the connection ends. */
  async step<Result>(
    limitMs: number,
    run: (done: (error?: Error | null, result?: Result) => void) => void,
  ): Promise<Result | undefined> {
    let limit: NodeJS.Timeout | undefined
    try {
      return await new Promise<Result | undefined>((resolve, reject) => {
        this.#failed = reject
        // A limit of the network is real time, as it is for HTTP: our clock may be moved by hand.
        limit = setTimeout(() => {
          reject(Object.assign(new Error('took too long'), { code: 'ETIMEDOUT' }))
        }, limitMs)
        run((error, result) => {
          if (error) reject(error)
          else resolve(result)
        })
      })
    } finally {
      this.#failed = undefined
      clearTimeout(limit)
    }
  }
}

const hasCode = (error: unknown): boolean => typeof (error as { responseCode?: unknown }).responseCode === 'number'
