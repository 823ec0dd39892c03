import { reconcile, type Reconciled } from '../flows/reconcile.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

export const reconcileCommand: AppCommand = {
  name: 'reconcile',
  needs: 'app',
  usage: `marketplace-care reconcile [account] [--json]
  compares what marketplaces and mailboxes hold with the ledger; changes nothing; exit code 1 where something is missing`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 1 })
    const [word] = positionals
    const accounts = app.accounts.filter(({ account }) => word === undefined || account.name === word)
    if (word !== undefined && accounts.length === 0) throw new UsageError(`There is no account ${word}.`)
    const found: Reconciled[] = []
    for (const opened of accounts) {
      io.stderr(`${opened.account.name} …\n`)
      found.push(await app.jobs(['reconcile'], () => reconcile(opened, app.ports)))
    }
    if (values.json) printJson(io, { accounts: found })
    else for (const one of found) io.stdout(line(one))
    return found.every(({ missing }) => missing.length === 0) ? 0 : 1
  },
}

function line({ account, seen, mirrored, missing, note }: Reconciled): string {
  const counted = `${String(seen)} at the source, ${String(mirrored)} on tickets, ${String(missing.length)} missing`
  const which = missing.map((one) => `  ${''.padEnd(18)} missing: ${one}\n`).join('')
  return `  ${account.padEnd(18)} ${note ?? counted}\n${which}`
}
