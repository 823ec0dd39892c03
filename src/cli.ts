import { connectors } from '../connectors/index.ts'
import { pino, destination } from 'pino'
import { type App, openApp, VERSION } from './app.ts'
import { type Command, type CommandIo, UsageError } from './commands/command.ts'
import { doctorCommand } from './commands/doctor.ts'
import { factCommand } from './commands/fact.ts'
import { lintCommand } from './commands/lint.ts'
import { outboxCommand } from './commands/outbox.ts'
import { policyCommand } from './commands/policy.ts'
import { previewCommand } from './commands/preview.ts'
import { runCommand } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { setupCommand } from './commands/setup.ts'
import { SettingsFaults } from './config/faults.ts'
import { loadSettings, type Settings } from './config/settings.ts'
import { demoCommand } from './demo/command.ts'
import { isFault, Misconfigured } from './domain/errors.ts'
import { sendCommand, serveCommands } from './ledger/control.ts'

const COMMANDS: readonly Command[] = [
  serveCommand,
  setupCommand,
  runCommand,
  doctorCommand,
  outboxCommand,
  factCommand,
  previewCommand,
  policyCommand,
  lintCommand,
  demoCommand,
]

/** Known names whose commands come with later versions. */
const NOT_BUILT = ['backfill', 'reconcile', 'replay', 'case', 'ledger', 'webhooks', 'record', 'authorize', 'account']

/**
 * Runs one command line.
 * @returns the exit code: 0 good, 1 something failed and is reported, 2 wrong use or wrong settings
 */
export async function main(argv: readonly string[]): Promise<number> {
  const io: CommandIo = {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: readStdin,
  }
  return reported(io, () => dispatch(argv, io))
}

async function dispatch(argv: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === 'help') {
    io.stdout(help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    io.stdout(`${VERSION}\n`)
    return 0
  }
  const command = commandNamed(name)
  if (args.includes('--help')) {
    io.stdout(`${command.summary}\n\n${command.usage}\n`)
    return 0
  }
  const log = createLog()
  const context = { args, io, registry: connectors, log }
  if (command.needs === 'nothing') return withUsage(command, io, () => command.run(context))
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), registry: connectors })
  log.level = settings.logLevel
  if (command.needs === 'settings') return withUsage(command, io, () => command.run({ ...context, settings }))
  return withApp(argv, settings, { io, log }, (app) => withUsage(command, io, () => command.run({ ...context, app })))
}

/** Opens the app, or lets the process that holds the embedded database do the work. */
async function withApp(
  argv: readonly string[],
  settings: Settings,
  { io, log }: { readonly io: CommandIo; readonly log: ReturnType<typeof createLog> },
  run: (app: App) => Promise<number>,
): Promise<number> {
  const folder = 'dataDir' in settings.store ? settings.store.dataDir : undefined
  if (folder !== undefined && argv[0] !== 'serve') {
    const code = await sendCommand(folder, { argv: [...argv], stdin: '', cwd: process.cwd() }, io)
    if (code !== undefined) return code
  }
  const app = await openApp({ settings, registry: connectors, log })
  const control =
    folder === undefined
      ? undefined
      : await serveCommands(folder, (request, away) => serveOther(request.argv, app, away))
  try {
    return await run(app)
  } finally {
    await control?.close()
    await app.close()
  }
}

/** A command of another process, run here with that process's output. */
async function serveOther(
  argv: readonly string[],
  app: App,
  away: Pick<CommandIo, 'stdout' | 'stderr'>,
): Promise<number> {
  const io: CommandIo = { ...away, stdin: () => Promise.resolve('') }
  return reported(io, async () => {
    const command = commandNamed(argv[0] ?? '')
    if (command.needs !== 'app') throw new UsageError(`${command.name} needs no running service.`)
    return withUsage(command, io, () =>
      command.run({ args: argv.slice(1), io, registry: connectors, log: app.log, app }),
    )
  })
}

async function withUsage(command: Command, io: CommandIo, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.stderr(`${error.message}\n\n${command.usage}\n`)
    return 2
  }
}

async function reported(io: CommandIo, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof SettingsFaults || error instanceof UsageError || error instanceof Misconfigured) {
      io.stderr(`${error.message}\n`)
      return 2
    }
    io.stderr(
      isFault(error)
        ? `${error.message}\n`
        : `This is a mistake in the program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return 1
  }
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name)
  if (command !== undefined) return command
  if (NOT_BUILT.includes(name)) throw new UsageError(`The command ${name} is known, not built yet.`)
  throw new UsageError(`There is no command ${name}.\n\n${help()}`)
}

function help(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`)
  return `Marketplace Care ${VERSION}: the companion service of Odoo for sellers on marketplaces.

marketplace-care <command> [--help]

${lines.join('\n')}

Settings come from the environment or .env, accounts from accounts/<name>.env: docs/settings.md.
Exit codes: 0 good, 1 something failed and is reported, 2 wrong use or wrong settings.
`
}

/** Logs go to stderr: stdout carries documents. */
function createLog() {
  return pino({ level: 'info', base: null }, destination({ fd: 2, sync: true }))
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
