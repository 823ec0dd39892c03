import { Misconfigured, Permanent, Retryable, Unknown, type Fault } from '../domain/errors.ts'
import type { Answered } from './exchange.ts'

/** An error as Odoo names it, in both protocols. */
export interface OdooError {
  /** Python class, e.g. `odoo.exceptions.AccessError`. */
  readonly name: string
  readonly message: string
}

/** What was asked, for the message and for what a lost answer means. */
export interface Asked {
  readonly what: string
  readonly repeatable: boolean
  readonly host: string
  readonly db: string
}

/** The transaction collided with another one and was rolled back: repeating is safe at once. */
export class Contended extends Retryable {}

const CONTENTION = /SerializationFailure|DeadlockDetected|LockNotAvailable|ConcurrencyError|LockError/
const CONTENTION_WORDS = /could not serialize|concurrent update|deadlock detected/i
/** Code of the fault when a model or method does not exist: JSON-RPC words it, JSON-2 answers 404. */
export const NO_SUCH = 'no_such'
const ABSENT = /^Object \S+ doesn't exist$|^The method '\S+' does not exist$/
const PROGRAMMING = /^builtins\.(TypeError|ValueError|KeyError|AttributeError|AssertionError|IndexError|NameError)$/

/**
 * Translates an error that Odoo itself reports: its transaction was rolled back, so nothing happened.
 * Odoo's own words are shortened and quoted values left out, since they may hold what a buyer wrote.
 */
export function odooFault(error: OdooError, asked: Asked): Fault {
  const name = error.name.split('.').at(-1) ?? error.name
  if (CONTENTION.test(name) || CONTENTION_WORDS.test(error.message)) {
    return new Contended(`Odoo was busy with the same record in ${asked.what}. It is tried again.`)
  }
  if (name === 'AccessDenied' || name === 'Unauthorized') return credentialsRefused(asked)
  if (name === 'AccessError') return accessRefused(error.message, asked)
  if (/database .* does not exist/s.test(error.message) && name === 'OperationalError') return noDatabase(asked)
  if (error.name.startsWith('psycopg2') || error.name === 'builtins.MemoryError') {
    return new Retryable(`Odoo's database failed in ${asked.what} (${error.name}). It is tried again.`, {
      systemic: true,
    })
  }
  if (name === 'NotFound' || ABSENT.test(error.message)) {
    return new Permanent(`Odoo refuses ${asked.what}: ${shortened(error.message)}`, { code: NO_SUCH })
  }
  if (PROGRAMMING.test(error.name) || error.name.startsWith('odoo.exceptions') || error.name.startsWith('werkzeug')) {
    return new Permanent(`Odoo refuses ${asked.what}: ${shortened(error.message)}`, { code: name })
  }
  return new Retryable(`Odoo failed in ${asked.what} (${error.name}): ${shortened(error.message)}`)
}

/** Translates an HTTP answer that is not Odoo's JSON: a proxy, a restart, a wrong address. */
export function httpFault(answer: Answered, asked: Asked): Fault {
  const { status } = answer
  const wait = Number(answer.headers['retry-after'])
  const after = Number.isFinite(wait) && wait > 0 ? { afterSeconds: wait } : {}
  if (status === 429 || status === 503) {
    return new Retryable(`Odoo at ${asked.host} answers ${String(status)} to ${asked.what}. It is tried again.`, {
      systemic: true,
      ...after,
    })
  }
  if (status >= 500) return lostBehindProxy(status, asked)
  if (status === 401 || status === 403) return credentialsRefused(asked)
  if (status === 413) {
    return new Permanent(`${asked.what} is too large for Odoo or the proxy before it (413).`, { code: 'too_large' })
  }
  if (status >= 300 && status < 400) {
    return new Misconfigured(
      `${asked.host} answers with a redirect (${String(status)}). ODOO_URL must be the final address of Odoo, with https where it redirects there.`,
    )
  }
  if (status === 404) {
    return new Misconfigured(
      `${asked.host} knows no Odoo with database ${asked.db} (404). Check ODOO_URL and ODOO_DB, then: marketplace-care doctor`,
    )
  }
  return new Misconfigured(
    `${asked.host} answers ${String(status)} where Odoo was expected. Check ODOO_URL, then: marketplace-care doctor`,
  )
}

/** An answer that broke off or is not what Odoo sends, though the status was good. */
export function unreadable(asked: Asked, cause: unknown): Fault {
  const message = `Odoo at ${asked.host} gave an unreadable answer to ${asked.what}.`
  return asked.repeatable
    ? new Retryable(`${message} It is tried again.`, { systemic: true, cause })
    : new Unknown(`${message} It may have happened; look before repeating.`, { systemic: true, cause })
}

/** Odoo's own words, fit for logs and people: one line, quoted values and long words left out. */
export function shortened(message: string): string {
  return message
    .replaceAll(/"[^"]{61,}"|“[^”]{61,}”|(?<!\w)'[^']{61,}'(?!\w)/g, '"…"')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
}

/** The user lacks a right; which group gives it is named where known. */
export function missingRight(model: string, operation: string, group: string): Misconfigured {
  return new Misconfigured(
    `The service user may not ${operation} ${model} in Odoo. What needs it waits. Add the user to the group ${group}, then: marketplace-care doctor`,
  )
}

function lostBehindProxy(status: number, asked: Asked): Fault {
  const message = `Odoo at ${asked.host} answers ${String(status)} to ${asked.what}.`
  return asked.repeatable
    ? new Retryable(`${message} It is tried again.`, { systemic: true })
    : new Unknown(`${message} It may have happened; look before repeating.`, { systemic: true })
}

function credentialsRefused(asked: Asked): Misconfigured {
  return new Misconfigured(
    `Odoo at ${asked.host} refuses the user or the key for database ${asked.db}. Nothing is read or written there. Check ODOO_USER and ODOO_PASSWORD, or ODOO_API_KEY, then: marketplace-care doctor`,
  )
}

function noDatabase(asked: Asked): Misconfigured {
  return new Misconfigured(
    `Odoo at ${asked.host} has no database ${asked.db}. Nothing is read or written. Check ODOO_DB, then: marketplace-care doctor`,
  )
}

function accessRefused(message: string, asked: Asked): Misconfigured {
  const model = /\(([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\)/.exec(message)?.[1]
  const groups = [...message.matchAll(/^\s*- (.+)$/gm)].map((match) => match[1]?.trim()).filter((group) => !!group)
  const where = model === undefined ? asked.what : `${model} (in ${asked.what})`
  const who = groups.length > 0 ? `Odoo names: ${shortened(groups.join('; '))}.` : shortened(message)
  return new Misconfigured(
    `Odoo denies the service user ${where}. What needs it waits. ${who} Give the user the right, then: marketplace-care doctor`,
  )
}
