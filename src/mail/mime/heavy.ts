import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ParsedMail } from '../../domain/mail.ts'
import type { ReadOptions } from './read.ts'
import type { HeavyAnswer, HeavyQuestion } from './worker.ts'

export interface HeavyLimits {
  /** For one mail, from the moment the thread begins with it. */
  readonly deadlineMs: number
  /** JavaScript's memory of the thread in MiB; file contents lie beside it and are never larger than the mail. */
  readonly heapMiB: number
  /** The thread ends when it had nothing to do for so long. */
  readonly idleMs: number
}

const LIMITS: HeavyLimits = { deadlineMs: 60_000, heapMiB: 512, idleMs: 30_000 }

/** A mail went beyond its time or memory, or met a fault of ours. */
export class TooHeavy extends Error {}

/**
 * Reads mails one after the other in a thread of its own, within a time and a memory for each. A mail beyond them costs the thread, which
 * begins anew for the next one.
 */
export class HeavyReader {
  private readonly limits: HeavyLimits
  private worker: Worker | undefined
  private last: Promise<unknown> = Promise.resolve()
  private idle: NodeJS.Timeout | undefined

  constructor(limits: Partial<HeavyLimits> = {}) {
    this.limits = { ...LIMITS, ...limits }
  }

  /** @throws TooHeavy */
  read(bytes: Uint8Array, options: ReadOptions): Promise<ParsedMail> {
    const turn = this.last.then(
      () => this.ask({ bytes, options }),
      () => this.ask({ bytes, options }),
    )
    this.last = turn
    return turn
  }

  /** Ends the thread; the next mail begins another one. */
  async close(): Promise<void> {
    clearTimeout(this.idle)
    const worker = this.worker
    this.worker = undefined
    await worker?.terminate()
  }

  private async ask(question: HeavyQuestion): Promise<ParsedMail> {
    clearTimeout(this.idle)
    const worker = (this.worker ??= this.begin())
    try {
      const answer = await this.answer(worker, question)
      if ('fault' in answer) throw new TooHeavy(`it met a fault of the reader (${answer.fault})`)
      this.rest(worker)
      return answer.mail
    } catch (error) {
      await this.close()
      throw error
    }
  }

  private begin(): Worker {
    const { heapMiB } = this.limits
    // The package holds JavaScript where a clone holds TypeScript.
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
      env: {},
      execArgv: [],
    })
    const forget = (): void => {
      if (this.worker === worker) this.worker = undefined
    }
    return worker.on('error', forget).on('exit', forget)
  }

  private async answer(worker: Worker, question: HeavyQuestion): Promise<HeavyAnswer> {
    const { deadlineMs, heapMiB } = this.limits
    const { promise, resolve, reject } = Promise.withResolvers<HeavyAnswer>()
    const ended = (): void => {
      reject(new TooHeavy('its thread ended'))
    }
    const failed = (error: NodeJS.ErrnoException): void => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      reject(new TooHeavy(memory ? `it takes more than ${String(heapMiB)} MiB` : 'its thread ended', { cause: error }))
    }
    const timer = setTimeout(() => {
      reject(new TooHeavy(`it takes longer than ${String(deadlineMs / 1000)} s`))
    }, deadlineMs)
    worker.ref()
    worker.on('message', resolve).on('error', failed).on('exit', ended)
    try {
      worker.postMessage(question)
      return await promise
    } finally {
      clearTimeout(timer)
      worker.off('message', resolve).off('error', failed).off('exit', ended)
    }
  }

  private rest(worker: Worker): void {
    worker.unref()
    this.idle = setTimeout(() => {
      void this.close()
    }, this.limits.idleMs)
    this.idle.unref()
  }
}
