import type { Clock } from '../domain/time.ts'

/** Wakes workers of this process that wait for work. */
export class Wake {
  private readonly waiting = new Set<() => void>()
  private readonly clock: Clock
  /** Somebody called while nobody waited: the next to wait goes on at once. */
  private called = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  call(): void {
    this.called = this.waiting.size === 0
    for (const wake of this.waiting) wake()
  }

  /** Resolves at the next call, after `maxMs` milliseconds, or when aborted; never rejects. */
  async wait(signal: AbortSignal, maxMs: number): Promise<void> {
    if (signal.aborted) return
    if (this.called) {
      this.called = false
      return
    }
    const awake = new AbortController()
    const wake = (): void => {
      awake.abort()
    }
    this.waiting.add(wake)
    const ended = AbortSignal.any([signal, awake.signal])
    try {
      await this.clock.sleep(maxMs, ended)
    } catch (error) {
      if (!ended.aborted) throw error
    } finally {
      this.waiting.delete(wake)
    }
  }
}
