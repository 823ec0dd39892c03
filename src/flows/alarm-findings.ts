import type { AlarmKind, Finding } from '../domain/alarm.ts'
import type { AccountName } from '../domain/ids.ts'
import { instant, msBetween, plusSeconds, type Instant } from '../domain/time.ts'
import { type DiskSpace, inMegabytes, isLow } from '../kit/disk.ts'
import type { DeadlineTotals } from '../ledger/deadline-ports.ts'
import type { EffectTrouble } from '../ledger/effect-counts.ts'
import type { AccountState, Halt, JobState } from '../ledger/ports.ts'

// What holds now, as findings. All of it is decided from what was read before, so that each rule can be tried by itself.

/** A fault that may go by itself is told when it has lasted this long. */
const PAUSE_GRACE_SECONDS = 300
const CREDENTIAL_DAYS = [30, 7, 1] as const
/** The job whose mails leave by the account's own mail server. */
export const MAILING_JOB = 'notify'
const DAY_MS = 24 * 3600 * 1000
/** Urgency of a disk on which nothing can be stored any more. */
const DISK_REFUSES = 2

export function paused(states: readonly AccountState[], accounts: ReadonlySet<AccountName>): readonly Finding[] {
  return states.flatMap(({ account, pausedReason, pausedKind }): Finding[] => {
    if (pausedReason === null || !accounts.has(account)) return []
    const mayPass = pausedKind === 'retryable' || pausedKind === 'unknown'
    return [{ kind: 'account_paused', account, summary: pausedReason, graceSeconds: mayPass ? PAUSE_GRACE_SECONDS : 0 }]
  })
}

/** A pass that should have gone well by now. */
export interface Expected {
  readonly job: string
  readonly account: AccountName
  /** A pass was due at this moment, and ALERT_AFTER is over since. */
  readonly due: Instant
}

/** @param awakeSince passes due before it are not missed: nobody was there to do them */
export function withoutSuccess(
  expected: readonly Expected[],
  states: readonly JobState[],
  awakeSince: Instant,
): readonly Finding[] {
  return expected.flatMap(({ job, account, due }): Finding[] => {
    const state = states.find((row) => row.job === job && row.account === account)
    const last = state?.lastSuccess ?? null
    const since = last ?? state?.failingSince ?? awakeSince
    if (due < awakeSince || since > due) return []
    const when = last === null ? 'has had no good pass yet' : `had its last good pass at ${minuteOf(last)}`
    const why = state?.error == null ? '' : ` ${state.error}`
    return [
      {
        kind: 'no_success',
        account,
        about: job,
        summary: `The job ${job} of ${account} ${when}.${why}`,
        graceSeconds: 0,
        since,
      },
    ]
  })
}

const TROUBLES = {
  unknown: {
    kind: 'effects_unknown',
    one: 'wants a person to look whether it arrived',
    many: 'want a person to look whether they arrived',
  },
  failed: { kind: 'effects_failed', one: 'was refused for good', many: 'were refused for good' },
  overdue: { kind: 'effects_overdue', one: 'is due and has not left', many: 'are due and have not left' },
  unsent: {
    kind: 'must_unsent',
    one: 'is required by law and cannot be sent',
    many: 'are required by law and cannot be sent',
  },
} as const satisfies Record<EffectTrouble['trouble'], { kind: AlarmKind; one: string; many: string }>

export function troubled(troubles: readonly EffectTrouble[], accounts: ReadonlySet<AccountName>): readonly Finding[] {
  return troubles
    .filter(({ account }) => accounts.has(account))
    .map(({ account, trouble, count, oldest, newest, effects }): Finding => {
      const { kind, one, many } = TROUBLES[trouble]
      const summary =
        count === 1
          ? `One answer or mail of ${account} ${one}`
          : `${String(count)} answers or mails of ${account} ${many}`
      return {
        kind,
        account,
        summary: `${summary}; the oldest since ${minuteOf(oldest)}.`,
        graceSeconds: 0,
        since: oldest,
        effects,
        newest,
      }
    })
}

/** @param aside mails set aside since a day, for one sender writes like a machine */
export function flooded(
  aside: readonly { readonly account: AccountName; readonly mails: number; readonly newest: Instant | null }[],
): readonly Finding[] {
  return aside
    .filter(({ mails }) => mails > 0)
    .map(({ account, mails, newest }) => ({
      kind: 'mail_flood',
      account,
      summary: `${String(mails)} ${mails === 1 ? 'mail' : 'mails'} to ${account} within a day came from senders that write like machines and ${mails === 1 ? 'is' : 'are'} listed only.`,
      graceSeconds: 0,
      ...(newest === null ? {} : { newest }),
    }))
}

