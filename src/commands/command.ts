import type { Logger } from 'pino'
import type { App } from '../app.ts'
import type { SettingsFaults } from '../config/faults.ts'
import type { Settings } from '../config/settings.ts'
import type { Fault } from '../domain/errors.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'

/** Where a command's words go. With `--json` only the last-line document goes to `stdout`. */
export interface CommandIo {
  stdout(text: string): void
  stderr(text: string): void
  /** Bytes as they are, where `stdout` can take them; absent = only text goes through. */
  bytes?(data: Uint8Array): void
  /** Everything piped in. */
  stdin(): Promise<string>
  /** The terminal that `stdout` is; absent = a file, a pipe, or another process. */
  readonly terminal?: { readonly colors: boolean; readonly columns: number }
  /** Asks the person at the terminal; absent = nobody sits there. */
  ask?(question: string): Promise<boolean>
}

/** Wrong use: reported with the usage, exit code 2. */
export class UsageError extends Error {}

interface CommandBase {
  readonly name: string
  /** What `--help` of this command prints. */
  readonly usage: string
}

export interface PlainContext {
  readonly args: readonly string[]
  readonly io: CommandIo
  readonly registry: readonly ConnectorDeclaration[]
  readonly log: Logger
  /** Folder from which the command was called: paths are relative to it. */
  readonly cwd: string
  /** Where it runs: in its own process, or in the running service that holds the embedded database. */
  readonly runs: 'here' | 'in-service'
}

/** Needs no settings at all. */
export interface PlainCommand extends CommandBase {
  readonly needs: 'nothing'
  run(context: PlainContext): Promise<number>
}

/** Needs settings, but opens neither ledger nor Odoo by itself. */
export interface SettingsCommand extends CommandBase {
  readonly needs: 'settings'
  run(context: PlainContext & { readonly settings: Settings }): Promise<number>
}

/** Works on the opened app; while another process holds the embedded database, runs there. */
export interface AppCommand extends CommandBase {
  readonly needs: 'app'
  run(context: PlainContext & { readonly app: App }): Promise<number>
  /** What it can still do where the settings are wrong or the ledger does not open; absent = the fault is all there is to say. */
  refused?(context: Refused): Promise<number>
}

export interface Refused extends PlainContext {
  readonly refusal: SettingsFaults | Fault
  /** Absent where they are at fault themselves. */
  readonly settings?: Settings
}

export type Command = PlainCommand | SettingsCommand | AppCommand

/** The last line of a command's output. */
export function printJson(io: CommandIo, document: unknown): void {
  io.stdout(`${JSON.stringify(document)}\n`)
}
