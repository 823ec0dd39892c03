import { parseArgs } from 'node:util'
import { defaultHome } from './home.ts'

/** What the caller of `odoo:up` and `odoo:down` asked for. */
export interface Options {
  home: string
  port: number
  db: string
  smtpPort: number
  addon: 'ours' | 'none'
  database: 'keep' | 'fresh'
  scope: 'server' | 'everything'
  output: 'text' | 'json'
}

export const DEFAULT_PORT = 18069
export const DEFAULT_DB = 'care'

const HELP = {
  up: `npm run odoo:up -- [options]

A real Odoo 19 with PostgreSQL for tests, on 127.0.0.1 only. The first call installs and builds
(some minutes), every later one takes seconds. Safe to call again: a healthy server is left alone.

  --port N        port of this server                       (default ${String(DEFAULT_PORT)})
  --db NAME       its database                              (default ${DEFAULT_DB})
  --no-addon      without the addons of this project
  --fresh         throw the database away and copy it anew from the template
  --smtp-port N   where Odoo's own mails go, on 127.0.0.1   (default 9: nobody listens there)
  --home DIR      where everything is kept, also settable as MARKETPLACE_CARE_ODOO_HOME
                  (default ${defaultHome()})
  --json          last line of output: the content of env.json
  --help

Several servers stand side by side under different ports and database names. What a test needs to
know stands in DIR/servers/PORT/env.json (and for the default port in DIR/env.json):
url, db, user, password, apiKey (JSON-2), postgresUrl (an empty database "care_ledger"), …
`,
  down: `npm run odoo:down -- [options]

Stops what odoo:up started, by its pid files. Databases and templates stay for the next time.

  --port N        stop only this server (PostgreSQL goes on)
  --home DIR      as in odoo:up
  --help
`,
  'test-addon': `npm run odoo:test-addon -- [options]

Checks the Odoo addons on a database of their own with demo data: pylint-odoo, installation, translations, update, their
own tests, uninstallation, installation again. Prints how many tests ran; fails if none ran.

  --home DIR      as in odoo:up
  --help
`,
}

/** Reads the command line; `--help` prints and ends with 0, a wrong use says so and ends with 2. */
export function readOptions(command: keyof typeof HELP, argv: string[]): Options {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        db: { type: 'string' },
        home: { type: 'string' },
        'smtp-port': { type: 'string' },
        'no-addon': { type: 'boolean' },
        fresh: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (values.help === true) {
      process.stdout.write(HELP[command])
      process.exit(0)
    }
    return {
      home: values.home ?? defaultHome(),
      port: portNumber(values.port, DEFAULT_PORT),
      db: databaseName(values.db ?? DEFAULT_DB),
      smtpPort: portNumber(values['smtp-port'], 9),
      addon: values['no-addon'] === true ? 'none' : 'ours',
      database: values.fresh === true ? 'fresh' : 'keep',
      scope: values.port === undefined ? 'everything' : 'server',
      output: values.json === true ? 'json' : 'text',
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP[command]}`)
    process.exit(2)
  }
}

function portNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`"${text}" is no port number (1 to 65535).`)
  return port
}

function databaseName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" is no database name (small letters, digits, _).`)
  if (name.startsWith('care_template')) throw new Error(`"${name}" is the name of a template.`)
  return name
}
