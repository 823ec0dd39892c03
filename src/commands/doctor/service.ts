import type { Settings } from '../../config/settings.ts'
import { BUILT_JOBS } from '../../flows/passes.ts'
import { collectPolicy } from '../../domain/policy.ts'
import { type Instant, plusMs } from '../../domain/time.ts'
import { cronSlots, slotFrom } from '../../kit/cron-slots.ts'
import { VERSION } from '../../version.ts'
import type { Probe } from './examination.ts'
import { counted, type Finding, report } from './finding.ts'
import type { Patient } from './patient.ts'

const AREA = 'Settings'

/** What the service is told: settings, schedules, policy. Nothing outside is asked. */
export function serviceProbes(patient: Patient): readonly Probe[] {
  return [
    { area: AREA, title: 'settings', run: () => Promise.resolve(settingsFindings(patient)) },
    { area: AREA, title: 'schedule', run: () => Promise.resolve(scheduleFindings(patient)) },
    { area: AREA, title: 'policy', run: () => Promise.resolve(policyFindings(patient)) },
  ]
}

function settingsFindings({ settings, accounts }: Patient): Finding[] {
  const { good, doubtful } = report(AREA)
  const modes = accounts.map(({ account }) => `${account.name} (${account.mode})`).join(', ')
  const notes = settings.notes
    // Told with its reason at the account.
    .filter(({ name }) => name !== 'NOTIFY')
    .map(({ file, name, note }) => doubtful(`${file} ${name}`, note, 'Change it or take it out.'))
  return [
    good('version', `Marketplace Care ${VERSION}, Node ${process.versions.node}`),
    good('settings', `${counted(accounts.length, 'account')}: ${modes}`),
    good('time zone', settings.timeZone),
    ...notes,
  ]
}

/** Only of jobs that exist; the others' settings have a note of their own. */
function scheduleFindings({ settings, accounts, clock }: Patient): Finding[] {
  const { good } = report(AREA)
  const shown = (title: string, detail: string): Finding => good(title, detail, { name: `schedule ${title}` })
  return BUILT_JOBS.flatMap((job) => {
    const cron = settings.schedule[job]
    const next = (slots: string): string => `${slots}, next ${nextRun(slots, settings, clock.now())}`
    const ownSlots = accounts.flatMap(({ account }) =>
      [...(account.schedules ?? [])].map(([kind, slots]) => shown(`${account.name} ${kind}`, next(slots))),
    )
    if (cron === 'off') return [shown(job, 'off: only when somebody runs it')]
    if (cron !== undefined) return [shown(job, next(cron)), ...(job === 'notify' ? ownSlots : [])]
    if (job === 'reply') return [shown(job, `every ${String(settings.pollSeconds)} s`)]
    const polled = accounts.filter(({ connector, mail }) => connector.messages !== undefined || mail !== undefined)
    const pauses = polled.map(({ account }) => `${account.name} every ${String(account.messagePollSeconds)} s`)
    return [shown(job, pauses.length === 0 ? 'nothing to read: no account has messages' : pauses.join(', '))]
  })
}

function nextRun(cron: string, { timeZone }: Settings, now: Instant): string {
  const next = slotFrom(cronSlots(cron, timeZone), plusMs(now, 1))
  if (next === undefined) return 'not within 400 days'
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(next))
}

function policyFindings({ registry }: Patient): Finding[] {
  const rows = collectPolicy(registry)
  const denied = rows.filter(({ verdict }) => verdict === 'deny').length
  return [
    report(AREA).good(
      'policy',
      `${String(rows.length)} rules, ${String(denied)} of them deny; what has no rule is denied`,
    ),
  ]
}