export function late(
  totals: readonly DeadlineTotals[],
  accounts: ReadonlySet<AccountName>,
  now: Instant,
): readonly Finding[] {
  return totals
    .filter(({ account, late: count }) => count > 0 && accounts.has(account))
    .map(({ account, late: count, waiting }) => ({
      kind: 'tickets_late',
      account,
      summary: `${count === 1 ? 'One conversation' : `${String(count)} conversations`} of ${account} should have been answered by now; ${String(waiting)} wait in all.`,
      graceSeconds: 0,
      // A reminder once a day.
      newest: instant(now.slice(0, 10)),
    }))
}

/** A credential of which the marketplace told the end. */
export interface Credential {
  readonly account: AccountName
  readonly endsAt: Instant
}

export function ending(credentials: readonly Credential[], now: Instant): readonly Finding[] {
  return credentials.flatMap(({ account, endsAt }): Finding[] => {
    const days = msBetween(now, endsAt) / DAY_MS
    const urgency = CREDENTIAL_DAYS.filter((limit) => days <= limit).length
    if (urgency === 0) return []
    const summary =
      days <= 0
        ? `The key of ${account} ended on ${dayOf(endsAt)}.`
        : `The key of ${account} ends on ${dayOf(endsAt)} (${days < 2 ? `in ${String(Math.max(1, Math.round(days * 24)))} hours` : `in ${String(Math.floor(days))} days`}).`
    return [{ kind: 'credential_ends', account, summary, graceSeconds: 0, urgency }]
  })
}

/** @param refused what the database said when it had no room, if it did */
export function full(space: DiskSpace | undefined, refused: string | undefined): readonly Finding[] {
  const finding = (summary: string, urgency: number): Finding[] => [
    { kind: 'disk_full', account: null, summary, graceSeconds: 0, urgency },
  ]
  if (refused !== undefined) return finding(refused, DISK_REFUSES)
  if (space === undefined || !isLow(space)) return []
  return finding(`The disk of DATA_DIR has ${inMegabytes(space.freeBytes)} of ${inMegabytes(space.sizeBytes)} left.`, 1)
}

export function stopped(halt: Halt | undefined): readonly Finding[] {
  if (halt === undefined) return []
  const { reason, since } = halt
  return [{ kind: 'restored', account: null, summary: reason, graceSeconds: 0, since }]
}

export const away = (kind: 'database_away' | 'odoo_away', summary: string, graceSeconds: number): Finding => ({
  kind,
  account: null,
  summary,
  graceSeconds,
})

/** Of what follows from something that is told already nothing is told anew. */
export function withoutConsequences(
  findings: readonly Finding[],
  openKeys: ReadonlySet<string>,
  keyOf: (finding: Finding) => string,
): readonly Finding[] {
  const keptUp = findings.some(keepsAllUp)
  const accountsOf = (cause: AlarmKind) =>
    new Set(findings.filter(({ kind }) => kind === cause).map(({ account }) => account))
  const [resting, withoutMail] = [accountsOf('account_paused'), accountsOf('mail_refused')]
  return findings.filter((finding) => {
    const { kind, account, about } = finding
    if (!CONSEQUENCES.has(kind) || openKeys.has(keyOf(finding))) return true
    return !keptUp && !resting.has(account) && !(about === MAILING_JOB && withoutMail.has(account))
  })
}

const ROOTS: ReadonlySet<AlarmKind> = new Set(['database_away', 'odoo_away', 'disk_full', 'restored'])
const CONSEQUENCES: ReadonlySet<AlarmKind> = new Set(['no_success', 'effects_overdue'])

/** Whether it keeps every job of every account from going well; a disk that is only nearly full does not yet. */
export const keepsAllUp = ({ kind, urgency }: Finding): boolean =>
  ROOTS.has(kind) && (kind !== 'disk_full' || urgency === DISK_REFUSES)

const minuteOf = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
const dayOf = (at: Instant): string => at.slice(0, 10)

/** The clock moved by more than the pause between two looks: the machine slept, or the clock was set. */
export const clockJumped = (before: Instant, now: Instant, elapsedMs: number): boolean =>
  Math.abs(msBetween(before, now) - elapsedMs) > 120_000 || now < plusSeconds(before, -5)
