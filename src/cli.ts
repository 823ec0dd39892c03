import { setTimeout } from 'node:timers/promises'
import { destination, pino } from 'pino'
import { connectors } from '../connectors/index.ts'
import type { App } from './app.ts'
import { type Command, type CommandIo, type PlainContext, UsageError } from './commands/command.ts'
import { SettingsFaults } from './config/faults.ts'
import type { Settings } from './config/settings.ts'
import { isFault, Misconfigured } from './domain/errors.ts'
import type { CommandRequest } from './ledger/control.ts'
import { VERSION } from './version.ts'

interface Listed {
  readonly name: string
  readonly summary: string
  /** Each command is loaded when it is called: showing the policy needs no database. */
  readonly load: () => Promise<Command>
}

const COMMANDS: readonly Listed[] = [
  {
    name: 'serve',
    summary: 'Runs the service: polls, schedules, health, metrics and console, until it is told to stop.',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  {
    name: 'setup',
    summary: 'Makes what Odoo lacks (team, stages, channel) and sets the accounts’ start line; safe to call twice.',
    load: async () => (await import('./commands/setup.ts')).setupCommand,
  },
  {
    name: 'run',
    summary: 'Runs one whole pass of a job, until nothing is left to do.',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'runs',
    summary: 'Lists the last runs of the jobs: what was planned, sent and not sent, and why.',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  {
    name: 'pause',
    summary: 'Holds notifications back until they are resumed.',
    load: async () => (await import('./commands/pause.ts')).pauseCommand,
  },
  {
    name: 'resume',
    summary: 'Lets notifications go on that were held back.',
    load: async () => (await import('./commands/pause.ts')).resumeCommand,
  },
  {
    name: 'doctor',
    summary: 'Checks settings, Odoo, accounts, mail servers and database, and says what to do.',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'outbox',
    summary: 'Lists effects and settles those that only a person can settle.',
    load: async () => (await import('./commands/outbox.ts')).outboxCommand,
  },
  {
    name: 'case',
    summary: 'Lists returns and claims, and decides them.',
    load: async () => (await import('./commands/case.ts')).caseCommand,
  },
  {
    name: 'ticket',
    summary: 'Opens a ticket from an order, to write to a buyer who has not written.',
    load: async () => (await import('./commands/ticket.ts')).ticketCommand,
  },
  {
    name: 'ledger',
    summary: 'Exports, imports and rebinds the ledger: moves, backups, and restores.',
    load: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  },
  {
    name: 'webhooks',
    summary: 'Lists, makes and removes what marketplaces push to this service.',
    load: async () => (await import('./commands/webhooks.ts')).webhooksCommand,
  },
  {
    name: 'account',
    summary: 'Tries an account with one real message: where it would stand and how it would be answered.',
    load: async () => (await import('./commands/account-test.ts')).accountCommand,
  },
  {
    name: 'authorize',
    summary: 'Lets the service into a mailbox whose provider wants tokens in place of a password.',
    load: async () => (await import('./commands/authorize.ts')).authorizeCommand,
  },
  {
    name: 'fact',
    summary: 'Notes something that Odoo does not know: a parcel arrived.',
    load: async () => (await import('./commands/fact.ts')).factCommand,
  },
  {
    name: 'address',
    summary: 'Shows and clears addresses that mail servers refused for good.',
    load: async () => (await import('./commands/address.ts')).addressCommand,
  },
  {
    name: 'mails',
    summary: 'Lists what became of every mail that came in, and shows one as it came.',
    load: async () => (await import('./commands/mails.ts')).mailsCommand,
  },
  {
    name: 'replay',
    summary: 'Reads kept mails again that have no place on a ticket.',
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
  {
    name: 'reconcile',
    summary: 'Compares what marketplaces and mailboxes hold with the ledger.',
    load: async () => (await import('./commands/reconcile.ts')).reconcileCommand,
  },
  {
    name: 'preview',
    summary: 'Shows a notification filled with example data.',
    load: async () => (await import('./commands/preview.ts')).previewCommand,
  },
  {
    name: 'policy',
    summary: 'Shows who may tell the buyer what, per marketplace and kind.',
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
  {
    name: 'lint',
    summary: 'Checks a text against what a marketplace forbids.',
    load: async () => (await import('./commands/lint.ts')).lintCommand,
  },
  {
    name: 'record',
    summary: 'Keeps a masked record of what a marketplace answers, to help to mend its connector.',
    load: async () => (await import('./commands/record/command.ts')).recordCommand,
  },
  {
    name: 'sandbox',
    summary: 'Stands in for a marketplace, to try everything without a seller account.',
    load: async () => (await import('./commands/sandbox/command.ts')).sandboxCommand,
  },
  {
    name: 'demo',
    summary: 'Plays the whole story on embedded servers; without --once it stays open in the browser.',
    load: async () => (await import('./demo/command.ts')).demoCommand,
  },
]

/** Known names whose commands come with later versions. */
const NOT_BUILT = ['backfill']

/**
 * Runs one command line.
 * @returns the exit code: 0 good, 1 something failed and is reported, 2 wrong use or wrong settings
 */
export async function main(argv: readonly string[]): Promise<number> {
  // Whoever reads may have seen enough (`| head`): no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const io: CommandIo = {
    stdout: (text) => void process.stdout.write(text),
    bytes: (data) => void process.stdout.write(data),
    stderr: (text) => void process.stderr.write(text),
    stdin: readStdin,
    ...(process.stdout.isTTY
      ? { terminal: { colors: (process.env['NO_COLOR'] ?? '') === '', columns: process.stdout.columns } }
      : {}),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askPerson } : {}),
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
  const listed = commandNamed(name)
  const command = await listed.load()
  if (args.includes('--help')) {
    io.stdout(`${listed.summary}\n\n${command.usage}\n`)
    return 0
  }
  const log = createLog()
  const context = { args, io, registry: connectors, log, cwd: process.cwd(), runs: 'here' } as const
  if (command.needs === 'nothing') return withUsage(command, io, () => command.run(context))
  const { loadSettings } = await import('./config/settings.ts')
  const settings = await unlessRefused(command, context, () =>
    loadSettings({ env: process.env, cwd: process.cwd(), registry: connectors }),
  )
  if (typeof settings === 'number') return settings
  log.level = settings.logLevel
  if (command.needs === 'settings') return withUsage(command, io, () => command.run({ ...context, settings }))
  return withApp(
    argv,
    settings,
    { io, log },
    {
      run: (app) => withUsage(command, io, () => command.run({ ...context, app })),
      opened: (open) => unlessRefused(command, { ...context, settings }, open),
    },
  )
}

/** What was asked for, or the exit code of a command that can still say something where it is refused. */
async function unlessRefused<T>(
  command: Command,
  context: PlainContext & { readonly settings?: Settings },
  get: () => T | Promise<T>,
): Promise<T | number> {
  try {
    return await get()
  } catch (refusal) {
    const refused = command.needs === 'app' ? command.refused : undefined
    if (refused === undefined || !(refusal instanceof SettingsFaults || isFault(refusal))) throw refusal
    return withUsage(command, context.io, () => refused({ ...context, refusal }))
  }
}

interface OnApp {
  readonly run: (app: App) => Promise<number>
  /** Opens, or ends the command with an exit code. */
  readonly opened: <T>(open: () => Promise<T>) => Promise<T | number>
}

/** Opens the app, or lets the process that holds the embedded database do the work. */
async function withApp(
  argv: readonly string[],
  settings: Settings,
  { io, log }: { readonly io: CommandIo; readonly log: ReturnType<typeof createLog> },
  { run, opened }: OnApp,
): Promise<number> {
  const [{ openApp }, { sendCommand, serveCommands }] = await Promise.all([
    import('./app.ts'),
    import('./ledger/control.ts'),
  ])
  const folder = 'dataDir' in settings.store ? settings.store.dataDir : undefined
  const askHolder =
    folder === undefined || argv[0] === 'serve'
      ? undefined
      : () => sendCommand(folder, { argv: [...argv], stdin: '', cwd: process.cwd() }, io)
  const code = await askHolder?.()
  if (code !== undefined) return code
  const opening = await opened(() => openOrAsk(() => openApp({ settings, registry: connectors, log }), askHolder))
  if (typeof opening === 'number') return opening
  if ('code' in opening) return opening.code
  const { app } = opening
  const control =
    folder === undefined ? undefined : await serveCommands(folder, (request, away) => serveOther(request, app, away))
  try {
    return await run(app)
  } finally {
    await control?.close()
    await app.close()
  }
}

/** How long a process that just took the folder may need until it takes commands. */
const ASK_TRIES = 12
const ASK_PAUSE_MS = 250

/** Opens the app; if the folder is in use, its holder may still be starting: it is asked for a while before the refusal stands. */
async function openOrAsk(
  open: () => Promise<App>,
  ask: (() => Promise<number | undefined>) | undefined,
): Promise<{ app: App } | { code: number }> {
  try {
    return { app: await open() }
  } catch (refusal) {
    if (!(refusal instanceof Misconfigured) || ask === undefined) throw refusal
    for (let tries = 0; tries < ASK_TRIES; tries += 1) {
      const code = await ask()
      if (code !== undefined) return { code }
      await setTimeout(ASK_PAUSE_MS)
    }
    throw refusal
  }
}

/** A command of another process, run here with that process's output. */
async function serveOther(
  { argv, cwd }: CommandRequest,
  app: App,
  away: Pick<CommandIo, 'stdout' | 'stderr'>,
): Promise<number> {
  const io: CommandIo = { ...away, stdin: () => Promise.resolve('') }
  return reported(io, async () => {
    const command = await commandNamed(argv[0] ?? '').load()
    if (command.needs !== 'app') throw new UsageError(`${command.name} needs no running service.`)
    return withUsage(command, io, () =>
      command.run({ args: argv.slice(1), io, registry: connectors, log: app.log, cwd, runs: 'in-service', app }),
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

function commandNamed(name: string): Listed {
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

/** Anything but a clear yes is a no. */
async function askPerson(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^(y|yes|j|ja)$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
