import { confirmOdoo } from '../app.ts'
import { startLine } from '../flows/context.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson } from './command.ts'

export const setupCommand: AppCommand = {
  name: 'setup',
  needs: 'app',
  usage: 'marketplace-care setup [--json]',
  async run({ args, io, app }) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 0 })
    await confirmOdoo(app)
    const report = await app.ports.odoo.setup()
    const accounts = []
    for (const { account } of app.accounts)
      accounts.push({ account: account.name, go_live: await startLine(account, app.ports) })
    if (values.json) printJson(io, { ok: true, ...report, accounts })
    else {
      for (const made of report.made) io.stdout(`made   ${made}\n`)
      for (const found of report.found) io.stdout(`there  ${found}\n`)
      for (const missing of report.missing ?? []) io.stdout(`not    ${missing}\n`)
      for (const { account, go_live } of accounts) io.stdout(`start  ${account}: nothing before ${go_live}\n`)
    }
    return 0
  },
}
