import { readArgs } from '../commands/args.ts'
import { type PlainCommand, printJson, UsageError } from '../commands/command.ts'
import { toldToStop } from '../commands/serve.ts'
import { startService } from '../service.ts'
import { registerDemoPages } from './pages/pages.ts'
import { demoPorts } from './interactive.ts'
import { playScenario } from './scenario.ts'
import { summarise } from './summary.ts'
import { type OdooAddress, startWorld } from './world.ts'

export const demoCommand: PlainCommand = {
  name: 'demo',
  needs: 'nothing',
  summary: 'Plays the whole story on embedded servers; without --once it stays open in the browser.',
  usage: `marketplace-care demo [--once] [--json] [--port 8080] [--data-dir DIR]
  --once      plays the scenario to its end and leaves
  --json      prints one JSON document as the last line
  --odoo URL --db NAME --user U --password P [--api-key K]   plays against a real Odoo, as often as you like`,
  async run({ args, io, registry, log }) {
    const { values } = readArgs(args, OPTIONS, { min: 0, max: 0 })
    log.level = 'error'
    const odoo = odooOf(values)
    const started = performance.now()
    const say = (line: string): void => {
      io.stderr(`${line}\n`)
    }
    const world = await startWorld({
      registry,
      log,
      ...(odoo === undefined ? {} : { odoo }),
      ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
      httpPort: portOf(values.port),
      pollSeconds: 2,
    })
    try {
      const seen = await playScenario(world, say)
      const summary = await summarise(world, seen, Math.round((performance.now() - started) / 100) / 10)
      if (values.json) printJson(io, summary)
      else io.stdout(`${JSON.stringify(summary, null, 2)}\n`)
      if (!values.once) await stayOpen(world, say)
      return 0
    } finally {
      await world.close()
    }
  },
}

const OPTIONS = {
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  port: { type: 'string', default: '8080' },
  'data-dir': { type: 'string' },
  odoo: { type: 'string' },
  db: { type: 'string' },
  user: { type: 'string' },
  password: { type: 'string' },
  'api-key': { type: 'string' },
} as const

async function stayOpen(world: Awaited<ReturnType<typeof startWorld>>, say: (line: string) => void): Promise<void> {
  const service = await startService(world.app, {
    register: (server) => {
      registerDemoPages(server, demoPorts(world))
    },
    links: [{ href: '/demo', text: 'Demo' }],
  })
  say(
    `\nOpen ${service.address}/demo to write as a buyer, answer as the agent and read the mails; the console is at ${service.address}/console.\nCtrl-C ends it.`,
  )
  await toldToStop()
  await service.stop()
}

interface OdooValues {
  readonly odoo?: string
  readonly db?: string
  readonly user?: string
  readonly password?: string
  readonly 'api-key'?: string
}

function odooOf({ odoo, db, user, password, 'api-key': apiKey }: OdooValues): OdooAddress | undefined {
  if ([odoo, db, user, password, apiKey].every((value) => value === undefined)) return undefined
  if (odoo === undefined || db === undefined || user === undefined || password === undefined) {
    throw new UsageError('--odoo, --db, --user and --password belong together.')
  }
  return { url: odoo, db, user, password, ...(apiKey === undefined ? {} : { apiKey }) }
}

function portOf(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port ${value} is no port.`)
  return port
}
