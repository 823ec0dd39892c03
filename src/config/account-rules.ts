import type { Account } from '../domain/account.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { collectPolicy, verdictFor } from '../domain/policy.ts'
import { carriesByRelay } from '../domain/relay.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import type { accountShape } from './account.ts'
import type { SettingsFault, SettingsNote } from './faults.ts'
import { type MailServerParts, partsFaults } from './mail-server.ts'
import { mailboxFaults } from './mailbox.ts'
import type { Read } from './read.ts'
import type { serviceShape } from './service.ts'
import type { Givens } from './sources.ts'
import type { Wrong } from './values.ts'

/** One side of the mail settings: what was given, and what it means. */
export interface MailSide<S extends typeof accountShape | typeof serviceShape> {
  readonly given: Givens
  readonly values: Read<S>
}

export type ServiceSide = MailSide<typeof serviceShape>
export type AccountSide = MailSide<typeof accountShape>

/** An account's mail settings after falling back to the service's. */
export interface AccountMail {
  readonly parts: MailServerParts
  readonly from: string | undefined
  /** Given at all, though perhaps wrong. */
  readonly hasServer: boolean
  readonly hasFrom: boolean
}

/** Each mail setting falls back to the service's, none of them if the account names a mail server of its own. */
export function mailOf(account: AccountSide, service: ServiceSide): AccountMail {
  const alone = account.given.has('SMTP_URL')
  const own = account.values
  const shared = alone ? {} : service.values
  const isGiven = (name: string): boolean => account.given.has(name) || (!alone && service.given.has(name))
  return {
    parts: {
      server: own.SMTP_URL ?? shared.SMTP_URL,
      user: own.SMTP_USER ?? shared.SMTP_USER,
      password: own.SMTP_PASSWORD ?? shared.SMTP_PASSWORD,
    },
    from: own.MAIL_FROM ?? shared.MAIL_FROM,
    hasServer: isGiven('SMTP_URL'),
    hasFrom: isGiven('MAIL_FROM'),
  }
}

export interface AccountRuling extends AccountSide {
  readonly file: string
  /** Absent where the connector is at fault itself. */
  readonly declaration: ConnectorDeclaration | undefined
  readonly service: ServiceSide
}

/** Settings of one account that do not go together. */
export function accountFaults(ruling: AccountRuling): SettingsFault[] {
  const { file, given, values } = ruling
  const mail = mailOf(ruling, ruling.service)
  const ownMail = ['SMTP_URL', 'SMTP_USER', 'SMTP_PASSWORD'].some((name) => given.has(name))
  return [
    ...ownerFaults(ruling),
    ...(ownMail ? partsFaults('SMTP', mail.parts) : []).map((fault) => asFault(file, fault)),
    ...mailboxFaults(given, values, ruling.declaration).map((fault) => asFault(file, fault)),
    ...answerFaults(ruling, mail),
    ...mailFaults(ruling, mail),
    ...scheduleFaults(ruling),
  ]
}

export function asFault(file: string, [name, { problem, remedy }]: readonly [string, Wrong]): SettingsFault {
  return { file, name, problem, remedy }
}

/** Without a rule the account owns no order, so nothing could ever be told. */
function ownerFaults({ file, given, values }: AccountRuling): SettingsFault[] {
  if (values.NOTIFY === undefined || given.has('ORDERS_REF') || given.has('ORDERS_TEAM')) return []
  const problem = 'is set, but no order belongs to this account'
  return [{ file, name: 'NOTIFY', problem, remedy: 'Add ORDERS_REF or ORDERS_TEAM, or take NOTIFY out.' }]
}

function mailFaults(
  { file, values, declaration }: AccountRuling,
  { hasServer, hasFrom }: AccountMail,
): SettingsFault[] {
  const byMail = (values.NOTIFY ?? []).filter((kind) => declaration !== undefined && leavesByMail(declaration, kind))
  if (byMail.length === 0) return []
  const remedy =
    'Give it here or for the whole service; an account with an SMTP_URL of its own takes nothing from there.'
  const fault = (name: string): SettingsFault => ({
    file,
    name,
    problem: `is missing: NOTIFY sends ${byMail.join(', ')} by mail`,
    remedy,
  })
  return [...(hasServer ? [] : [fault('SMTP_URL')]), ...(hasFrom ? [] : [fault('MAIL_FROM')])]
}

