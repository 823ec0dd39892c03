import { Fault, Misconfigured, Retryable } from '../domain/errors.ts'

/** The database was last used by a newer version of this program, which this one does not understand. */
export class NewerSchema extends Misconfigured {}

/** There is no room to write. Nothing of what was refused was stored. */
export class DiskFull extends Retryable {}

/** The embedded database gave up and takes nothing any more in this process; its files are whole. */
export class DatabaseStopped extends Retryable {}

/** The database refused a statement for a reason that is a mistake of the program. Holds no values: they may be a buyer's. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  /** SQLSTATE. */
  readonly code: string
  readonly constraint: string | undefined

  constructor(what: string, code: string, constraint: string | undefined, hint: string) {
    super(`The database refused "${what}": ${code}${constraint === undefined ? '' : ` (${constraint})`}${hint}`)
    this.code = code
    this.constraint = constraint
  }
}

interface DatabaseRefusal {
  readonly code: string
  readonly message: string
  readonly constraint: string | undefined
}

const DISK_FULL = '53100'
/** Server going down, starting, out of connections or memory; connection lost. */
const AWAY = /^(08|53|57P0[1-5]|58)/
/** Of the above those that a person has to help with. */
const SHORT_OF: Readonly<Record<string, string>> = {
  '53200': 'It is out of memory.',
  '53300': 'It takes no more connections. Raise max_connections or run fewer processes.',
}
/** Two transactions in each other's way, or one that took too long: nothing was written. */
const COLLISIONS = new Set(['40001', '40P01', '55P03', '57014', '25P03'])
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ECONNABORTED',
])
/** What the drivers say without a code when the connection is gone. */
const SOCKET_WORDS =
  /connection terminated|connection error|timeout exceeded when trying to connect|client has encountered|closed the connection|discarded|pglite is closed|pglite instance is already closed|driver has already been destroyed|Connection ended/i

const REFUSED: Readonly<Record<string, string>> = {
  '28000': 'The server does not let this user in.',
  '28P01': 'The server refuses the password.',
  '3D000': 'The database does not exist.',
  '42501': 'The user may not do that in this database; it must own the tables and may create them.',
  '25006': 'The server is read-only (a standby?).',
}

/** Only these failed for certain without writing and are worth the same again at once. */
export const isCollision = (error: unknown): boolean => {
  const refusal = refusalOf(error)
  return refusal !== undefined && (refusal.code === '40001' || refusal.code === '40P01')
}

/** Whether a unique index said no. */
export const violates = (error: unknown, constraint: string): boolean => {
  const refusal = refusalOf(error)
  return refusal?.code === '23505' && refusal.constraint === constraint
}

/**
 * Any error of a driver as what the flows decide by. Faults pass through.
 * @param what name of the statement or transaction
 * @param where the database as a person knows it, without a password
 */
export function toFault(error: unknown, what: string, where: string): Error {
  if (error instanceof Fault || error instanceof StorageError) return error
  const refusal = refusalOf(error)
  if (refusal !== undefined) return fromRefusal(refusal, what, where)
  if (isSocketFault(error)) return unreachable(where, error)
  return error instanceof Error ? error : new Error(`"${what}" failed: ${String(error)}`)
}

function fromRefusal({ code, message, constraint }: DatabaseRefusal, what: string, where: string): Error {
  const refused = REFUSED[code]
  if (refused !== undefined) {
    return new Misconfigured(
      `${where}: ${refused} (${code}) Nothing is read or stored until then. Check DATABASE_URL and the user's rights, then: marketplace-care doctor.`,
    )
  }
  if (code === DISK_FULL) return diskFull(where)
  if (AWAY.test(code)) return unreachable(where, { code })
  if (COLLISIONS.has(code)) {
    return new Retryable(`${where}: "${what}" did not get through (${code}). Nothing was written. It is tried again.`, {
      systemic: true,
    })
  }
  // Class 42 is the program's own SQL; any other text may quote a value.
  return new StorageError(what, code, constraint, code.startsWith('42') ? ` ${message}` : '')
}

function unreachable(where: string, error: unknown): Retryable {
  const code = codeOf(error) ?? 'connection lost'
  const help = SHORT_OF[code] ?? 'If it stays away, check that the server runs.'
  return new Retryable(`${where} cannot be used (${code}). Nothing is lost: work goes on when it is back. ${help}`, {
    systemic: true,
  })
}

/**
 * @param left what is left, where it is known, e.g. `12 MB`
 */
export function diskFull(where: string, left?: string): DiskFull {
  const found = left === undefined ? 'is full' : `has only ${left} left`
  return new DiskFull(
    `${where} cannot store anything: its disk ${found}. Nothing is read or sent until there is room; what is stored stays whole. Free some space, then it goes on by itself.`,
    { systemic: true },
  )
}

function refusalOf(error: unknown): DatabaseRefusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, message, constraint } = error as { code?: unknown; message?: unknown; constraint?: unknown }
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || SOCKET_CODES.has(code)) return undefined
  return {
    code,
    message: typeof message === 'string' ? message : '',
    constraint: typeof constraint === 'string' ? constraint : undefined,
  }
}

function isSocketFault(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isSocketFault)
  const code = codeOf(error)
  if (code !== undefined && SOCKET_CODES.has(code)) return true
  return error instanceof Error && SOCKET_WORDS.test(error.message)
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
