import { readArgs } from '../commands/args.ts'
import { type PlainCommand, UsageError } from '../commands/command.ts'
import type { OdooAddress } from './world.ts'

export const demoCommand: PlainCommand = {
  name: 'demo',
  needs: 'nothing',
  usage: `marketplace-care demo [--once] [--json] [--port 8080] [--data-dir DIR]
  --once      plays the scenario to its end and leaves
  --json      prints one JSON document as the last line
  --odoo URL --db NAME --user U --password P [--api-key K] [--service-user U --service-password P]
              plays against a real Odoo, as often as you like; the service works as its own user if you name one`,
  async run({ args, io, registry, log }) {
    const { values } = readArgs(args, OPTIONS, { min: 0, max: 0 })
    const odoo = odooOf(values)
    const httpPort = portOf(values.port)
    log.level = 'error'
    // Loaded here: no other command needs the demo's servers.
    const { play } = await import('./play.ts')
    await play({
      registry,
      log,
      ...(odoo === undefined ? {} : { odoo }),
      ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
      httpPort,
      pollSeconds: 2,
      io,
      end: values.once ? 'once' : 'open',
      output: values.json ? 'json' : 'text',
    })
    return 0
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
  'service-user': { type: 'string' },
  'service-password': { type: 'string' },
} as const

interface OdooValues {
  readonly odoo?: string
  readonly db?: string
  readonly user?: string
  readonly password?: string
  readonly 'api-key'?: string
  readonly 'service-user'?: string
  readonly 'service-password'?: string
}

function odooOf(values: OdooValues): OdooAddress | undefined {
  const {
    odoo,
    db,
    user,
    password,
    'api-key': apiKey,
    'service-user': serviceUser,
    'service-password': servicePassword,
  } = values
  if ([odoo, db, user, password, apiKey, serviceUser, servicePassword].every((value) => value === undefined))
    return undefined
  if (odoo === undefined || db === undefined || user === undefined || password === undefined) {
    throw new UsageError('--odoo, --db, --user and --password belong together.')
  }
  if ((serviceUser === undefined) !== (servicePassword === undefined)) {
    throw new UsageError('--service-user and --service-password belong together.')
  }
  return {
    url: odoo,
    db,
    user,
    password,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(serviceUser === undefined || servicePassword === undefined
      ? {}
      : { service: { user: serviceUser, password: servicePassword } }),
  }
}

function portOf(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port ${value} is no port.`)
  return port
}
