export interface FaultOptions {
  /** The account or host as a whole is concerned (key refused, host down): the account is paused with an alarm, the item is not counted against. */
  readonly systemic?: boolean
  readonly cause?: unknown
}

/** The one family of errors that flows decide by. The message says what happened, what it means and what to do; never a secret, never buyer text. */
export abstract class Fault extends Error {
  abstract readonly kind: 'retryable' | 'permanent' | 'unknown' | 'misconfigured'
  readonly systemic: boolean

  constructor(message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.systemic = options.systemic ?? false
  }
}

/** Nothing happened outside; trying again later may help. */
export class Retryable extends Fault {
  readonly kind = 'retryable' as const
  /** Seconds the other side asked us to wait, if it did. */
  readonly afterSeconds: number | undefined

  constructor(message: string, options: FaultOptions & { afterSeconds?: number } = {}) {
    super(message, options)
    this.afterSeconds = options.afterSeconds
  }
}

/** Nothing happened outside and trying again will not help. */
export class Permanent extends Fault {
  readonly kind = 'permanent' as const
  /** The other side's own word for it (an error code), where it has one. */
  readonly code: string | undefined

  constructor(message: string, options: FaultOptions & { code?: string } = {}) {
    super(message, options)
    this.code = options.code
  }
}

/** It may have happened: the request left and no answer came back. Read back before anything else. */
export class Unknown extends Fault {
  readonly kind = 'unknown' as const
}

/** A setting is wrong or missing; a person has to change it. Always systemic. */
export class Misconfigured extends Fault {
  readonly kind = 'misconfigured' as const

  constructor(message: string, options: FaultOptions = {}) {
    super(message, { ...options, systemic: true })
  }
}

export const isFault = (error: unknown): error is Fault => error instanceof Fault
