import type { App } from '../app.ts'
import { openAccount, openOdoo } from '../app.ts'
import { SettingsFaults } from '../config/faults.ts'
import type { Settings } from '../config/settings.ts'
import type { Fault } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import { systemClock } from '../kit/system-clock.ts'
import { createMailboxes } from '../mail/imap/mailboxes.ts'
import { createMailer } from '../mail/smtp.ts'
import { systemTxt } from '../mail/sender-domain.ts'
import type { Odoo } from '../odoo/ports.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, type PlainContext, printJson, UsageError } from './command.ts'
import { accountProbes } from './doctor/accounts.ts'
import { carrierProbes } from './doctor/carriers.ts'
import { examine, type Probe } from './doctor/examination.ts'
import { asCheck, type Check, isWell } from './doctor/finding.ts'
import { mailServerProbes } from './doctor/mail-servers.ts'
import { mailboxProbes } from './doctor/mailboxes.ts'
import { odooProbes } from './doctor/odoo.ts'
import { orderProbes } from './doctor/orders.ts'
import { ownMailProbes } from './doctor/own-mails.ts'
import { asking, type Patient } from './doctor/patient.ts'
import { readable } from './doctor/print.ts'
import { templateProbes } from './doctor/own-templates.ts'
import { senderProbes } from './doctor/senders.ts'
import { serviceProbes } from './doctor/service.ts'
import { storageProbes } from './doctor/storage.ts'
import { workProbes } from './doctor/work.ts'

/** How long one look may take. */
const LIMIT_MS = 15_000
/** Width where nobody's terminal says another, and beyond which lines are hard to read. */
const COLUMNS = { default: 100, max: 120 }

export const doctorCommand: AppCommand = {
  name: 'doctor',
  needs: 'app',
  usage: 'marketplace-care doctor [--account NAME] [--json]',
  run: ({ args, io, app, cwd }) => diagnose(asked(args), io, healthyPatient(app, cwd)),
  async refused({ args, io, refusal, settings, ...context }) {
    const options = asked(args)
    if (refusal instanceof SettingsFaults) return wrongSettings(refusal, options, io)
    if (settings === undefined) throw refusal
    const patient = withoutLedger({ settings, fault: refusal, ...context })
    try {
      return await diagnose(options, io, patient)
    } finally {
      await patient.mailboxes.close()
      await patient.mailer.close()
      await patient.odoo.close()
    }
  },
}

interface Asked {
  readonly json: boolean
  readonly account: string | undefined
}

function asked(args: readonly string[]): Asked {
  const options = { json: { type: 'boolean', default: false }, account: { type: 'string' } } as const
  const { values } = readArgs(args, options, { min: 0, max: 0 })
  return { json: values.json, account: values.account }
}

/** Looks at everything and tells it: exit code 1 where something stands in the way. */
export async function diagnose(
  { json, account }: Asked,
  io: CommandIo,
  given: Patient,
  limitMs = LIMIT_MS,
): Promise<number> {
  const patient = account === undefined ? given : limitedTo(account, given)
  io.stderr('Looking at')
  const findings = await examine(probesOf(patient), {
    limitMs,
    onArea: (area) => {
      io.stderr(` · ${area}`)
    },
  })
  io.stderr('\n\n')
  const checks = findings.map(asCheck)
  const ok = isWell(checks)
  if (json) printJson(io, { ok, checks })
  else io.stdout(readable(findings, terminalOf(io)))
  return ok ? 0 : 1
}

/** What is found of one account, its orders and its mail servers, and nothing else. */
export async function lookAt(account: AccountName, patient: Patient): Promise<readonly Check[]> {
  const findings = await examine(probesOf({ ...patient, only: account }), {
    limitMs: LIMIT_MS,
    onArea: () => undefined,
  })
  return findings.map(asCheck)
}

function probesOf(patient: Patient): readonly Probe[] {
  const ofAccounts = [orderProbes, mailboxProbes, mailServerProbes, senderProbes, workProbes, accountProbes]
  const all = [serviceProbes, templateProbes, storageProbes, odooProbes, ownMailProbes, carrierProbes, ...ofAccounts]
  return (patient.only === undefined ? all : ofAccounts).flatMap((probes) => probes(patient))
}

function terminalOf({ terminal }: CommandIo): { colors: boolean; columns: number } {
  const { colors = false, columns = COLUMNS.default } = terminal ?? {}
  return { colors, columns: Math.min(columns, COLUMNS.max) }
}

function limitedTo(name: string, patient: Patient): Patient {
  const found = patient.accounts.find(({ account }) => account.name === name)
  if (found !== undefined) return { ...patient, only: found.account.name }
  const names = patient.accounts.map(({ account }) => account.name).join(', ')
  throw new UsageError(`There is no account ${name}. Accounts: ${names}.`)
}

export function healthyPatient({ settings, registry, accounts, ports, store, mailboxes }: App, cwd: string): Patient {
  const { odoo, mailer, clock } = ports
  return {
    ...{ settings, registry, accounts, odoo, mailer, mailboxes, clock, store, cwd },
    resolveTxt: systemTxt(),
    ...looking(odoo),
  }
}

const looking = (odoo: Odoo) => ({ odooInfo: asking(odoo, LIMIT_MS), inspection: odoo.inspection() })

interface Unopened extends Pick<PlainContext, 'registry' | 'log' | 'cwd'> {
  readonly settings: Settings
  readonly fault: Fault
}

/** The ledger does not open: everything else is looked at all the same. */
function withoutLedger({ settings, registry, log, cwd, fault }: Unopened): Patient {
  const ports = { clock: systemClock, log }
  const odoo = openOdoo(settings.odoo, ports)
  return {
    ...{ settings, registry, cwd, odoo, clock: systemClock, store: { fault } },
    ...{ mailer: createMailer(ports), mailboxes: createMailboxes(ports) },
    accounts: settings.accounts.map((account) => openAccount(account, registry, ports)),
    resolveTxt: systemTxt(),
    ...looking(odoo),
  }
}

/** Nothing can be looked at with settings that cannot be read: the faults are the findings. */
function wrongSettings({ faults, message }: SettingsFaults, { json }: Asked, io: CommandIo): number {
  io.stderr(`${message}\n`)
  if (!json) return 2
  const checks = faults.map(({ file, name, problem, nearest, remedy }): Check => ({
    name: name === undefined ? file : `${file} ${name}`,
    ok: false,
    level: 'error',
    detail: nearest === undefined ? problem : `${problem}; did you mean ${nearest}?`,
    remedy,
  }))
  printJson(io, { ok: false, checks })
  return 2
}
