import { resolve } from 'node:path'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

export const ledgerCommand: AppCommand = {
  name: 'ledger',
  needs: 'app',
  usage: `marketplace-care ledger export FILE [--json]
marketplace-care ledger import FILE [--json]
  export  writes the whole ledger into FILE (gzipped lines of JSON), also while the service runs. FILE holds what buyers wrote
          and the files they sent: it is readable by its owner only (mode 0600); keep it as you keep the ledger.
  import  fills an empty ledger from FILE, whole or not at all: into a new DATA_DIR or an empty DATABASE_URL, with the service stopped.
  Both go from either database to either: embedded to PostgreSQL and back.`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'export':
        return move('export', args, context)
      case 'import':
        return move('import', args, context)
      default:
        throw new UsageError('Say export or import.')
    }
  },
}

const PROGRESS_EVERY_ROWS = 10_000

async function move(what: 'export' | 'import', args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 1, max: 1 })
  const { app, io, cwd } = context
  const file = resolve(cwd, positionals[0] ?? '')
  if (what === 'import' && context.runs === 'in-service')
    throw new UsageError('The service runs on this ledger. Nothing was imported. Stop it first, then import.')
  let told = 0
  const progress = (table: string, rows: number): void => {
    if (rows < PROGRESS_EVERY_ROWS || rows - told < PROGRESS_EVERY_ROWS) {
      if (rows < told) told = 0
      return
    }
    told = rows
    io.stderr(`${table}: ${String(rows)} …\n`)
  }
  const counts =
    what === 'export' ? await app.store.exportTo(file, progress) : await app.store.importFrom(file, progress)
  if (values.json) printJson(io, { ok: true, file, tables: counts })
  else {
    for (const [table, rows] of Object.entries(counts)) io.stdout(`${String(rows).padStart(10)}  ${table}\n`)
    io.stdout(what === 'export' ? `Written to ${file}. It holds buyers' data.\n` : `Imported from ${file}.\n`)
  }
  return 0
}
