import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Account, SmtpSettings } from '../domain/account.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { type ServiceSide, sharedOrderNotes } from './account-rules.ts'
import {
  type AccountFile,
  complete,
  type Complete,
  firstOfEach,
  listAccountFiles,
  readAccountFile,
} from './accounts.ts'
import { defined } from './defined.ts'
import { type SettingsFault, SettingsFaults, type SettingsNote } from './faults.ts'
import { hideSecrets } from './hidden.ts'
import { smtpSettings } from './mail-server.ts'
import { ENV_FILE, placed, readService } from './service-rules.ts'
import { type LogLevel, serviceShape } from './service.ts'
import { secretFiles, secretNames, unusedNotes } from './sources.ts'

/** Jobs that `run`, `serve` and `SCHEDULE_<JOB>` know. */
export const JOBS = ['mirror', 'reply', 'notify', 'tracking', 'returns', 'reconcile', 'retention'] as const
export type Job = (typeof JOBS)[number]

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

/** Who is told of alarms; nobody where nothing is set. */
export interface AlertSettings {
  readonly mail?: string
  /** Holds a secret, as does `heartbeat`. */
  readonly webhook?: string
  readonly heartbeat?: string
  /** How long a job may have no success, or Odoo be away. */
  readonly afterSeconds: number
}

/** Carriers whose events are read, and what others sign with who tell of parcels. */
export interface CarrierSettings {
  /** By the carrier's name. */
  readonly access: Readonly<
    Record<string, { readonly settings: unknown; readonly dailyCalls: number; readonly baseUrl?: string }>
  >
  readonly webhookSecret?: string
}

