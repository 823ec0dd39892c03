import type { Logger } from 'pino'
import type { App } from '../app.ts'
import type { Settings } from '../config/settings.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'

/** Where a command's words go. With `--json` only the last-line document goes to `stdout`. */
export interface CommandIo {
  stdout(text: string): void
  stderr(text: string): void
  /** Everything piped in. */
  stdin(): Promise<string>
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
}

export type Command = PlainCommand | SettingsCommand | AppCommand

/** The last line of a command's output. */
export function printJson(io: CommandIo, document: unknown): void {
  io.stdout(`${JSON.stringify(document)}\n`)
}