/** Whoever writes by mail is answered by mail. */
function answerFaults(
  { file, values, declaration }: AccountRuling,
  { hasServer, hasFrom }: AccountMail,
): SettingsFault[] {
  if (declaration?.manifest.transport !== 'mail' || values.MODE !== 'live') return []
  const fault = (name: string): SettingsFault => ({
    file,
    name,
    problem: 'is missing: answers leave by mail',
    remedy: 'Give it here or for the whole service, or run in MODE=shadow.',
  })
  return [...(hasServer ? [] : [fault('SMTP_URL')]), ...(hasFrom ? [] : [fault('MAIL_FROM')])]
}

/** What the law demands without delay waits for no slot. */
function scheduleFaults({ file, given, declaration }: AccountRuling): SettingsFault[] {
  if (declaration === undefined) return []
  const table = collectPolicy([declaration])
  return NOTIFICATION_KINDS.flatMap((kind) => {
    const name = `SCHEDULE_NOTIFY_${kind.toUpperCase()}`
    if (!given.has(name) || verdictFor(table, declaration.name, kind).verdict !== 'must') return []
    const problem = `would hold back what the law demands without delay (${kind})`
    return [{ file, name, problem, remedy: 'Take it out: it is sent with every pass of SCHEDULE_NOTIFY.' }]
  })
}

function leavesByMail(declaration: ConnectorDeclaration, kind: NotificationKind): boolean {
  const { verdict, channel } = verdictFor(collectPolicy([declaration]), declaration.name, kind)
  return declaration.manifest.notifyBy === 'mail' && channel === 'mail' && (verdict === 'allow' || verdict === 'must')
}

function leavesAsMessage({ name, manifest, policy }: ConnectorDeclaration, kind: NotificationKind): boolean {
  const { verdict, channel } = verdictFor(collectPolicy([{ name, policy }]), name, kind)
  const carries =
    manifest.transport === 'mail' ? carriesByRelay(manifest) : manifest.capabilities.includes('messages.reply')
  return carries && channel === 'message' && verdict === 'allow'
}

/** What is allowed to be set but will not do what it seems to. */
export function accountNotes(file: string, account: Account, declaration: ConnectorDeclaration): SettingsNote[] {
  const unsent = [...(account.schedules?.keys() ?? [])].filter((kind) => !account.notify.some((sent) => sent === kind))
  const idle = unsent.map((kind) => ({
    file,
    name: `SCHEDULE_NOTIFY_${kind.toUpperCase()}`,
    note: `has no effect: NOTIFY does not name ${kind}.`,
  }))
  const unproven = account.mailbox !== undefined && account.mailbox.authservId === undefined
  if (unproven) {
    idle.push({
      file,
      name: 'AUTHSERV_ID',
      note: 'is not set: nobody can tell a forged mail from a genuine one (all are marked as not verified), and the junk folder is not looked at.',
    })
  }
  const silent = account.notify.filter(
    (kind) => !leavesByMail(declaration, kind) && !leavesAsMessage(declaration, kind),
  )
  if (silent.length === 0) return idle
  const note = `${silent.join(', ')} will be planned and suppressed: on ${declaration.manifest.label} no such mail of ours may leave (docs/policy.md).`
  return [{ file, name: 'NOTIFY', note }, ...idle]
}

/** Two accounts with the same rules claim the same orders, which then belong to nobody. */
export function sharedOrderNotes(
  accounts: readonly { readonly file: string; readonly account: Account }[],
): SettingsNote[] {
  const rules = ({ ordersRef, ordersTeam }: Account): string =>
    JSON.stringify([ordersRef?.source ?? null, ordersTeam ?? null])
  const owning = accounts.filter(({ account }) => account.ordersRef !== undefined || account.ordersTeam !== undefined)
  return owning.flatMap(({ file, account }) =>
    owning
      .filter((other) => other.account.name !== account.name && rules(other.account) === rules(account))
      .map((other) => ({
        file,
        name: account.ordersRef === undefined ? 'ORDERS_TEAM' : 'ORDERS_REF',
        note: `${other.file} has the same rules: an order that both claim belongs to nobody (account_ambiguous).`,
      })),
  )
}