/** Everything the service is told, checked. Printing it (JSON, inspect) shows no secret. */
export interface Settings {
  readonly odoo: OdooSettings
  readonly store: StoreSettings
  /** At least one. */
  readonly accounts: readonly Account[]
  readonly http: { readonly host: string; readonly port: number; readonly consolePassword?: string }
  readonly mail: { readonly smtp?: SmtpSettings; readonly from?: string }
  readonly alerts: AlertSettings
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
  readonly carriers?: CarrierSettings
  readonly serviceSecret?: string
  readonly notes: readonly SettingsNote[]
  /** Absolute paths of the files that hold secrets: `.env`, account files, what `<NAME>_FILE` names. */
  readonly secretFiles?: readonly string[]
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
export function loadSettings({ env, cwd, registry }: SettingsSources): Settings {
  const service = readService(env, cwd, registry)
  const timeZone = service.values.TIMEZONE ?? 'UTC'
  const dir = placed(service.values.ACCOUNTS_DIR ?? '.', 'ACCOUNTS_DIR', service.given, cwd)
  const listed = listAccountFiles(dir, cwd)
  const files =
    'problem' in listed ? [] : listed.map((path) => readAccountFile(path, { cwd, registry, service, timeZone }))
  const faults = firstOfEach([
    ...service.faults,
    ...('problem' in listed ? [listed] : []),
    ...files.flatMap((file) => file.faults),
    ...sharedKeyFaults(files),
  ])
  if (faults.length > 0) throw new SettingsFaults(faults)
  const accounts = files.flatMap(({ file, account }) => (account === undefined ? [] : [{ file, account }]))
  const notes = [
    ...unusedNotes(service.given, serviceShape),
    ...files.flatMap((file) => file.notes),
    ...sharedOrderNotes(accounts),
  ]
  const settings = build(complete(service.values), {
    service,
    cwd,
    notes,
    accounts: accounts.map(({ account }) => account),
    secretFiles: [...secretFiles(service.given), ...files.flatMap((file) => file.secretFiles)],
  })
  return hideSecrets(settings, secretsOf(settings, service, files))
}

interface Circumstances {
  readonly service: ServiceSide
  readonly cwd: string
  readonly accounts: readonly Account[]
  readonly notes: readonly SettingsNote[]
  readonly secretFiles: readonly string[]
}

function build(
  values: Complete<typeof serviceShape>,
  { service, cwd, accounts, notes, secretFiles }: Circumstances,
): Settings {
  const path = (value: string, name: string): string => placed(value, name, service.given, cwd)
  const parts = { server: values.SMTP_URL, user: values.SMTP_USER, password: values.SMTP_PASSWORD }
  return defined({
    odoo: defined({
      url: values.ODOO_URL,
      db: values.ODOO_DB,
      user: values.ODOO_USER,
      password: values.ODOO_PASSWORD,
      apiKey: values.ODOO_API_KEY,
      transport: values.ODOO_TRANSPORT,
      company: values.ODOO_COMPANY,
    }),
    store:
      values.DATABASE_URL === undefined
        ? { dataDir: path(values.DATA_DIR, 'DATA_DIR') }
        : { databaseUrl: values.DATABASE_URL },
    accounts,
    http: defined({ host: values.HTTP_HOST, port: values.HTTP_PORT, consolePassword: values.CONSOLE_PASSWORD }),
    mail: defined({ smtp: smtpSettings(parts), from: values.MAIL_FROM }),
    alerts: defined({
      mail: values.ALERT_MAIL,
      webhook: values.ALERT_WEBHOOK,
      heartbeat: values.HEARTBEAT_URL,
      afterSeconds: values.ALERT_AFTER,
    }),
    timeZone: values.TIMEZONE,
    logLevel: values.LOG_LEVEL,
    schedule: defined({
      mirror: values.SCHEDULE_MIRROR,
      reply: values.SCHEDULE_REPLY,
      notify: values.SCHEDULE_NOTIFY,
      tracking: values.SCHEDULE_TRACKING,
      returns: values.SCHEDULE_RETURNS,
      reconcile: values.SCHEDULE_RECONCILE,
      retention: values.SCHEDULE_RETENTION,
    } satisfies Record<Job, string | undefined>),
    pollSeconds: values.POLL_SECONDS,
    readbackWaitSeconds: values.READBACK_WAIT,
    templatesDir: values.TEMPLATES_DIR === undefined ? undefined : path(values.TEMPLATES_DIR, 'TEMPLATES_DIR'),
    publicUrl: values.PUBLIC_URL,
    apiToken: values.API_TOKEN,
    carriers: carrierSettings(values),
    serviceSecret: values.SERVICE_SECRET,
    notes,
    secretFiles: [...new Set([...[join(cwd, ENV_FILE)].filter(existsSync), ...secretFiles])],
  })
}

/** Undefined = nobody tells where parcels are. */
function carrierSettings(values: Complete<typeof serviceShape>): CarrierSettings | undefined {
  const { DHL_API_KEY, DHL_DAILY_CALLS: dailyCalls, DHL_BASE_URL: baseUrl } = values
  const webhookSecret = values.CARRIER_WEBHOOK_SECRET
  if (DHL_API_KEY === undefined && webhookSecret === undefined) return undefined
  const dhl = DHL_API_KEY === undefined ? {} : { dhl: defined({ settings: { DHL_API_KEY }, dailyCalls, baseUrl }) }
  return defined({ access: dhl, webhookSecret })
}

/** Two accounts with the same keys would read and answer everything twice. */
function sharedKeyFaults(files: readonly AccountFile[]): SettingsFault[] {
  return files.flatMap(({ file, connector, keys }) =>
    files
      .filter((other) => other.file !== file && other.connector !== undefined && other.connector === connector)
      .flatMap((other) => {
        const name = [...keys].find(([key, value]) => value !== '' && other.keys.get(key) === value)?.[0]
        const remedy = 'Keep one of the two files, or give each the keys of its own seller account.'
        return name === undefined ? [] : [{ file, name, problem: `is the same as in ${other.file}`, remedy }]
      }),
  )
}

function secretsOf(
  { mail, accounts }: Settings,
  service: ServiceSide,
  files: readonly AccountFile[],
): ReadonlySet<string> {
  const given = secretNames(serviceShape).map((name) => service.given.get(name)?.value ?? '')
  const passwords = [mail.smtp, ...accounts.map(({ smtp }) => smtp)].map((smtp) => smtp?.password ?? '')
  return new Set([...given, ...passwords, ...files.flatMap(({ secrets }) => secrets)].filter((secret) => secret !== ''))
}
