import type { Account, SmtpSettings } from '../domain/account.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { SettingsFaults } from './faults.ts'

/** Jobs that `run`, `serve` and `SCHEDULE_<JOB>` know. */
export const JOBS = ['mirror', 'reply', 'notify', 'tracking', 'returns', 'reconcile', 'retention'] as const
export type Job = (typeof JOBS)[number]

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `password` or `apiKey` is set, or both. `user` may be missing only where there is an API key. */
export interface OdooSettings {
  /** Base address without a slash at its end. */
  readonly url: string
  readonly db: string
  readonly user?: string
  readonly password?: string
  readonly apiKey?: string
  readonly transport: 'auto' | 'jsonrpc' | 'json2'
  /** Name or id of the company, where the database holds several. */
  readonly company?: string
}

/** Embedded database in a folder (absolute path), or a PostgreSQL server. */
export type StoreSettings = { readonly dataDir: string } | { readonly databaseUrl: string }

/** A setting that was accepted but deserves a word: `doctor` shows it as a warning. */
export interface SettingsNote {
  readonly file: string
  readonly name: string
  readonly note: string
}

/** Everything the service is told, checked. Printing it (JSON, inspect) shows no secret. */
export interface Settings {
  readonly odoo: OdooSettings
  readonly store: StoreSettings
  /** At least one. */
  readonly accounts: readonly Account[]
  readonly http: { readonly host: string; readonly port: number; readonly consolePassword?: string }
  readonly mail: { readonly smtp?: SmtpSettings; readonly from?: string }
  readonly timeZone: string
  readonly logLevel: LogLevel
  /** Cron expressions, five fields, in `timeZone`. `mirror` and `reply` only if they replace the polling. */
  readonly schedule: Readonly<Partial<Record<Job, string>>>
  /** How often answers are looked for in Odoo. */
  readonly pollSeconds: number
  /** When an unknown reply is looked for again, counted from the loss. */
  readonly readbackWaitSeconds: readonly number[]
  /** Absolute path. */
  readonly templatesDir?: string
  /** Without a slash at its end. */
  readonly publicUrl?: string
  readonly apiToken?: string
  readonly serviceSecret?: string
  readonly notes: readonly SettingsNote[]
}

export interface SettingsSources {
  readonly env: NodeJS.ProcessEnv
  /** Where `.env` lies and what relative paths of the environment mean. */
  readonly cwd: string
  readonly registry: readonly ConnectorDeclaration[]
}

/**
 * Reads the service's settings (environment, or `.env` in `cwd`; the environment wins) and every account file.
 * @throws SettingsFaults with all faults of all files at once
 */
export function loadSettings(sources: SettingsSources): Settings {
  throw new SettingsFaults([{ file: sources.cwd, problem: 'cannot be read yet', remedy: 'Reading is being written.' }])
}
