import type { ConnectionOptions } from 'node:tls'
import { ImapFlow } from 'imapflow'
import type { MailboxSettings } from '../../domain/account.ts'
import { type Instant, instant, plusSeconds } from '../../domain/time.ts'
import { isLoopback } from '../../kit/loopback.ts'
import { connectFault, folderMissing, known, stepFault } from './faults.ts'
import type { FolderState, MailBody, MailboxLine, MailHead } from './ports.ts'

/** How long a step may take, in milliseconds of real time. */
export interface MailboxLimits {
  /** From the name's lookup to the finished login. */
  readonly connectMs: number
  /** For one command; a search in a large folder, and its first opening, get three times as long. */
  readonly commandMs: number
  /** A connection that says nothing for so long while an answer is due is dead; a listening one is asked for a sign of life. */
  readonly silenceMs: number
}

export const MAILBOX_LIMITS: MailboxLimits = { connectMs: 30_000, commandMs: 30_000, silenceMs: 60_000 }

/** Speed that every server reaches, for the time limit of large mails. */
const BYTES_PER_MS = 20
/** Servers end what listens for 30 minutes (RFC 2177), routers what is silent for ten. */
const IDLE_MS = 9 * 60_000
/** So long after a command it listens again. */
const IDLE_AFTER_MS = 100
/** Below this no mailbox's answer comes: a list of five million UIDs in one line. */
const LINE_BYTES = 64 * 1024 * 1024
const LITERAL_BYTES = 96 * 1024 * 1024
const DAY_SECONDS = 86_400

export interface LineOptions {
  readonly mailbox: MailboxSettings
  readonly account: string
  readonly limits: MailboxLimits
  /** Listens (IDLE) whenever nothing else is to do. */
  readonly listening: boolean
  readonly tls?: ConnectionOptions
  /** A mail came into the folder that is open. */
  readonly onNews: () => void
}

/**
 * Connects, upgrades to TLS where it can, and logs in. A token that is refused is replaced once.
 * @throws Misconfigured (login or certificate refused) or Retryable, both systemic
 */
export async function openLine(options: LineOptions): Promise<Line> {
  const { mailbox, account } = options
  let token = await mailbox.accessToken?.()
  for (let tries = 1; ; tries += 1) {
    const line = new Line(options, token)
    try {
      await line.connect()
      return line
    } catch (error) {
      line.end()
      if (tries === 1 && token !== undefined && known(error).loginRefused) {
        token = await mailbox.accessToken?.(token)
        continue
      }
      throw connectFault(error, mailbox, account)
    }
  }
}

/** Joins the library's promises and our time limits: whatever the server does, every method ends. */
export class Line implements MailboxLine {
  readonly #client: ImapFlow
  readonly #options: LineOptions
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>
  #folder: string | undefined
  #junk: { readonly folder: string | undefined } | undefined

