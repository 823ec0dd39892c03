import { resolve } from 'node:path'
import { locks } from '../app.ts'
import { BUILT_JOBS } from '../flows/passes.ts'
import { type Differences, differences, rebind } from '../flows/rebind.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

export const ledgerCommand: AppCommand = {
  name: 'ledger',
  needs: 'app',
  usage: `marketplace-care ledger export FILE [--json]
marketplace-care ledger import FILE [--json]
marketplace-care ledger rebind [--yes --by NAME] [--json]
  export  writes the whole ledger into FILE (gzipped lines of JSON), also while the service runs. FILE holds what buyers wrote
          and the files they sent: it is readable by its owner only (mode 0600); keep it as you keep the ledger.
  import  fills an empty ledger from FILE, whole or not at all: into a new DATA_DIR or an empty DATABASE_URL, with the service stopped.
  rebind  after Odoo or the ledger was restored from a backup, or Odoo moved: shows what differs and what it would change;
          with --yes it does so, keeps by whom, and sending goes on.
  Export and import go from either database to either: embedded to PostgreSQL and back.`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'export':
        return move('export', args, context)
      case 'import':
        return move('import', args, context)
      case 'rebind':
        return rebindLedger(args, context)
      default:
        throw new UsageError('Say export, import or rebind.')
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

async function rebindLedger(args: readonly string[], { app, io }: Context): Promise<number> {
  const { values } = readArgs(
    args,
    {
      yes: { type: 'boolean', default: false },
      by: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    { min: 0, max: 0 },
  )
  const by = values.by?.trim() ?? ''
  if (values.yes && by === '') throw new UsageError('A rebind needs --by NAME: who decided is kept.')
  const { accounts, ports } = app
  const names = [...new Set(BUILT_JOBS.flatMap((job) => locks(job, app)))]
  // No pass may run meanwhile: what it writes would rest on the state of before.
  const found = await app.jobs(names, async () => {
    const all = await differences(accounts, ports)
    if (values.yes) await rebind(all, by, accounts, ports)
    return all
  })
  if (values.json) printJson(io, toDocument(found, { done: values.yes }))
  else show(found, io, { done: values.yes })
  return 0
}

function toDocument(found: Differences, { done }: { done: boolean }) {
  const { stop, marks, tickets, messages, told, unknownReceipts, deleted, changes } = found
  return {
    done,
    stop: stop ?? null,
    marks,
    tickets: {
      known: tickets.known,
      gone: tickets.gone,
      reissued: tickets.reissued,
      found_elsewhere: tickets.foundElsewhere,
      made_anew: changes.forgotten.length,
    },
    messages: { known: messages.known, placed_anew: messages.lost, moved: messages.moved },
    effects: {
      done: told.length,
      deleted: [...deleted],
      receipts_again: changes.lostReceipts.length,
      receipts_later: changes.untold.length,
    },
    unknown_receipts: unknownReceipts,
    cursors: changes.cursors
      .filter(({ stream }) => stream !== 'receipts')
      .map(({ account, stream }) => ({ account, stream })),
  }
}

function show(found: Differences, io: CommandIo, { done }: { done: boolean }): void {
  const { stop, marks, tickets, messages, told, unknownReceipts, deleted, changes } = found
  const say = (line: string): void => {
    io.stdout(`${line}\n`)
  }
  say(stop === undefined ? 'Sending is not stopped.' : `Sending is stopped since ${stop.since}: ${stop.reason}`)
  for (const { name, before, now } of marks)
    say(`mark      ${name}: was ${before ?? 'not known'}, is ${now ?? 'not to be read'}`)
  say(
    `tickets   ${String(tickets.known)} known: ${String(tickets.gone)} gone, ${String(tickets.reissued)} another record under their number; of these ${String(tickets.foundElsewhere)} found elsewhere, ${String(changes.forgotten.length)} mirrored anew`,
  )
  say(
    `messages  ${String(messages.known)} known: ${String(messages.lost)} gone from tickets that stand (placed anew), ${String(messages.moved)} found under another number`,
  )
  say(
    `effects   ${String(told.length)} done by Odoo's receipts; ${String(deleted.length)} planned ones whose record is gone (suppressed "deleted"); ${String(changes.lostReceipts.length)} receipts written again, ${String(changes.untold.length)} once their parcel has left anew`,
  )
  say(`receipts  ${String(unknownReceipts)} in Odoo of effects that the ledger does not know`)
  for (const { account, stream } of changes.cursors.filter((cursor) => cursor.stream !== 'receipts'))
    say(`cursor    ${account.startsWith('_') ? '' : `${account} `}${stream}: put back`)
  say(
    done
      ? 'Done. Sending goes on with the next pass.'
      : 'Nothing was changed. To do this: marketplace-care ledger rebind --yes --by NAME',
  )
}
