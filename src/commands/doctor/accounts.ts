import type { Account } from '../../domain/account.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../../domain/notification.ts'
import { collectPolicy, type PolicyRow, type PolicyTable, verdictFor } from '../../domain/policy.ts'
import { type Instant, msBetween } from '../../domain/time.ts'
import type { OpenAccount } from '../../flows/context.ts'
import { wayOf } from '../../flows/way.ts'
import { CAPABILITIES } from '../../kit/connector.ts'
import type { Probe } from './examination.ts'
import { type Finding, type Report, report } from './finding.ts'
import { type Patient, shownAccounts } from './patient.ts'

const DAY_MS = 86_400_000
/** A credential that ends within this is worth a word. */
const ENDING_DAYS = 30

/** Each account: whether the marketplace takes its key, what it can do and what it may tell, with the reason of each no. */
export function accountProbes(patient: Patient): readonly Probe[] {
  const policy = collectPolicy(patient.registry)
  return shownAccounts(patient).flatMap((opened) => {
    const { name } = opened.account
    const area = `Account ${name}`
    return [
      {
        ...{ area, title: 'credentials', name: `account ${name}` },
        run: () => credentialFindings(area, opened, patient.clock.now()),
        remedy: `Correct accounts/${name}.env, then: marketplace-care doctor --account ${name}`,
      },
      { area, title: 'settings', run: () => Promise.resolve(modeFindings(area, opened.account)) },
      { area, title: 'capabilities', run: () => Promise.resolve(capabilityFindings(area, opened)) },
      { area, title: 'kinds', run: () => Promise.resolve(kindFindings(area, opened, policy)) },
    ]
  })
}

async function credentialFindings(
  area: string,
  { account, manifest, connector }: OpenAccount,
  now: Instant,
): Promise<Finding[]> {
  const { good } = report(area)
  const { detail, scopes, endsAt } = await connector.check()
  return [
    good('credentials', `${manifest.label}: ${detail}`, { name: `account ${account.name}` }),
    ...(scopes === undefined ? [] : [good('scopes', scopes.join(', '), { name: `account ${account.name} scopes` })]),
    ...(endsAt === undefined ? [] : [endFinding(report(area), account, { endsAt, now })]),
  ]
}

function endFinding(
  { good, doubtful, bad }: Report,
  { name }: Account,
  { endsAt, now }: { readonly endsAt: Instant; readonly now: Instant },
): Finding {
  const title = 'ends'
  const named = { name: `account ${name} credential` }
  const day = endsAt.slice(0, 10)
  const remedy = `Renew it at the marketplace, write it into accounts/${name}.env, and restart the service.`
  const days = Math.floor(msBetween(now, endsAt) / DAY_MS)
  if (endsAt <= now) return bad(title, `the credential ended on ${day}`, remedy, named)
  const detail = `the credential ends on ${day}`
  return days < ENDING_DAYS
    ? doubtful(title, `${detail}, in ${String(days)} days`, remedy, named)
    : good(title, detail, named)
}

const MODES: Readonly<Record<Account['mode'], string>> = {
  read: 'read: messages are read and kept, nothing is written to Odoo, nothing is sent',
  shadow: 'shadow: tickets are made and everything is planned, nothing is sent outside',
  live: 'live: answers and notifications are sent',
}

function modeFindings(area: string, { name, mode, mailRedirect, baseUrl }: Account): Finding[] {
  const { good, note, doubtful } = report(area)
  const named = (what: string) => ({ name: `account ${name} ${what}` })
  return [
    good('mode', MODES[mode], named('mode')),
    ...(baseUrl === undefined
      ? []
      : [note('address', `${baseUrl} instead of the marketplace's own (BASE_URL)`, named('address'))]),
    ...(mailRedirect === undefined || mode !== 'live'
      ? []
      : [
          doubtful(
            'redirect',
            'every mail goes to the address in MAIL_REDIRECT, none to a buyer',
            'Take MAIL_REDIRECT out when buyers shall get their mails.',
            named('redirect'),
          ),
        ]),
  ]
}

function capabilityFindings(area: string, { account, manifest }: OpenAccount): Finding[] {
  const { good, note } = report(area)
  const isAble = (capability: (typeof CAPABILITIES)[number]): boolean => manifest.capabilities.includes(capability)
  const named = (capability: string) => ({ name: `account ${account.name} ${capability}` })
  const able = CAPABILITIES.filter(isAble).map((capability) =>
    good(capability, 'available', { ...named(capability), fold: 'can' }),
  )
  const unable = CAPABILITIES.filter((capability) => !isAble(capability)).map((capability) =>
    note(capability, `not available: ${manifest.missing[capability] ?? 'not built yet'}`, {
      ...named(capability),
      fold: 'cannot',
    }),
  )
  return [...able, ...unable]
}

function kindFindings(area: string, opened: OpenAccount, policy: PolicyTable): Finding[] {
  const { account } = opened
  return NOTIFICATION_KINDS.map((kind) => {
    const row = verdictFor(policy, account.connector, kind)
    return kindFinding(report(area), { account, way: wayOf(opened, row), kind, row })
  })
}

interface Kind {
  readonly account: Account
  readonly way: ReturnType<typeof wayOf>
  readonly kind: NotificationKind
  readonly row: PolicyRow
}

/** One kind of notification: sent, could be sent, or not, and why. */
function kindFinding({ good, note, doubtful }: Report, { account, way, kind, row }: Kind): Finding {
  const named = { name: `account ${account.name} ${kind}` }
  const untold = { ...named, fold: 'tells not' }
  const wanted = (account.notify as readonly NotificationKind[]).includes(kind)
  const allowed = row.verdict === 'allow' || row.verdict === 'must'
  const ground =
    row.certainty === 'U' ? 'no source says that it is allowed' : `${row.source} (certainty ${row.certainty})`
  if (!allowed) {
    const reason = row.verdict === 'push' ? `the marketplace tells the buyer itself: ${ground}` : ground
    return wanted
      ? doubtful(
          `NOTIFY ${kind}`,
          `is never sent there (${row.verdict}): ${row.source}`,
          `Take ${kind} out of NOTIFY.`,
          {
            name: `account ${account.name} NOTIFY ${kind}`,
          },
        )
      : note(kind, `not told: ${reason}`, untold)
  }
  if (way === undefined) {
    return wanted
      ? doubtful(
          `NOTIFY ${kind}`,
          'would be allowed, but there is no way to send it from here',
          `Take ${kind} out of NOTIFY.`,
          {
            name: `account ${account.name} NOTIFY ${kind}`,
          },
        )
      : note(kind, 'allowed, but there is no way to send it from here', untold)
  }
  const by = way === 'relay' ? "mail to the marketplace's relay address" : row.channel
  if (wanted) return good(kind, `told by ${by}: ${ground}`, { ...named, fold: 'tells' })
  if (row.verdict === 'must') {
    return doubtful(
      kind,
      `must be told and is not in NOTIFY: ${ground}`,
      `Add ${kind} to NOTIFY, unless something else sends it for certain (Odoo's own web shop does).`,
      named,
    )
  }
  return note(kind, 'allowed, not in NOTIFY', untold)
}
