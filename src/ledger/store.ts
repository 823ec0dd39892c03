import type { Logger } from 'pino'
import type { Clock } from '../domain/time.ts'
import type { Ledger, Outbox } from './ports.ts'

/** Where the ledger lies: a folder of our own (embedded database), a PostgreSQL server, or memory (tests). */
export type StoreOptions =
  | { readonly dataDir: string }
  | { readonly databaseUrl: string }
  | {
      readonly memory: true
      /** A dump of an empty store (`dumpDataDir` of the embedded database) to begin with, which saves seconds. */
      readonly template?: Blob
    }

export interface StoreDeps {
  readonly clock: Clock
  readonly log: Logger
  /**
   * Whose clock decides what is due and which lease has run out. The embedded database has one process and goes by `clock`;
   * PostgreSQL is shared, so its own clock decides there, unless a test moves time by hand.
   */
  readonly time?: 'database' | 'clock'
  /** A transaction that takes longer is rolled back and named; default 10. */
  readonly transactionSeconds?: number
  /** Sees every statement without its values. */
  readonly onStatement?: (statement: { readonly sql: string; readonly milliseconds: number }) => void
  /** Called after each commit with a running number from 1 and the name of what was stored. */
  readonly onCommit?: (number: number, name: string) => void
}

export interface StoreHealth {
  readonly ok: boolean
  readonly detail: string
}

export interface Store {
  readonly kind: 'embedded' | 'postgresql'
  readonly ledger: Ledger
  readonly outbox: Outbox
  /** Asks the database for a sign of life; never throws. */
  health(): Promise<StoreHealth>
  /** Gives back what is claimed and closes the database and its lock. */
  close(): Promise<void>
}

/**
 * Opens ledger and outbox: takes the lock of the data folder (embedded), brings the schema up to date, and turns what a dead
 * owner left in `sending` into `unknown`.
 * @throws Misconfigured when another process holds the folder, the schema is newer than this program, or the server refuses us
 * @throws Retryable (systemic) when the server cannot be reached
 */
export function openStore(_options: StoreOptions, _deps: StoreDeps): Promise<Store> {
  return Promise.reject(new Error('The store is being built.'))
}
