import type { ConnectionOptions } from 'node:tls'
import { type Fault, isFault, Misconfigured } from '../../domain/errors.ts'
import type { Clock } from '../../domain/time.ts'
import { traceOf } from '../../kit/trace.ts'
import { ConnectionLost } from './faults.ts'
import { type Line, MAILBOX_LIMITS, type MailboxLimits, openLine } from './line.ts'
import type { BoxOwner, Mailboxes, MailboxLine, Watch, WatchState } from './ports.ts'

export interface MailboxesOptions {
  readonly clock: Clock
  readonly log: {
    info(fields: Record<string, unknown>, message: string): void
    warn(fields: Record<string, unknown>, message: string): void
  }
  readonly limits?: Partial<MailboxLimits>
  /** Further TLS settings, e.g. a test server's own authority. */
  readonly tls?: ConnectionOptions
}

/** Pauses before a lost connection is opened again, in milliseconds: soon at first, since most servers come back at once. */
const AGAIN_MS = [250, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000] as const
/** A connection that did not last so long counts as failed. */
const LASTING_MS = 10_000
/** A login that is refused again and again locks accounts. */
const REFUSED_MS = 300_000

export function createMailboxes(options: MailboxesOptions): Mailboxes {
  const boxes = new Map<string, Box>()
  const boxOf = (owner: BoxOwner): Box => {
    const known = boxes.get(owner.account.name)
    if (known !== undefined) return known
    const box = new Box(owner, options)
    boxes.set(owner.account.name, box)
    return box
  }
  return {
    use: (owner, work) => boxOf(owner).use(work),
    append: (owner, folder, bytes) => boxOf(owner).append(folder, bytes),
    watch: (owner, onNews) => boxOf(owner).watch(onNews),
    async close() {
      await Promise.all([...boxes.values()].map((box) => box.close()))
    },
  }
}

/** The one connection of a mailbox, and whoever listens on it. */
class Box {
  readonly #owner: BoxOwner
  readonly #options: MailboxesOptions
  #line: Line | undefined
  #opening: Promise<Line> | undefined
  #tail: Promise<unknown> = Promise.resolve()
  #listener: (() => void) | undefined
  #working = false
  #closed = false

  constructor(owner: BoxOwner, options: MailboxesOptions) {
    this.#owner = owner
    this.#options = options
  }

  use<T>(work: (line: MailboxLine) => Promise<T>): Promise<T> {
    const mine = this.#tail.then(async () => {
      const line = await this.#ready()
      this.#working = true
      try {
        return await work(line)
      } catch (error) {
        if (error instanceof ConnectionLost) this.#drop(line)
        throw error
      } finally {
        this.#working = false
      }
    })
    this.#tail = mine.catch(() => undefined)
    return mine
  }

  /** Between the steps of a pass, not after it: a copy waits for no large mailbox. */
  async append(folder: string, bytes: Uint8Array): Promise<void> {
    // While a pass works on it, a question whether it is still there would wait behind what the pass fetches.
    const line = this.#working && this.#line?.usable === true ? this.#line : await this.#ready()
    await line.append(folder, bytes)
  }

  watch(onNews: () => void): Watch {
    const stopping = new AbortController()
    this.#listener = onNews
    const { clock } = this.#options
    let state: WatchState = { listening: false, since: clock.now() }
    const tell = (now: { readonly listening: boolean; readonly fault?: string }): void => {
      state = { ...now, since: clock.now() }
    }
    const ended = this.#listen(stopping.signal, tell).catch((error: unknown) => {
      tell({ listening: false, fault: 'listening ended by a mistake in the program (see the log)' })
      this.#options.log.warn(
        { account: this.#owner.account.name, ...traceOf(error) },
        'listening to a mailbox broke off',
      )
    })
    return {
      state: () => state,
      stop: async () => {
        this.#listener = undefined
        stopping.abort(new Error('the watch ends'))
        await ended
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const line = this.#line ?? (await this.#opening?.catch(() => undefined))
    this.#line = undefined
    await line?.quit()
  }

  async #listen(
    signal: AbortSignal,
    tell: (state: { readonly listening: boolean; readonly fault?: string }) => void,
  ): Promise<void> {
    const { log } = this.#options
    const { account, mailbox } = this.#owner
    const ended = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve()
      })
    })
    for (let failures = 0; !signal.aborted;) {
      let fault: Fault | undefined
      try {
        const line = await this.use(async (open) => {
          await open.open(mailbox.folders[0] ?? 'INBOX')
          return this.#line
        })
        if (failures > 0) log.info({ account: account.name }, 'the mailbox is there again')
        tell({ listening: true })
        // What came before it listened nobody told.
        this.#listener?.()
        const since = Date.now()
        await Promise.race([line?.closed, ended])
        if (signal.aborted) return
        tell({ listening: false, fault: 'the connection was lost' })
        failures = Date.now() - since < LASTING_MS ? failures + 1 : 0
      } catch (error) {
        if (!isFault(error)) throw error
        fault = error
        failures += 1
        if (failures === 1) log.warn({ account: account.name, fault: error.kind }, error.message)
        tell({ listening: false, fault: error.message })
      }
      await realPause(pauseAfter(fault, failures), signal)
    }
  }

  /** A connection that stood unused is asked whether it is still there. */
  async #ready(): Promise<Line> {
    const line = this.#line
    const fits = this.#listener === undefined || line?.listening === true
    if (line !== undefined && fits && (await line.ready())) return line
    if (line !== undefined) this.#drop(line)
    if (this.#opening === undefined) {
      this.#opening = this.#open()
      void this.#opening
        .catch(() => undefined)
        .then(() => {
          this.#opening = undefined
        })
    }
    return this.#opening
  }

  async #open(): Promise<Line> {
    const { limits, tls } = this.#options
    const line = await openLine({
      mailbox: this.#owner.mailbox,
      account: this.#owner.account.name,
      limits: { ...MAILBOX_LIMITS, ...limits },
      listening: this.#listener !== undefined,
      ...(tls === undefined ? {} : { tls }),
      onNews: () => this.#listener?.(),
    })
    if (this.#closed) line.end()
    this.#line = line
    return line
  }

  #drop(line: Line): void {
    if (this.#line === line) this.#line = undefined
    line.end()
  }
}

/**
 * How long to wait before a lost mailbox is opened again, in milliseconds.
 * @param failures in a row
 */
export function pauseAfter(error: Fault | undefined, failures: number): number {
  if (error instanceof Misconfigured) return REFUSED_MS
  return AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 60_000
}

/** As limits of the network, pauses between connections are real time. */
function realPause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