  constructor(options: LineOptions, token: string | undefined) {
    const { mailbox, limits } = options
    this.#options = options
    this.#client = new ImapFlow({
      host: mailbox.host,
      port: mailbox.port,
      secure: mailbox.secure,
      auth: {
        user: mailbox.user,
        ...(token === undefined ? { pass: mailbox.password ?? '' } : { accessToken: token }),
      },
      // A certificate proves nothing about this very machine, and a local server's is nearly always self-signed.
      tls: { rejectUnauthorized: !isLoopback(mailbox.host), ...options.tls },
      // Its log would hold addresses and subjects.
      logger: false,
      clientInfo: { name: 'Marketplace Care' },
      connectionTimeout: limits.connectMs,
      greetingTimeout: limits.connectMs,
      socketTimeout: limits.silenceMs,
      disableAutoIdle: !options.listening,
      autoIdleDelay: IDLE_AFTER_MS,
      maxIdleTime: IDLE_MS,
      disableCompression: true,
      maxLineLength: LINE_BYTES,
      maxLiteralSize: LITERAL_BYTES,
      maxResponseSize: LITERAL_BYTES + LINE_BYTES,
    })
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.closed = promise
    this.#client.once('close', () => {
      resolve(undefined)
    })
    // An error ends the connection, and whoever waits on it learns of it there.
    this.#client.on('error', () => {
      this.end()
    })
    this.#client.on('exists', ({ count, prevCount }) => {
      if (count > prevCount) options.onNews()
    })
  }

  /** Listens whenever nothing else is to do. */
  get listening(): boolean {
    return this.#options.listening
  }

  get usable(): boolean {
    return this.#client.usable && !this.#client.isClosed
  }

  connect(): Promise<void> {
    return this.#within(this.#options.limits.connectMs, this.#client.connect())
  }

  /** Still there: asks the server. */
  async ready(): Promise<boolean> {
    if (!this.usable) return false
    try {
      await this.#within(Math.min(10_000, this.#options.limits.commandMs), this.#client.noop())
      return this.usable
    } catch {
      return false
    }
  }

  async open(folder: string, how?: 'anew'): Promise<FolderState> {
    const selected = this.#client.mailbox
    if (how === undefined && this.#folder === folder && selected !== false && selected.readOnly === true) {
      // What came in the meantime is told with the answer.
      await this.#step('look for news', this.#ms(1), () => this.#client.noop())
      return { uidValidity: String(selected.uidValidity), uidNext: null, modSeq: modSeqOf(selected.highestModseq) }
    }
    this.#folder = undefined
    const opened = await this.#opened(folder, true)
    this.#folder = folder
    return {
      uidValidity: String(opened.uidValidity),
      uidNext: opened.uidNext > 0 ? opened.uidNext : null,
      modSeq: modSeqOf(opened.highestModseq),
    }
  }

  async #opened(folder: string, readOnly: boolean) {
    const { account } = this.#options
    return this.#step(`open the folder "${folder}"`, this.#ms(3), async () => {
      try {
        return await this.#client.mailboxOpen(folder, { readOnly })
      } catch (error) {
        throw known(error).missing ? folderMissing(account, folder) : error
      }
    })
  }

  async glance(folder: string): Promise<FolderState | undefined> {
    const query = { uidNext: true, uidValidity: true, highestModseq: true }
    const found = await this.#step('look for news', this.#ms(1), () => this.#client.status(folder, query))
    if (found === false || found.uidNext === undefined || found.uidValidity === undefined) return undefined
    return {
      uidValidity: String(found.uidValidity),
      uidNext: found.uidNext,
      modSeq: modSeqOf(found.highestModseq),
    }
  }

  async junkFolder(): Promise<string | undefined> {
    if (this.#junk === undefined) {
      const folders = await this.#step('list its folders', this.#ms(1), () => this.#client.list())
      this.#junk = { folder: folders.find(({ specialUse }) => specialUse === '\\Junk')?.path }
    }
    return this.#junk.folder
  }

  async uids(after: number, since: Instant, senders?: readonly string[]): Promise<readonly number[]> {
    const from = (senders ?? []).map((domain) => ({ from: domain }))
    const only = from.length > 1 ? { or: from } : (from[0] ?? {})
    // A day ends elsewhere at another time, and a server's zone is not known.
    const day = new Date(plusSeconds(since, -DAY_SECONDS))
    const found = await this.#step('search for mails', this.#ms(3), async () => {
      const uids = await this.#client.search({ uid: `${String(after + 1)}:*`, since: day, ...only }, { uid: true })
      if (!Array.isArray(uids)) throw refusal()
      return uids
    })
    // Of a range beyond the last mail the last one is given.
    return found.filter((uid) => uid > after).sort((a, b) => a - b)
  }

  async heads(uids: readonly number[]): Promise<readonly MailHead[]> {
    const heads: MailHead[] = []
    await this.#step('list mails', this.#ms(1), async () => {
      for await (const mail of this.#client.fetch(uids.join(','), { internalDate: true, size: true }, { uid: true }))
        heads.push({ uid: mail.uid, receivedAt: momentOf(mail.internalDate), size: mail.size ?? 0 })
    })
    return heads.sort((a, b) => a.uid - b.uid)
  }

  async origins(uids: readonly number[]): Promise<readonly MailBody[]> {
    const found: MailBody[] = []
    const query = { headers: ['from', 'authentication-results'] }
    await this.#step('read mails', this.#ms(1), async () => {
      for await (const { uid, headers } of this.#client.fetch(uids.join(','), query, { uid: true }))
        if (headers !== undefined) found.push({ uid, bytes: headers, cut: false })
    })
    return found
  }

  async *bodies(heads: readonly MailHead[], mostBytes: number): AsyncGenerator<MailBody> {
    const bytes = heads.reduce((sum, { size }) => sum + Math.min(size, mostBytes), 0)
    const query = { source: { start: 0, maxLength: mostBytes + 1 } }
    const ask = heads.map(({ uid }) => uid).join(',')
    const mails = this.#client.fetch(ask, query, { uid: true })
    const deadline = Date.now() + this.#options.limits.commandMs + bytes / BYTES_PER_MS
    try {
      for (;;) {
        const next = await this.#step('read mails', Math.max(1, deadline - Date.now()), () => mails.next())
        if (next.done === true) return
        const { uid, source } = next.value
        // Of a mail that is gone the library makes something else of the server's NIL.
        if (!(source instanceof Uint8Array)) continue
        yield { uid, bytes: source.subarray(0, mostBytes), cut: source.length > mostBytes }
      }
    } finally {
      void mails.return(undefined).catch(() => undefined)
    }
  }

  async flagSeen(folder: string, uidValidity: string, uids: readonly number[]): Promise<boolean> {
    this.#folder = undefined
    const opened = await this.#opened(folder, false)
    if (String(opened.uidValidity) !== uidValidity || opened.readOnly === true) return false
    return this.#step('mark mails as seen', this.#ms(1), () =>
      this.#client.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true, silent: true }),
    )
  }

  /** May wait for what a pass is fetching just now; a copy that comes too late never ends the connection. */
  async append(folder: string, bytes: Uint8Array): Promise<void> {
    const { mailbox, account } = this.#options
    const step = `keep a copy in the folder "${folder}"`
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    try {
      if (!this.usable) throw gone()
      await within(this.#ms(2) + bytes.length / BYTES_PER_MS, this.#client.append(folder, content, ['\\Seen']))
    } catch (error) {
      throw known(error).serverCode === 'TRYCREATE'
        ? folderMissing(account, folder)
        : stepFault(error, mailbox, account, step)
    }
  }

  /** Says goodbye; a server that does not answer is left. */
  async quit(): Promise<void> {
    if (!this.usable) {
      this.end()
      return
    }
    try {
      await this.#within(1_000, this.#client.logout())
    } catch {
      // Whoever leaves does not mind how the door closes.
    } finally {
      this.end()
    }
  }

  end(): void {
    this.#client.close()
  }

  readonly #ms = (times: number): number => this.#options.limits.commandMs * times

  async #step<T>(what: string, ms: number, work: () => Promise<T>): Promise<T> {
    const { mailbox, account } = this.#options
    try {
      if (!this.usable) throw gone()
      return await this.#within(ms, work())
    } catch (error) {
      throw stepFault(error, mailbox, account, what)
    }
  }

  /** What takes too long ends the connection: nobody knows what comes over it next. */
  #within<T>(ms: number, work: Promise<T>): Promise<T> {
    return within(ms, work, () => {
      this.end()
    })
  }
}

/** A limit of the network is real time: our clock may be moved by hand. */
async function within<T>(ms: number, work: Promise<T>, late: () => void = () => undefined): Promise<T> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    limit.reject(Object.assign(new Error('took too long'), { code: 'ETIMEDOUT' }))
    late()
  }, ms)
  // Whichever comes second is nobody's business any more.
  work.catch(() => undefined)
  limit.promise.catch(() => undefined)
  try {
    return await Promise.race([limit.promise, work])
  } finally {
    clearTimeout(timer)
  }
}

const gone = (): Error => Object.assign(new Error('closed'), { code: 'ECONNRESET' })

/** The library answers a refusal with false, without the server's words. */
const refusal = (): Error => Object.assign(new Error('refused'), { responseStatus: 'NO' })

const modSeqOf = (value: bigint | undefined): string | null => (value === undefined ? null : String(value))

function momentOf(value: Date | string | undefined): Instant | null {
  const date = value instanceof Date ? value : new Date(value ?? '')
  return Number.isNaN(date.getTime()) ? null : instant(date)
}
