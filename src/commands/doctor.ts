import { collectPolicy, verdictFor } from '../domain/policy.ts'
import { isFault } from '../domain/errors.ts'
import type { OpenAccount } from '../flows/context.ts'
import type { OdooInfo } from '../odoo/ports.ts'
import type { App } from '../app.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson } from './command.ts'

/** One finding. Only errors make the whole not ok. */
interface Check {
  readonly name: string
  readonly ok: boolean
  readonly level: 'error' | 'warning'
  readonly detail: string
  readonly remedy?: string
}

/** Room for the longest names, so that details stand in one column. */
const NAME_WIDTH = 40

/** The series that everything was tried on. */
const TRIED_SERIES = '19'

export const doctorCommand: AppCommand = {
  name: 'doctor',
  needs: 'app',
  usage: 'marketplace-care doctor [--json]',
  async run({ args, io, app }) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 0 })
    const checks: Check[] = []
    for (const group of [settingsChecks, databaseChecks, odooChecks, accountChecks]) {
      io.stderr('.')
      checks.push(...(await group(app)))
    }
    io.stderr('\n')
    const ok = checks.every((check) => check.ok || check.level === 'warning')
    if (values.json) printJson(io, { ok, checks })
    else {
      for (const check of checks) io.stdout(readable(check))
      io.stdout(ok ? '\nNothing stands in the way.\n' : '\nSomething stands in the way: see above.\n')
    }
    return ok ? 0 : 1
  },
}

function readable({ name, ok, level, detail, remedy }: Check): string {
  const mark = ok ? 'ok     ' : level === 'error' ? 'ERROR  ' : 'warning'
  return `${mark} ${name.padEnd(NAME_WIDTH)} ${detail}\n${remedy === undefined ? '' : `${''.padEnd(NAME_WIDTH + 9)}→ ${remedy}\n`}`
}

const good = (name: string, detail: string): Check => ({ name, ok: true, level: 'error', detail })
const bad = (name: string, detail: string, remedy?: string): Check => ({
  name,
  ok: false,
  level: 'error',
  detail,
  ...(remedy === undefined ? {} : { remedy }),
})
const doubtful = (name: string, detail: string, remedy?: string): Check => ({
  ...bad(name, detail, remedy),
  level: 'warning',
})

async function proved(name: string, prove: () => Promise<string>): Promise<Check> {
  try {
    return good(name, await prove())
  } catch (error) {
    if (!isFault(error)) throw error
    return bad(name, error.message)
  }
}

function settingsChecks({ settings, accounts }: App): Promise<Check[]> {
  const notes = settings.notes.map(({ file, name, note }) => doubtful(`${file} ${name}`, note))
  const modes = accounts.map(({ account }) => `${account.name} (${account.mode})`).join(', ')
  return Promise.resolve([good('settings', `${String(accounts.length)} account(s): ${modes}`), ...notes])
}

async function databaseChecks({ store }: App): Promise<Check[]> {
  const { ok, detail } = await store.health()
  return [
    ok
      ? good('database', `${store.kind}: ${detail}`)
      : bad('database', detail, 'Start the database, or correct DATABASE_URL or DATA_DIR.'),
  ]
}

async function odooChecks(app: App): Promise<Check[]> {
  const { odoo, ledger } = app.ports
  let info: OdooInfo
  try {
    info = await odoo.info()
  } catch (error) {
    if (!isFault(error)) throw error
    return [bad('odoo', error.message, 'Correct ODOO_URL, ODOO_DB and the login, or start Odoo.')]
  }
  const marks = Object.fromEntries(
    Object.entries(info.marks).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  const rights = await odoo.rights()
  return [
    info.version.startsWith(TRIED_SERIES)
      ? good('odoo', `${info.version} by ${info.transport}`)
      : doubtful(
          'odoo',
          `${info.version} by ${info.transport}: not tried`,
          `Everything was tried on Odoo ${TRIED_SERIES}.`,
        ),
    await proved('odoo database', async () => {
      await ledger.confirmMarks(marks)
      return 'the one this ledger belongs to'
    }),
    info.flavour === 'none'
      ? bad('helpdesk', 'no helpdesk is installed', 'Install helpdesk_mgmt (OCA), or Enterprise Helpdesk.')
      : info.flavour === 'enterprise'
        ? doubtful(
            'helpdesk',
            'Enterprise',
            'Not tried on Enterprise: what is said of it comes from public documentation.',
          )
        : good('helpdesk', 'OCA helpdesk_mgmt'),
    info.addon === undefined
      ? doubtful(
          'addon',
          'not installed: fewer views in Odoo, more calls',
          'Install marketplace_care and marketplace_care_helpdesk_mgmt where you can.',
        )
      : good('addon', info.addon),
    info.neutralized
      ? doubtful('neutralized', 'this Odoo database is neutralized: nothing is sent')
      : good('neutralized', 'no'),
    ...rights.map(({ model, operation, ok, group }) =>
      ok
        ? good(`right ${model}`, operation)
        : bad(`right ${model}`, `${operation} is missing`, `Give the service user the group ${group}.`),
    ),
  ]
}

async function accountChecks(app: App): Promise<Check[]> {
  const checks: Check[] = []
  for (const opened of app.accounts) checks.push(...(await oneAccount(opened, app)))
  const known = new Set<string>(app.accounts.map(({ account }) => account.name))
  for (const { account } of await app.ports.ledger.accountStates()) {
    if (!known.has(account) && !account.startsWith('_')) {
      checks.push(
        doubtful(
          `account ${account}`,
          'is in the ledger but has no file',
          'A renamed file is a new account: give it its old name back.',
        ),
      )
    }
  }
  return checks
}

async function oneAccount({ account, manifest, connector }: OpenAccount, app: App): Promise<Check[]> {
  const name = `account ${account.name}`
  const checks = [
    await proved(name, async () => `${manifest.label}, ${account.mode}: ${(await connector.check()).detail}`),
  ]
  for (const [capability, reason] of Object.entries(manifest.missing)) {
    checks.push(good(`${name} ${capability}`, `not available: ${reason}`))
  }
  const policy = collectPolicy(app.registry)
  for (const kind of account.notify) {
    const { verdict, source } = verdictFor(policy, account.connector, kind)
    if (verdict !== 'allow' && verdict !== 'must') {
      checks.push(
        doubtful(
          `${name} NOTIFY ${kind}`,
          `is never sent there (${verdict}): ${source}`,
          `Take ${kind} out of NOTIFY.`,
        ),
      )
    }
  }
  const { smtp } = account
  if (account.notify.length > 0 && smtp !== undefined) {
    checks.push(
      await proved(`${name} mail`, async () => {
        await app.ports.mailer.check(smtp)
        return `${smtp.host}:${String(smtp.port)} takes the login`
      }),
    )
  }
  if (account.ordersRef === undefined && account.ordersTeam === undefined) {
    checks.push(doubtful(`${name} orders`, 'owns no order: tickets show no order', 'Set ORDERS_REF or ORDERS_TEAM.'))
  }
  return checks
}
